"""The shape of the waveform at every zoom: a pyramid of minima and maxima, so that any view costs the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.running_energy import HOP_SAMPLES, RunningEnergy, running_energy

#: Samples in one bin of the finest level; closer views read the samples themselves.
BASE_SAMPLES = 32

#: Read at once while the finest level is made: small enough for the processor's cache and for other Python threads.
_BLOCK_SAMPLES = HOP_SAMPLES << 4
_COARSEST_BINS = 1024
#: Columns of so few samples show the wave as a line, not as an area.
_LINE_SAMPLES = 16
#: Positions are known to this part of a sample: the same column of a scrolled view must take the same bins.
_TOLERANCE = 1e-6


class WaveColumns(NamedTuple):
    """What a waveform shows, float32, each of shape ``(channels, columns)``: extremes, and the loudness around."""

    minima: NDArray[np.float32]
    maxima: NDArray[np.float32]
    rms: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """``minima`` and ``maxima`` float32, shape ``(channels, bins)``, of bins of ``bin_samples`` samples."""

    bin_samples: int
    minima: NDArray[np.float32]
    maxima: NDArray[np.float32]

    def coarser(self) -> _Level:
        """Return the level with pairs of bins joined."""
        return _Level(self.bin_samples * 2, _join_pairs(np.minimum, self.minima), _join_pairs(np.maximum, self.maxima))


@dataclass(frozen=True, slots=True, eq=False)
class PeakPyramid:
    """Minima and maxima of a song at bins of 32, 64, 128, ... samples, and its energy; made by ``build_peaks``."""

    song: Song
    levels: tuple[_Level, ...]
    energy: RunningEnergy

    def between(self, start_s: float, end_s: float, columns: int) -> WaveColumns:
        """Return what a waveform of ``columns`` columns from ``start_s`` to ``end_s`` shows.

        Column ``c`` covers ``[start_s + c * step, start_s + (c + 1) * step)``. Seen from afar that is rounded outwards
        to whole bins no longer than half the column, so a peak is never lost and never more than a bin away from its
        place. From nearer it holds the extremes of the line that joins the samples. 0 outside the song.
        """
        edges = np.linspace(start_s, end_s, columns + 1) * self.song.sample_rate_hz
        level = self._level_for((end_s - start_s) * self.song.sample_rate_hz / columns)
        if level is None:
            minima, maxima = _line_extremes(self.song.samples, edges)
        else:
            minima, maxima = _bin_extremes(level, edges)
        rms = np.sqrt(np.maximum(self.energy.means(start_s, end_s, columns), 0.0) / HOP_SAMPLES)
        return WaveColumns(minima, maxima, rms.astype(np.float32))

    def is_line(self, column_s: float) -> bool:
        """Tell whether columns of ``column_s`` seconds are so short that the wave is seen as a line."""
        return column_s * self.song.sample_rate_hz <= _LINE_SAMPLES

    def _level_for(self, column_samples: float) -> _Level | None:
        """Return the coarsest level whose bins are at most half a column, or None for the samples themselves."""
        fitting = [level for level in self.levels if level.bin_samples * 2 <= column_samples * (1 + _TOLERANCE)]
        return fitting[-1] if fitting else None


def build_peaks(song: Song) -> PeakPyramid:
    """Return the pyramid of ``song``; any thread, about 0.1 s for a song of 5 minutes."""
    bins, hops = -(-song.frames // BASE_SAMPLES), -(-song.frames // HOP_SAMPLES)
    minima, maxima = np.empty((2, song.channels, bins), np.float32)
    energies = np.empty((song.channels, hops), np.float32)
    each_channel = np.tile(np.eye(song.channels, dtype=np.float32), (HOP_SAMPLES, 1))
    for first in range(0, song.frames, _BLOCK_SAMPLES):
        block = _padded_to_hops(song.samples[first : first + _BLOCK_SAMPLES])
        bin_span = slice(first // BASE_SAMPLES, first // BASE_SAMPLES + len(block) // BASE_SAMPLES)
        hop_span = slice(first // HOP_SAMPLES, first // HOP_SAMPLES + len(block) // HOP_SAMPLES)
        by_sample = np.ascontiguousarray(block.reshape(-1, BASE_SAMPLES * song.channels).T)
        wanted = minima[:, bin_span].shape[1]
        minima[:, bin_span] = _fold(np.minimum, by_sample, song.channels)[:, :wanted]
        maxima[:, bin_span] = _fold(np.maximum, by_sample, song.channels)[:, :wanted]
        energies[:, hop_span] = (np.square(block).reshape(len(block) // HOP_SAMPLES, -1) @ each_channel).T
    levels = [_Level(BASE_SAMPLES, minima, maxima)]
    while levels[-1].minima.shape[1] > _COARSEST_BINS:
        levels.append(levels[-1].coarser())
    return PeakPyramid(song, tuple(levels), running_energy(energies, song.sample_rate_hz))


def _padded_to_hops(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``block`` with its last sample repeated up to a whole number of hops."""
    missing = -len(block) % HOP_SAMPLES
    return np.pad(block, ((0, missing), (0, 0)), mode="edge") if missing else block


def _fold(function: np.ufunc, by_sample: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Apply ``function`` over each bin, shape ``(channels, bins)``: half of the rows onto the other, again and again.

    ``by_sample`` has a row for each sample of a bin and channel. Unlike ``reduceat``, every call is brief.
    """
    while (half := len(by_sample) // 2) >= channels:
        by_sample = function(by_sample[:half], by_sample[half:])
    return by_sample


def _join_pairs(function: np.ufunc, values: NDArray[np.float32]) -> NDArray[np.float32]:
    even = values.shape[1] // 2 * 2
    joined = function(values[:, 0:even:2], values[:, 1:even:2])
    return np.concatenate([joined, values[:, even:]], axis=1)


def _bin_extremes(level: _Level, edges: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the extremes of ``level`` between neighbouring ``edges`` (samples), shape ``(channels, columns)``."""
    bins = level.minima.shape[1]
    low = np.floor(edges[:-1] / level.bin_samples + _TOLERANCE).astype(np.int64)
    high = np.ceil(edges[1:] / level.bin_samples - _TOLERANCE).astype(np.int64)
    inside = (high > 0) & (low < bins)
    shape = (level.minima.shape[0], len(low))
    minima, maxima = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    if inside.any():
        low, high = np.maximum(low[inside], 0), np.minimum(high[inside], bins)
        minima[:, inside] = _reduce(np.minimum, level.minima, low, high)
        maxima[:, inside] = _reduce(np.maximum, level.maxima, low, high)
    return minima, maxima


def _reduce(
    function: np.ufunc, values: NDArray[np.float32], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Apply ``function`` over ``values[:, low[i]:high[i]]`` for each ``i``; the spans may overlap by their ends."""
    begin, end = int(low[0]), int(high[-1])
    part = np.ascontiguousarray(values[:, begin:end])
    spans = np.stack([low - begin, high - begin], axis=1).ravel()
    padded = np.concatenate([part, part[:, -1:]], axis=1)  # reduceat wants every index inside
    return function.reduceat(padded, spans, axis=1)[:, ::2]


def _line_extremes(
    samples: NDArray[np.float32], edges: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the extremes, between neighbouring ``edges`` (samples), of the line that joins ``samples``.

    Sample ``i`` lies at ``i``; the last one is held for its length.
    """
    frames = len(samples)
    begin = max(0, min(frames - 1, int(edges[0])))
    part = samples[begin : max(begin, int(edges[-1])) + 2].T
    positions = np.arange(begin, begin + part.shape[1])
    at_edges = np.stack([np.interp(edges, positions, row) for row in part]).astype(np.float32)
    minima = np.minimum(at_edges[:, :-1], at_edges[:, 1:])
    maxima = np.maximum(at_edges[:, :-1], at_edges[:, 1:])
    first = np.clip(np.ceil(edges - _TOLERANCE).astype(np.int64) - begin, 0, part.shape[1])
    holding = first[1:] > first[:-1]
    if holding.any():
        starts = first[:-1][holding]  # what one column leaves off at, the next begins with
        held = np.ascontiguousarray(part[:, : first[-1]])
        minima[:, holding] = np.minimum(minima[:, holding], np.minimum.reduceat(held, starts, axis=1))
        maxima[:, holding] = np.maximum(maxima[:, holding], np.maximum.reduceat(held, starts, axis=1))
    outside = (edges[1:] <= 0) | (edges[:-1] >= frames)
    minima[:, outside] = maxima[:, outside] = 0.0
    return minima, maxima
