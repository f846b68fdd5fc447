"""What an engine is: something that makes the base frames under the shot plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.core.look import Size
from s2v_desktop.core.progress import JobControl, ProgressReporter
from s2v_desktop.core.request import RenderRequest

#: Base frames are kept this much larger than the output, so that a zoom does not soften the picture.
BASE_SCALE = 1.5


class BaseFrame(NamedTuple):
    """One base frame.

    ``picture`` is uint8, shape (height, width, 3), sRGB, of the output's aspect and at least ``BASE_SCALE`` times its
    size; ``depth`` is float32, any smaller shape of that aspect, 0 far to 1 near.
    """

    picture: NDArray[np.uint8]
    depth: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class BaseFrames:
    """The base frames of a whole clip: ``rate`` of ``frames`` a second from its beginning, lead-in included.

    A ``rate`` of 0 means one still. ``frames`` may decode on access; the last one stands until the clip ends.
    """

    frames: Sequence[BaseFrame]
    rate: Fraction = Fraction(0)

    def shown_at(self, frame_rate: Fraction, size: Size) -> ShownFrames:
        """Return these frames as they lie under output frames of ``size`` at ``frame_rate``; to be used in ``with``."""
        return ShownFrames(self, frame_rate, size)


class ShownFrames:
    """Base frames by output frame; one thread."""

    def __init__(self, base: BaseFrames, frame_rate: Fraction, size: Size) -> None:
        self._frames = base.frames
        self._size = size
        self._step = base.rate / frame_rate
        self._shown = -1
        self._frame = base.frames[0]

    def __enter__(self) -> ShownFrames:
        return self

    def __exit__(self, *_fault: object) -> None:
        """End what is still at work."""

    def under(self, index: int) -> BaseFrame:
        """Return the base frame at the middle of output frame ``index``: the same object as long as it is the same."""
        wanted = min(int((index + Fraction(1, 2)) * self._step), len(self._frames) - 1)
        if wanted != self._shown:
            self._shown, self._frame = wanted, self._frames[wanted]
        return self._frame


class Engine(Protocol):
    """Makes base frames from a request; has a name that users and files use.

    What the base frames depend on is told by ``EngineKind.base_key``, which needs no engine.
    """

    name: str

    def make_base_frames(
        self, request: RenderRequest, sound: Song, control: JobControl, reporter: ProgressReporter
    ) -> BaseFrames:
        """Do the work, reporting ``Phase.FRAMES`` where it takes long.

        ``sound`` is what the video will be heard with, lead-in and fades included; it begins and ends with the frames.

        Raises ``S2VError``; calls ``control.check()`` often enough that a cancel is answered within 0.5 s (or one
        denoising step). Runs in a worker thread of the engine host, or of the command line.
        """
        ...
