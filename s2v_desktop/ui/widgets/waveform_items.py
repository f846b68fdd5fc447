"""What the waveform view paints: beats, clip and time axis."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, WAVE_TOP, LaneItem


class BeatItem(LaneItem):
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
        first_s, last_s = self.visible_span_s()
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


class ClipItem(LaneItem):
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
