"""The motion engine: the base frame is the still itself; all that moves comes from the shot plan."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.core.look import Look, Size
from s2v_desktop.core.progress import JobControl, ProgressReporter
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.engines.base import BASE_SCALE, BaseFrame, BaseFrames
from s2v_desktop.picture.crop import cover_crop
from s2v_desktop.picture.depth import estimate_depth
from s2v_desktop.picture.load import load_picture


class MotionEngine:
    """Runs on any computer, without a download."""

    name = "motion"

    def make_base_frames(
        self,
        request: RenderRequest,
        sound: Song,
        control: JobControl,
        reporter: ProgressReporter,
    ) -> BaseFrames:
        """Load the picture, crop it to the aspect and estimate its depth."""
        look = request.look
        picture = load_picture(request.picture_path, look.background_rgb)
        control.check()
        return BaseFrames([still_base(picture, look.size, look)])


def still_base(picture: NDArray[np.uint8], size: Size, look: Look) -> BaseFrame:
    """Return ``picture`` (uint8, (h, w, 3)) cropped for ``look``, as the base of frames of ``size``, with its depth."""
    width, height = (math.ceil(side * BASE_SCALE) for side in size)
    base = cover_crop(picture, width, height, look.crop_x, look.crop_y, look.crop_zoom)
    return BaseFrame(base, estimate_depth(base))
