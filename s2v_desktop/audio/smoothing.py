"""Moving mean, maximum and Gaussian over arrays, without the time that importing ``scipy.ndimage`` takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def moving_mean(values: NDArray[np.floating], size: int) -> NDArray[np.float64]:
    """Return the mean of ``size`` values around each one, mirrored at the ends; one dimension."""
    padded = np.pad(values.astype(np.float64), (size // 2, size - 1 - size // 2), mode="symmetric")
    sums = np.concatenate([[0.0], np.cumsum(padded)])
    return (sums[size:] - sums[:-size]) / size


def moving_max(values: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Return the maximum of ``size`` (odd, small) values around each one along the last axis."""
    reach, count = size // 2, values.shape[-1]
    highest = values.copy()
    for shift in range(1, min(reach, count - 1) + 1):
        np.maximum(highest[..., shift:], values[..., :-shift], out=highest[..., shift:])
        np.maximum(highest[..., :-shift], values[..., shift:], out=highest[..., :-shift])
    return highest


def gaussian_smooth(values: NDArray[np.floating], deviation: float) -> NDArray[np.float64]:
    """Return ``values`` blurred by a Gaussian of ``deviation`` steps, mirrored at the ends; one dimension."""
    reach = int(4 * deviation + 0.5)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    padded = np.pad(values.astype(np.float64), reach, mode="symmetric")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid").astype(np.float64)
