"""What every painted layer of the waveform shares: its extent, and which part of it is in view."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF

#: Vertical extent of the view: the wave fills -1 to 1, the beat lane lies above it.
WAVE_TOP = 1.0
LANE_TOP = 1.7
WAVE_BOTTOM = -1.05


class LaneItem(pg.GraphicsObject):
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

    def visible_span_s(self) -> tuple[float, float]:
        """Return the first and last second of the song in view."""
        box: Any = self.getViewBox()
        (first_s, last_s), _ = box.viewRange()
        return max(0.0, first_s), min(self._duration_s, last_s)
