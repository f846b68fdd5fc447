"""Which parts of a song to offer as the clip: the liveliest one, the chorus, and bars that loop."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import band_levels
from s2v_desktop.audio.chorus import find_chorus
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.bar_lines import SURE_BARS, known_bar_lines_s
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import MAX_DURATION_S, MIN_DURATION_S, Clip
from s2v_desktop.core.suggestion import ClipKind, ClipSuggestion

_STEP_S = 0.05
_MAX_STEPS = 20_000
_LOUDNESS, _BUSYNESS, _BASS = 1.0, 0.7, 0.5
_QUIETEST = 1e-4

#: How many bars a loop may have, and how long it is best.
_LOOP_BARS = (2, 4, 8)
_LOOP_S = 8.0

#: A part holds whole bars where its edges are this near to bar lines: a loop of it does not stumble.
_ON_BAR_LINE_S = 0.01

#: What adding up bars may be off.
_ROUNDING_S = 1e-6

#: Parts whose edges all lie this near to each other are one to the ear.
_SAME_PART_S = 0.5


def suggest_clips(song: Song, beats: BeatGrid, duration_s: float) -> tuple[ClipSuggestion, ...]:
    """Return parts worth a clip, the most energetic first; any thread, under 1 s for four minutes.

    ``ENERGETIC`` is the most energetic part. ``CHORUS`` begins where the chorus first begins, in songs that have one.
    Both last ``duration_s``; where bar lines are known, as many whole bars as are nearest to that. ``WHOLE_BARS`` is
    the loop of 2, 4 or 8 bars, whichever lasts nearest to 8 s, that begins nearest to the most energetic part, where
    bar lines are known. What is practically the same part is given once.

    Raises:
        InputError: ``duration_s`` is not allowed, or the song is shorter than the shortest clip.
    """
    energetic = _most_energetic_bars(song, beats, duration_s)
    found = [
        (ClipKind.ENERGETIC, energetic),
        (ClipKind.CHORUS, _chorus(song, beats, duration_s)),
        (ClipKind.WHOLE_BARS, _loop(beats, energetic.start_s, song.duration_s)),
    ]
    suggestions: list[ClipSuggestion] = []
    for kind, clip in found:
        if clip is not None:
            suggestion = ClipSuggestion(kind, clip, _whole_bars(clip, beats))
            if not any(_same_part(suggestion, other) for other in suggestions):
                suggestions.append(suggestion)
    return tuple(suggestions)


def first_clip(song: Song, beats: BeatGrid, duration_s: float) -> Clip:
    """Return the clip that a song opens with; any thread, under 0.3 s for four minutes.

    The most energetic part of ``duration_s`` (3-15) seconds where the user asked for a length of their own; of about
    so long, in whole bars where bar lines are known, where it is still the usual one.

    Raises:
        InputError: ``duration_s`` is not allowed, or the song is shorter than the shortest clip.
    """
    is_usual = duration_s == Clip().duration_s
    return (_most_energetic_bars if is_usual else suggest_clip)(song, beats, duration_s)


def suggest_clip(song: Song, beats: BeatGrid, duration_s: float) -> Clip:
    """Return the most energetic clip of ``duration_s`` (3-15) seconds; any thread, under 0.3 s for four minutes.

    It begins on a downbeat, or on a beat, or anywhere, whichever the song has. A song that is shorter than
    ``duration_s`` gives the longest clip that fits.

    Raises:
        InputError: ``duration_s`` is not allowed, or the song is shorter than the shortest clip.
    """
    duration_s = Clip(0.0, duration_s).duration_s
    if song.duration_s < duration_s:
        whole = Clip(0.0, min(MAX_DURATION_S, max(MIN_DURATION_S, song.duration_s)))
        whole.require_inside(song.duration_s)
        return whole
    latest_s = song.duration_s - duration_s
    step_s = max(_STEP_S, song.duration_s / _MAX_STEPS)
    energy = np.concatenate([[0.0], np.cumsum(_energy(song, step_s))])
    starts_s = _possible_starts_s(beats, latest_s, step_s)
    first = np.minimum(np.round(starts_s / step_s).astype(int), len(energy) - 1)
    last = np.minimum(np.round((starts_s + duration_s) / step_s).astype(int), len(energy) - 1)
    return Clip(float(starts_s[np.argmax(energy[last] - energy[first])]), duration_s)


def _most_energetic_bars(song: Song, beats: BeatGrid, duration_s: float) -> Clip:
    """Return ``suggest_clip`` of the whole bars nearest to ``duration_s``; the same again for the length it returns."""
    bars_s = _whole_bars_s(beats, Clip(0.0, duration_s).duration_s)
    return _kept_to_bars(suggest_clip(song, beats, bars_s), beats, song.duration_s)


def _chorus(song: Song, beats: BeatGrid, duration_s: float) -> Clip | None:
    bars_s = _whole_bars_s(beats, duration_s)
    starts_s = _possible_starts_s(beats, song.duration_s - bars_s, _STEP_S)
    start_s = find_chorus(song, beats, starts_s)
    return None if start_s is None else _kept_to_bars(Clip(start_s, bars_s), beats, song.duration_s)


def _whole_bars_s(beats: BeatGrid, duration_s: float) -> float:
    """Return how long the whole number of bars is that lasts nearest to ``duration_s`` and may be a clip.

    ``duration_s`` itself where bar lines are not known, or no number of bars may be a clip.
    """
    lines_s = _bar_edges_s(beats)
    if not len(lines_s):
        return duration_s
    bar_s = float(np.median(np.diff(lines_s)))
    fewest, most = math.ceil(MIN_DURATION_S / bar_s), math.floor(MAX_DURATION_S / bar_s)
    return bar_s * min(most, max(fewest, round(duration_s / bar_s))) if fewest <= most else duration_s


def _kept_to_bars(clip: Clip, beats: BeatGrid, song_duration_s: float) -> Clip:
    """Return ``clip`` from the nearest bar line on to the one nearest to its length, if one is there inside the song.

    Unchanged where no two known bar lines inside the song are as far apart as a clip may be long.
    """
    lines_s = _bar_edges_s(beats)
    latest_s = np.minimum(lines_s + MAX_DURATION_S + _ROUNDING_S, song_duration_s)
    first = np.searchsorted(lines_s, lines_s + MIN_DURATION_S - _ROUNDING_S)
    last = np.searchsorted(lines_s, latest_s, side="right") - 1
    can_begin = first <= last
    if not can_begin.any():
        return clip
    begin = int(np.where(can_begin, np.abs(lines_s - clip.start_s), np.inf).argmin())
    lengths_s = lines_s[first[begin] : last[begin] + 1] - lines_s[begin]
    length_s = float(lengths_s[np.abs(lengths_s - clip.duration_s).argmin()])
    return Clip(float(lines_s[begin]), min(MAX_DURATION_S, max(MIN_DURATION_S, length_s)))


def _loop(beats: BeatGrid, near_s: float, song_duration_s: float) -> Clip | None:
    lines_s = _bar_edges_s(beats)
    if not len(lines_s):
        return None
    bar_s = float(np.median(np.diff(lines_s)))
    for bars in sorted(_LOOP_BARS, key=lambda count: abs(count * bar_s - _LOOP_S)):
        starts_s, ends_s = lines_s[:-bars], lines_s[bars:]
        lengths_s = ends_s - starts_s
        fits = (lengths_s >= MIN_DURATION_S) & (lengths_s <= MAX_DURATION_S) & (ends_s <= song_duration_s)
        fits &= np.abs(lengths_s - bars * bar_s) < bar_s / 2  # no bar line is missing in between
        if fits.any():
            index = np.where(fits, np.abs(starts_s - near_s), np.inf).argmin()
            return Clip(float(starts_s[index]), float(lengths_s[index]))
    return None


def _whole_bars(clip: Clip, beats: BeatGrid) -> int:
    """Return how many bars ``clip`` holds where it begins and ends on known bar lines, else 0."""
    lines_s = _bar_edges_s(beats)
    if not len(lines_s):
        return 0
    distances_s = np.abs(lines_s - np.array([[clip.start_s], [clip.end_s]]))
    first, last = distances_s.argmin(axis=1)
    return int(last - first) if distances_s.min(axis=1).max() <= _ON_BAR_LINE_S else 0


def _bar_edges_s(beats: BeatGrid) -> NDArray[np.float64]:
    """Return the known bar lines and the end of the last bar, taken to be as long as the one before it."""
    lines_s = known_bar_lines_s(beats)
    return np.append(lines_s, 2 * lines_s[-1] - lines_s[-2]) if len(lines_s) else lines_s


def _same_part(one: ClipSuggestion, other: ClipSuggestion) -> bool:
    edges_s = np.array([[part.clip.start_s, part.clip.end_s] for part in (one, other)])
    return one.bars == other.bars and bool(np.ptp(edges_s, axis=0).max() <= _SAME_PART_S)


def _energy(song: Song, step_s: float) -> NDArray[np.float64]:
    """Return how energetic each step of the song is, in deviations from its mean, shape ``(steps,)``."""
    times_s = (np.arange(max(1, int(song.duration_s / step_s))) + 0.5) * step_s
    levels = band_levels(song, times_s)
    decibels = 20 * np.log10(np.maximum(levels, _QUIETEST))
    loudness = 20 * np.log10(np.maximum(np.sqrt((levels**2).sum(axis=1)), _QUIETEST))
    busyness = np.maximum(np.diff(decibels[:, 1:], axis=0, prepend=decibels[:1, 1:]), 0).sum(axis=1)
    return (
        _LOUDNESS * _standardised(loudness) + _BUSYNESS * _standardised(busyness) + _BASS * _standardised(levels[:, 0])
    )


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return (values - values.mean()) / (values.std() + 1e-9)


def _possible_starts_s(beats: BeatGrid, latest_s: float, step_s: float) -> NDArray[np.float64]:
    times_s = beats.times_s
    inside = times_s <= latest_s
    downbeats = inside & beats.downbeats
    if downbeats.any() and beats.downbeat_confidence >= SURE_BARS:
        return times_s[downbeats]
    if inside.any():
        return times_s[inside]
    return np.arange(0, latest_s + 1e-9, step_s)
