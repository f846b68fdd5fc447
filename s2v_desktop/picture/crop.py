"""The part of a picture that fills a video of another shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from s2v_desktop.core.look import Size
from s2v_desktop.picture.crop_box import crop_box


def cover_crop(
    picture: NDArray[np.uint8],
    width: int,
    height: int,
    crop_x: float = 0.5,
    crop_y: float = 0.5,
    crop_zoom: float = 1.0,
) -> NDArray[np.uint8]:
    """Return a part of ``picture`` with the shape ``width`` x ``height``, resampled to that size.

    Args:
        picture: uint8, shape ``(h, w, 3)``.
        width: Width of the result in pixels.
        height: Height of the result in pixels.
        crop_x: Point of the picture (0-1, from the left) that stays central as far as the picture allows.
        crop_y: The same from the top.
        crop_zoom: How many times smaller (at least 1) than the largest possible the part is. One with fewer pixels
            than the result is enlarged.

    Returns:
        uint8, shape ``(height, width, 3)``. The edges of the crop lie where they belong between pixels, so that a
        preview and an export of another size show exactly the same part.
    """
    size = Size(picture.shape[1], picture.shape[0])
    box = crop_box(size, Size(width, height), crop_x, crop_y, crop_zoom)
    edges = (box.left, box.top, min(box.right, size.width), min(box.bottom, size.height))
    image = Image.fromarray(picture)
    return np.array(image.resize((width, height), Image.Resampling.LANCZOS, box=edges, reducing_gap=3.0))
