"""The beat tracker: a song in, a beat grid out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.downbeats import find_bars
from s2v_desktop.audio.onset import FRAMES_PER_S, analysis_signal, measure_onsets
from s2v_desktop.audio.refine import refine_beats
from s2v_desktop.audio.smoothing import moving_max
from s2v_desktop.audio.tempo import track_tempo
from s2v_desktop.audio.tempo_choice import BeatCandidate, choose_beats
from s2v_desktop.core.beats import BeatGrid, BeatSource

#: Below this confidence a song is offered without beats: a wrong grid is worse than none.
MIN_CONFIDENCE = 0.15
_SHORTEST_SONG_S = 1.0
_NEAR_FRAMES = 9
_CLEAR_BEATS = 8
_HEARD_SHARE = 0.05


def track_beats(song: Song) -> BeatGrid:
    """Return the beats of ``song``, or a grid without beats where its confidence is below ``MIN_CONFIDENCE``.

    Any thread; under a second of work for each four minutes. Deterministic.
    """
    none = BeatGrid(source=BeatSource.TRACKED)
    signal = analysis_signal(song)
    if signal is None or song.duration_s < _SHORTEST_SONG_S:
        return none
    onsets = measure_onsets(signal)
    tempo = track_tempo(onsets.combined)
    chosen = choose_beats(onsets, tempo)
    if chosen is None:
        return none
    confidence = _confidence(tempo.periodicity, chosen, onsets.rise)
    if confidence < MIN_CONFIDENCE:
        return BeatGrid(confidence=confidence, source=BeatSource.TRACKED)
    frames = _without_silent_ends(chosen.frames, onsets.combined)
    refined = refine_beats(signal, frames / FRAMES_PER_S)
    bars = find_bars(signal, onsets, refined.times_s)
    return BeatGrid.from_arrays(
        refined.times_s,
        _strengths(onsets.combined, frames),
        bars.is_downbeat,
        beats_per_bar=bars.beats_per_bar,
        confidence=confidence,
        downbeat_confidence=bars.confidence * confidence,
        source=BeatSource.TRACKED,
    )


def _confidence(periodicity: float, chosen: BeatCandidate, rise: NDArray[np.float32]) -> float:
    """Return 0-1: periodic like music, with onsets on the beats that stand out and are more than a swell."""
    periodic = np.clip((periodicity - 0.1) / 0.35, 0, 1)
    outstanding = np.clip((chosen.contrast - 0.8) / 2, 0, 1)
    size = np.median(moving_max(rise, _NEAR_FRAMES)[chosen.frames])
    sudden = np.clip((size - 0.02) / 0.04, 0, 1)
    enough = min(1.0, len(chosen.frames) / _CLEAR_BEATS)
    return float(periodic * outstanding * sudden * enough)


def _without_silent_ends(frames: NDArray[np.int64], onset: NDArray[np.float32]) -> NDArray[np.int64]:
    """Leave out the beats before the first and after the last onset."""
    near = moving_max(onset, _NEAR_FRAMES)[frames]
    heard = np.flatnonzero(near > _HEARD_SHARE * np.median(near))
    return frames[heard[0] : heard[-1] + 1]


def _strengths(onset: NDArray[np.float32], frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each beat's onset against the strong beats of the song, 0-1."""
    values = onset[frames].astype(np.float64)
    return np.clip(values / (np.percentile(values, 90) + 1e-9), 0, 1)
