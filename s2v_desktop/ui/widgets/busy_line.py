"""A thin line with a light that travels along it: something is going on, nobody knows for how long."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QWidget

_STEP_MS = 40
_STEP = 0.02
_LIGHT = 0.3


class BusyLine(QWidget):
    """Moves only while it is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(160, 4)
        self._place = 0.0
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to move."""
        self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Rest."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line and its light."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(self.rect(), 2, 2)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        left = self._place * (1 + _LIGHT) - _LIGHT
        light = QRectF(left * self.width(), 0, _LIGHT * self.width(), self.height())
        painter.drawRoundedRect(light & QRectF(self.rect()), 2, 2)

    def _on_timer_timeout(self) -> None:
        self._place = (self._place + _STEP) % 1.0
        self.update()
