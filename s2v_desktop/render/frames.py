"""Draws the frames of a clip in order, a few ahead of whoever takes them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.render.compositor import Compositor, yuv420p_bytes

#: Frames drawn ahead: enough to bridge the encoder's uneven pace, few enough to stay below 10 MB.
_AHEAD = 6

#: How often a wait for the next frame looks whether the job was cancelled.
_PATIENCE_S = 0.1


class Base(Protocol):
    """A base frame: ``picture`` uint8 (H, W, 3) and ``depth`` float32, as ``Compositor.set_base`` takes them."""

    @property
    def picture(self) -> NDArray[np.uint8]:
        """The picture."""
        ...

    @property
    def depth(self) -> NDArray[np.float32]:
        """Its depth."""
        ...


class Bases(Protocol):
    """Base frames by output frame."""

    def under(self, index: int) -> Base:
        """Return the base of output frame ``index``: the same object as long as it does not change."""
        ...


def worker_count() -> int:
    """Return how many frames to draw at once: beside x264, a second thread pays only with cores to spare."""
    return 2 if (os.cpu_count() or 1) >= 8 else 1


def render_frames(
    compositor: Compositor, bases: Bases, plan: ShotPlan, seed: int, control: JobControl
) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of ``plan`` over ``bases`` as yuv420p (uint8, (w * h * 3 / 2,), BT.709 limited range), in order.

    A frame is valid until the next one is asked for. Calls ``control.check()`` for every frame, in the caller's
    thread, and raises what it raises, or what went wrong in drawing. Closing the generator stops the drawing.
    """
    frame_bytes = yuv420p_bytes(compositor.width, compositor.height)
    free = deque(np.empty(frame_bytes, np.uint8) for _ in range(_AHEAD))
    waiting: deque[Future[NDArray[np.uint8]]] = deque()
    base = None

    def draw(compositor: Compositor, index: int, out: NDArray[np.uint8]) -> NDArray[np.uint8]:
        compositor.draw_yuv420p(plan.shot(index), seed, index, out)
        return out

    pool = ThreadPoolExecutor(worker_count(), thread_name_prefix="compositor")
    try:
        for index in range(len(plan) + _AHEAD - 1):
            if index < len(plan):
                if base is not (base := bases.under(index)):
                    compositor = copy(compositor)  # frames still waiting keep the base before
                    compositor.set_base(base.picture, base.depth)
                waiting.append(pool.submit(draw, compositor, index, free.popleft()))
            if index >= _AHEAD - 1 and waiting:
                frame = _wait_for(waiting.popleft(), control)
                yield frame
                free.append(frame)
    finally:
        pool.shutdown(cancel_futures=True)


def _wait_for(future: Future[NDArray[np.uint8]], control: JobControl) -> NDArray[np.uint8]:
    control.check()
    while True:
        try:
            return future.result(_PATIENCE_S)
        except TimeoutError:
            if future.done():
                raise  # the drawing's own
            control.check()
