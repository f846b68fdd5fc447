"""Shows one picture at a time, as large as fits: a render's preview or a frame of the take."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.theme import Theme


class FrameView(QWidget):
    """Painted by hand, so that it looks the same on every graphics driver and in a screenshot."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._behind = QImage()
        self._hint = ""
        self.setMinimumSize(240, 150)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(560, 340)

    @property
    def image(self) -> QImage:
        """The picture shown; null where there is none."""
        return self._image

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture between dark bars, or the hint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.canvas))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image.isNull():
            self._paint_hint(painter)
        else:
            painter.drawImage(self._fitted(self._image), self._image)

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
