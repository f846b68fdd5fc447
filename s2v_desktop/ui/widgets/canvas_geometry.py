"""Where picture and crop lie on the canvas. Pure arithmetic: shares of the picture (0-1) and pixels of the widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from s2v_desktop.core.look import MAX_CROP_ZOOM, Point

MAX_VIEW_ZOOM = 8.0


class Box(NamedTuple):
    """A rectangle, in whatever unit its use says."""

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

    def place(self, point: Point) -> Point:
        """Return where ``point``, given in shares of this box, lies."""
        return Point(self.left + point.x * self.width, self.top + point.y * self.height)

    def share(self, point: Point) -> Point:
        """Return ``point`` in shares of this box: 0-1 inside."""
        return Point((point.x - self.left) / self.width, (point.y - self.top) / self.height)

    def part(self, box: Box) -> Box:
        """Return where ``box``, given in shares of this one, lies."""
        left, top = self.place(Point(box.left, box.top))
        return Box(left, top, box.width * self.width, box.height * self.height)

    def holds(self, point: Point) -> bool:
        """Tell whether ``point`` lies inside or on the edge."""
        return self.left <= point.x <= self.right and self.top <= point.y <= self.bottom


class Corner(Enum):
    """A corner of the crop: which way it lies from the middle."""

    TOP_LEFT = (-1, -1)
    TOP_RIGHT = (1, -1)
    BOTTOM_LEFT = (-1, 1)
    BOTTOM_RIGHT = (1, 1)

    def of(self, box: Box) -> Point:
        """Return this corner of ``box``."""
        right, down = self.value
        return Point(box.right if right > 0 else box.left, box.bottom if down > 0 else box.top)

    @property
    def opposite(self) -> Corner:
        """The corner that stays while this one is dragged."""
        return Corner((-self.value[0], -self.value[1]))


class Crop(NamedTuple):
    """The middle of the crop in shares of the picture, and how many times smaller than the largest one it is (1-4)."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class CropFrame:
    """The crops of one shape that a picture allows; both ratios are width divided by height."""

    picture_ratio: float
    crop_ratio: float

    @property
    def largest(self) -> Point:
        """The width and height of the largest crop, in shares of the picture."""
        relative = self.crop_ratio / self.picture_ratio
        return Point(min(1.0, relative), min(1.0, 1.0 / relative))

    def box(self, crop: Crop) -> Box:
        """Return ``crop`` in shares of the picture: inside it, and around its middle as far as that allows."""
        width, height = (length / _between(crop.zoom, 1.0, MAX_CROP_ZOOM) for length in self.largest)
        left = _between(crop.x - width / 2, 0.0, 1.0 - width)
        return Box(left, _between(crop.y - height / 2, 0.0, 1.0 - height), width, height)

    def settled(self, crop: Crop) -> Crop:
        """Return the crop that truly shows what ``crop`` does: with its middle in the middle."""
        box = self.box(crop)
        middle = box.place(Point(0.5, 0.5))
        return Crop(_between(middle.x, 0.0, 1.0), _between(middle.y, 0.0, 1.0), _between(crop.zoom, 1.0, MAX_CROP_ZOOM))

    def moved(self, crop: Crop, right: float, down: float) -> Crop:
        """Return ``crop`` moved by shares of the picture, as far as the picture goes."""
        crop = self.settled(crop)
        return self.settled(crop._replace(x=crop.x + right, y=crop.y + down))

    def zoomed(self, crop: Crop, factor: float) -> Crop:
        """Return ``crop`` made smaller by ``factor`` (larger, below 1) around its middle."""
        return self.settled(crop._replace(zoom=crop.zoom * factor))

    def resized(self, crop: Crop, corner: Corner, to: Point) -> Crop:
        """Return ``crop`` with ``corner`` dragged towards ``to`` (in shares); the opposite corner stays."""
        fixed = corner.opposite.of(self.box(crop))
        right, down = corner.value
        width, height = self.largest
        reach_x, reach_y = (to.x - fixed.x) * right, (to.y - fixed.y) * down
        # The size whose diagonal comes nearest to the pointer, measured in the picture's true proportions.
        long, high = width * self.picture_ratio, height
        size = (reach_x * self.picture_ratio * long + reach_y * high) / (long**2 + high**2)
        room_x = (1.0 - fixed.x if right > 0 else fixed.x) / width
        room_y = (1.0 - fixed.y if down > 0 else fixed.y) / height
        size = max(1.0 / MAX_CROP_ZOOM, min(size, 1.0, room_x, room_y))
        middle = Point(fixed.x + right * width * size / 2, fixed.y + down * height * size / 2)
        return self.settled(Crop(middle.x, middle.y, 1.0 / size))


class View(NamedTuple):
    """How the canvas shows the picture: ``zoom`` 1 fits it in; ``x`` and ``y`` are the share of it in the middle."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5

    def picture_box(self, area: Box, ratio: float) -> Box:
        """Return where a picture of ``ratio`` lies, in pixels; ``area`` is the room for it."""
        width = min(area.width, area.height * ratio) * self.zoom
        height = min(area.height, area.width / ratio) * self.zoom
        left = _start(area.left, area.width, width, self.x)
        return Box(left, _start(area.top, area.height, height, self.y), width, height)

    def zoomed(self, area: Box, ratio: float, factor: float, at: Point) -> View:
        """Return the view nearer by ``factor``; what lies ``at`` that pixel stays there as far as the picture goes."""
        before = self.picture_box(area, ratio)
        nearer = self._replace(zoom=_between(self.zoom * factor, 1.0, MAX_VIEW_ZOOM))
        after = nearer.picture_box(area, ratio)
        held = before.share(at)
        left, top = at.x - held.x * after.width, at.y - held.y * after.height
        return nearer.beginning_at(area, ratio, Point(left, top))

    def panned(self, area: Box, ratio: float, right: float, down: float) -> View:
        """Return the view with the picture moved by pixels, as far as it goes."""
        box = self.picture_box(area, ratio)
        return self.beginning_at(area, ratio, Point(box.left + right, box.top + down))

    def beginning_at(self, area: Box, ratio: float, top_left: Point) -> View:
        """Return the view whose picture begins at ``top_left``, or the nearest without a gap at the edges."""
        box = self.picture_box(area, ratio)
        x = (area.left + area.width / 2 - top_left.x) / box.width
        y = (area.top + area.height / 2 - top_left.y) / box.height
        settled = self._replace(x=x, y=y).picture_box(area, ratio)
        middle = settled.share(Point(area.left + area.width / 2, area.top + area.height / 2))
        return self._replace(x=middle.x, y=middle.y)


def _start(start: float, room: float, length: float, share: float) -> float:
    """Return where something of ``length`` begins: centred where it fits, else with ``share`` of it in the middle."""
    if length <= room:
        return start + (room - length) / 2
    return _between(start + room / 2 - share * length, start + room - length, start)


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))
