"""The compositor's inner loops, compiled by numba.

They work row by row on float32 rows that stay in the processor's nearest cache. Each stage is a plain loop over a row,
which the compiler turns into vector instructions; only the fetching of texels is scalar. Serial on purpose: frames run
side by side, never parts of one, since the encoder wants the other cores. Nothing is kept from frame to frame.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.render.jit import kernel

FloatArray = NDArray[np.float32]

#: Pixels between two nodes of the mesh that carries what changes slowly over a frame.
CELL = 8

#: Planes of the mesh: displacement in texels, right and down, then the glow in red, green and blue (0-1).
PLANES = 5

# Constants in numba keep their type, and a float64 among float32 values would halve the speed.
_f = np.float32
_ONE = _f(1)
_HALF = _f(0.5)
_TWO = _f(2)
_WHITE = _f(255)
_BYTE = np.int32(255)

# BT.709 limited range from full-range R'G'B' in 8-bit levels (219 steps of luma, 224 of chroma).
_YR, _YG, _YB = _f(0.2126 * 219 / 255), _f(0.7152 * 219 / 255), _f(0.0722 * 219 / 255)
_UR, _UG = _f(-0.2126 / 1.8556 * 224 / 255), _f(-0.7152 / 1.8556 * 224 / 255)
_VG, _VB = _f(-0.7152 / 1.5748 * 224 / 255), _f(-0.0722 / 1.5748 * 224 / 255)
_UV = _f(0.5 * 224 / 255)
_Y_ZERO, _UV_ZERO = _f(16.5), _f(128.5)  # the half rounds


class Texture(NamedTuple):
    """``texels``: int32 0x00BBGGRR, flat, of ``width`` x ``height``; ``aim``: float32 (6,), pixel to texel."""

    texels: NDArray[np.int32]
    width: int
    height: int
    aim: FloatArray


class Grade(NamedTuple):
    """What happens to the light after sampling.

    ``colour``: float32 (9,), a matrix from 8-bit levels to 0-1, exposure included; ``ceiling`` is what white becomes
    under the exposure alone (at least 1) and ``shoulder`` bends it back to 1. ``contrast`` is -1 to 1. Vignette: the
    loss of light in a corner, with squared distances from the middle across (``width``,) and down (``height``,).
    ``noise`` is an int8 tile read from ``noise_row`` (wrapped) and ``noise_column`` on; ``grain`` scales it.
    """

    colour: FloatArray
    ceiling: np.float32
    shoulder: np.float32
    contrast: np.float32
    vignette: np.float32
    across: FloatArray
    down: FloatArray
    noise: NDArray[np.int8]
    noise_row: int
    noise_column: int
    grain: np.float32


@kernel
def sample_maps(maps: FloatArray, view: FloatArray, nodes: FloatArray) -> None:
    """Sample ``maps`` (h, w, 4) through ``view`` (node to map pixel), mirrored at the edges, into ``nodes``."""
    right, bottom = _f(maps.shape[1] - 1.001), _f(maps.shape[0] - 1.001)
    for row in range(nodes.shape[1]):
        for column in range(nodes.shape[2]):
            u = view[0] * _f(column) + view[1] * _f(row) + view[2]
            v = view[3] * _f(column) + view[4] * _f(row) + view[5]
            u = min(max(right - abs(right - abs(u)), _f(0)), right)
            v = min(max(bottom - abs(bottom - abs(v)), _f(0)), bottom)
            x, y = np.uint64(u), np.uint64(v)
            fx, fy = u - _f(x), v - _f(y)
            above, below = maps[y], maps[y + np.uint64(1)]
            for plane in range(4):
                top = above[x, plane] + fx * (above[x + np.uint64(1), plane] - above[x, plane])
                base = below[x, plane] + fx * (below[x + np.uint64(1), plane] - below[x, plane])
                nodes[plane, row, column] = top + fy * (base - top)


@kernel
def _expand(nodes: FloatArray, row: int, out: FloatArray) -> None:
    """Spread one row of nodes over its pixels: ``out`` (PLANES, CELL * (columns - 1))."""
    for plane in range(PLANES):
        for column in range(nodes.shape[2] - 1):
            left = nodes[plane, row, column]
            step = (nodes[plane, row, column + 1] - left) * _f(1 / CELL)
            for x in range(CELL):
                out[plane, column * CELL + x] = left + step * _f(x)


@kernel
def _mesh_row(nodes: FloatArray, y: int, bands: FloatArray, out: FloatArray) -> None:
    """Interpolate the mesh at pixel row ``y``; ``bands`` (2, PLANES, width) keeps the node rows above and below."""
    row = y // CELL
    if y == 0:
        _expand(nodes, 0, bands[0])
    if y % CELL == 0:
        _expand(nodes, row + 1, bands[(row + 1) % 2])
    above, below = bands[row % 2], bands[(row + 1) % 2]
    part = _f(y % CELL) * _f(1 / CELL)
    for plane in range(PLANES):
        for x in range(out.shape[1]):
            out[plane, x] = above[plane, x] + part * (below[plane, x] - above[plane, x])


@kernel
def _fetch_row(texture: Texture, y: int, u: FloatArray, v: FloatArray, taps: NDArray[np.int32]) -> None:
    """Find the four texels (``taps`` 1-4) around every pixel; ``u`` and ``v``, displacements in, become fractions."""
    width = u.shape[0]
    aim = texture.aim
    right, bottom, stride = _f(texture.width - 1.001), _f(texture.height - 1.001), np.int32(texture.width)
    along, down = aim[0], aim[3]
    u0, v0 = aim[1] * _f(y) + aim[2], aim[4] * _f(y) + aim[5]
    where = taps[0]
    for x in range(width):
        tu, tv = u[x] + (along * _f(x) + u0), v[x] + (down * _f(x) + v0)
        # Beyond its edge the picture goes on as in a mirror.
        tu = min(max(right - abs(right - abs(tu)), _f(0)), right)
        tv = min(max(bottom - abs(bottom - abs(tv)), _f(0)), bottom)
        column, row = np.int32(tu), np.int32(tv)
        u[x] = tu - _f(column)
        v[x] = tv - _f(row)
        where[x] = row * stride + column
    texels, below = texture.texels, np.uint64(texture.width)
    for x in range(width):
        first = np.uint64(np.uint32(where[x]))  # unsigned: numba need not look for an index from the end
        taps[1, x] = texels[first]
        taps[2, x] = texels[first + np.uint64(1)]
        taps[3, x] = texels[first + below]
        taps[4, x] = texels[first + below + np.uint64(1)]


@kernel
def _blend_row(taps: NDArray[np.int32], fx: FloatArray, fy: FloatArray, rgb: FloatArray) -> None:
    """Mix the four texels of every pixel by its fractions into ``rgb`` (3, width), 8-bit levels."""
    red, green, blue = rgb[0], rgb[1], rgb[2]
    p, q, s, t = taps[1], taps[2], taps[3], taps[4]
    for x in range(fx.shape[0]):
        se = fx[x] * fy[x]
        sw, ne = fy[x] - se, fx[x] - se
        nw = _ONE - fx[x] - sw
        red[x] = nw * _f(p[x] & _BYTE) + ne * _f(q[x] & _BYTE) + sw * _f(s[x] & _BYTE) + se * _f(t[x] & _BYTE)
        green[x] = (
            nw * _f((p[x] >> 8) & _BYTE)
            + ne * _f((q[x] >> 8) & _BYTE)
            + sw * _f((s[x] >> 8) & _BYTE)
            + se * _f((t[x] >> 8) & _BYTE)
        )
        blue[x] = nw * _f(p[x] >> 16) + ne * _f(q[x] >> 16) + sw * _f(s[x] >> 16) + se * _f(t[x] >> 16)


@kernel
def _tone(level: np.float32, glow: np.float32, light: np.float32, grade: Grade, grain: np.float32) -> np.float32:
    """Take one channel from its exposed value to 8-bit levels: shoulder, glow, vignette, contrast, grain."""
    value = min(max(level, _f(0)), grade.ceiling)
    value -= grade.shoulder * value * value * value
    value = (value + glow * (_ONE - value)) * light
    value += grade.contrast * value * (_ONE - value) * (_TWO * value - _ONE)
    return min(max(_WHITE * value + grain, _f(0)), _WHITE)


@kernel
def _grade_row(grade: Grade, y: int, glow: FloatArray, rgb: FloatArray) -> None:
    """Grade ``rgb`` (3, width) in place, from sampled to final 8-bit levels, not yet rounded."""
    red, green, blue = rgb[0], rgb[1], rgb[2]
    glow_red, glow_green, glow_blue = glow[0], glow[1], glow[2]
    colour = grade.colour
    m0, m1, m2 = colour[0], colour[1], colour[2]
    m3, m4, m5 = colour[3], colour[4], colour[5]
    m6, m7, m8 = colour[6], colour[7], colour[8]
    down, noise = grade.down[y], grade.noise[(y + grade.noise_row) % grade.noise.shape[0]][grade.noise_column :]
    for x in range(red.shape[0]):
        r, g, b = red[x], green[x], blue[x]
        distance = grade.across[x] + down
        light = _ONE - grade.vignette * distance * (_f(0.3) + _f(0.7) * distance)
        grain = grade.grain * _f(noise[x])
        red[x] = _tone(m0 * r + m1 * g + m2 * b, glow_red[x], light, grade, grain)
        green[x] = _tone(m3 * r + m4 * g + m5 * b, glow_green[x], light, grade, grain)
        blue[x] = _tone(m6 * r + m7 * g + m8 * b, glow_blue[x], light, grade, grain)


@kernel
def _shade_row(
    texture: Texture, grade: Grade, y: int, mesh: FloatArray, taps: NDArray[np.int32], rgb: FloatArray
) -> None:
    """Draw pixel row ``y`` into ``rgb``; ``mesh`` (PLANES, width) is the mesh on that row and is used up."""
    _fetch_row(texture, y, mesh[0], mesh[1], taps)
    _blend_row(taps, mesh[0], mesh[1], rgb)
    _grade_row(grade, y, mesh[2:], rgb)


@kernel
def _chroma_row(rgb: FloatArray, second: bool, chroma: FloatArray) -> None:
    """Put the chroma of the first row of a pair into ``chroma`` (2, width + 1), or add that of the ``second``.

    Column 0 repeats the edge: chroma sits on the left one of two pixels, as players expect, so that its value is the
    average of three columns around it.
    """
    red, green, blue, cb, cr = rgb[0], rgb[1], rgb[2], chroma[0], chroma[1]
    keep = _ONE if second else _f(0)
    for x in range(red.shape[0]):
        cb[x + 1] = keep * cb[x + 1] + (_UR * red[x] + _UG * green[x] + _UV * blue[x])
        cr[x + 1] = keep * cr[x + 1] + (_UV * red[x] + _VG * green[x] + _VB * blue[x])
    cb[0] = cb[1]
    cr[0] = cr[1]


@kernel
def draw_yuv420p(
    texture: Texture,
    grade: Grade,
    nodes: FloatArray,
    luma: NDArray[np.uint8],
    cb_plane: NDArray[np.uint8],
    cr_plane: NDArray[np.uint8],
) -> None:
    """Draw a frame as the planes of 4:2:0 BT.709 limited range: (h, w), (h / 2, w / 2), (h / 2, w / 2)."""
    height, width = luma.shape
    bands = np.empty((2, PLANES, CELL * (nodes.shape[2] - 1)), np.float32)
    mesh, rgb = np.empty((PLANES, width), np.float32), np.empty((3, width), np.float32)
    taps, chroma = np.empty((5, width), np.int32), np.zeros((2, width + 1), np.float32)
    red, green, blue, cb, cr = rgb[0], rgb[1], rgb[2], chroma[0], chroma[1]
    for y in range(height):
        _mesh_row(nodes, y, bands, mesh)
        _shade_row(texture, grade, y, mesh, taps, rgb)
        for x in range(width):
            luma[y, x] = np.uint8(np.int32(_Y_ZERO + (_YR * red[x] + _YG * green[x] + _YB * blue[x])))
        _chroma_row(rgb, y % 2 == 1, chroma)
        if y % 2 == 1:
            for x in range(width // 2):
                left, middle, right = cb[2 * x], cb[2 * x + 1], cb[2 * x + 2]
                cb_plane[y // 2, x] = np.uint8(np.int32(_UV_ZERO + _f(0.125) * (left + _TWO * middle + right)))
                left, middle, right = cr[2 * x], cr[2 * x + 1], cr[2 * x + 2]
                cr_plane[y // 2, x] = np.uint8(np.int32(_UV_ZERO + _f(0.125) * (left + _TWO * middle + right)))


@kernel
def draw_rgb32(texture: Texture, grade: Grade, nodes: FloatArray, pixels: NDArray[np.int32]) -> None:
    """Draw a frame as 0xffRRGGBB pixels (h, w)."""
    height, width = pixels.shape
    bands = np.empty((2, PLANES, CELL * (nodes.shape[2] - 1)), np.float32)
    mesh, rgb = np.empty((PLANES, width), np.float32), np.empty((3, width), np.float32)
    taps = np.empty((5, width), np.int32)
    red, green, blue = rgb[0], rgb[1], rgb[2]
    for y in range(height):
        _mesh_row(nodes, y, bands, mesh)
        _shade_row(texture, grade, y, mesh, taps, rgb)
        for x in range(width):
            r, g, b = np.int32(red[x] + _HALF), np.int32(green[x] + _HALF), np.int32(blue[x] + _HALF)
            pixels[y, x] = np.int32(-16777216) | (r << 16) | (g << 8) | b
