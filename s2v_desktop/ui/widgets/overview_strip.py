"""The whole song in a strip, with the clip and the part that the waveform shows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme


class OverviewStrip(QWidget):
    """``position_picked`` carries the second of the song that was pressed or dragged to."""

    position_picked = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._song: LoadedSong | None = None
        self._clip: Clip | None = None
        self._span_s = (0.0, 0.0)
        self._position_s = 0.0
        self._columns: list[QLineF] = []
        self.setFixedHeight(34)
        self.setAccessibleName(self.tr("Overview of the song"))
        self.setToolTip(self.tr("The whole song. Click: show this part."))

    def show_song(self, song: LoadedSong | None) -> None:
        """Show ``song``."""
        self._song = song
        self._columns = []
        self.update()

    def show_clip(self, clip: Clip) -> None:
        """Show where the clip lies."""
        self._clip = clip
        self.update()

    def show_span(self, first_s: float, last_s: float) -> None:
        """Frame the part that the waveform shows."""
        self._span_s = (first_s, last_s)
        self.update()

    def show_position(self, time_s: float) -> None:
        """Show the playhead."""
        before, self._position_s = self._x_of(self._position_s), time_s
        if int(before) != int(self._x_of(time_s)):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the wave, the clip, the frame and the playhead."""
        painter = QPainter(self)
        theme, height = self._theme, self.height()
        painter.fillRect(self.rect(), QColor(theme.field))
        if self._song is None:
            return
        if len(self._columns) != self.width():
            self._columns = self._wave_columns()
        painter.setPen(QColor(theme.wave_quiet))
        painter.drawLines(self._columns)
        if self._clip is not None:
            left, right = self._x_of(self._clip.start_s), self._x_of(self._clip.end_s)
            tint = QColor(theme.clip)
            tint.setAlphaF(0.45)
            painter.fillRect(QRectF(left, 0, max(2.0, right - left), height), tint)
        painter.setPen(QPen(QColor(theme.text_dim), 1))
        first, last = (self._x_of(time_s) for time_s in self._span_s)
        painter.drawRect(QRectF(first + 0.5, 0.5, last - first - 1, height - 1))
        painter.setPen(QPen(QColor(theme.playhead), 1))
        painter.drawLine(QLineF(self._x_of(self._position_s), 0, self._x_of(self._position_s), height))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show the part that was pressed."""
        self._pick(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event)

    def _pick(self, event: QMouseEvent) -> None:
        if self._song is not None:
            share = max(0.0, min(1.0, event.position().x() / max(1, self.width())))
            self.position_picked.emit(share * self._song.song.duration_s)

    def _x_of(self, time_s: float) -> float:
        return time_s / self._song.song.duration_s * self.width() if self._song is not None else 0.0

    def _wave_columns(self) -> list[QLineF]:
        assert self._song is not None
        minima, maxima = self._song.peaks.between(0.0, self._song.song.duration_s, self.width())
        middle, reach = self.height() / 2, self.height() / 2 - 2
        top = middle - np.clip(maxima.max(axis=0), 0.01, 1) * reach
        bottom = middle - np.clip(minima.min(axis=0), -1, -0.01) * reach
        return [QLineF(x + 0.5, high, x + 0.5, low) for x, (high, low) in enumerate(zip(top, bottom, strict=True))]
