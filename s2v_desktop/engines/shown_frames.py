"""Base frames by output frame: what moves in them is shown where it is at the middle of each output frame."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.look import Size
from s2v_desktop.picture.crop_box import crop_box
from s2v_desktop.render.interpolate import InBetween, KeyPicture

if TYPE_CHECKING:
    from s2v_desktop.engines.base import BaseFrame

Value = TypeVar("Value", bound=np.generic)

_HALF = Fraction(1, 2)


def worker_count() -> int:
    """Return how many pairs of base frames to work on at once; each takes 50 MB at 1280 x 704.

    On two cores, two take three quarters of the time of one, whose steps OpenCV spreads over the cores less well.
    """
    return min(4, os.cpu_count() or 1)


class ShownFrames:
    """Base frames by output frame, worked out a little ahead of who asks in order; one thread, in ``with``.

    ``rate`` of ``frames`` a second lie under ``frame_rate`` output frames a second. A base has the aspect of ``least``
    and at least its size.
    """

    def __init__(self, frames: Sequence[BaseFrame], rate: Fraction, frame_rate: Fraction, least: Size) -> None:
        self._frames, self._least = frames, least
        self._step = rate / frame_rate
        self._keys: dict[int, Future[_Key]] = {}
        self._spans: dict[int, Future[dict[Fraction, BaseFrame]]] = {}
        self._ahead = worker_count()
        self._pool = ThreadPoolExecutor(self._ahead, thread_name_prefix="in-between")

    def __enter__(self) -> ShownFrames:
        return self

    def __exit__(self, *_fault: object) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)

    def under(self, index: int) -> BaseFrame:
        """Return the base at the middle of output frame ``index``: the same object as long as it is the same.

        Raises what reading a base frame raises.
        """
        place = self._place(index)
        number = math.floor(place)
        wanted = range(number, min(number + self._ahead + 1, len(self._frames)))
        self._forget_all_but(wanted)
        for each in wanted:
            if each not in self._spans:
                self._spans[each] = self._submit(each)
        return self._spans[number].result()[place - number]

    def _place(self, index: int) -> Fraction:
        """Return where output frame ``index`` lies among the base frames: 2.25 is a quarter of the way from 2 to 3."""
        return min(max((index + _HALF) * self._step - _HALF, Fraction(0)), Fraction(len(self._frames) - 1))

    def _submit(self, number: int) -> Future[dict[Fraction, BaseFrame]]:
        """Begin the output frames from base frame ``number`` to the next."""
        numbers = [each for each in (number, number + 1) if each < len(self._frames)]
        keys = [self._key(each) for each in numbers]
        return self._pool.submit(_span, keys, self._positions_after(number), self._least)

    def _positions_after(self, number: int) -> list[Fraction]:
        """Return where output frames lie from base frame ``number`` (0) to before the next (1), in order."""
        if number == len(self._frames) - 1:
            return [Fraction(0)]
        first = math.ceil((number + _HALF) / self._step - _HALF) if number else 0
        end = math.ceil((number + 1 + _HALF) / self._step - _HALF)
        return sorted({self._place(index) - number for index in range(first, end)})

    def _key(self, number: int) -> Future[_Key]:
        """Return base frame ``number``, which is being read; what waits for it stands behind it in the pool's queue."""
        if number not in self._keys:
            self._keys[number] = self._pool.submit(_read, self._frames, number)
        return self._keys[number]

    def _forget_all_but(self, wanted: range) -> None:
        self._spans = {number: span for number, span in self._spans.items() if number in wanted}
        self._keys = {number: key for number, key in self._keys.items() if wanted[0] <= number <= wanted[-1] + 1}


class _Key(NamedTuple):
    """A base frame prepared for what lies between it and its neighbours."""

    frame: BaseFrame
    picture: KeyPicture


def _read(frames: Sequence[BaseFrame], number: int) -> _Key:
    frame = frames[number]
    return _Key(frame, KeyPicture(frame.picture))


def _span(keys: list[Future[_Key]], positions: list[Fraction], least: Size) -> dict[Fraction, BaseFrame]:
    """Return the bases at ``positions`` (0-1) from the first of ``keys`` to the last, by position."""
    first, last = keys[0].result(), keys[-1].result()
    between = InBetween(first.picture, last.picture)
    shown, base = first.frame.picture, _fitted(first.frame, least)
    bases: dict[Fraction, BaseFrame] = {}
    for position in positions:
        picture = between.at(float(position))
        if picture is not shown:
            shown, near = picture, first if position < _HALF else last
            base = _fitted(near.frame._replace(picture=picture), least)
        bases[position] = base
    return bases


def _fitted(frame: BaseFrame, least: Size) -> BaseFrame:
    """Return the middle of ``frame`` that has the aspect of ``least``, enlarged to that if it is smaller."""
    height, width = frame.picture.shape[:2]
    box = crop_box(Size(width, height), least)
    across, down = box.width / width, box.height / height
    picture = _middle(frame.picture, across, down)
    if picture.shape[1] < least.width or picture.shape[0] < least.height:
        picture = cv2.resize(picture, least, interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)
    return frame._replace(picture=picture, depth=_middle(frame.depth, across, down))


def _middle(image: NDArray[Value], across: float, down: float) -> NDArray[Value]:
    """Return the middle of ``image``, these parts of its width and height; what is cut off is equal on both sides."""
    height, width = image.shape[:2]
    top, left = round((1 - down) * height / 2), round((1 - across) * width / 2)
    return image[top : height - top, left : width - left]
