"""Which part of a song to offer as the clip: the loudest, busiest one with the most bass, from a bar line on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import band_levels
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import MAX_DURATION_S, MIN_DURATION_S, Clip

_STEP_S = 0.05
_MAX_STEPS = 20_000
_LOUDNESS, _BUSYNESS, _BASS = 1.0, 0.7, 0.5
_QUIETEST = 1e-4
#: Bars before this confidence are guesses; then any beat may begin the clip.
_SURE_BARS = 0.2


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
    if downbeats.any() and beats.downbeat_confidence >= _SURE_BARS:
        return times_s[downbeats]
    if inside.any():
        return times_s[inside]
    return np.arange(0, latest_s + 1e-9, step_s)
