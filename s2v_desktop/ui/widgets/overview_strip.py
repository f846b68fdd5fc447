"""The whole song in a strip, with the clip and the part that the waveform shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.wave_image import WaveColours, WaveSpan, merged_image

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares


class OverviewStrip(QWidget):
    """``position_picked`` carries the second of the song that was pressed or dragged to."""

    position_picked = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colours = WaveColours(theme)
        self._shares: BandShares | None = None
        self._song: LoadedSong | None = None
        self._clip: Clip | None = None
        self._span_s = (0.0, 0.0)
        self._position_s = 0.0
        self._wave = QImage()
        self.setFixedHeight(34)
        self.setAccessibleName(self.tr("Overview of the song"))
        self.setToolTip(self.tr("The whole song. Click: show this part."))

    def show_song(self, song: LoadedSong | None) -> None:
        """Show ``song``, in one colour."""
        self._song, self._shares, self._wave = song, None, QImage()
        self.update()

    def show_band_shares(self, shares: BandShares) -> None:
        """Colour the wave by ``shares``."""
        self._shares, self._wave = shares, QImage()
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
        painter.drawImage(0, 0, self._wave_image())
        if self._clip is not None:
            left, right = self._x_of(self._clip.start_s), self._x_of(self._clip.end_s)
            edge, tint = QColor(theme.clip), QColor(theme.clip)
            tint.setAlphaF(0.25)
            painter.fillRect(QRectF(left, 0, max(2.0, right - left), height), tint)
            for x in (left, max(left + 1, right - 1)):
                painter.fillRect(QRectF(x, 0, 1, height), edge)
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

    def _wave_image(self) -> QImage:
        """Return the whole wave at the size of the strip, made anew where that or the screen has changed."""
        assert self._song is not None
        ratio = self.devicePixelRatioF()
        columns, rows = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        if (self._wave.width(), self._wave.height()) != (columns, rows):
            span = WaveSpan(0.0, self._song.song.duration_s / columns, columns)
            self._wave = merged_image(self._song.peaks, span, self._colours.of(self._shares, span), rows)
            self._wave.setDevicePixelRatio(ratio)
        return self._wave
