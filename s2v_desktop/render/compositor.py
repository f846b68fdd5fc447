"""The compositor: applies one row of the shot plan to one base frame.

The picture is sampled once, bilinearly, at sub-pixel positions; all arithmetic is float32 with one rounding at the end.
What changes slowly over a frame (parallax, flow, glow) is worked out on a coarse mesh and interpolated.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.shot_plan import Shot
from s2v_desktop.render import kernels
from s2v_desktop.render.base_maps import glow_and_depth_maps, pack_texture
from s2v_desktop.render.grade import colour_matrix, exposure_gain, grade_of

FloatArray = NDArray[np.float32]

#: Amplitude of the drift at full flow, as a fraction of the width.
_FLOW_REACH = 0.006

#: The depth that parallax leaves where it is.
_STILL_DEPTH = 0.5

#: Glow is mixed in as light on a screen; full strength would wash the picture out.
_MAX_GLOW = 0.9


class _Base(NamedTuple):
    """A prepared base: ``texels`` int32 (h, w), ``maps`` float32 (h, w, 4) of glow and depth."""

    texels: NDArray[np.int32]
    maps: FloatArray


def yuv420p_bytes(width: int, height: int) -> int:
    """Return the size of a yuv420p frame; both sides must be even."""
    return width * height * 3 // 2


class Compositor:
    """Draws frames of one size over a base that may be exchanged between frames.

    Frames may be drawn in any order and by several threads at once: a frame depends on its arguments and the base only.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._across, self._down = _squared_distances(width), _squared_distances(height)
        self._base: _Base | None = None

    def set_base(self, picture: NDArray[np.uint8], depth: NDArray[np.float32]) -> None:
        """Take ``picture`` (uint8, (H, W, 3), sRGB, the output's aspect, at least 1.5 times its size) and ``depth``.

        ``depth`` is float32, any shape of that aspect, 0 far to 1 near. Frames that are being drawn keep the old base.
        """
        texels = pack_texture(picture, self.width, self.height)
        self._base = _Base(texels, glow_and_depth_maps(picture, depth, self.width, self.height))

    def draw_yuv420p(self, shot: Shot, seed: int, frame_index: int, out: NDArray[np.uint8]) -> None:
        """Draw into ``out`` (uint8, (w * h * 3 / 2,)): planes Y, Cb, Cr in BT.709 limited range; even sides only."""
        luma_size, chroma_shape = self.width * self.height, (self.height // 2, self.width // 2)
        luma = out[:luma_size].reshape(self.height, self.width)
        cb, cr = out[luma_size:].reshape(2, *chroma_shape)
        kernels.draw_yuv420p(*self._scene(shot, seed, frame_index), luma, cb, cr)

    def draw_rgb32(self, shot: Shot, seed: int, frame_index: int, out: NDArray[np.uint8]) -> None:
        """Draw into ``out`` (uint8, (h, w, 4), C order): bytes B, G, R, 255, which is Qt's RGB32."""
        kernels.draw_rgb32(*self._scene(shot, seed, frame_index), out.view(np.int32)[..., 0])

    def _scene(self, shot: Shot, seed: int, frame_index: int) -> tuple[kernels.Texture, kernels.Grade, FloatArray]:
        base = self._base
        if base is None:
            raise ValueError("set_base must come before drawing")
        height, width = base.texels.shape
        view = self._view(shot, width, height)
        texture = kernels.Texture(base.texels.reshape(-1), width, height, view.astype(np.float32))
        grade = grade_of(shot, seed, frame_index, self._across, self._down)
        return texture, grade, self._mesh(shot, base)

    def _view(self, shot: Shot, width: int, height: int) -> NDArray[np.float64]:
        """Return (6,): a pixel (x, y) shows u = v0 x + v1 y + v2, v = v3 x + v4 y + v5 of a ``width`` x ``height``."""
        per_x, per_y = width / self.width, height / self.height
        cos, sin = math.cos(shot.roll_rad) / shot.zoom, math.sin(shot.roll_rad) / shot.zoom
        from_x, from_y = (self.width - 1) / 2, (self.height - 1) / 2
        to_u, to_v = (0.5 + shot.pan_x) * width - 0.5, (0.5 + shot.pan_y) * height - 0.5
        u = (cos * per_x, sin * per_x, to_u - per_x * (cos * from_x + sin * from_y))
        v = (-sin * per_y, cos * per_y, to_v - per_y * (cos * from_y - sin * from_x))
        return np.array(u + v)

    def _mesh(self, shot: Shot, base: _Base) -> FloatArray:
        """Return float32 (PLANES, rows, columns): displacement in texels and glow at every ``CELL``-th pixel."""
        rows, columns = ((side - 1) // kernels.CELL + 2 for side in (self.height, self.width))
        mesh = np.zeros((kernels.PLANES, rows, columns), np.float32)
        texels_wide = base.texels.shape[1]
        if shot.bloom or shot.parallax_x or shot.parallax_y:
            seen = np.empty((4, rows, columns), np.float32)
            view = self._view(shot, base.maps.shape[1], base.maps.shape[0])
            view[[0, 1, 3, 4]] *= kernels.CELL
            kernels.sample_maps(base.maps, view.astype(np.float32), seen)
            offset = (_STILL_DEPTH - seen[3]) * texels_wide  # the picture moves against the sample
            mesh[0], mesh[1] = offset * shot.parallax_x, offset * shot.parallax_y
            strength = _MAX_GLOW * shot.bloom * exposure_gain(shot)
            glow = np.tensordot(colour_matrix(shot) * strength, seen[:3], axes=1)
            mesh[2:] = np.clip(glow, 0, 1)
        if shot.flow:
            mesh[:2] += self._drift(shot.flow_phase_rad, rows, columns) * np.float32(
                shot.flow * _FLOW_REACH * texels_wide
            )
        return mesh

    def _drift(self, phase: float, rows: int, columns: int) -> FloatArray:
        """Return float32 (2, rows, columns), -1 to 1: two crossing waves each way that the phase sets swimming."""
        across = np.arange(columns) * (kernels.CELL / self.width)
        down = np.arange(rows) * (kernels.CELL / self.width)
        right = 0.6 * _wave(4 * across, 9 * down + phase) + 0.4 * _wave(-7 * across, 17 * down + 2 * phase + 1.3)
        below = 0.6 * _wave(10 * across, phase + 2.1 - 5 * down) + 0.4 * _wave(18 * across, 8 * down - 2 * phase)
        return np.stack([right, below]).astype(np.float32)


def _squared_distances(side: int) -> FloatArray:
    """Return the squared distance of every pixel from the middle of a ``side``, a half at both ends."""
    distances = (2 * np.arange(side) + 1) / side - 1
    return (distances * distances / 2).astype(np.float32)


def _wave(across: NDArray[np.floating], down: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return sin(across + down) on the grid of both, (rows, columns), with sines along the edges only."""
    return np.outer(np.sin(down), np.cos(across)) + np.outer(np.cos(down), np.sin(across))


def warm_up() -> None:
    """Compile the kernels of an export, or load them from their cache, so that its first frame comes without delay."""
    compositor = Compositor(16, 16)
    compositor.set_base(np.zeros((24, 24, 3), np.uint8), np.zeros((8, 8), np.float32))
    compositor.draw_yuv420p(Shot(bloom=1.0), 0, 0, np.empty(yuv420p_bytes(16, 16), np.uint8))
