"""The part of a picture that fills a video of another shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def cover_crop(
    picture: NDArray[np.uint8], width: int, height: int, crop_x: float = 0.5, crop_y: float = 0.5
) -> NDArray[np.uint8]:
    """Return the largest part of ``picture`` with the shape ``width`` x ``height``, resampled to that size.

    Args:
        picture: uint8, shape ``(h, w, 3)``.
        width: Width of the result in pixels.
        height: Height of the result in pixels.
        crop_x: Point of the picture (0-1, from the left) that stays central as far as the picture allows.
        crop_y: The same from the top.

    Returns:
        uint8, shape ``(height, width, 3)``. The edges of the crop lie where they belong between pixels, so that a
        preview and an export of another size show exactly the same part.
    """
    picture_height, picture_width = picture.shape[:2]
    scale = min(picture_width / width, picture_height / height)
    crop_width, crop_height = width * scale, height * scale
    left = _centred(crop_x * picture_width, crop_width, picture_width)
    top = _centred(crop_y * picture_height, crop_height, picture_height)
    box = (left, top, min(left + crop_width, picture_width), min(top + crop_height, picture_height))
    image = Image.fromarray(picture)
    return np.array(image.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))


def _centred(middle: float, length: float, available: float) -> float:
    return min(max(middle - length / 2, 0.0), max(available - length, 0.0))
