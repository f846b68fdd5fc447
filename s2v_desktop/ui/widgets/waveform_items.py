"""What the waveform view paints besides wave and beats: clip and time axis."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, LaneItem


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
