"""How large the model makes its frames for a look; they are cut and enlarged to the video's size afterwards."""

from __future__ import annotations

import math
from typing import NamedTuple

from s2v_desktop.core.look import Aspect, Look, Resolution

#: Latents are an eighth of the picture and are read in patches of two: what a given width or height must divide by.
SIZE_STEP = 16


class FrameSize(NamedTuple):
    """Size of the video in pixels."""

    height: int
    width: int


#: Height and width in pixels: multiples of 16 nearest to the look's shape, of about as many pixels as the model was
#: trained on at 480P. At 720P the two long shapes have the trained number; the others need no more than their short
#: side, and every pixel costs time.
_SIZES = {
    (Resolution.P480, Aspect.WIDE): FrameSize(480, 832),
    (Resolution.P480, Aspect.TALL): FrameSize(832, 480),
    (Resolution.P480, Aspect.SQUARE): FrameSize(624, 624),
    (Resolution.P480, Aspect.PORTRAIT): FrameSize(704, 560),
    (Resolution.P720, Aspect.WIDE): FrameSize(704, 1280),
    (Resolution.P720, Aspect.TALL): FrameSize(1280, 704),
    (Resolution.P720, Aspect.SQUARE): FrameSize(720, 720),
    (Resolution.P720, Aspect.PORTRAIT): FrameSize(896, 720),
}
_SHORTEST_SIDE = 64


def frame_size(look: Look, max_area_px: int | None = None) -> FrameSize:
    """Return the size of the frames for ``look``, of at most about ``max_area_px`` pixels where that is given."""
    size = _SIZES[look.resolution, look.aspect]
    if max_area_px is None or size.height * size.width <= max_area_px:
        return size
    scale = math.sqrt(max_area_px / (size.height * size.width))
    return FrameSize(*(max(_SHORTEST_SIDE, int(side * scale) // SIZE_STEP * SIZE_STEP) for side in size))
