"""What an engine is: something that makes the base frames under the shot plan."""

from __future__ import annotations

import math
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
from s2v_desktop.engines.shown_frames import ShownFrames

#: Base frames are kept this much larger than the output, so that a zoom does not soften the picture.
BASE_SCALE = 1.5


class BaseFrame(NamedTuple):
    """One base frame.

    ``picture`` is uint8, shape (height, width, 3), sRGB; ``depth`` is float32, any smaller shape of the same aspect,
    0 far to 1 near.
    """

    picture: NDArray[np.uint8]
    depth: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class BaseFrames:
    """The base frames of a whole clip: ``rate`` of ``frames`` a second from its beginning, lead-in included.

    A ``rate`` of 0 means one still, of the output's aspect and at least ``BASE_SCALE`` times its size. Otherwise frame
    k is the picture at (k + 1/2) / ``rate`` seconds, of any size that all share: the middle of it is shown, enlarged.
    ``frames`` may decode on access, also by several threads at once; the last one stands until the clip ends.
    """

    frames: Sequence[BaseFrame]
    rate: Fraction = Fraction(0)

    def shown_at(self, frame_rate: Fraction, size: Size) -> ShownFrames:
        """Return these frames as they lie under output frames of ``size`` at ``frame_rate``; to be used in ``with``."""
        least = Size(*(math.ceil(side * BASE_SCALE) for side in size))
        return ShownFrames(self.frames, self.rate, frame_rate, least)


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
