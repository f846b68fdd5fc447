"""How loud the bass, the middle and the highs of a clip are at any moment: what moves the picture between beats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import fft

from s2v_desktop.audio.decode import Song

BASS_BELOW_HZ = 160.0
HIGH_ABOVE_HZ = 2500.0
_HOP_S = 0.005
#: Window lengths: long enough to tell the bass from the middle, short enough for an attack within a frame.
_LONG_WINDOW_S = 0.046
_SHORT_WINDOW_S = 0.016
_RELEASE_S = 0.120
_MARGIN_S = 0.5
_LOUD_PERCENTILE = 97.0
_LOUD_PROBES = 1000
_LOUD_SHARE_OF_PEAK = 0.5
#: A band is never measured against less than this share of full scale and of the loudest band, so that noise in
#: silence, or what leaks from another band, stays near 0.
_FLOOR = 0.004
_FLOOR_OF_LOUDEST = 0.02
#: Samples that are worked on at once: few enough for the processor's cache.
_CHUNK_VALUES = 1 << 18


class Bands(NamedTuple):
    """Loudness 0-1 of each band, parallel arrays."""

    bass: NDArray[np.float32]
    mid: NDArray[np.float32]
    high: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class BandEnvelopes:
    """Loudness 0-1 of three bands, float32, shape ``(n,)``; value ``i`` belongs to ``start_s + i * hop_s``."""

    start_s: float
    hop_s: float
    bass: NDArray[np.float32]
    mid: NDArray[np.float32]
    high: NDArray[np.float32]

    def at(self, times_s: NDArray[np.float64]) -> Bands:
        """Return the bands at ``times_s`` (any shape), interpolated; the first or last value outside the clip."""
        index = (np.asarray(times_s, np.float64) - self.start_s) / self.hop_s
        steps = np.arange(len(self.bass))
        return Bands(*(np.interp(index, steps, band).astype(np.float32) for band in (self.bass, self.mid, self.high)))


@dataclass(frozen=True, slots=True, eq=False)
class SongLoudness:
    """How loud a whole song gets: RMS of bass, middle and highs as shares of full scale.

    ``probes`` has shape ``(1000, 3)``, spread over the song; ``often_reached`` ``(3,)`` is exceeded for 3 % of it.
    """

    probes: NDArray[np.float64]
    often_reached: NDArray[np.float64]


def song_loudness(song: Song) -> SongLoudness:
    """Measure what every clip of ``song`` is measured against. Any thread, about 0.1 s."""
    probes = band_levels(song, np.linspace(0.0, song.duration_s, _LOUD_PROBES))
    return SongLoudness(probes, np.percentile(probes, _LOUD_PERCENTILE, axis=0))


def band_envelopes(song: Song, start_s: float, end_s: float, loudness: SongLoudness | None = None) -> BandEnvelopes:
    """Measure ``song`` from ``start_s`` to ``end_s``; 1 is the loud level of each band in the whole song.

    Each value is the energy of a window centred on its time, so that it has no latency; it rises at once and falls
    with a time constant of 120 ms. Channels add by energy: opposite phases do not cancel. Any thread, about 0.1 s, or
    half of it where the ``loudness`` of ``song`` is known.
    """
    count = max(1, round((end_s - start_s) / _HOP_S) + 1)
    lead = round(_MARGIN_S / _HOP_S)  # what rang before the clip still falls inside it
    levels = band_levels(song, start_s + np.arange(-lead, count) * _HOP_S)
    whole = loudness or song_loudness(song)
    loud = _loud_levels(np.concatenate([whole.probes, levels[lead:]]), whole.often_reached)
    bass, mid, high = np.clip(_release(levels)[lead:] / loud, 0.0, 1.0).astype(np.float32).T
    return BandEnvelopes(start_s, _HOP_S, bass.copy(), mid.copy(), high.copy())


def _loud_levels(levels: NDArray[np.float64], often_reached: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what counts as 1 in each band: a level reached often, or half of the highest where that is more."""
    loud = np.maximum(often_reached, _LOUD_SHARE_OF_PEAK * levels.max(axis=0))
    return np.maximum(loud, max(_FLOOR, _FLOOR_OF_LOUDEST * float(loud.max())))


def band_levels(song: Song, times_s: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the RMS of bass, middle and highs around each time, as shares of full scale, shape ``(times, 3)``."""
    bass_and_mid = levels_between(song, times_s, _LONG_WINDOW_S, (20.0, BASS_BELOW_HZ, HIGH_ABOVE_HZ))
    high = levels_between(song, times_s, _SHORT_WINDOW_S, (HIGH_ABOVE_HZ, song.sample_rate_hz / 2))
    return np.concatenate([bass_and_mid, high], axis=1)


def levels_between(
    song: Song, times_s: NDArray[np.floating], window_s: float, edges_hz: Sequence[float]
) -> NDArray[np.float64]:
    """Return the RMS between neighbouring ``edges_hz`` in a Hann window around each time, shape ``(times, bands)``."""
    window = max(64, round(window_s * song.sample_rate_hz / 64) * 64)
    shape = np.hanning(window).astype(np.float32)
    edges = np.searchsorted(np.fft.rfftfreq(window, 1 / song.sample_rate_hz), edges_hz)
    first, last = edges.min(), edges.max()  # the rest of the spectrum is not needed
    scale = 2.0 / (float((shape**2).sum()) * window)
    starts = np.round(times_s * song.sample_rate_hz).astype(np.int64) - window // 2
    levels = np.empty((len(starts), len(edges_hz) - 1))
    count = max(1, _CHUNK_VALUES // window)
    for chunk in range(0, len(starts), count):
        begins = starts[chunk : chunk + count]
        power = np.zeros((len(begins), last - first))
        for channel in song.samples.T:
            frames = _windows(channel, begins, window) * shape
            spectrum = np.asarray(fft.rfft(frames, axis=1))[:, first:last]
            power += np.abs(spectrum).astype(np.float64) ** 2 / song.channels
        for band, (low, high) in enumerate(pairwise(edges - first)):
            levels[chunk : chunk + count, band] = power[:, low:high].sum(axis=1) * scale
    return np.sqrt(levels)


def _windows(channel: NDArray[np.float32], starts: NDArray[np.int64], window: int) -> NDArray[np.float32]:
    """Return ``window`` samples of ``channel`` from each of ``starts`` on, with silence around it."""
    frames = np.zeros((len(starts), window), np.float32)
    inside = (starts >= 0) & (starts + window <= len(channel))
    if inside.any():
        frames[inside] = sliding_window_view(channel, window)[starts[inside]]
    for index in np.flatnonzero(~inside):
        start = int(starts[index])
        begin, end = max(start, 0), min(start + window, len(channel))
        if begin < end:
            frames[index, begin - start : end - start] = channel[begin:end]
    return frames


def _release(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each column rise at once and fall with the release time."""
    keep = float(np.exp(-_HOP_S / _RELEASE_S))
    released = np.empty_like(levels)
    held = np.zeros(levels.shape[1])
    for index, level in enumerate(levels):
        held = np.maximum(level, held * keep)
        released[index] = held
    return released
