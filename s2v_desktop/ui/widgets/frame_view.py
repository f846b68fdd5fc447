"""Shows one picture at a time, as large as fits, or the still left and the picture right of a line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.theme import Theme

_KEY_STEP = 0.02


class FrameView(QWidget):
    """Painted by hand, so that it looks the same on every graphics driver and in a screenshot.

    It can fill the screen, where Escape and F11 bring it back and ``play_pressed`` comes when Space is pressed.
    ``area_changed`` carries the size (``QSize``) in pixels of the screen that a picture can have.
    """

    play_pressed = Signal()
    area_changed = Signal(QSize)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._behind = QImage()
        self._hint = ""
        self._still = QImage()
        self._comparing = False
        self._line = 0.5
        self.setMinimumSize(240, 150)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(560, 340)

    @property
    def image(self) -> QImage:
        """The picture shown; null where there is none."""
        return self._image

    @property
    def hint(self) -> str:
        """The words in place of a picture; empty where there is one."""
        return self._hint if self._image.isNull() else ""

    @property
    def line(self) -> float:
        """Where the line between still and picture is: 0 left to 1 right."""
        return self._line

    def show_image(self, image: QImage) -> None:
        """Show ``image``."""
        self._image = image
        self.update()

    def show_hint(self, text: str, behind: QImage | None = None) -> None:
        """Show ``text`` in place of a picture, on a dim ``behind`` where that is given."""
        self._image = QImage()
        self._behind = behind or QImage()
        self._hint = text
        self.setAccessibleDescription(text)
        self.update()

    def set_still(self, still: QImage | None) -> None:
        """Compare with ``still``."""
        self._still = still or QImage()
        self.update()

    def compare(self, on: bool) -> None:
        """Show the still left of a line that mouse and arrow keys move, or the picture alone."""
        self._comparing = on
        self.setCursor(Qt.CursorShape.SplitHCursor if on else Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(
            self.tr("Picture left of the line, video right of it; the arrow keys move it") if on else ""
        )
        if on:
            self.setFocus()  # the arrow keys move the line from now on
        self.update()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back to the place in the window."""
        full = not self.isFullScreen()
        self.setWindowFlag(Qt.WindowType.Window, full)
        if full:
            self.setWindowTitle(self.tr("Preview"))
            self.showFullScreen()
        else:
            self.setWindowState(Qt.WindowState.WindowNoState)
            self.show()

    def move_line(self, place: float) -> None:
        """Put the line at ``place``: 0 left to 1 right, limited to that."""
        self._line = min(max(place, 0.0), 1.0)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell how large a picture can be."""
        super().resizeEvent(event)
        self._tell_area()

    def event(self, event: QEvent) -> bool:
        """Tell how large a picture can be on another screen."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._tell_area()
        return super().event(event)

    def _tell_area(self) -> None:
        self.area_changed.emit(self.size() * self.devicePixelRatioF())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture between dark bars, or the hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0) if self.isFullScreen() else QColor(self._theme.canvas))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image.isNull():
            self._paint_hint(painter)
            return
        target = self._fitted(self._image)
        painter.drawImage(target, self._image)
        if self._comparing and not self._still.isNull():
            self._paint_still(painter, target)

    def _paint_still(self, painter: QPainter, target: QRect) -> None:
        x = target.left() + round(self._line * target.width())
        painter.setClipRect(QRect(target.topLeft(), QPoint(x - 1, target.bottom())))
        painter.drawImage(target, self._still)
        painter.setClipping(False)
        for colour, width in ((QColor(0, 0, 0, 160), 4), (QColor(255, 255, 255), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(x, target.top(), x, target.bottom())
        painter.setBrush(QColor(255, 255, 255))
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
        painter.drawEllipse(QPoint(x, target.center().y()), 7, 7)
        self._paint_names(painter, target, x)

    def _paint_names(self, painter: QPainter, target: QRect, x: int) -> None:
        """Say which side is which, as long as a side has room for its name."""
        bottom = Qt.AlignmentFlag.AlignBottom
        left = QRect(target.left(), target.top(), x - target.left(), target.height())
        right = QRect(x, target.top(), target.right() - x, target.height())
        for side, place, name in (
            (left, Qt.AlignmentFlag.AlignLeft, self.tr("Picture")),
            (right, Qt.AlignmentFlag.AlignRight, self.tr("Video")),
        ):
            room = side.adjusted(8, 8, -8, -8)
            words = painter.fontMetrics().boundingRect(room, place | bottom, name).adjusted(-6, -3, 6, 3)
            if words.width() > side.width() - 8:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 170))
            painter.drawRoundedRect(words, 4, 4)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_hint(self, painter: QPainter) -> None:
        colour = QColor(self._theme.text_dim)
        if not self._behind.isNull():
            target = self._fitted(self._behind)
            painter.drawImage(target, self._behind)
            painter.fillRect(target, QColor(0, 0, 0, 150))
            colour = QColor(255, 255, 255)
        painter.setPen(colour)
        area = self.rect().adjusted(24, 12, -24, -12)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)

    def _fitted(self, image: QImage) -> QRect:
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(left, top, size.width(), size.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the line to the pointer."""
        self._drag_line(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the line."""
        self._drag_line(event)

    def _drag_line(self, event: QMouseEvent) -> None:
        if not self._comparing or self._image.isNull() or not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
            return
        target = self._fitted(self._image)
        self.move_line((event.position().x() - target.left()) / max(target.width(), 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the line by arrow keys; leave the full screen."""
        key = event.key()
        if self._comparing and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self.move_line(self._line + (_KEY_STEP if key == Qt.Key.Key_Right else -_KEY_STEP))
        elif self.isFullScreen() and key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.toggle_full_screen()
        elif self.isFullScreen() and key == Qt.Key.Key_Space:
            self.play_pressed.emit()
        else:
            super().keyPressEvent(event)
