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

    def show_hint(self, text: str) -> None:
        """Show ``text`` in place of a picture."""
        self._image = QImage()
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
        if self._image.isNull():
            painter.setPen(QColor(self._theme.text_dim))
            area = self.rect().adjusted(24, 12, -24, -12)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
