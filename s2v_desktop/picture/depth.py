"""Depth from the picture itself, without a network: where near and far probably are, for parallax.

Four cues are weighed, none of which is right alone: what lies lower is nearer, what is sharp is nearer, what stands
out is nearer, and a bright smooth area that reaches the top edge is sky. Guided filters then fit the guess to the
picture's edges, so that parallax does not tear what belongs together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cv2.typing import MatLike  # here always float32 of shape (rows, columns)

#: 480 x 270 for a wide picture; any other shape gets about as many pixels, and so takes as long.
_PIXELS = 480 * 270
_HEIGHT_WEIGHT = 0.5
_SHARPNESS_WEIGHT = 0.3
_SALIENCY_WEIGHT = 0.25
_SKY_WEIGHT = -0.6

#: Saliency is judged on a thumbnail: the method looks for what is rare in the whole, not for detail.
_SALIENCY_SIZE = (96, 54)


def estimate_depth(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Guess how near each part of ``picture`` (uint8, shape ``(h, w, 3)``, RGB) is.

    Returns:
        float32 in the picture's proportions, ``(270, 480)`` for 16:9 and about as many pixels for any other shape;
        0 far to 1 near, smooth and aligned with edges. A picture without any detail gives a gentle slope.
    """
    small = cv2.resize(picture, _working_size(picture), interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    height = np.linspace(0.0, 1.0, grey.shape[0], dtype=np.float32)[:, None]
    depth = (
        _HEIGHT_WEIGHT * height
        + _SHARPNESS_WEIGHT * _sharpness(grey)
        + _SALIENCY_WEIGHT * _saliency(grey)
        + _SKY_WEIGHT * _sky(small.max(axis=2), grey)
    )
    depth = _stretched(depth)
    depth = _guided_filter(grey, depth, radius=20, epsilon=1e-2)
    depth = _guided_filter(grey, depth, radius=8, epsilon=2e-3)
    return np.clip(_blurred(_stretched(depth), 1.5), 0.0, 1.0, dtype=np.float32)


def _working_size(picture: NDArray[np.uint8]) -> tuple[int, int]:
    height, width = picture.shape[:2]
    scale = (_PIXELS / (width * height)) ** 0.5
    return max(8, round(width * scale)), max(8, round(height * scale))


def _sharpness(grey: MatLike) -> MatLike:
    """Local energy of fine detail: what is in focus."""
    return _stretched(np.sqrt(_blurred(np.abs(cv2.Laplacian(grey, cv2.CV_32F, ksize=3)), 7.0)))


def _saliency(grey: MatLike) -> MatLike:
    """Spectral residual saliency (Hou and Zhang, 2007): what the average spectrum does not explain stands out."""
    spectrum = np.fft.fft2(cv2.resize(grey, _SALIENCY_SIZE, interpolation=cv2.INTER_AREA))
    log_amplitude = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = log_amplitude - cv2.blur(log_amplitude, (3, 3))
    energy = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = _blurred(energy.astype(np.float32), 3.0)
    return _stretched(cv2.resize(smooth, grey.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _sky(brightness: MatLike, grey: MatLike) -> MatLike:
    """How surely a place belongs to a bright, smooth area that is connected straight upwards to the top edge."""
    edges = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    smoothness = 1.0 - _stretched(_blurred(edges, 5.0))
    bright = np.clip((brightness - 0.45) * 3.0, 0.0, 1.0)
    return np.minimum.accumulate(_blurred(bright * smoothness, 2.0), axis=0)


def _stretched(values: MatLike) -> MatLike:
    """Map the range between the 2nd and 98th percentile to 0-1; a constant becomes 0."""
    sample = np.sort(values[::3, ::3], axis=None)  # a ninth of the pixels tells the percentiles as well
    low, high = sample[int(0.02 * (sample.size - 1))], sample[int(0.98 * (sample.size - 1))]
    return np.clip((values - low) / (high - low + 1e-3), 0.0, 1.0).astype(np.float32)


def _blurred(values: MatLike, sigma_px: float) -> MatLike:
    return cv2.GaussianBlur(values, (0, 0), sigma_px)


def _guided_filter(guide: MatLike, values: MatLike, radius: int, epsilon: float) -> MatLike:
    """Smooth ``values`` but keep the edges of ``guide`` (He, Sun and Tang, 2010)."""

    def mean(image: MatLike) -> MatLike:
        side = 2 * radius + 1
        return cv2.boxFilter(image, -1, (side, side), borderType=cv2.BORDER_REFLECT)

    mean_guide, mean_values = mean(guide), mean(values)
    covariance = mean(guide * values) - mean_guide * mean_values
    variance = mean(guide * guide) - mean_guide * mean_guide
    slope = covariance / (variance + epsilon)
    offset = mean_values - slope * mean_guide
    return mean(slope) * guide + mean(offset)
