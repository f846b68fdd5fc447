"""What the waveform view paints: the wave itself, the beats and the clip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme

#: Vertical extent of the view: the wave fills -1 to 1, the beat lane lies above it.
WAVE_TOP = 1.0
LANE_TOP = 1.5
WAVE_BOTTOM = -1.05


class _LaneItem(pg.GraphicsObject):
    """Covers the whole song and paints only what is in view."""

    def __init__(self) -> None:
        super().__init__()
        self._duration_s = 1.0

    def set_duration(self, duration_s: float) -> None:
        """Cover ``duration_s`` seconds."""
        self.prepareGeometryChange()
        self._duration_s = duration_s
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Seconds across, wave and beat lane down."""
        return QRectF(0.0, WAVE_BOTTOM, self._duration_s, LANE_TOP - WAVE_BOTTOM)

    def _visible_span_s(self) -> tuple[float, float]:
        box: Any = self.getViewBox()
        (first_s, last_s), _ = box.viewRange()
        return max(0.0, first_s), min(self._duration_s, last_s)


class WaveItem(_LaneItem):
    """The wave: one column a pixel, from the peaks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._colour = QColor(theme.wave)
        self._song: LoadedSong | None = None
        self._drawn_for: tuple[float, float, int] | None = None
        self._outline = QPolygonF()

    def set_song(self, song: LoadedSong | None) -> None:
        """Show ``song``."""
        self._song = song
        self._drawn_for = None
        self.set_duration(song.song.duration_s if song is not None else 1.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Fill between the minima and the maxima."""
        if self._song is None:
            return
        first_s, last_s = self._visible_span_s()
        columns = max(1, round((last_s - first_s) / max(self.pixelWidth(), 1e-9)))
        if (first_s, last_s, columns) != self._drawn_for:
            self._outline = _wave_outline(self._song, first_s, last_s, columns)
            self._drawn_for = (first_s, last_s, columns)
        pen = QPen(self._colour)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(self._colour)
        painter.drawPolygon(self._outline)


def _wave_outline(song: LoadedSong, first_s: float, last_s: float, columns: int) -> QPolygonF:
    minima, maxima = song.peaks.between(first_s, last_s, columns)
    times = np.linspace(first_s, last_s, columns)
    x = np.concatenate([times, times[::-1]])
    y = np.concatenate([maxima.max(axis=0), minima.min(axis=0)[::-1]]).astype(np.float64).clip(-1.0, 1.0)
    return pg.functions.arrayToQPolygonF(x, y)


class BeatItem(_LaneItem):
    """The beats: lines through the wave, as strong as the beat, with a handle in the lane above."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._beats = BeatGrid()
        self.selected: int | None = None

    def show_beats(self, beats: BeatGrid, selected: int | None) -> None:
        """Show ``beats``, of which number ``selected`` stands out."""
        self._beats = beats
        self.selected = selected
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the beats in view; where they lie too close to tell apart, only bar lines."""
        first_s, last_s = self._visible_span_s()
        times = self._beats.times_s
        begin, end = np.searchsorted(times, [first_s - 0.1, last_s + 0.1])
        pixel_s = max(self.pixelWidth(), 1e-9)
        crowded = end - begin > 0 and (last_s - first_s) / pixel_s / (end - begin) < 5
        for index in range(int(begin), int(end)):
            beat = self._beats.beats[index]
            if not crowded or beat.downbeat or index == self.selected:
                self._paint_beat(painter, index, pixel_s)

    def _paint_beat(self, painter: QPainter, index: int, pixel_s: float) -> None:
        beat, theme = self._beats.beats[index], self._theme
        colour = QColor(theme.downbeat if beat.downbeat else theme.beat)
        if index == self.selected:
            colour = QColor(theme.beat_selected)
        line = QColor(colour)
        line.setAlphaF(0.25 + 0.55 * beat.strength)
        pen = QPen(line, 2 if beat.downbeat or index == self.selected else 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(QLineF(beat.time_s, WAVE_BOTTOM, beat.time_s, WAVE_TOP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        half_s = (5 if beat.downbeat else 3.5) * pixel_s
        height = (LANE_TOP - WAVE_TOP) * (0.35 + 0.5 * beat.strength)
        if beat.downbeat:
            corners = [
                QPointF(beat.time_s - half_s, WAVE_TOP + height),
                QPointF(beat.time_s + half_s, WAVE_TOP + height),
                QPointF(beat.time_s, WAVE_TOP),
            ]
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.drawRect(QRectF(beat.time_s - half_s / 2, WAVE_TOP, half_s, height))


class ClipItem(_LaneItem):
    """The clip: everything outside it lies in shade, its edges can be grabbed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._clip: Clip | None = None

    def show_clip(self, clip: Clip | None) -> None:
        """Show ``clip``, or nothing."""
        self._clip = clip
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Shade what is outside, and draw the edges."""
        if self._clip is None:
            return
        shade = QColor(self._theme.panel)
        shade.setAlphaF(0.72)
        height = LANE_TOP - WAVE_BOTTOM
        start_s, end_s = self._clip.start_s, self._clip.end_s
        painter.fillRect(QRectF(0.0, WAVE_BOTTOM, start_s, height), shade)
        painter.fillRect(QRectF(end_s, WAVE_BOTTOM, max(0.0, self._duration_s - end_s), height), shade)
        tint = QColor(self._theme.clip)
        tint.setAlphaF(0.10)
        painter.fillRect(QRectF(start_s, WAVE_BOTTOM, end_s - start_s, height), tint)
        pen = QPen(QColor(self._theme.clip), 3)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for edge_s in (start_s, end_s):
            painter.drawLine(QLineF(edge_s, WAVE_BOTTOM, edge_s, LANE_TOP))


class TimeAxis(pg.AxisItem):
    """Seconds of the song as ``m:ss``, with as many decimals as the zoom needs."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Return the labels of ``values``."""
        whole = spacing >= 1
        return [format_time(value).split(".")[0] if whole else format_time(value)[:-1] for value in values]
