"""The tempo at every moment: a tempogram from autocorrelation, and the likeliest path through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from s2v_desktop.audio.onset import FRAMES_PER_S

#: The tempi of the tempogram's columns, in beats a minute.
TEMPI_BPM = np.geomspace(48, 225, 170)
TYPICAL_BPM = 118.0
PRIOR_OCTAVES = 0.85
HOP_FRAMES = round(0.5 * FRAMES_PER_S)
_WINDOW_S = 11.0
#: Weights of one beat, two beats, a bar (4 or 3 beats) and two bars: bars tell 4:3 apart, which single beats do not.
_BEAT, _TWO_BEATS, _BAR, _TWO_BARS = 1.0, 0.6, 0.9, 0.7
_TRIPLE = 0.85
_JUMP_COST = 5.0
_STEP_COST = 0.25
_MAX_STEP = 4


@dataclass(frozen=True, slots=True, eq=False)
class TempoPath:
    """``tempogram`` shape ``(moments, tempi)``, values above 0; ``path`` shape ``(moments,)`` holds its columns.

    Moment ``i`` is at frame ``i * HOP_FRAMES``.
    """

    tempogram: NDArray[np.float64]
    path: NDArray[np.int64]

    @property
    def tempi_bpm(self) -> NDArray[np.float64]:
        """The tempo at each moment, beats a minute."""
        return TEMPI_BPM[self.path]

    def strength_at(self, tempi_bpm: NDArray[np.float64]) -> float:
        """Return the median log value of the tempogram along ``tempi_bpm``, shape ``(moments,)``."""
        columns = np.interp(np.log(tempi_bpm), np.log(TEMPI_BPM), np.arange(len(TEMPI_BPM)))
        left = np.minimum(columns.astype(int), len(TEMPI_BPM) - 2)
        share = columns - left
        rows = np.arange(len(tempi_bpm))
        values = self.tempogram[rows, left] * (1 - share) + self.tempogram[rows, left + 1] * share
        return float(np.median(np.log(values)))

    @property
    def periodicity(self) -> float:
        """How periodic the song is at its tempo, about 0 (noise) to 1 (a machine)."""
        return float(np.median(self.tempogram[np.arange(len(self.path)), self.path]))


def log_prior(tempi_bpm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely tempi are before listening, as log values: normal in octaves around 118 BPM."""
    return -0.5 * (np.log2(tempi_bpm / TYPICAL_BPM) / PRIOR_OCTAVES) ** 2


def track_tempo(onset: NDArray[np.float32]) -> TempoPath:
    """Return the tempo path of the onset strengths ``onset``, shape ``(frames,)``."""
    tempogram = _tempogram(onset)
    return TempoPath(tempogram, _best_path(2 * np.log(tempogram) + log_prior(TEMPI_BPM)))


def _tempogram(onset: NDArray[np.float32]) -> NDArray[np.float64]:
    window = round(np.clip(len(onset) / FRAMES_PER_S, 2.0, _WINDOW_S) * FRAMES_PER_S)
    moments = len(onset) // HOP_FRAMES + 1
    padded = np.pad(np.sqrt(np.minimum(onset, 6.0)), (window // 2, window))
    views = np.lib.stride_tricks.sliding_window_view(padded, window)[::HOP_FRAMES][:moments]
    shape = np.hanning(window).astype(np.float32)
    # a window's own autocorrelation falls with the lag; dividing by it keeps long lags alive
    falling = _autocorrelation(shape[None])[0]
    gain = 1 / (falling / falling[0] + 0.1)
    rows = []
    for first in range(0, moments, 256):
        part = views[first : first + 256]
        correlation = _autocorrelation((part - part.mean(axis=1, keepdims=True)) * shape)
        normalised = np.maximum(0, correlation / (correlation[:, :1] + 1e-9) * gain)
        rows.append(_pooled(normalised))
    return np.maximum(1e-4, np.concatenate(rows))


def _autocorrelation(frames: NDArray[np.floating]) -> NDArray[np.float64]:
    length = frames.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.asarray(fft.rfft(frames, size, axis=1))
    correlation = np.asarray(fft.irfft(np.abs(spectrum) ** 2, size, axis=1))
    return correlation[:, :length].astype(np.float64)


def _pooled(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the correlation at the lags of one beat, two beats, one bar and two bars of every tempo."""

    def at(beats: float) -> NDArray[np.float64]:
        exact = _at_lags(correlation, lags * beats)
        near = np.maximum(_at_lags(correlation, lags * beats * 1.006), _at_lags(correlation, lags * beats * 0.994))
        return np.maximum(exact, 0.5 * near)

    lags = 60 * FRAMES_PER_S / TEMPI_BPM
    pooled = _BEAT * at(1) + _TWO_BEATS * at(2)
    pooled += _BAR * np.maximum(at(4), _TRIPLE * at(3)) + _TWO_BARS * np.maximum(at(8), _TRIPLE * at(6))
    return pooled / (_BEAT + _TWO_BEATS + _BAR + _TWO_BARS)


def _at_lags(correlation: NDArray[np.float64], lags: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate each row at ``lags`` (frames); 0 beyond the longest lag."""
    last = correlation.shape[1] - 2
    left = np.minimum(lags.astype(int), last)
    share = lags - left
    values = correlation[:, left] * (1 - share) + correlation[:, left + 1] * share
    return np.where(lags <= last, values, 0.0)


def _best_path(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the column at each row on the path with the highest sum (Viterbi).

    Small steps cost by their size; a jump to any tempo costs ``_JUMP_COST``.
    """
    rows, columns = scores.shape
    steps = np.arange(-_MAX_STEP, _MAX_STEP + 1)
    step_costs = (_STEP_COST * np.abs(steps))[:, None]
    every = np.arange(columns)
    origins = np.empty((rows, columns), np.int64)
    best = scores[0]
    for row in range(1, rows):
        padded = np.pad(best, _MAX_STEP, constant_values=-np.inf)
        options = np.lib.stride_tricks.sliding_window_view(padded, columns) - step_costs
        choice = options.argmax(axis=0)
        value = options[choice, every]
        origin = every + steps[choice]
        jump = int(best.argmax())
        jumped = best[jump] - _JUMP_COST > value
        origins[row] = np.where(jumped, jump, origin)
        best = np.where(jumped, best[jump] - _JUMP_COST, value) + scores[row]
    path = np.empty(rows, np.int64)
    path[-1] = best.argmax()
    for row in range(rows - 1, 0, -1):
        path[row - 1] = origins[row, path[row]]
    return path
