"""The beat tracker: a song in, a beat grid out; or a span of it, to go on from the beats around."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.beat_strengths import strengths_at
from s2v_desktop.audio.beats_around import BeatsAround
from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.downbeats import find_bars
from s2v_desktop.audio.onset import FRAMES_PER_S, Onsets, Signal, analysis_signal, measure_onsets
from s2v_desktop.audio.refine import refine_beats
from s2v_desktop.audio.smoothing import moving_max
from s2v_desktop.audio.tempo import TempoPath, track_tempo
from s2v_desktop.audio.tempo_choice import BeatCandidate, certainty, other_tempo, rank_beats
from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.errors import out_of_range

#: Below this confidence a song is offered without beats: a wrong grid is worse than none.
MIN_CONFIDENCE = 0.15
#: The shortest span in which beats can be found anew, seconds.
MIN_SPAN_S = 2.0
_SHORTEST_SONG_S = 1.0
_NEAR_FRAMES = 9
_CLEAR_BEATS = 8
_HEARD_SHARE = 0.05
#: A span is heard with this much of the song on each side, and with more where it is short.
_SPAN_MARGIN_S, _SPAN_HEARD_S = 2.0, 10.0
#: What an octave away from the tempo around the span, and half a beat out of step, cost in log odds.
_OCTAVE_COST, _OUT_OF_STEP_COST = 12.0, 3.0

_NO_BEATS = BeatGrid(source=BeatSource.TRACKED)


@dataclass(frozen=True, slots=True)
class TrackedBeats:
    """``beats`` of a song; ``other`` is the whole grid at another tempo where that is nearly as plausible, else None.

    The other tempo is half, double, 2/3 or 3/2 of the first.
    """

    beats: BeatGrid
    other: BeatGrid | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """What the tracker hears in a song, and the beats that may be meant, the likeliest first."""

    signal: Signal
    onsets: Onsets
    tempo: TempoPath
    ranked: list[BeatCandidate]


def track_beats(song: Song) -> BeatGrid:
    """Return the beats of ``song``, or a grid without beats where its confidence is below ``MIN_CONFIDENCE``.

    Any thread; under a second of work for each four minutes. Deterministic.
    """
    return find_beats(song).beats


def find_beats(song: Song) -> TrackedBeats:
    """Return the beats of ``song`` as ``track_beats`` does, and those at the other plausible tempo if there is one.

    Any thread; under a second of work for each four minutes. Deterministic.
    """
    heard = _listen(song)
    if heard is None:
        return TrackedBeats(_NO_BEATS)
    chosen = heard.ranked[0]
    steadiness = _steadiness(heard, chosen)
    if steadiness < MIN_CONFIDENCE:
        return TrackedBeats(BeatGrid(confidence=steadiness, source=BeatSource.TRACKED))
    confidence = max(MIN_CONFIDENCE, steadiness * certainty(heard.ranked))
    other = other_tempo(heard.ranked)
    return TrackedBeats(
        _grid(heard, chosen, confidence),
        None if other is None else _grid(heard, other, confidence * float(np.exp(other.score - chosen.score))),
    )


def find_beats_between(song: Song, start_s: float, end_s: float, near: BeatGrid) -> BeatGrid:
    """Return the beats of ``song`` found anew in ``start_s <= time < end_s``, in seconds of the song.

    The tempo is the one of its multiples that fits the beats of ``near`` around the span, which also gives the count
    of the bars; beats of ``near`` inside the span are not looked at, and those outside are not returned. No beats
    where nothing steady is heard. Any thread; about 10 ms of work for each second. Deterministic.

    Raises:
        InputError: VALUE_OUT_OF_RANGE where the span inside the song is shorter than ``MIN_SPAN_S``.
    """
    start_s, end_s = max(start_s, 0.0), min(end_s, song.duration_s)  # in this order NaN stays and is refused
    if not end_s - start_s >= MIN_SPAN_S:
        raise out_of_range("the span", f"{MIN_SPAN_S:g} s or longer, inside the song")
    margin_s = max(_SPAN_MARGIN_S, (_SPAN_HEARD_S - (end_s - start_s)) / 2)
    first_s = max(0.0, start_s - margin_s)
    heard = _listen(song.between(first_s, end_s + margin_s))
    if heard is None:
        return _NO_BEATS
    around = BeatsAround.span(near, start_s, end_s)
    chosen = _fitting(heard.ranked, around, start_s, end_s, first_s)
    inside = _inside(chosen, round((start_s - first_s) * FRAMES_PER_S), round((end_s - first_s) * FRAMES_PER_S))
    if inside is None or not _is_heard(heard.onsets, inside):
        return _NO_BEATS
    confidence = _steadiness(heard, inside)
    if confidence < MIN_CONFIDENCE:
        return BeatGrid(confidence=confidence, source=BeatSource.TRACKED)
    whole = _grid(heard, chosen, confidence)
    beats = tuple(msgspec.structs.replace(beat, time_s=beat.time_s + first_s) for beat in whole.beats)
    cut = msgspec.structs.replace(whole, beats=beats).between(start_s, end_s)
    return _joined(cut, around)


def _listen(song: Song) -> _Heard | None:
    """Return what is heard in ``song``, or None where it is silent or too short for three beats."""
    signal = analysis_signal(song)
    if signal is None or song.duration_s < _SHORTEST_SONG_S:
        return None
    onsets = measure_onsets(signal)
    tempo = track_tempo(onsets.combined)
    ranked = rank_beats(onsets, tempo)
    return _Heard(signal, onsets, tempo, ranked) if ranked else None


def _grid(heard: _Heard, chosen: BeatCandidate, confidence: float) -> BeatGrid:
    frames = _without_silent_ends(chosen.frames, heard.onsets.combined)
    refined = refine_beats(heard.signal, frames / FRAMES_PER_S)
    bars = find_bars(heard.signal, heard.onsets, refined.times_s)
    return BeatGrid.from_arrays(
        refined.times_s,
        strengths_at(heard.onsets.combined, frames),
        bars.is_downbeat,
        beats_per_bar=bars.beats_per_bar,
        confidence=confidence,
        downbeat_confidence=bars.confidence * confidence,
        source=BeatSource.TRACKED,
    )


def _steadiness(heard: _Heard, chosen: BeatCandidate) -> float:
    """Return 0-1: periodic like music, with onsets on the beats that stand out and are more than a swell."""
    periodic = np.clip((heard.tempo.periodicity - 0.1) / 0.35, 0, 1)
    outstanding = np.clip((chosen.contrast - 0.8) / 2, 0, 1)
    size = np.median(moving_max(heard.onsets.rise, _NEAR_FRAMES)[chosen.frames])
    sudden = np.clip((size - 0.02) / 0.04, 0, 1)
    enough = min(1.0, len(chosen.frames) / _CLEAR_BEATS)
    return float(periodic * outstanding * sudden * enough)


def _fitting(
    ranked: list[BeatCandidate], around: BeatsAround, start_s: float, end_s: float, first_s: float
) -> BeatCandidate:
    """Return the likeliest candidate, given the tempo and the place of the beats around the span."""
    gap_s = around.gap_s(start_s, end_s)
    if gap_s is None:
        return ranked[0]

    def fit(candidate: BeatCandidate) -> float:
        octaves = abs(np.log2(candidate.gap_frames / FRAMES_PER_S / gap_s))
        times_s = candidate.frames / FRAMES_PER_S + first_s
        times_s = times_s[(times_s >= start_s) & (times_s < end_s)]
        step = around.agreement(times_s, gap_s) if len(times_s) else 0.0
        return candidate.score - _OCTAVE_COST * octaves + _OUT_OF_STEP_COST * step

    return max(ranked, key=fit)


def _inside(chosen: BeatCandidate, first: int, last: int) -> BeatCandidate | None:
    """Return the part of ``chosen`` in the frames ``first <= frame < last``, or None where it has no beats."""
    frames = chosen.frames[(chosen.frames >= first) & (chosen.frames < last)]
    return BeatCandidate(frames, chosen.contrast, chosen.score) if len(frames) else None


def _is_heard(onsets: Onsets, inside: BeatCandidate) -> bool:
    """Return whether most beats of the span have an onset, measured against the whole of what was heard."""
    sounding = moving_max(onsets.rise, _NEAR_FRAMES)
    loud = float(np.percentile(sounding, 90))
    return float(np.mean(sounding[inside.frames] > _HEARD_SHARE * loud)) > 0.5


def _joined(found: BeatGrid, around: BeatsAround) -> BeatGrid:
    """Return ``found`` without repeats of the beats around it, its bars counted on from them."""
    kept = around.without_repeats(found.times_s)
    times_s = found.times_s[kept]
    downbeats = around.bars_through(times_s)
    counted = downbeats is not None
    return BeatGrid.from_arrays(
        times_s,
        found.strengths[kept],
        downbeats if counted else found.downbeats[kept],
        beats_per_bar=around.beats_per_bar if counted else found.beats_per_bar,
        confidence=found.confidence,
        downbeat_confidence=found.downbeat_confidence,
        source=BeatSource.TRACKED,
    )


def _without_silent_ends(frames: NDArray[np.int64], onset: NDArray[np.float32]) -> NDArray[np.int64]:
    """Leave out the beats before the first and after the last onset."""
    near = moving_max(onset, _NEAR_FRAMES)[frames]
    heard = np.flatnonzero(near > _HEARD_SHARE * np.median(near))
    return frames[heard[0] : heard[-1] + 1] if len(heard) else frames
