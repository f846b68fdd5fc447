"""The picture as it is edited: a hand or keys choose the part that the video shows, and the focus point."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.look import Point
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.canvas_geometry import Corner, Crop
from s2v_desktop.ui.widgets.canvas_gestures import Drag, Grip, Hold, inside
from s2v_desktop.ui.widgets.canvas_view import CanvasView

_KEY_STEP, _FINE_KEY_STEP = 0.02, 0.0025
_KEY_ZOOM = 1.05
_VIEW_ZOOM = 1.25
#: Wheel units of one notch, as Qt counts them.
_NOTCH = 120

_Key = Qt.Key
_ARROWS = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, -1), _Key.Key_Down: (0, 1)}
_SIZES = {_Key.Key_Plus: 1, _Key.Key_Equal: 1, _Key.Key_Minus: -1}
_OTHER_KEYS = (_Key.Key_Home, _Key.Key_Return, _Key.Key_Enter, _Key.Key_Escape, _Key.Key_Delete)
_CURSORS = {
    Corner.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Corner.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Corner.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Corner.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}


class ImageCanvas(CanvasView):
    """``choice_requested`` when it is clicked (with a picture in it, double-clicked).

    ``crop_edited`` carries a ``Crop``, ``focus_edited`` a ``Point`` or None; both also the number of the drag, whose
    edits are one, or 0 for a key or a command. ``menu_requested`` carries the place on the screen,
    ``focus_tool_changed`` whether a click sets the focus point.
    """

    choice_requested = Signal()
    crop_edited = Signal(object, int)
    focus_edited = Signal(object, int)
    menu_requested = Signal(QPoint)
    focus_tool_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._focus_tool = False
        self._drag: Drag | None = None
        self._drags = 0
        self._hovered: Hold | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.show_picture(None)

    def show_picture(self, image: QImage | None) -> None:
        """Show ``image``, or a hint how to choose a picture."""
        self._drag = None
        super().show_picture(image)
        if image is None and self._focus_tool:
            self.use_focus_tool(False)
        self._show_cursor()

    # -- commands ------------------------------------------------------------------------------------------------------

    def reset_crop(self) -> None:
        """Ask for as much of the picture as the shape allows."""
        if self._image is not None:
            self.crop_edited.emit(Crop(), 0)

    def set_focus_at(self, at: Point) -> None:
        """Ask for the focus point under the pixel ``at``."""
        if self._image is not None:
            self.focus_edited.emit(inside(self._picture().share(at)), 0)

    def use_focus_tool(self, on: bool) -> None:
        """Let clicks and arrow keys set the focus point, or leave it to Alt."""
        on = on and self._image is not None
        self._focus_tool = on
        self._show_cursor()
        self.focus_tool_changed.emit(on)
        self.update()

    # -- the hand ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the crop, a corner, the focus point or the picture."""
        at, button = _point(event), event.button()
        if self._image is None or button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._drags += 1
        scene = self._scene()
        hold = scene.hold_at(at)
        if button is Qt.MouseButton.MiddleButton:
            hold = Hold(Grip.PICTURE)
        elif hold.grip is not Grip.FOCUS and (self._focus_tool or event.modifiers() & Qt.KeyboardModifier.AltModifier):
            hold, scene = Hold(Grip.FOCUS), replace(scene, focus=at)
            self.focus_edited.emit(inside(scene.picture.share(at)), self._drags)
        self._drag = Drag(hold, self._drags, at, scene, self._crop(), self._view)
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move what the hand holds, or show what it could take."""
        at, drag = _point(event), self._drag
        if self._image is None:
            return
        if drag is None:
            self._hover(self._scene().hold_at(at))
        elif drag.moves_to(at):
            if drag.hold.grip is Grip.PICTURE:
                self._set_view(drag.view_at(at, self._area(), self._ratio()))
            elif drag.hold.grip is Grip.FOCUS:
                self.focus_edited.emit(drag.focus_at(at), drag.number)
            else:
                self.crop_edited.emit(drag.crop_at(at, self._frame()), drag.number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag, or ask for a picture after a click on the empty canvas."""
        if self._image is None and event.button() is Qt.MouseButton.LeftButton:
            self.choice_requested.emit()
        self._drag = None
        self._show_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for another picture; where clicks set the focus point, two are two clicks."""
        if self._focus_tool or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.mousePressEvent(event)
        elif self._image is not None and event.button() is Qt.MouseButton.LeftButton:
            self._drag = None
            self.choice_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Look closer at the pointer with Ctrl; else scroll what is seen from near."""
        at = Point(event.position().x(), event.position().y())
        turned = event.angleDelta()
        if self._image is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_view(_VIEW_ZOOM ** (turned.y() / _NOTCH), at)
        elif self.is_near:
            pixels = event.pixelDelta() if not event.pixelDelta().isNull() else turned * 40 / _NOTCH
            sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not pixels.x()
            right, down = (pixels.y(), 0) if sideways else (pixels.x(), pixels.y())
            self._set_view(self._view.panned(self._area(), self._ratio(), right, down))
        else:
            event.ignore()
            return
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Hold no corner out any more."""
        self._hover(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu."""
        if self._image is not None:
            self._drag = None
            self.menu_requested.emit(event.globalPos())

    # -- the keyboard --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the canvas from the shortcuts of the window while it has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._uses(event):
            event.accept()
            return True
        return super().event(event)

    def _uses(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if self._image is None or held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier):
            return False
        return key in _ARROWS or (not held and (key in _SIZES or key in _OTHER_KEYS))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move and resize the crop, or move the focus point; Enter asks for a picture."""
        key = event.key()
        if key in (_Key.Key_Return, _Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.choice_requested.emit()
            return
        if not self._uses(event):
            super().keyPressEvent(event)
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and key in _ARROWS
        if key in _ARROWS:
            step = _FINE_KEY_STEP if fine else _KEY_STEP
            with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._step(Point(*(step * way for way in _ARROWS[_Key(key)])), of_focus=with_alt or self._focus_tool)
        elif key in _SIZES:
            self.crop_edited.emit(self._frame().zoomed(self._crop(), _KEY_ZOOM ** _SIZES[_Key(key)]), 0)
        elif key == _Key.Key_Home:
            self.reset_crop()
        elif key == _Key.Key_Delete and self._look.focus is not None:
            self.focus_edited.emit(None, 0)
        elif key == _Key.Key_Escape and self._focus_tool:
            self.use_focus_tool(False)
        else:
            event.ignore()

    def _step(self, by: Point, *, of_focus: bool) -> None:
        if of_focus:
            start = self._look.focus or self.crop_shares().place(Point(0.5, 0.5))
            self.focus_edited.emit(inside(Point(start.x + by.x, start.y + by.y)), 0)
        else:
            self.crop_edited.emit(self._frame().moved(self._crop(), by.x, by.y), 0)

    # -- how it looks under the hand -----------------------------------------------------------------------------------

    def _held_corner(self) -> Corner | None:
        hold = self._hovered if self._drag is None else self._drag.hold
        return None if hold is None else hold.corner

    def _is_framing(self) -> bool:
        drag = self._drag
        return drag is not None and drag.is_moving and drag.hold.grip in (Grip.CROP, Grip.CORNER)

    def _offers_focus(self) -> bool:
        return self._focus_tool

    def _hover(self, hold: Hold | None) -> None:
        if hold != self._hovered:
            self._hovered = hold
            self._show_cursor()
            self.update()

    def _show_cursor(self) -> None:
        hold = self._hovered if self._drag is None else self._drag.hold
        if self._image is None:
            shape = Qt.CursorShape.PointingHandCursor
        elif hold is not None and hold.corner is not None:
            shape = _CURSORS[hold.corner]
        elif self._drag is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._focus_tool:
            shape = Qt.CursorShape.CrossCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)


def _point(event: QMouseEvent) -> Point:
    return Point(event.position().x(), event.position().y())
