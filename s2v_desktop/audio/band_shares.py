"""How bass, middle and highs share in the sound at any moment of a song: what the waveform is coloured by."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.running_energy import HOP_SAMPLES, RunningEnergy, running_energy

BANDS = ("bass", "mid", "high")
#: A kick and a bass line lie below, voices and most instruments between, hi-hats and consonants above.
BASS_BELOW_HZ = 200.0
HIGH_ABOVE_HZ = 3500.0
_LOWEST_HZ = 20.0
#: A window is the power of two nearest to this: long enough to tell the bass from the middle.
_WINDOW_S = 0.023
_CHUNK_WINDOWS = 64
#: A band counts as full at its mean level in the song, so that a kick leads where it sounds, whatever goes on around,
#: but not below this share of the loudest band's level: a little hiss in a song without hi-hats stays a little.
_LEAST_OF_LOUDEST = np.array([0.3, 0.3, 0.08])
#: Above 1, so that the leading band shows more clearly than its share of the energy.
_EMPHASIS = 1.25
_SILENCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class BandShares:
    """The energy of bass, middle and highs of a song; ``full`` is what counts as 1 of each, shape ``(3,)``."""

    energy: RunningEnergy
    full: NDArray[np.float64]

    def between(self, start_s: float, end_s: float, columns: int) -> NDArray[np.float32]:
        """Return the shares of bass, middle and highs in each column, float32, shape ``(columns, 3)``, sums of 1.

        Columns as in ``PeakPyramid.between``. Silence and what lies outside the song count as middle.
        """
        energies = np.maximum(self.energy.means(start_s, end_s, columns).T, 0.0)
        silent = energies.sum(axis=1) <= _SILENCE
        shares = (energies / self.full) ** _EMPHASIS
        shares[silent] = (0.0, 1.0, 0.0)
        return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def measure_band_shares(song: Song) -> BandShares:
    """Measure ``song``; any thread, about 0.15 s for four minutes of stereo, in pieces of about a millisecond.

    Both channels enter one complex Fourier transform as ``left + i * right``, whose positive and negative frequencies
    together hold the energy of both: opposite phases do not cancel.
    """
    window = 1 << max(6, round(np.log2(_WINDOW_S * song.sample_rate_hz)))
    shape = np.hanning(window).astype(np.float32)
    edges_hz = (_LOWEST_HZ, BASS_BELOW_HZ, HIGH_ABOVE_HZ, song.sample_rate_hz / 2)
    edges = np.clip(np.ceil(np.array(edges_hz) * window / song.sample_rate_hz).astype(int), 1, window // 2)
    hops = -(-song.frames // HOP_SAMPLES)
    energies = np.zeros((len(BANDS), hops), np.float32)
    for first in range(0, hops, _CHUNK_WINDOWS):
        count = min(_CHUNK_WINDOWS, hops - first)
        frames = _windows(song, first, count, window) * shape
        spectrum = np.asarray(fft.fft(frames, axis=1, overwrite_x=True)).view(np.float32)
        energies[:, first : first + count] = [
            _energy(spectrum, low, high) + _energy(spectrum, window + 1 - high, window + 1 - low)
            for low, high in pairwise(edges)
        ]
    return BandShares(running_energy(energies, song.sample_rate_hz), _full_levels(energies))


def _windows(song: Song, first: int, count: int, window: int) -> NDArray[np.complex64]:
    """Return ``count`` windows as ``left + i * right``, centred on the middles of the hops from ``first`` on."""
    begin = first * HOP_SAMPLES + HOP_SAMPLES // 2 - window // 2
    length = (count - 1) * HOP_SAMPLES + window
    pairs = np.zeros((length, 2), np.float32)
    part = song.samples[max(0, begin) : begin + length]
    at = max(0, -begin)
    pairs[at : at + len(part), : song.channels] = part
    signal = pairs.view(np.complex64)[:, 0]
    return np.lib.stride_tricks.sliding_window_view(signal, window)[::HOP_SAMPLES]


def _energy(spectrum: NDArray[np.float32], low: int, high: int) -> NDArray[np.float32]:
    """Return the energy of the bins ``low`` to ``high - 1`` of each row of real and imaginary parts."""
    part = spectrum[:, 2 * low : 2 * high]
    return np.einsum("ij,ij->i", part, part)


def _full_levels(energies: NDArray[np.float32]) -> NDArray[np.float64]:
    usual = energies.mean(axis=1, dtype=np.float64)
    return np.maximum(usual, _LEAST_OF_LOUDEST**2 * usual.max()) + _SILENCE
