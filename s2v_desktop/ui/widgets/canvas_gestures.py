"""What a hand does on the canvas: which part it grabbed, and what the movement comes to. No painting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from s2v_desktop.core.look import Point
from s2v_desktop.ui.widgets.canvas_geometry import Box, Corner, Crop, CropFrame, View

#: A corner is held within this distance each way, the focus marker within its own; a press is a drag beyond the last.
_CORNER_PX = 12
_FOCUS_PX = 13
_DRAG_PX = 4


class Grip(Enum):
    """What a press took hold of."""

    CROP = "crop"
    CORNER = "corner"
    FOCUS = "focus"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Hold:
    """``corner`` is the one held, for ``Grip.CORNER``."""

    grip: Grip
    corner: Corner | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies under the hand, in pixels: picture, crop and the focus marker where there is one."""

    picture: Box
    crop: Box
    focus: Point | None
    is_near: bool

    def hold_at(self, at: Point) -> Hold:
        """Return what a press ``at`` that pixel would take: what is smallest first."""
        if self.focus is not None and _distance(at, self.focus) <= _FOCUS_PX:
            return Hold(Grip.FOCUS)
        corner = min(Corner, key=lambda corner: _distance(at, corner.of(self.crop)))
        if _distance(at, corner.of(self.crop)) <= _CORNER_PX and not self._is_deep_inside(at):
            return Hold(Grip.CORNER, corner)
        return Hold(Grip.PICTURE if self.is_near and not self.crop.holds(at) else Grip.CROP)

    def _is_deep_inside(self, at: Point) -> bool:
        """Tell whether ``at`` lies in the middle third both ways: a small crop too can be moved by its inside."""
        inside = self.crop.share(at)
        return all(1 / 3 < place < 2 / 3 for place in inside)


@dataclass(slots=True)
class Drag:
    """A press and what it found; ``number`` tells its edits from those of other drags."""

    hold: Hold
    number: int
    pressed_at: Point
    scene: Scene
    crop: Crop
    view: View
    is_moving: bool = False

    def moves_to(self, at: Point) -> bool:
        """Tell whether the hand has moved far enough to mean it."""
        self.is_moving = self.is_moving or sum(map(abs, self._way(at))) > _DRAG_PX
        return self.is_moving

    def crop_at(self, at: Point, frame: CropFrame) -> Crop:
        """Return the crop with the hand ``at`` that pixel."""
        right, down = self._way(at)
        picture = self.scene.picture
        if self.hold.corner is None:
            return frame.moved(self.crop, right / picture.width, down / picture.height)
        began = self.hold.corner.of(self.scene.crop)
        return frame.resized(self.crop, self.hold.corner, picture.share(Point(began.x + right, began.y + down)))

    def view_at(self, at: Point, area: Box, ratio: float) -> View:
        """Return the view with the hand ``at`` that pixel."""
        return self.view.panned(area, ratio, *self._way(at))

    def focus_at(self, at: Point) -> Point:
        """Return the focus point with the hand ``at`` that pixel: the marker follows without a jump."""
        began, (right, down) = self.scene.focus or self.pressed_at, self._way(at)
        return inside(self.scene.picture.share(Point(began.x + right, began.y + down)))

    def _way(self, at: Point) -> Point:
        return Point(at.x - self.pressed_at.x, at.y - self.pressed_at.y)


def inside(point: Point) -> Point:
    """Return the place of the picture that is nearest to ``point``."""
    return Point(max(0.0, min(point.x, 1.0)), max(0.0, min(point.y, 1.0)))


def _distance(one: Point, other: Point) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))
