"""The picture with the part that the video shows; the rest lies in shade."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.look import Aspect
from s2v_desktop.ui.theme import Theme

_MARGIN = 6
_DRAG_PX = 4
_KEY_STEP = 0.02


class ImageCanvas(QWidget):
    """``choice_requested`` when it is clicked (with a picture in it, double-clicked).

    ``focus_moved`` carries the dragged-to focus point (0-1 each way).
    """

    choice_requested = Signal()
    focus_moved = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None
        self._aspect = Aspect.WIDE
        self._focus = QPointF(0.5, 0.5)
        self._pressed: tuple[QPointF, QPointF] | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(180, 130)
        self.setAccessibleName(self.tr("Picture"))
        self.show_picture(None)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(320, 300)

    @property
    def image(self) -> QImage | None:
        """The picture shown."""
        return self._image

    def show_picture(self, image: QImage | None) -> None:
        """Show ``image``, or a hint how to choose a picture."""
        self._image = image
        self._scaled = None
        self.setCursor(Qt.CursorShape.PointingHandCursor if image is None else Qt.CursorShape.OpenHandCursor)
        hint = self.tr("Click or Ctrl+O: choose a picture · Ctrl+V: paste one")
        if image is not None:
            hint = self.tr("Drag or arrow keys: choose the part that the video shows · double-click: another picture")
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)
        self.update()

    def show_crop(self, aspect: Aspect, crop_x: float, crop_y: float) -> None:
        """Show the part that a video of ``aspect`` shows around the focus point."""
        self._aspect = aspect
        self._focus = QPointF(crop_x, crop_y)
        self.update()

    def crop_rect(self) -> QRectF:
        """Return the part that the video shows, in pixels of this widget."""
        shown = self._picture_rect()
        ratio = float(self._aspect.ratio)
        width = min(shown.width(), shown.height() * ratio)
        height = width / ratio
        left = _between(self._focus.x() * shown.width() - width / 2, shown.width() - width)
        top = _between(self._focus.y() * shown.height() - height / 2, shown.height() - height)
        return QRectF(shown.left() + left, shown.top() + top, width, height)

    def cropped(self) -> QImage | None:
        """Return the part of the picture that the video shows."""
        if self._image is None:
            return None
        shown, crop = self._picture_rect(), self.crop_rect()
        scale = self._image.width() / shown.width()
        part = crop.translated(-shown.topLeft())
        return self._image.copy(
            round(part.x() * scale),
            round(part.y() * scale),
            round(part.width() * scale),
            round(part.height() * scale),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture with shade outside the crop, or the hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.canvas))
        painter.drawRoundedRect(self.rect(), 6, 6)
        if self._image is None:
            self._paint_hint(painter)
        else:
            self._paint_picture(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Scale the picture anew."""
        self._scaled = None
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click or a drag of the crop."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = (event.position(), QPointF(self._focus))
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the crop with the hand."""
        if self._pressed is None or self._image is None:
            return
        pressed_at, focus = self._pressed
        by = event.position() - pressed_at
        self._dragged = self._dragged or by.manhattanLength() > _DRAG_PX
        if self._dragged:
            shown = self._picture_rect()
            self._move_focus(focus + QPointF(by.x() / shown.width(), by.y() / shown.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag, or ask for a picture after a click on the empty canvas."""
        if self._pressed is not None and self._image is None:
            self.choice_requested.emit()
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for another picture."""
        if self._image is not None:
            self._pressed = None
            self.choice_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the crop by arrow keys; Enter asks for a picture."""
        steps = {
            Qt.Key.Key_Left: QPointF(-_KEY_STEP, 0),
            Qt.Key.Key_Right: QPointF(_KEY_STEP, 0),
            Qt.Key.Key_Up: QPointF(0, -_KEY_STEP),
            Qt.Key.Key_Down: QPointF(0, _KEY_STEP),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._image is not None:
            self._move_focus(self._focus + step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choice_requested.emit()
        else:
            super().keyPressEvent(event)

    def _move_focus(self, focus: QPointF) -> None:
        """Tell the focus point nearest to ``focus`` that the crop can truly have."""
        shown, crop = self._picture_rect(), self.crop_rect()
        half_x, half_y = crop.width() / shown.width() / 2, crop.height() / shown.height() / 2
        x = half_x + _between(focus.x() - half_x, 1 - 2 * half_x)
        y = half_y + _between(focus.y() - half_y, 1 - 2 * half_y)
        self.focus_moved.emit(max(0.0, min(1.0, x)), max(0.0, min(1.0, y)))

    def _picture_rect(self) -> QRectF:
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self._image is None:
            return area
        size = self._image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        left = area.left() + (area.width() - size.width()) / 2
        return QRectF(round(left), round(area.top() + (area.height() - size.height()) / 2), size.width(), size.height())

    def _paint_hint(self, painter: QPainter) -> None:
        area = QRectF(self.rect()).adjusted(14, 14, -14, -14)
        pen = QPen(QColor(self._theme.border), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 8, 8)
        painter.setPen(QColor(self._theme.text_dim))
        words = self.tr("Drop a picture here\nor click to choose one\n(JPG, PNG, WebP, BMP, TIFF)")
        painter.drawText(area.adjusted(8, 8, -8, -8), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def _paint_picture(self, painter: QPainter) -> None:
        shown, crop = self._picture_rect(), self.crop_rect()
        painter.drawPixmap(shown.topLeft(), self._scaled_picture(shown))
        painter.setBrush(QColor(0, 0, 0, 165))
        painter.setPen(Qt.PenStyle.NoPen)
        for outside in (
            QRectF(shown.left(), shown.top(), shown.width(), crop.top() - shown.top()),
            QRectF(shown.left(), crop.bottom(), shown.width(), shown.bottom() - crop.bottom()),
            QRectF(shown.left(), crop.top(), crop.left() - shown.left(), crop.height()),
            QRectF(crop.right(), crop.top(), shown.right() - crop.right(), crop.height()),
        ):
            painter.drawRect(outside)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1.2))
        painter.drawRect(crop)

    def _scaled_picture(self, shown: QRectF) -> QPixmap:
        if self._scaled is None:
            assert self._image is not None
            ratio = self.devicePixelRatioF()
            size = (shown.size() * ratio).toSize()
            scaled = self._image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            scaled.setDevicePixelRatio(ratio)
            self._scaled = QPixmap.fromImage(scaled)
        return self._scaled


def _between(value: float, high: float) -> float:
    return max(0.0, min(value, high))
