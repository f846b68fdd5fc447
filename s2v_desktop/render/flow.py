"""How the picture moves from one base frame to the next: dense optical flow, both ways."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

#: About as many pixels has the flow: half the sides of 832 x 480, a third of 1280 x 704. Finer flow is 1 dB closer to
#: true in-between frames where things cover each other, nowhere else, and takes twice as long at least.
_GRID_PIXELS = 416 * 240

# How DIS is set, apart from its preset "fast": patches matched one level finer and closer together come 2 dB closer to
# true in-between frames than the preset, as close as "medium" does; its refinement adds nothing to that but time.
_FINEST_LEVEL = 1
_PATCH_STRIDE_PX = 3
_REFINEMENTS = 0

#: A way there and back that ends farther than this from its beginning is no match (pixels of the flow, and parts of the
#: way).
_STRAY_PX = 0.5
_STRAY_SHARE = 0.1

#: Share of an area in which flow must be known for the area to have a mean.
_SOME_WEIGHT = 0.05

#: Where the difference of detail has more than this share of the energy of both, the detail is another; unrelated
#: detail has all of it. Less energy than the second number (grey levels squared) is no detail.
_DETAIL_BOX = (9, 9)
_UNLIKE_SHARE = 0.7
_NO_DETAIL = 4.0

#: Below this contrast (standard deviation of the grey) a picture is too flat to be stretched to that of the other.
_FLAT = 2.0

#: Where less of the picture than this is found again in the other, it is another scene: measured, at most 0.13 of it is
#: after a cut, and at least 0.5 in one scene, whatever moves, fades or shakes there.
_CUT_SHARE = 0.3

#: Sampling in one call is limited to 32767 rows and columns; points are laid out in rows of this length.
_ROW_POINTS = 1024


class Flow(NamedTuple):
    """The motion between two pictures, on a grid coarser than they are.

    ``forward`` tells how far each pixel of the first goes until the second, ``backward`` the reverse: float32,
    (h, w, 2), x and y in pixels of the grid, made up from around where a pixel is covered in the other picture.
    ``first`` and ``second`` are the pictures in grey: float32, (h, w), equally bright. ``places`` is where each pixel
    is: float32, (h, w, 2). ``is_cut`` says that the pictures are of different scenes.
    """

    forward: FloatArray
    backward: FloatArray
    first: FloatArray
    second: FloatArray
    places: FloatArray
    is_cut: bool

    @property
    def grid(self) -> tuple[int, int]:
        """Width and height of the grid."""
        return self.first.shape[1], self.first.shape[0]


def flow_between(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> Flow:
    """Return the motion from ``first`` to ``second``, as ``small_grey`` returns them (of one shape)."""
    greys = _equally_bright(first, second)
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    finder.setFinestScale(_FINEST_LEVEL)
    finder.setPatchStride(_PATCH_STRIDE_PX)
    finder.setVariationalRefinementIterations(_REFINEMENTS)
    forward, backward = _flow(finder, *greys), _flow(finder, *reversed(greys))
    places = pixel_places(forward.shape[1], forward.shape[0])
    first_grey, second_grey = (as_float(cv2.blur(grey, (3, 3))) for grey in greys)
    known = _comes_home(forward, backward, places), _comes_home(backward, forward, places)
    found = sampled(second_grey, places + forward), sampled(first_grey, places + backward)
    explained = known[0] & _is_alike(first_grey, found[0]), known[1] & _is_alike(second_grey, found[1])
    is_cut = bool(min(share.mean() for share in explained) < _CUT_SHARE)
    return Flow(_filled(forward, known[0]), _filled(backward, known[1]), first_grey, second_grey, places, is_cut)


def pixel_places(width: int, height: int) -> FloatArray:
    """Return x and y of every pixel: float32, (height, width, 2)."""
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    return np.stack(np.meshgrid(x, y), axis=2)


def sampled(field: FloatArray, places: FloatArray) -> FloatArray:
    """Return ``field`` (float32, (h, w) or (h, w, n)) at ``places`` (float32, (..., 2), x and y), as (..., n).

    Sampled bilinearly; beyond the edges, the edges go on.
    """
    if places.ndim == 3:
        return as_float(fetched(field, places))
    rows = -(-len(places) // _ROW_POINTS)
    table = np.zeros((rows * _ROW_POINTS, 2), np.float32)
    table[: len(places)] = places
    found = sampled(field, table.reshape(rows, _ROW_POINTS, 2))
    return found.reshape(rows * _ROW_POINTS, *field.shape[2:])[: len(places)]


def fetched(picture: NDArray[Any], places: FloatArray) -> cv2.typing.MatLike:
    """Return ``picture`` (h, w) or (h, w, n) at ``places`` (float32, (rows, columns, 2)), bilinearly."""
    border = cv2.BORDER_REPLICATE
    # The stubs ask for a second map; an empty one, unlike None, gives wrong pixels.
    return cv2.remap(picture, places, None, cv2.INTER_LINEAR, borderMode=border)  # pyright: ignore[reportCallIssue, reportArgumentType]


def as_float(values: cv2.typing.MatLike) -> FloatArray:
    """Return ``values`` as float32, themselves where they are."""
    return values.astype(np.float32, copy=False)


def moved(places: FloatArray, offsets: FloatArray, share: float) -> FloatArray:
    """Return ``places`` moved by ``share`` of ``offsets`` (both (..., 2))."""
    return as_float(cv2.scaleAdd(offsets, share, places))


def squared_length(offsets: FloatArray) -> FloatArray:
    """Return x * x + y * y of ``offsets`` (..., 2)."""
    x, y = offsets[..., 0], offsets[..., 1]
    return as_float(x * x + y * y)


def is_inside(places: FloatArray, width: int, height: int) -> BoolArray:
    """Return whether ``places`` (..., 2) lie in a picture of ``width`` x ``height`` pixels."""
    x, y = places[..., 0], places[..., 1]
    return (x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5)


def small_grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ``picture`` (uint8, (h, w, 3), RGB) in grey, as small as the flow is found in."""
    height, width = picture.shape[:2]
    scale = max(1, round(math.sqrt(width * height / _GRID_PIXELS)))
    size = max(1, width // scale), max(1, height // scale)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _equally_bright(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return both with mean and contrast of the one with more contrast: a fade is no motion."""
    if first.std() < second.std():
        second, first = _equally_bright(second, first)
        return first, second
    mean, spread = second.mean(), second.std()
    if spread < _FLAT:
        return first, second
    gain = float(first.std() / spread)
    matched = cv2.convertScaleAbs(second, alpha=gain, beta=float(first.mean() - gain * mean))
    return first, matched.astype(np.uint8, copy=False)


def _comes_home(there: FloatArray, back: FloatArray, places: FloatArray) -> BoolArray:
    """Return where the way there and back ends where it began; what leaves the picture does not."""
    ends = places + there
    stray = squared_length(there + sampled(back, ends))
    near = stray < _STRAY_PX**2 + _STRAY_SHARE**2 * squared_length(there)
    return near & is_inside(ends, places.shape[1], places.shape[0])


def _is_alike(grey: FloatArray, found: FloatArray) -> BoolArray:
    """Return where ``found`` has the detail of ``grey``, however bright, or where neither has any."""
    detail, found_detail = grey - cv2.blur(grey, _DETAIL_BOX), found - cv2.blur(found, _DETAIL_BOX)
    both = cv2.blur(detail * detail + found_detail * found_detail, _DETAIL_BOX)
    difference = detail - found_detail
    return cv2.blur(difference * difference, _DETAIL_BOX) < _UNLIKE_SHARE * both + _NO_DETAIL


def _filled(flow: FloatArray, known: BoolArray) -> FloatArray:
    """Return ``flow`` with the mean of what is known around it where it is not known."""
    unknown = ~known
    if not unknown.any():
        return flow
    weighted = np.dstack([flow, np.ones_like(flow[..., 0])])
    weighted[unknown] = 0
    filled = flow.copy()
    filled[unknown] = _means_of_wider(weighted)[unknown]
    return filled


def _means_of_wider(weighted: FloatArray) -> FloatArray:
    """Return means (h, w, 2) of areas of sums and weights (h, w, 3): of the smallest that has some weight."""
    height, width = weighted.shape[:2]
    half = as_float(cv2.resize(weighted, (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA))
    sums, weights = half[..., :2], half[..., 2:]
    means = as_float(sums / np.maximum(weights, np.float32(_SOME_WEIGHT)))
    if max(half.shape[:2]) > 1 and weights.min() < _SOME_WEIGHT:
        means = np.where(weights < _SOME_WEIGHT, _means_of_wider(half), means)
    return as_float(cv2.resize(means, (width, height), interpolation=cv2.INTER_LINEAR))


def _flow(finder: cv2.DISOpticalFlow, first: NDArray[np.uint8], second: NDArray[np.uint8]) -> FloatArray:
    return as_float(finder.calc(first, second, np.zeros((*first.shape, 2), np.float32)))
