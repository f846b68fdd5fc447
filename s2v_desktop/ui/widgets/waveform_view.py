"""The waveform with ruler, beat lane, clip and playhead, and the manners that a musician knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.viewmodels.beat_selection import BeatSelection
from s2v_desktop.ui.viewmodels.clip_edit import beat_beside
from s2v_desktop.ui.widgets.beat_item import BeatItem
from s2v_desktop.ui.widgets.lane_item import LANE_TOP, WAVE_BOTTOM, WAVE_TOP
from s2v_desktop.ui.widgets.wave_item import WaveItem
from s2v_desktop.ui.widgets.waveform_gestures import Drag, Grip, Scene, Zone, beat_under, grab
from s2v_desktop.ui.widgets.waveform_items import ClipItem, TimeAxis

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares

_MIN_SPAN_S = 0.02
_ZOOM_PER_NOTCH = 1.25
_NUDGE_S = 0.010
_FINE_NUDGE_S = 0.001
_NOTCH = 120


class WaveformView(pg.PlotWidget):
    """Shows song, beats, clip and playhead; tells what a hand asks for and changes none of it itself.

    Only the selection is its own affair: it shows and changes the ``BeatSelection`` that it is given.
    ``position_picked`` and ``beat_added`` carry seconds of the song, ``clip_dragged`` a ``Clip``, ``selection_moved``
    and ``selection_nudged`` seconds to move by, ``beats_removed`` indices, ``view_moved`` the first and last second
    in view.
    """

    position_picked = Signal(float)
    clip_dragged = Signal(object)
    beat_added = Signal(float)
    selection_moved = Signal(float)
    selection_nudged = Signal(float)
    beats_removed = Signal(object)
    view_moved = Signal(float, float)

    def __init__(self, theme: Theme, selection: BeatSelection, parent: QWidget | None = None) -> None:
        axis = TimeAxis(orientation="top")
        super().__init__(parent, background=theme.panel, axisItems={"top": axis})
        self._theme = theme
        self._plot: Any = self.getPlotItem()
        self._box: Any = self.getViewBox()
        self._duration_s = 0.0
        self._position_s = 0.0
        self._beats = BeatGrid()
        self._clip = Clip()
        self._drag: Drag | None = None
        self._selection = selection
        self._set_up_plot(axis, theme)
        self._wave = WaveItem(theme)
        self._clip_item = ClipItem(theme)
        self._beat_item = BeatItem(theme)
        self._playhead = pg.InfiniteLine(0.0, pen=pg.mkPen(theme.playhead, width=1))
        for item in (self._wave, self._clip_item, self._beat_item, self._playhead):
            self._box.addItem(item, ignoreBounds=True)
        self._playhead.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumHeight(110)
        self.setAccessibleName(self.tr("Waveform"))
        self.setToolTip(
            self.tr(
                "Click: playhead · drag the clip, an edge or the ruler (Shift: no snap) · double-click: add a beat\n"
                "Drag a beat's handle: move it · drag in the beat lane: select (Ctrl, Shift: more)\n"
                "Delete or right-click: remove · Ctrl+wheel: zoom · wheel: scroll · F1: everything"
            )
        )
        selection.changed.connect(self._refresh)

    def show_song(self, song: LoadedSong | None) -> None:
        """Show the whole of ``song``."""
        self._duration_s = song.song.duration_s if song is not None else 0.0
        self._wave.set_song(song)
        for item in (self._clip_item, self._beat_item):
            item.set_duration(self._duration_s or 1.0)
        self._playhead.setVisible(song is not None)
        self.show_span(0.0, self._duration_s or 1.0)
        self._refresh()

    def show_band_shares(self, shares: BandShares) -> None:
        """Colour the wave by ``shares``."""
        self._wave.show_band_shares(shares)

    def show_beats(self, beats: BeatGrid) -> None:
        """Show ``beats``."""
        self._beats = beats
        self._refresh()

    def show_clip(self, clip: Clip) -> None:
        """Show ``clip``."""
        self._clip = clip
        self._refresh()

    def show_position(self, time_s: float) -> None:
        """Put the playhead at ``time_s``; scroll on when it leaves the view."""
        self._position_s = time_s
        self._playhead.setPos(time_s)
        first_s, last_s = self.span_s()
        if self._drag is None and self._duration_s and not first_s <= time_s <= last_s:
            self.show_span(time_s - 0.1 * (last_s - first_s), time_s + 0.9 * (last_s - first_s))

    def span_s(self) -> tuple[float, float]:
        """Return the first and last second in view."""
        first_s, last_s = self._box.viewRange()[0]
        return first_s, last_s

    def show_span(self, first_s: float, last_s: float) -> None:
        """Show ``first_s`` to ``last_s``, kept inside the song and not narrower than can be read."""
        whole_s = self._duration_s or 1.0
        width_s = min(whole_s, max(_MIN_SPAN_S, last_s - first_s))
        first_s = max(0.0, min(first_s, whole_s - width_s))
        self._box.setXRange(first_s, first_s + width_s, padding=0)
        self.view_moved.emit(first_s, first_s + width_s)

    def zoom(self, factor: float, around_s: float | None = None) -> None:
        """Show ``factor`` times as much, with ``around_s`` (default: the middle) staying where it is."""
        first_s, last_s = self.span_s()
        around_s = (first_s + last_s) / 2 if around_s is None else around_s
        width_s = max(_MIN_SPAN_S, (last_s - first_s) * factor)
        share = (around_s - first_s) / (last_s - first_s)
        self.show_span(around_s - share * width_s, around_s + (1 - share) * width_s)

    def time_at(self, pos: QPointF) -> float:
        """Return the second of the song under ``pos`` of the viewport, kept inside the song."""
        time_s = self._box.mapSceneToView(self.mapToScene(pos.toPoint())).x()
        return max(0.0, min(time_s, self._duration_s))

    def x_of(self, time_s: float) -> float:
        """Return where ``time_s`` lies across the viewport, in pixels."""
        return self.mapFromScene(self._box.mapViewToScene(QPointF(time_s, 0.0))).x()

    def lane_y(self, zone: Zone) -> int:
        """Return the middle of ``zone`` down the viewport, in pixels."""
        if zone is Zone.RULER:
            return self._y_of(LANE_TOP) // 2
        middle = (WAVE_TOP + LANE_TOP) / 2 if zone is Zone.BEATS else 0.0
        return self._y_of(middle)

    # -- what hands do ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, ev: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a beat, an edge of the clip or the ruler, or begin a click."""
        ev.accept()
        if not self._duration_s:
            return
        time_s, zone = self.time_at(ev.position()), self._zone_at(ev.position())
        if ev.button() is Qt.MouseButton.LeftButton:
            self._press(grab(zone, time_s, self._scene()), ev.modifiers())
        elif ev.button() is Qt.MouseButton.RightButton and zone is not Zone.RULER:
            beat = beat_under(time_s, self._scene())
            if beat is not None:
                self.beats_removed.emit(frozenset({beat}))

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:  # noqa: N802
        """Show where the drag would end."""
        ev.accept()
        time_s = self.time_at(ev.position())
        if self._drag is None:
            self._show_cursor(self._zone_at(ev.position()), time_s)
            return
        self._drag = self._drag.moved_to(time_s, self._scene())
        if not self._drag.moved:
            return
        if self._drag.grip is Grip.BEAT:
            by_s = time_s - self._drag.pressed_s
            moved = self._beats.with_beats_moved(self._selection.indices, by_s, self._duration_s)
            self._beat_item.show_beats(moved, self._selection.indices, None)
        elif self._drag.grip is Grip.PLAYHEAD:
            self.position_picked.emit(time_s)
        elif (span_s := self._drag.span_at(time_s)) is not None:
            self._selection.select_span(*span_s)
        elif (clip := self._drag.clip_at(time_s, self._scene(), snap=_snaps(ev))) is not None:
            self._clip_item.show_clip(clip)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:  # noqa: N802
        """Tell what the drag, or the click, came to."""
        ev.accept()
        drag, self._drag = self._drag, None
        if drag is None or ev.button() is not Qt.MouseButton.LeftButton:
            return
        time_s = self.time_at(ev.position())
        if not drag.moved:
            self._click(drag, time_s)
        elif drag.grip is Grip.BEAT:
            self.selection_moved.emit(time_s - drag.pressed_s)
        elif (clip := drag.clip_at(time_s, self._scene(), snap=_snaps(ev))) is not None:
            self.clip_dragged.emit(clip)
        self._refresh()

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:  # noqa: N802
        """Add a beat."""
        ev.accept()
        self._drag = None
        if self._duration_s and ev.button() is Qt.MouseButton.LeftButton:
            self.beat_added.emit(self.time_at(ev.position()))

    def wheelEvent(self, ev: QWheelEvent) -> None:  # noqa: N802
        """Scroll, or with Ctrl zoom at the pointer."""
        ev.accept()
        if not self._duration_s:
            return
        delta = ev.angleDelta()
        if ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM_PER_NOTCH ** (-delta.y() / _NOTCH), self.time_at(ev.position()))
        else:
            first_s, last_s = self.span_s()
            by_s = -(delta.x() or delta.y()) / _NOTCH * 0.12 * (last_s - first_s)
            self.show_span(first_s + by_s, last_s + by_s)

    def keyPressEvent(self, ev: QKeyEvent) -> None:  # noqa: N802
        """Walk by beat or bar, nudge, remove or select beats, zoom."""
        held = ev.modifiers()
        key = ev.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._arrow(1 if key == Qt.Key.Key_Right else -1, held)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._selection.indices:
            self.beats_removed.emit(self._selection.indices)
        elif key == Qt.Key.Key_A and held & Qt.KeyboardModifier.ControlModifier:
            self._selection.select_all()
        elif key == Qt.Key.Key_Escape:
            self._selection.clear()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(_ZOOM_PER_NOTCH if key == Qt.Key.Key_Minus else 1 / _ZOOM_PER_NOTCH, self._position_s)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.position_picked.emit(0.0 if key == Qt.Key.Key_Home else self._duration_s)
        else:
            ev.ignore()  # Space and the letters belong to the window

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002 - Qt's names
        """Leave at the first Tab: a scene would walk through its items first, which show no focus."""
        return QAbstractScrollArea.focusNextPrevChild(self, next)

    def focusInEvent(self, ev: QFocusEvent) -> None:  # noqa: N802
        """Show that the keys come here."""
        super().focusInEvent(ev)
        self.viewport().update()

    def focusOutEvent(self, ev: QFocusEvent) -> None:  # noqa: N802
        """Show that the keys go elsewhere."""
        super().focusOutEvent(ev)
        self.viewport().update()

    def paintEvent(self, ev: QPaintEvent) -> None:  # noqa: N802
        """Paint the song and, where the keys come here, a frame around it."""
        super().paintEvent(ev)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def leaveEvent(self, ev: QEvent) -> None:  # noqa: N802
        """Let the pointer look as usual again."""
        self.viewport().unsetCursor()
        super().leaveEvent(ev)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _set_up_plot(self, axis: TimeAxis, theme: Theme) -> None:
        plot, box = self._plot, self._box
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.showAxis("top")
        plot.hideButtons()
        plot.setMenuEnabled(False)
        axis.setPen(pg.mkPen(theme.border))
        axis.setTextPen(pg.mkPen(theme.text_dim))
        axis.setStyle(tickLength=-4, tickTextOffset=3)
        axis.setHeight(24)
        box.setMouseEnabled(x=False, y=False)
        box.disableAutoRange()
        box.setYRange(WAVE_BOTTOM, LANE_TOP, padding=0)
        box.setXRange(0.0, 1.0, padding=0)

    def _scene(self) -> Scene:
        return Scene(self._beats, self._clip, self._duration_s, self._box.viewPixelSize()[0])

    def _y_of(self, value: float) -> int:
        return self.mapFromScene(self._box.mapViewToScene(QPointF(0.0, value))).y()

    def _zone_at(self, pos: QPointF) -> Zone:
        if pos.y() < self._y_of(LANE_TOP):
            return Zone.RULER
        return Zone.BEATS if pos.y() < self._y_of(WAVE_TOP) else Zone.WAVE

    def _show_cursor(self, zone: Zone, time_s: float) -> None:
        grip = grab(zone, time_s, self._scene()).grip if self._duration_s else Grip.PLAYHEAD
        shape = {
            Grip.BEAT: Qt.CursorShape.SizeHorCursor,
            Grip.CLIP: Qt.CursorShape.OpenHandCursor,
            Grip.CLIP_START: Qt.CursorShape.SplitHCursor,
            Grip.CLIP_END: Qt.CursorShape.SplitHCursor,
            Grip.NEW_CLIP: Qt.CursorShape.CrossCursor,
        }.get(grip, Qt.CursorShape.ArrowCursor)
        self.viewport().setCursor(shape)

    def _press(self, drag: Drag, held: Qt.KeyboardModifier) -> None:
        if drag.beat is not None and held & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(drag.beat)
        elif drag.beat is not None and held & Qt.KeyboardModifier.ShiftModifier:
            self._selection.extend_to(drag.beat)
        elif drag.grip is not Grip.SPAN or not held & Qt.KeyboardModifier.ControlModifier:  # else Ctrl missed a beat
            if drag.beat is not None and drag.beat not in self._selection.indices:
                self._selection.select({drag.beat})
            self._drag = drag

    def _click(self, drag: Drag, time_s: float) -> None:
        if drag.beat is not None:
            self._selection.select({drag.beat})
            time_s = self._beats.beats[drag.beat].time_s
        elif drag.grip is Grip.SPAN:
            self._selection.clear()
        self.position_picked.emit(time_s)

    def _arrow(self, step: int, held: Qt.KeyboardModifier) -> None:
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if held & Qt.KeyboardModifier.AltModifier:
            if self._selection.indices:
                self.selection_nudged.emit(step * (_FINE_NUDGE_S if shift else _NUDGE_S))
            return
        bars = bool(held & Qt.KeyboardModifier.ControlModifier)
        index = beat_beside(self._position_s, self._beats, step, bars=bars)
        if index is not None:
            if shift:
                self._selection.extend_to(index)
            else:
                self._selection.select({index})
            self.position_picked.emit(self._beats.beats[index].time_s)

    def _refresh(self) -> None:
        self._beat_item.show_beats(self._beats, self._selection.indices, self._selection.drawn_span_s)
        self._clip_item.show_clip(self._clip if self._duration_s else None)


def _snaps(event: QMouseEvent) -> bool:
    return not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
