"""What the waveform view paints: beats, clip and time axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.beats import BarPosition, BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, WAVE_TOP, LaneItem

LANE_HEIGHT = LANE_TOP - WAVE_TOP

#: Beats, bar lines and bar numbers are shown no nearer to each other than this; seen from afar, some are left out.
_BEAT_PX = 5
_LINE_PX = 14
_NUMBER_PX = 26


class BeatItem(LaneItem):
    """The beats: lines through the wave, as strong as the beat, with a handle and bar numbers in the lane above."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._beats = BeatGrid()
        self._bars: tuple[BarPosition, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._span_s: tuple[float, float] | None = None

    def show_beats(self, beats: BeatGrid, selected: frozenset[int], span_s: tuple[float, float] | None) -> None:
        """Show ``beats``, of which those ``selected`` stand out, and the drawn span."""
        if beats is not self._beats:
            self._bars = beats.bar_positions()
        self._beats, self._selected, self._span_s = beats, selected, span_s
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the beats in view; where they lie too close to tell apart, only bar lines."""
        first_s, last_s = self.visible_span_s()
        times = self._beats.times_s
        begin, end = (int(place) for place in np.searchsorted(times, [first_s - 0.1, last_s + 0.1]))
        pixel_s = max(self.pixelWidth(), 1e-9)
        if self._span_s is not None:
            tint = QColor(self._theme.beat_selected)
            tint.setAlphaF(0.22)
            painter.fillRect(QRectF(self._span_s[0], WAVE_TOP, self._span_s[1] - self._span_s[0], LANE_HEIGHT), tint)
        lines = [index for index in range(begin, end) if self._beats.beats[index].downbeat]
        line_px = _mean_gap_px(times, lines, pixel_s)
        bars_a_line = _thinned(line_px, _LINE_PX)
        crowded = _mean_gap_px(times, range(begin, end), pixel_s) < _BEAT_PX or bars_a_line > 1
        for index in range(begin, end):
            shown = (self._bars[index].bar - 1) % bars_a_line == 0 if self._beats.beats[index].downbeat else not crowded
            if shown or index in self._selected:
                self._paint_beat(painter, index, pixel_s)
        every = _thinned(line_px, _NUMBER_PX)
        self._paint_bar_numbers(painter, [index for index in lines if (self._bars[index].bar - 1) % every == 0])

    def _paint_beat(self, painter: QPainter, index: int, pixel_s: float) -> None:
        beat, theme, selected = self._beats.beats[index], self._theme, index in self._selected
        colour = QColor(theme.downbeat if beat.downbeat else theme.beat)
        if selected:
            colour = QColor(theme.beat_selected)
        line = QColor(colour)
        line.setAlphaF(0.25 + 0.55 * beat.strength)
        pen = QPen(line, 2 if beat.downbeat or selected else 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(QLineF(beat.time_s, WAVE_BOTTOM, beat.time_s, WAVE_TOP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        half_s = (5 if beat.downbeat else 3.5) * pixel_s
        height = LANE_HEIGHT * (0.3 + 0.5 * beat.strength)
        if beat.downbeat:
            corners = [
                QPointF(beat.time_s - half_s, WAVE_TOP + height),
                QPointF(beat.time_s + half_s, WAVE_TOP + height),
                QPointF(beat.time_s, WAVE_TOP),
            ]
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.drawRect(QRectF(beat.time_s - half_s / 2, WAVE_TOP, half_s, height))

    def _paint_bar_numbers(self, painter: QPainter, lines: list[int]) -> None:
        to_device = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text_dim))
        for index in lines:
            corner = to_device.map(QPointF(self._beats.beats[index].time_s, LANE_TOP))
            painter.drawText(QPointF(corner.x() + 7, corner.y() + 11), str(self._bars[index].bar))
        painter.restore()


def _mean_gap_px(times: NDArray[np.float64], indices: Sequence[int], pixel_s: float) -> float:
    """Return how far the beats at ``indices`` are apart in pixels, on average."""
    if len(indices) < 2:
        return float("inf")
    return float(times[indices[-1]] - times[indices[0]]) / (len(indices) - 1) / pixel_s


def _thinned(gap_px: float, least_px: float) -> int:
    """Return of how many bars (1, 2, 4, 8, ...) one is shown, so that they stand ``least_px`` apart."""
    every = 1
    while gap_px * every < least_px:
        every *= 2
    return every


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
