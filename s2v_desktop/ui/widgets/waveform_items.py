"""What the waveform view paints besides wave and beats: clip and time axis."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, WAVE_TOP, LaneItem

#: Steps between the labels of the ruler, and the least room for one.
_STEPS_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_LABEL_PX = 90


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
        shade.setAlphaF(0.55)
        height = LANE_TOP - WAVE_BOTTOM
        start_s, end_s = self._clip.start_s, self._clip.end_s
        painter.fillRect(QRectF(0.0, WAVE_BOTTOM, start_s, height), shade)
        painter.fillRect(QRectF(end_s, WAVE_BOTTOM, max(0.0, self._duration_s - end_s), height), shade)
        tint = QColor(self._theme.clip)
        tint.setAlphaF(0.10)
        painter.fillRect(QRectF(start_s, WAVE_BOTTOM, end_s - start_s, height), tint)
        self._paint_fades(painter, self._clip)
        pen = QPen(QColor(self._theme.clip), 3)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for edge_s in (start_s, end_s):
            painter.drawLine(QLineF(edge_s, WAVE_BOTTOM, edge_s, LANE_TOP))

    def _paint_fades(self, painter: QPainter, clip: Clip) -> None:
        """Draw the slopes of the sound, and the silence before it."""
        pen = QPen(QColor(self._theme.clip), 1.5)
        pen.setCosmetic(True)
        painter.setPen(pen)
        ends_s = (clip.start_s, clip.start_s + clip.fade_in_s), (clip.end_s, clip.end_s - clip.fade_out_s)
        for silent_s, loud_s in ends_s:
            if silent_s != loud_s:
                painter.drawLine(QLineF(silent_s, WAVE_BOTTOM, loud_s, WAVE_TOP))
        if clip.lead_in_s:
            silence = QRectF(clip.video_start_s, WAVE_BOTTOM, clip.lead_in_s, WAVE_TOP - WAVE_BOTTOM)
            painter.fillRect(silence, QBrush(QColor(self._theme.clip), Qt.BrushStyle.BDiagPattern))


class TimeAxis(pg.AxisItem):
    """Seconds of the song as ``m:ss``, with as many decimals as the zoom needs."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N802, N803
        """Return the steps of the ruler, labelled ones first: those that a clock has."""
        room_s = (maxVal - minVal) / max(1.0, size / _LABEL_PX)
        major_s = next((step_s for step_s in _STEPS_S if step_s >= room_s), _STEPS_S[-1])
        return [(major_s, 0.0), (major_s / 5, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Return the labels of ``values``, with as many decimals as the steps need."""
        decimals = 0 if spacing >= 1 else min(3, math.ceil(-math.log10(spacing) - 1e-9))
        texts = [format_time(value) for value in values]
        return [text.split(".")[0] if not decimals else text[: len(text) - 3 + decimals] for text in texts]
