"""What the compositor derives from a base picture once: the texture, and small maps of its glow and depth."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

#: Texels per output pixel at zoom 1. At this ratio one bilinear sample is nearly the area average that a clean
#: reduction would take, and a zoom of 1.5 still finds detail; more would only alias.
TEXELS_PER_PIXEL = 1.5

#: Output pixels per map pixel.
MAP_SCALE = 4

# The glow: what is brighter than about half, spread by two Gaussians (standard deviations as fractions of the width).
_GLOW_FROM, _GLOW_FULL = 0.5, 1.0
_NEAR_SPREAD, _WIDE_SPREAD = 0.010, 0.045
_NEAR_PART, _WIDE_PART = 0.45, 0.55

#: The mesh cannot follow sharper edges of the depth than this (standard deviation in map pixels).
_DEPTH_BLUR = 2.0


def pack_texture(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.int32]:
    """Return ``picture`` (uint8, (h, w, 3)) as 0x00BBGGRR texels, reduced to ``TEXELS_PER_PIXEL`` if it is larger."""
    size = math.ceil(width * TEXELS_PER_PIXEL), math.ceil(height * TEXELS_PER_PIXEL)
    if picture.shape[1] > size[0] or picture.shape[0] > size[1]:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    texels = np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA), np.uint8).view(np.int32)[..., 0]
    texels &= 0x00FFFFFF
    return texels


def glow_and_depth_maps(picture: NDArray[np.uint8], depth: NDArray[np.float32], width: int, height: int) -> FloatArray:
    """Return float32 (h, w, 4), 1/``MAP_SCALE`` of the output: the glow in red, green and blue, and the depth (0-1)."""
    size = max(2, math.ceil(width / MAP_SCALE)), max(2, math.ceil(height / MAP_SCALE))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    excess = np.clip((small.max(axis=2, keepdims=True) - _GLOW_FROM) / (_GLOW_FULL - _GLOW_FROM), 0, 1)
    bright = small * excess * excess * (3 - 2 * excess)
    near, wide = (
        cv2.GaussianBlur(bright, (0, 0), spread * size[0], borderType=cv2.BORDER_REFLECT_101)
        for spread in (_NEAR_SPREAD, _WIDE_SPREAD)
    )
    level = cv2.resize(depth, size, interpolation=cv2.INTER_AREA)
    level = cv2.GaussianBlur(level, (0, 0), _DEPTH_BLUR, borderType=cv2.BORDER_REFLECT_101)
    maps = np.empty((size[1], size[0], 4), np.float32)
    maps[..., :3] = _NEAR_PART * near + _WIDE_PART * wide
    maps[..., 3] = level
    return maps
