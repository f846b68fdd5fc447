"""The waveform at every zoom: a pyramid of minima and maxima, so that any view costs the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song

#: Samples in one bin of the finest level; closer views read the samples themselves.
BASE_SAMPLES = 32

#: Read at once while the finest level is made: ``reduceat`` lets no other Python thread run, such as the window's.
_BLOCK_SAMPLES = BASE_SAMPLES << 13


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """``minima`` and ``maxima`` float32, shape ``(channels, bins)``, of bins of ``bin_samples`` samples."""

    bin_samples: int
    minima: NDArray[np.float32]
    maxima: NDArray[np.float32]

    def coarser(self) -> _Level:
        """Return the level with pairs of bins joined."""
        starts = np.arange(0, self.minima.shape[1], 2)
        minima = np.minimum.reduceat(self.minima, starts, axis=1)
        maxima = np.maximum.reduceat(self.maxima, starts, axis=1)
        return _Level(self.bin_samples * 2, minima, maxima)


@dataclass(frozen=True, slots=True, eq=False)
class PeakPyramid:
    """Minima and maxima of a song at bins of 32, 64, 128, ... samples; made by ``build_peaks``."""

    song: Song
    levels: tuple[_Level, ...]

    def between(self, start_s: float, end_s: float, columns: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return what a waveform of ``columns`` columns from ``start_s`` to ``end_s`` shows.

        Column ``c`` covers the samples of ``[start_s + c * step, start_s + (c + 1) * step)`` rounded outwards to whole
        bins no longer than the column, so a peak is never lost and never more than a bin away from its place.

        Returns:
            Minima and maxima, float32, each of shape ``(channels, columns)``; 0 outside the song.
        """
        edges = np.linspace(start_s, end_s, columns + 1) * self.song.sample_rate_hz
        first = np.floor(edges[:-1] + 1e-6).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:] - 1e-6).astype(np.int64), first + 1)
        inside = (last > 0) & (first < self.song.frames)
        shape = (self.song.channels, columns)
        minima, maxima = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        if inside.any():
            level = self._level_for((end_s - start_s) * self.song.sample_rate_hz / columns)
            low = np.maximum(first[inside], 0) // level.bin_samples
            bins = level.minima.shape[1]
            high = np.minimum(-(-last[inside] // level.bin_samples), bins)
            minima[:, inside] = _reduce(np.minimum, level.minima, low, high)
            maxima[:, inside] = _reduce(np.maximum, level.maxima, low, high)
        return minima, maxima

    def _level_for(self, column_samples: float) -> _Level:
        """Return the coarsest level whose bins are at most half a column, or the samples themselves."""
        fitting = [level for level in self.levels if level.bin_samples * 2 <= column_samples]
        if fitting:
            return fitting[-1]
        by_channel = self.song.samples.T
        return _Level(1, by_channel, by_channel)


def build_peaks(song: Song) -> PeakPyramid:
    """Return the pyramid of ``song``; any thread, about 0.1 s for a song of 5 minutes."""
    blocks = [song.samples[first : first + _BLOCK_SAMPLES] for first in range(0, song.frames, _BLOCK_SAMPLES)]
    minima, maxima = (
        np.ascontiguousarray(np.concatenate([_reduce_bins(function, block) for block in blocks]).T)
        for function in (np.minimum, np.maximum)
    )
    levels = [_Level(BASE_SAMPLES, minima, maxima)]
    while levels[-1].minima.shape[1] > 1024:
        levels.append(levels[-1].coarser())
    return PeakPyramid(song, tuple(levels))


def _reduce_bins(function: np.ufunc, block: NDArray[np.float32]) -> NDArray[np.float32]:
    return function.reduceat(block, np.arange(0, len(block), BASE_SAMPLES), axis=0)


def _reduce(
    function: np.ufunc, values: NDArray[np.float32], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Apply ``function`` over ``values[:, low[i]:high[i]]`` for each ``i``; the spans may overlap by their ends."""
    begin, end = int(low[0]), int(high[-1])
    part = np.ascontiguousarray(values[:, begin:end])
    spans = np.stack([low - begin, high - begin], axis=1).ravel()
    padded = np.concatenate([part, part[:, -1:]], axis=1)  # reduceat wants every index inside
    return function.reduceat(padded, spans, axis=1)[:, ::2]
