"""Curves that camera and light are drawn with: smooth paths, wandering, decays and followers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: The end slopes of a path against its mean slope there: the camera is in motion already, but eases in and out.
_END_EASE = 0.6


def smooth_path(key_times_s: FloatArray, key_values: FloatArray, times_s: FloatArray) -> FloatArray:
    """Return a path through the keys with continuous velocity that never overshoots them.

    Piecewise cubic Hermite interpolation with the harmonic slopes of Fritsch and Butland (1984): at a key where the
    direction turns the velocity is zero, at any other the path flows through.

    Args:
        key_times_s: Strictly increasing, shape ``(keys,)``, at least one.
        key_values: Shape ``(keys,)``.
        times_s: Shape ``(frames,)``; before the first and after the last key their values hold.
    """
    if len(key_times_s) == 1:
        return np.full(len(times_s), float(key_values[0]))
    lengths = np.diff(key_times_s)
    secants = np.diff(key_values) / lengths
    slopes = np.zeros(len(key_times_s))
    before, after = secants[:-1], secants[1:]
    onward = before * after > 0
    slopes[1:-1][onward] = 2.0 * (before * after)[onward] / (before + after)[onward]
    slopes[0], slopes[-1] = _END_EASE * secants[0], _END_EASE * secants[-1]
    part = np.clip(np.searchsorted(key_times_s, times_s, side="right") - 1, 0, len(lengths) - 1)
    length = lengths[part]
    t = np.clip((times_s - key_times_s[part]) / length, 0.0, 1.0)
    begin, end = key_values[part], key_values[part + 1]
    leaving, arriving = t * (1.0 - t) ** 2, t * t * (t - 1.0)
    return begin + (end - begin) * eased(t) + length * (leaving * slopes[part] + arriving * slopes[part + 1])


def eased(share: FloatArray) -> FloatArray:
    """Return 0 up to a ``share`` of 0, 1 from a share of 1 on, and a cubic that begins and ends level between."""
    t = np.clip(share, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def wander(times_s: FloatArray, period_s: float, rng: np.random.Generator) -> FloatArray:
    """Return an unhurried, never quite repeating movement between -1 and 1 with about ``period_s`` a swing."""
    periods_s = period_s * np.array([1.0, 0.618, 0.387]) * rng.uniform(0.9, 1.1, 3)
    phases = rng.uniform(0.0, 2.0 * np.pi, 3)
    parts = np.sin(2.0 * np.pi * times_s[:, None] / periods_s + phases)
    return parts @ np.array([0.6, 0.3, 0.1])


def smoothed(values: NDArray[np.floating], sigma_frames: float) -> FloatArray:
    """Return ``values`` blurred over time without delay (Gaussian, edges held)."""
    reach = int(np.ceil(3.0 * sigma_frames))
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (offsets / sigma_frames) ** 2)
    return np.convolve(np.pad(values, reach, mode="edge"), kernel / kernel.sum(), mode="valid")


def within_unit(values: FloatArray) -> FloatArray:
    """Return ``values`` scaled down as a whole where they reach beyond -1 to 1: smooth stays smooth."""
    return values / max(1.0, float(np.abs(values).max(initial=0.0)))
