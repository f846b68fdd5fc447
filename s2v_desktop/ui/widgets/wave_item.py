"""The wave itself."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.lane_item import LaneItem


class WaveItem(LaneItem):
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
        first_s, last_s = self.visible_span_s()
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
