"""From beats on a 5 ms grid to beats at the onset itself: a fine flux near each beat, then a local robust curve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.onset import ANALYSIS_RATE_HZ, Signal, channel_power

_WINDOW_SAMPLES = 256
_HOP_SAMPLES = 32
_LAG_HOPS = 3
_REACH_S = 0.045
_EXPECTED_DEVIATION_S = 0.022
#: The flux of an onset peaks this much before its start, measured on clicks and drum hits.
_FLUX_LEAD_S = 0.0023
_CHUNK_BEATS = 64
_NEIGHBOURS = 10
_NEIGHBOUR_DEVIATION = 4.0
_CURVE_DEVIATION_S = 0.008
#: Above this typical distance from the curve the song is played freely, and clear onsets count by themselves.
_LOOSE_S = 0.012
_CLEAR = 0.8
_FREE_REACH_S = 0.03


class RefinedBeats(NamedTuple):
    """``times_s`` ascending, ``onsets_s`` where each beat's own onset is, ``clarity`` of that onset (0 = none, to 3).

    All float64 of shape ``(beats,)``.
    """

    times_s: NDArray[np.float64]
    onsets_s: NDArray[np.float64]
    clarity: NDArray[np.float64]


def refine_beats(signal: Signal, beats_s: NDArray[np.float64]) -> RefinedBeats:
    """Move ``beats_s`` to the onsets that they stand for, kept even where single hits are off."""
    onsets_s, clarity = _nearest_onsets(signal, beats_s)
    if len(beats_s) < 4:
        return RefinedBeats(np.where(clarity > 0, onsets_s, beats_s), onsets_s, clarity)
    curve_s, distance_s = _local_curve(onsets_s, clarity)
    free = (distance_s > _LOOSE_S) & (clarity > _CLEAR) & (np.abs(onsets_s - curve_s) < _FREE_REACH_S)
    times_s = np.where(free, (onsets_s + curve_s) / 2, curve_s)
    duration_s = len(signal) / ANALYSIS_RATE_HZ
    return RefinedBeats(np.maximum.accumulate(np.clip(times_s, 0.0, duration_s)), onsets_s, clarity)


def _nearest_onsets(signal: Signal, beats_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the strongest fine onset near each beat is (s), and how far it stands out (0 to 3)."""
    steps_each_way = round(_REACH_S * ANALYSIS_RATE_HZ / _HOP_SAMPLES)
    steps = np.arange(-steps_each_way, steps_each_way + 1)
    hop_s = _HOP_SAMPLES / ANALYSIS_RATE_HZ
    likely = np.exp(-0.5 * (steps * hop_s / _EXPECTED_DEVIATION_S) ** 2)
    # the flux belongs to the middle between the two spectra that it compares
    shift = _LAG_HOPS / 2 * hop_s - _FLUX_LEAD_S
    centres = np.round((beats_s + shift) * ANALYSIS_RATE_HZ).astype(np.int64)
    flux = _fine_flux(signal, centres, steps)
    typical = np.median(flux) + 1e-9
    weighted = flux * likely
    rows = np.arange(len(beats_s))
    best = weighted.argmax(axis=1)
    offset = best + _vertex(weighted, best) - steps_each_way
    onsets_s = centres / ANALYSIS_RATE_HZ - shift + offset * hop_s
    return onsets_s, np.clip(flux[rows, best] / typical - 1, 0, 3)


def _fine_flux(signal: Signal, centres: NDArray[np.int64], steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the spectral flux at ``steps`` hops from each centre, shape ``(centres, steps)``."""
    loud = float(np.percentile(np.abs(signal[::5]), 99.5))
    scale = 20 / (loud * _WINDOW_SAMPLES * 0.05 + 1e-9)
    shape = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
    hops = np.arange(steps[0] - _LAG_HOPS, steps[-1] + 1) * _HOP_SAMPLES
    offsets = hops[:, None] + np.arange(_WINDOW_SAMPLES) - _WINDOW_SAMPLES // 2
    margin = int(np.abs(offsets).max()) + _HOP_SAMPLES + ANALYSIS_RATE_HZ
    padded = np.pad(signal, margin)
    flux = np.empty((len(centres), len(steps)))
    for first in range(0, len(centres), _CHUNK_BEATS):
        positions = centres[first : first + _CHUNK_BEATS, None, None] + offsets + margin
        magnitudes = np.sqrt(channel_power(padded[positions] * shape) / 2)
        levels = np.log1p(magnitudes * np.float32(scale))
        rises = np.maximum(levels[:, _LAG_HOPS:] - levels[:, :-_LAG_HOPS], 0)
        flux[first : first + _CHUNK_BEATS] = rises.sum(axis=2)
    return flux


def _vertex(values: NDArray[np.float64], peaks: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return where the parabola through each peak and its neighbours is highest, -0.5 to 0.5 steps from the peak."""
    rows = np.arange(len(values))
    inner = np.clip(peaks, 1, values.shape[1] - 2)
    before, at, after = (values[rows, inner + step] for step in (-1, 0, 1))
    bend = before - 2 * at + after
    with_bend = np.where(bend < 0, bend, -1.0)
    return np.where((inner == peaks) & (bend < 0), np.clip(0.5 * (before - after) / with_bend, -0.5, 0.5), 0.0)


def _local_curve(
    onsets_s: NDArray[np.float64], clarity: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit a parabola to the onsets around each beat, by least squares reweighted against outliers.

    Returns its value at each beat and the median distance of the neighbours from it, both in seconds.
    """
    count = len(onsets_s)
    away = np.arange(-_NEIGHBOURS, _NEIGHBOURS + 1)
    neighbours = np.arange(count)[:, None] + away
    inside = (neighbours >= 0) & (neighbours < count)
    values = onsets_s[np.clip(neighbours, 0, count - 1)]
    base = (clarity[np.clip(neighbours, 0, count - 1)] + 0.05) * np.exp(-0.5 * (away / _NEIGHBOUR_DEVIATION) ** 2)
    base = np.where(inside, base, 0.0)
    powers = np.stack([np.ones_like(away), away, away**2], axis=1) / [1, _NEIGHBOURS, _NEIGHBOURS**2]
    centred = values - onsets_s[:, None]
    weights, distance, solution = base, np.zeros_like(base), np.zeros((count, 3))
    for _ in range(5):
        normal = np.einsum("ij,jp,jq->ipq", weights, powers, powers) + np.diag([0, 0, 1e-6])
        moment = np.einsum("ij,jp,ij->ip", weights, powers, centred)
        solution = np.linalg.solve(normal, moment[..., None])[..., 0]
        distance = np.abs(centred - solution @ powers.T)
        weights = base / (1 + (distance / _CURVE_DEVIATION_S) ** 2)
    typical = np.ma.median(np.ma.array(distance, mask=~inside), axis=1).filled(0.0)
    return onsets_s + solution[:, 0], typical
