"""The picture between two neighbouring base frames, with what moves on its way.

For each pixel of the new picture the motion that passes through it is looked for; the pixel is then fetched from both
pictures along that motion, and from one alone where it is covered in the other.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.render.flow import (
    BoolArray,
    FloatArray,
    Flow,
    as_float,
    fetched,
    flow_between,
    is_inside,
    moved,
    pixel_places,
    sampled,
    small_grey,
    squared_length,
)

#: Steps of following the flow back to where it came from; each is closer by as much as the flow is smooth.
_STEPS = 2
_STEPS_IN_DOUBT = 3

#: Flow of the other picture that differs by this much (pixels of the flow) is of something else, which covers.
_SAME_PX = 0.7

#: A way is settled when its last step was shorter than this (pixels of the flow).
_SETTLED_PX = 0.5

#: Pixels around a doubtful one that are looked at again.
_DOUBT_BOX = np.ones((5, 5), np.uint8)

# What a motion costs that only one picture confirms, or none, in grey levels of difference between both pictures.
_COST_COVERED, _COST_UNCONFIRMED, _COST_SHARE = 12.0, 20.0, 0.2

#: Keeps the pictures apart where neither confirms the motion.
_SOME = 1e-3


#: What is the same in both pictures, this far around as well, is left alone: no sampling softens it.
_STILL_BOX = np.ones((9, 9), np.uint8)
_BLACK = (0, 0, 0, 0)

#: How much larger a picture is sampled from than it is.
FINE_SCALE = 2


class _Motion(NamedTuple):
    """Motion through pixels of the new picture.

    ``offsets`` float32 (..., 2), from the first picture to the second; ``in_first`` and ``in_second`` float32 (...),
    0 to 1, how sure it is that the pixel is seen there.
    """

    offsets: FloatArray
    in_first: FloatArray
    in_second: FloatArray


class KeyPicture:
    """A picture with what its in-between pictures are made from, prepared once for both its neighbours.

    ``picture`` is uint8, (h, w, 3), RGB; ``grey`` as ``small_grey`` returns it; ``fine`` the picture ``FINE_SCALE``
    times as large, uint8, (h, w, 4): sampled bilinearly, it is as sharp as the picture sampled bicubically, and with
    its fourth channel is sampled six times as fast.
    """

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        self.picture = picture
        self.grey = small_grey(picture)
        size = picture.shape[1] * FINE_SCALE, picture.shape[0] * FINE_SCALE
        self.fine = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA), size, interpolation=cv2.INTER_CUBIC)


class InBetween:
    """The pictures between ``first`` and ``second``, which have one shape; any thread, several at once.

    The motion is found once, in the constructor. Between two scenes there is nothing: the nearer picture is shown.
    """

    def __init__(self, first: KeyPicture, second: KeyPicture) -> None:
        self._first, self._second = first, second
        difference = cv2.absdiff(first.picture, second.picture)
        self._still = cv2.erode(cv2.inRange(difference, _BLACK, _BLACK), _STILL_BOX)
        flow = flow_between(first.grey, second.grey) if difference.any() else None
        self._flow = None if flow is None or flow.is_cut else flow
        height, width = first.picture.shape[:2]
        self._places = FINE_SCALE * pixel_places(width, height) + np.float32((FINE_SCALE - 1) / 2)

    def at(self, position: float) -> NDArray[np.uint8]:
        """Return the picture at ``position``: 0 is the first itself, 1 the second itself (the same objects)."""
        if self._flow is None:
            return self._first.picture if position < 0.5 else self._second.picture
        if position in (0, 1):
            return self._second.picture if position else self._first.picture
        return self._blended(_motion_at(self._flow, position), position)

    def _blended(self, motion: _Motion, position: float) -> NDArray[np.uint8]:
        height, width = self._first.picture.shape[:2]
        rows, columns = motion.in_first.shape
        first = (1 - position) * (motion.in_first + _SOME)
        second = position * (motion.in_second + _SOME)
        share = cv2.resize(second / (first + second), (width, height), interpolation=cv2.INTER_LINEAR)
        fine_offsets = motion.offsets * np.array((FINE_SCALE * width / columns, FINE_SCALE * height / rows), np.float32)
        offsets = as_float(cv2.resize(fine_offsets, (width, height), interpolation=cv2.INTER_LINEAR))
        blended = cv2.blendLinear(
            fetched(self._first.fine, moved(self._places, offsets, -position)),
            fetched(self._second.fine, moved(self._places, offsets, 1 - position)),
            1 - share,
            share,
        )
        picture = cv2.cvtColor(blended, cv2.COLOR_RGBA2RGB)
        return cv2.copyTo(self._first.picture, self._still, picture).astype(np.uint8, copy=False)


def _motion_at(flow: Flow, position: float) -> _Motion:
    """Return the motion through every pixel of the flow's grid at ``position``."""
    offsets, sure = _followed(flow, position)
    first, second = moved(flow.places, offsets, -position), moved(flow.places, offsets, 1 - position)
    back = sampled(flow.backward, second) + offsets if position <= 0.5 else sampled(flow.forward, first) - offsets
    sure &= squared_length(back) < _SAME_PX**2
    sure &= is_inside(first, *flow.grid) & is_inside(second, *flow.grid)
    doubt = cv2.dilate((~sure).view(np.uint8), _DOUBT_BOX).astype(np.bool_)
    motion = _Motion(offsets, np.ones(sure.shape, np.float32), np.ones(sure.shape, np.float32))
    if doubt.any():
        for every, doubtful in zip(motion, _best_motion(flow, flow.places[doubt], position), strict=True):
            every[doubt] = doubtful
    return motion


def _followed(flow: Flow, position: float) -> tuple[FloatArray, BoolArray]:
    """Return the motion through every pixel as the nearer picture has it, and where that is settled."""
    field, way = (flow.forward, -position) if position <= 0.5 else (flow.backward, position - 1)
    places = flow.places
    for _ in range(_STEPS):
        places = moved(flow.places, sampled(field, places), way)
    offsets = sampled(field, places)
    settled = squared_length(moved(flow.places, offsets, way) - places) < _SETTLED_PX**2
    return offsets if position <= 0.5 else -offsets, settled


def _best_motion(flow: Flow, places: FloatArray, position: float) -> _Motion:
    """Return the motion through ``places`` (n, 2): the better of what the two pictures have passing there."""
    came, come = places, places
    for _ in range(_STEPS_IN_DOUBT):
        came = moved(places, sampled(flow.forward, came), -position)
        come = moved(places, sampled(flow.backward, come), position - 1)
    one, cost = _judged(flow, places, sampled(flow.forward, came), position)
    other, other_cost = _judged(flow, places, -sampled(flow.backward, come), position)
    better = other_cost < cost
    return _Motion(
        np.where(better[:, None], other.offsets, one.offsets),
        np.where(better, other.in_first, one.in_first),
        np.where(better, other.in_second, one.in_second),
    )


def _judged(flow: Flow, places: FloatArray, offsets: FloatArray, position: float) -> tuple[_Motion, FloatArray]:
    """Return ``offsets`` (n, 2) with where they are seen, and what they cost: grey levels."""
    first, second = moved(places, offsets, -position), moved(places, offsets, 1 - position)
    in_first = _likeness(sampled(flow.forward, first) - offsets) * is_inside(first, *flow.grid)
    in_second = _likeness(sampled(flow.backward, second) + offsets) * is_inside(second, *flow.grid)
    difference = np.abs(sampled(flow.first, first) - sampled(flow.second, second))
    both = in_first * in_second
    alone = _COST_COVERED + _COST_UNCONFIRMED * (1 - np.maximum(in_first, in_second)) + _COST_SHARE * difference
    return _Motion(offsets, in_first, in_second), as_float(both * difference + (1 - both) * alone)


def _likeness(differences: FloatArray) -> FloatArray:
    """Return how sure it is, 0 to 1, that flow which differs by ``differences`` (n, 2) is of the same thing."""
    return np.exp(squared_length(differences) * np.float32(-0.5 / _SAME_PX**2))
