"""What an engine is: something that makes the base frames under the shot plan."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
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


class BaseFrames(Protocol):
    """The base frames of a whole clip."""

    def under(self, index: int) -> BaseFrame:
        """Return the base frame under output frame ``index``: the same object as long as it does not change."""
        ...


class Engine(Protocol):
    """Makes base frames from a request; has a name that users and files use."""

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
