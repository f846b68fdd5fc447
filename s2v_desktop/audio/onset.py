"""Where notes and drums begin: spectral flux in three bands, about every 5 ms.

Both channels enter one complex Fourier transform as ``left + i * right``; then ``|Z(f)|^2 + |Z(-f)|^2`` is twice the
sum of both power spectra, without the cross terms that let opposite channels cancel in a sum of samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy import fft

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.smoothing import gaussian_smooth, moving_max, moving_mean

ANALYSIS_RATE_HZ = 22_050
HOP_SAMPLES = 110
FRAMES_PER_S = ANALYSIS_RATE_HZ / HOP_SAMPLES
LOW_BELOW_HZ = 160.0
HIGH_ABOVE_HZ = 2500.0
#: Below this peak (-100 dBFS) a song is silent.
SILENT_PEAK = 1e-5
_WINDOW_SAMPLES = 1024
_FLUX_LAG_FRAMES = 4
_CHUNK_FRAMES = 128
_LOW_WEIGHT, _MID_WEIGHT, _HIGH_WEIGHT = 0.9, 1.0, 0.6

Signal = NDArray[np.complex64]


@dataclass(frozen=True, slots=True, eq=False)
class Onsets:
    """Onset strengths by frame; frame ``i`` is centred on ``i / FRAMES_PER_S`` seconds.

    ``low``, ``mid`` and ``high`` are fluxes against their surroundings (about 1 on average), ``combined`` is their
    weighted sum with unit deviation, ``rise`` is the plain rise in decades, the mean of all bands; all float32 of
    shape ``(frames,)``. ``spectrum`` is the log spectrum in bands of a few semitones, shape ``(frames, bands)``.
    """

    low: NDArray[np.float32]
    mid: NDArray[np.float32]
    high: NDArray[np.float32]
    combined: NDArray[np.float32]
    rise: NDArray[np.float32]
    spectrum: NDArray[np.float32]


def analysis_signal(song: Song) -> Signal | None:
    """Return ``song`` at the analysis rate as ``left + i * right`` with a peak of 1, or None where it is silent."""
    peak = float(np.abs(song.samples).max(initial=0.0))
    if peak < SILENT_PEAK:
        return None
    samples = song.samples
    if song.sample_rate_hz != ANALYSIS_RATE_HZ:
        samples = soxr.resample(samples, song.sample_rate_hz, ANALYSIS_RATE_HZ, quality="MQ")
    pairs = np.zeros((len(samples), 2), np.float32)
    np.divide(samples, np.float32(peak), out=pairs[:, : song.channels])
    return pairs.view(np.complex64)[:, 0]


def channel_power(frames: Signal) -> NDArray[np.float32]:
    """Return the power spectra of both channels together, shape ``(..., n // 2 + 1)``, of windows of length n.

    ``frames`` is overwritten: memory that comes and goes for every chunk costs more than the transform.
    """
    spectrum = np.asarray(fft.fft(frames, axis=-1, overwrite_x=True, workers=2))
    parts = spectrum.view(np.float32).reshape(*spectrum.shape, 2)
    np.square(parts, out=parts)
    power, half = parts[..., 0], spectrum.shape[-1] // 2
    power += parts[..., 1]
    power[..., 1:half] += power[..., :half:-1]
    power[..., half] *= 2
    return power[..., : half + 1]


def measure_onsets(signal: Signal) -> Onsets:
    """Return the onset strengths of ``signal``."""
    magnitudes, centres_hz = _band_magnitudes(signal)
    reference = float(np.percentile(magnitudes.max(axis=1), 95)) + 1e-9
    spectrum = np.log10(1 + magnitudes * np.float32(300 / reference))
    flux = np.zeros_like(spectrum)
    # the widest neighbour of each band before, so that vibrato is not an onset (SuperFlux, Böck & Widmer 2013)
    before = moving_max(spectrum, 3)[:-_FLUX_LAG_FRAMES]
    np.maximum(spectrum[_FLUX_LAG_FRAMES:] - before, 0, out=flux[_FLUX_LAG_FRAMES:])
    is_low, is_high = centres_hz < LOW_BELOW_HZ, centres_hz >= HIGH_ABOVE_HZ
    low, mid, high = (
        _against_surroundings(flux[:, band].sum(axis=1)) for band in (is_low, ~(is_low | is_high), is_high)
    )
    return Onsets(low, mid, high, _combine(low, mid, high), flux.mean(axis=1), spectrum)


def _band_magnitudes(signal: Signal) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return magnitudes in the bands, shape ``(frames, bands)``, and the bands' centres in Hz."""
    filters, centres_hz = _filter_bank()
    count = max(1, len(signal) // HOP_SAMPLES + 1)
    padded = np.pad(signal, (_WINDOW_SAMPLES // 2, _WINDOW_SAMPLES))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::HOP_SAMPLES][:count]
    shape = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
    magnitudes = np.empty((count, filters.shape[1]), np.float32)
    frames = np.empty((_CHUNK_FRAMES, _WINDOW_SAMPLES), np.complex64)
    bins = np.empty((_CHUNK_FRAMES, _WINDOW_SAMPLES // 2 + 1), np.float32)
    for first in range(0, count, _CHUNK_FRAMES):
        chunk = windows[first : first + _CHUNK_FRAMES]
        np.multiply(chunk, shape, out=frames[: len(chunk)])
        np.sqrt(channel_power(frames[: len(chunk)]), out=bins[: len(chunk)])
        np.matmul(bins[: len(chunk)], filters, out=magnitudes[first : first + _CHUNK_FRAMES])
    return magnitudes, centres_hz


def _filter_bank() -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return triangles of constant relative width, shape ``(bins, bands)``, and their centres in Hz."""
    bin_hz = ANALYSIS_RATE_HZ / _WINDOW_SAMPLES
    edges = np.unique(np.round(np.geomspace(30, 10_000, 49) / bin_hz)).astype(int)
    edges = edges[edges >= 1]
    bins = np.arange(_WINDOW_SAMPLES // 2 + 1)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - left + 1) / (centre - left + 1), (right - bins) / (right - centre)
    filters = np.clip(np.minimum(rising, falling), 0, None)
    return filters.astype(np.float32), centre * bin_hz


def _against_surroundings(flux: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide ``flux`` by its local level over 6 s, so that quiet and loud parts count alike."""
    energy = flux.astype(np.float64) ** 2
    local = np.sqrt(np.maximum(moving_mean(energy, round(6 * FRAMES_PER_S)), 0))
    overall = np.sqrt(energy.mean())
    return (flux / (local + 0.3 * overall + 1e-6)).astype(np.float32)


def _combine(low: NDArray[np.float32], mid: NDArray[np.float32], high: NDArray[np.float32]) -> NDArray[np.float32]:
    weighted = _LOW_WEIGHT * low + _MID_WEIGHT * mid + _HIGH_WEIGHT * high
    smooth = gaussian_smooth(weighted, 0.01 * FRAMES_PER_S)
    above = np.maximum(0, smooth - moving_mean(smooth, round(0.8 * FRAMES_PER_S)))
    return (above / (above.std() + 1e-9)).astype(np.float32)
