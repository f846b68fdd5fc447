"""The wave itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import WAVE_BOTTOM, WAVE_TOP, LaneItem
from s2v_desktop.ui.widgets.wave_image import WaveColours, WaveSpan, lanes_image

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares

#: Seconds a pixel that differ by less are the same zoom: rounding changes them a little with every scroll.
_SAME_ZOOM = 1e-9
_LINE_PX = 1.25


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the wave lies in device pixels, and which span of the song that is."""

    left_px: int
    top_px: int
    height_px: int
    line_px: float
    span: WaveSpan


class WaveItem(LaneItem):
    """The wave of each channel, coloured by bass, middle and highs once ``show_band_shares`` was called.

    Columns lie on a grid in song time, and the grid on whole device pixels: a scrolled wave moves and does not change.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._colours = WaveColours(theme)
        self._centre_beside_line = QColor(theme.border)
        self._centre_of_area = QColor(theme.panel)
        self._centre_of_area.setAlphaF(0.5)
        self._song: LoadedSong | None = None
        self._shares: BandShares | None = None
        self._column_s = 0.0
        self._drawn: _Frame | None = None
        self._image = QImage()

    def set_song(self, song: LoadedSong | None) -> None:
        """Show ``song``, in one colour."""
        self._song, self._shares, self._drawn = song, None, None
        self.set_duration(song.song.duration_s if song is not None else 1.0)

    def show_band_shares(self, shares: BandShares) -> None:
        """Colour the wave by ``shares``."""
        self._shares, self._drawn = shares, None
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the part in view, from memory where only something above it has changed."""
        if self._song is None:
            return
        to_device = painter.deviceTransform()
        frame = self._frame(to_device, painter.device().devicePixelRatio())
        if frame.span.columns < 1 or frame.height_px < 1:
            return
        if frame != self._drawn:
            colours = self._colours.of(self._shares, frame.span)
            self._image = lanes_image(self._song.peaks, frame.span, colours, frame.height_px, frame.line_px)
            self._drawn = frame
        painter.save()
        # from here on in device pixels, whatever the scale of the screen
        painter.setWorldTransform(to_device.inverted()[0] * painter.worldTransform())
        is_line = self._song.peaks.is_line(frame.span.column_s)
        if is_line:
            self._paint_centres(painter, frame, self._centre_beside_line)
        painter.drawImage(QPointF(frame.left_px, frame.top_px), self._image)
        if not is_line:
            self._paint_centres(painter, frame, self._centre_of_area)
        painter.restore()

    def _frame(self, to_device: QTransform, pixel_ratio: float) -> _Frame:
        first_s, last_s = self.visible_span_s()
        column_s = 1 / to_device.m11()
        if abs(column_s - self._column_s) > _SAME_ZOOM * self._column_s:
            self._column_s = column_s
        first = math.floor(first_s / self._column_s + 1e-6)
        last = math.ceil(last_s / self._column_s - 1e-6)
        span = WaveSpan(first * self._column_s, self._column_s, last - first)
        left, top = to_device.map(QPointF(span.start_s, WAVE_TOP)).toTuple()
        bottom = to_device.map(QPointF(0.0, WAVE_BOTTOM)).y()
        return _Frame(round(left), round(top), round(bottom) - round(top), _LINE_PX * pixel_ratio, span)

    def _paint_centres(self, painter: QPainter, frame: _Frame, colour: QColor) -> None:
        assert self._song is not None
        lanes = self._song.song.channels
        thickness = max(1, round(frame.line_px / _LINE_PX))
        for lane in range(lanes):
            middle = frame.top_px + round((lane + 0.5) * frame.height_px / lanes - thickness / 2)
            painter.fillRect(QRectF(frame.left_px, middle, frame.span.columns, thickness), colour)
