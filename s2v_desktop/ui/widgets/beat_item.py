"""The beats on the waveform: lines through the wave, and a lane of handles and bar numbers above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.bar_lines import SURE_BARS
from s2v_desktop.core.beats import BarPosition, BeatGrid
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, WAVE_TOP, LaneItem

LANE_HEIGHT = LANE_TOP - WAVE_TOP

#: Beats, bar lines and bar numbers are shown no nearer to each other than this; seen from afar, some are left out.
_BEAT_PX = 5
_LINE_PX = 14
_NUMBER_PX = 26
_BEAT_WIDTH_PX, _DOWNBEAT_WIDTH_PX = 3.5, 10.0
_STRENGTH_STEPS = 6
#: How clearly lines are drawn that are a guess, or so many that they would hide the wave.
_GUESSED, _DENSE = 0.45, 0.4


class _Look(NamedTuple):
    """What beats have in common that are painted in one go."""

    selected: bool
    downbeat: bool
    strength_step: int

    @property
    def strength(self) -> float:
        return self.strength_step / _STRENGTH_STEPS


class BeatItem(LaneItem):
    """As strong as the beat is its line, as tall its handle; bar lines are numbered."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._beats = BeatGrid()
        self._times_s: NDArray[np.float64] = self._beats.times_s
        self._bars: tuple[BarPosition, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._span_s: tuple[float, float] | None = None
        self._clearness = 1.0

    def show_beats(self, beats: BeatGrid, selected: frozenset[int], span_s: tuple[float, float] | None) -> None:
        """Show ``beats``, of which those ``selected`` stand out, and the drawn span."""
        if beats is not self._beats:
            self._beats, self._times_s, self._bars = beats, beats.times_s, beats.bar_positions()
        self._selected, self._span_s = selected, span_s
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the beats in view; where they lie too close to tell apart, only bar lines."""
        first_s, last_s = self.visible_span_s()
        begin, end = (int(place) for place in np.searchsorted(self._times_s, [first_s - 0.1, last_s + 0.1]))
        pixel_s = max(self.pixelWidth(), 1e-9)
        self._paint_span(painter)
        lines = [index for index in range(begin, end) if self._beats.beats[index].downbeat]
        line_px = _mean_gap_px(self._times_s, lines, pixel_s)
        bars_a_line = _thinned(line_px, _LINE_PX)
        crowded = _mean_gap_px(self._times_s, range(begin, end), pixel_s) < _BEAT_PX or bars_a_line > 1
        looks: defaultdict[_Look, list[float]] = defaultdict(list)
        for index in range(begin, end):
            beat, selected = self._beats.beats[index], index in self._selected
            shown = (self._bars[index].bar - 1) % bars_a_line == 0 if beat.downbeat else not crowded
            if shown or selected:
                looks[_Look(selected, beat.downbeat, round(beat.strength * _STRENGTH_STEPS))].append(beat.time_s)
        self._clearness = _DENSE if bars_a_line > 1 else 1.0
        for look, times_s in looks.items():
            self._paint_beats(painter, look, times_s, pixel_s)
        every = _thinned(line_px, _NUMBER_PX)
        self._paint_bar_numbers(painter, [index for index in lines if (self._bars[index].bar - 1) % every == 0])

    def _paint_span(self, painter: QPainter) -> None:
        if self._span_s is not None:
            start_s, end_s = self._span_s
            tint = QColor(self._theme.beat_selected)
            tint.setAlphaF(0.22)
            painter.fillRect(QRectF(start_s, WAVE_TOP, end_s - start_s, LANE_HEIGHT), tint)

    def _paint_beats(self, painter: QPainter, look: _Look, times_s: list[float], pixel_s: float) -> None:
        theme = self._theme
        colour = QColor(theme.beat_selected if look.selected else theme.downbeat if look.downbeat else theme.beat)
        line = QColor(colour)
        line.setAlphaF((0.25 + 0.55 * look.strength) * self._clearness)
        pen = QPen(line, 2 if look.downbeat or look.selected else 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines([QLineF(time_s, WAVE_BOTTOM, time_s, WAVE_TOP) for time_s in times_s])
        painter.setPen(Qt.PenStyle.NoPen)
        if look.downbeat and self._beats.downbeat_confidence < SURE_BARS and not look.selected:
            colour.setAlphaF(_GUESSED)
        painter.setBrush(colour)
        width_s = (_DOWNBEAT_WIDTH_PX if look.downbeat else _BEAT_WIDTH_PX) * pixel_s
        height = LANE_HEIGHT * (0.3 + 0.5 * look.strength)
        if look.downbeat:
            painter.drawPath(_triangles(times_s, width_s, height))
        else:
            painter.drawRects([QRectF(time_s - width_s / 2, WAVE_TOP, width_s, height) for time_s in times_s])

    def _paint_bar_numbers(self, painter: QPainter, lines: list[int]) -> None:
        to_device = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text_dim))
        for index in lines:
            corner = to_device.map(QPointF(self._times_s[index], LANE_TOP))
            painter.drawText(QPointF(corner.x() + 7, corner.y() + 11), str(self._bars[index].bar))
        painter.restore()


def _triangles(times_s: list[float], width_s: float, height: float) -> QPainterPath:
    path = QPainterPath()
    for time_s in times_s:
        corners = [
            QPointF(time_s - width_s / 2, WAVE_TOP + height),
            QPointF(time_s + width_s / 2, WAVE_TOP + height),
            QPointF(time_s, WAVE_TOP),
        ]
        path.addPolygon(QPolygonF(corners))
    return path


def _mean_gap_px(times_s: NDArray[np.float64], indices: Sequence[int], pixel_s: float) -> float:
    """Return how far the beats at ``indices`` are apart in pixels, on average."""
    if len(indices) < 2:
        return float("inf")
    return float(times_s[indices[-1]] - times_s[indices[0]]) / (len(indices) - 1) / pixel_s


def _thinned(gap_px: float, least_px: float) -> int:
    """Return of how many bars (1, 2, 4, 8, ...) one is shown, so that they stand ``least_px`` apart."""
    every = 1
    while gap_px * every < least_px:
        every *= 2
    return every
