"""Where the crop of a picture lies, and where in it the point is that the camera favours. Arithmetic alone."""

from __future__ import annotations

from typing import NamedTuple

from s2v_desktop.core.look import Look, Point, Size


class CropBox(NamedTuple):
    """A part of a picture, in pixels from its left and top edges; the edges may lie between pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def crop_box(picture: Size, shape: Size, crop_x: float = 0.5, crop_y: float = 0.5, crop_zoom: float = 1.0) -> CropBox:
    """Return the part of ``picture`` that fills a video of ``shape`` (only its proportions count).

    Args:
        picture: The picture's size.
        shape: The video's size.
        crop_x: Point of the picture (0-1, from the left) that is the crop's middle as far as the picture allows.
        crop_y: The same from the top.
        crop_zoom: How many times smaller (at least 1) than the largest possible the crop is.
    """
    scale = min(picture.width / shape.width, picture.height / shape.height) / crop_zoom
    width, height = min(shape.width * scale, picture.width), min(shape.height * scale, picture.height)
    left = _centred(crop_x * picture.width, width, picture.width)
    return CropBox(left, _centred(crop_y * picture.height, height, picture.height), width, height)


def look_crop_box(picture: Size, look: Look) -> CropBox:
    """Return the part of ``picture`` that ``look`` shows."""
    return crop_box(picture, look.size, look.crop_x, look.crop_y, look.crop_zoom)


def focus_in_crop(picture: Size, look: Look) -> Point | None:
    """Return the focus of ``look`` as a place in its crop (0-1 each way), the nearest there is; None without one."""
    if look.focus is None:
        return None
    box = look_crop_box(picture, look)
    x = (look.focus.x * picture.width - box.left) / box.width
    y = (look.focus.y * picture.height - box.top) / box.height
    return Point(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))


def _centred(middle: float, length: float, available: float) -> float:
    return min(max(middle - length / 2, 0.0), available - length)
