"""What the canvas shows: the picture, the part that the video shows, guides. Nothing here answers to a hand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.look import Look, Point
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.canvas_geometry import Box, Corner, Crop, CropFrame, View
from s2v_desktop.ui.widgets.canvas_gestures import Scene
from s2v_desktop.ui.widgets.canvas_painting import (
    paint_focus,
    paint_frame,
    paint_label,
    paint_safe_area,
    paint_shade,
    paint_thirds,
    rect_of,
)
from s2v_desktop.ui.widgets.safe_areas import Overlay, overlay_name, safe_area

_MARGIN = 6


class CanvasView(QWidget):
    """``view_changed`` tells that the picture is seen nearer or farther, or from elsewhere."""

    view_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None
        self._look = Look()
        self._view = View()
        self._overlay = Overlay.NONE
        self._depth: tuple[QImage, Box] | None = None
        self.setMinimumSize(180, 130)
        self.setAccessibleName(self.tr("Picture"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(320, 300)

    # -- what is shown -------------------------------------------------------------------------------------------------

    @property
    def image(self) -> QImage | None:
        """The picture shown."""
        return self._image

    @property
    def is_near(self) -> bool:
        """Whether the picture is seen larger than it fits."""
        return self._view.zoom > 1.001

    def show_picture(self, image: QImage | None) -> None:
        """Show ``image``, or a hint how to choose a picture."""
        if image is None or self._image is None or image.size() != self._image.size():
            self._view = View()
        self._image, self._scaled, self._depth = image, None, None
        hint = self.tr("Click or Ctrl+O: choose a picture · Ctrl+V: paste one")
        if image is not None:
            hint = self.tr(
                "Drag the frame, or its corners: choose the part that the video shows\n"
                "Ctrl+wheel: look closer · Alt+click: set the focus point · Double-click: another picture"
            )
        self.setToolTip(hint)
        self._describe()
        self.view_changed.emit()
        self.update()

    def show_look(self, look: Look) -> None:
        """Show the crop and the focus point of ``look``."""
        self._look = look
        self._describe()
        self.update()

    def show_overlay(self, overlay: Overlay) -> None:
        """Draw ``overlay`` over the crop, where it belongs to its shape."""
        self._overlay = overlay
        self.update()

    def show_depth(self, depth: QImage | None) -> None:
        """Draw ``depth``, made of the present crop, in its place; None draws the picture alone."""
        self._depth = None if depth is None else (depth, self.crop_shares())
        self.update()

    def zoom_view(self, factor: float, at: Point | None = None) -> None:
        """See the picture nearer by ``factor``, with the pixel ``at`` (the middle) where it is."""
        if self._image is not None:
            area = self._area()
            middle = at or area.place(Point(0.5, 0.5))
            self._set_view(self._view.zoomed(area, self._ratio(), factor, middle))

    def fit_view(self) -> None:
        """See the whole picture."""
        self._set_view(View())

    def crop_shares(self) -> Box:
        """Return the part that the video shows, in shares of the picture."""
        return self._frame().box(self._crop())

    def crop_rect(self) -> QRectF:
        """Return the part that the video shows, in pixels of this widget."""
        return rect_of(self._picture().part(self.crop_shares()))

    def cropped(self) -> QImage | None:
        """Return the part of the picture that the video shows."""
        if self._image is None:
            return None
        part = Box(0, 0, self._image.width(), self._image.height()).part(self.crop_shares())
        return self._image.copy(round(part.left), round(part.top), round(part.width), round(part.height))

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture with shade outside the crop; what an empty canvas says, its cover says."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.canvas))
        painter.drawRoundedRect(self.rect(), 6, 6)
        if self._image is not None:
            self._paint_picture(painter, self._image)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        scene = self._scene()
        painter.save()
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect_of(scene.picture).toAlignedRect(), self._pixmap(image, scene.picture))
        if self._depth is not None:
            depth, made_of = self._depth
            painter.drawImage(rect_of(scene.picture.part(made_of)), depth)
            paint_label(painter, scene.crop, self.tr("light is near"), at_top=True)
        paint_shade(painter, scene.picture, scene.crop)
        self._paint_guides(painter, scene.crop)
        paint_frame(painter, scene.crop, self._held_corner())
        if scene.focus is not None:
            paint_focus(painter, scene.focus, is_set=True)
        elif self._offers_focus():
            paint_focus(painter, scene.crop.place(Point(0.5, 0.5)), is_set=False)
        painter.restore()

    def _paint_guides(self, painter: QPainter, crop: Box) -> None:
        area = safe_area(self._overlay, self._look.aspect)
        if area is not None:
            paint_safe_area(painter, crop, area)
            paint_label(painter, crop, overlay_name(self._overlay))
        if self._overlay is Overlay.THIRDS or self._is_framing():
            paint_thirds(painter, crop)

    def _pixmap(self, image: QImage, picture: Box) -> QPixmap:
        """Return the picture at the size it is painted in, but never larger than it is: made once a size."""
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(picture.width * ratio), round(picture.height * ratio)).expandedTo(QSize(1, 1))
        size = wanted if wanted.width() < image.width() else image.size()
        if self._scaled is None or self._scaled.size() != size:
            mode = Qt.TransformationMode.SmoothTransformation
            small = image if size == image.size() else image.scaled(size, mode=mode)
            self._scaled = QPixmap.fromImage(small)
        return self._scaled

    def _held_corner(self) -> Corner | None:
        """Return the corner to hold out."""
        return None

    def _is_framing(self) -> bool:
        """Tell whether the crop is being chosen at this moment."""
        return False

    def _offers_focus(self) -> bool:
        """Tell whether to hint at a focus point where none is set."""
        return False

    # -- where things lie ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep what is seen from near inside the new size."""
        if self._image is not None:
            self._view = self._view.panned(self._area(), self._ratio(), 0.0, 0.0)
        super().resizeEvent(event)

    def _crop(self) -> Crop:
        return Crop(self._look.crop_x, self._look.crop_y, self._look.crop_zoom)

    def _frame(self) -> CropFrame:
        return CropFrame(self._ratio(), float(self._look.aspect.ratio))

    def _ratio(self) -> float:
        return self._image.width() / self._image.height() if self._image is not None else 1.0

    def _area(self) -> Box:
        return Box(_MARGIN, _MARGIN, self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN)

    def _picture(self) -> Box:
        return self._view.picture_box(self._area(), self._ratio())

    def _scene(self) -> Scene:
        picture, focus = self._picture(), self._look.focus
        at = picture.place(focus) if focus is not None else None
        return Scene(picture, picture.part(self.crop_shares()), at, self.is_near)

    def _set_view(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self.view_changed.emit()
            self.update()

    def _describe(self) -> None:
        """Say for a screen reader how the picture is seen, and which keys change it."""
        if self._image is None:
            self.setAccessibleDescription(self.toolTip())
            return
        box, focus = self.crop_shares(), self._look.focus
        state = self.tr(
            "The video shows {width} % of the width and {height} % of the height, from {left} % and {top} %."
        )
        words = [
            state.format(
                width=round(100 * box.width),
                height=round(100 * box.height),
                left=round(100 * box.left),
                top=round(100 * box.top),
            )
        ]
        if focus is not None:
            point = self.tr("Focus point at {x} % from the left and {y} % from the top.")
            words.append(point.format(x=round(100 * focus.x), y=round(100 * focus.y)))
        words.append(
            self.tr(
                "Arrow keys move the frame (with Shift: finely), + and - resize it, Home shows the whole picture; "
                "Alt with arrow keys moves the focus point, Delete removes it."
            )
        )
        self.setAccessibleDescription(" ".join(words))
