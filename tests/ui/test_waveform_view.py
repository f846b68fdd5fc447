"""Beats, clip and playhead by mouse and keyboard, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.waveform_gestures import Zone
from s2v_desktop.ui.widgets.waveform_view import WaveformView

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def point(view: WaveformView, time_s: float, zone: Zone) -> QPoint:
    return QPoint(round(view.x_of(time_s)), view.lane_y(zone))


def drag(
    qtbot: QtBot, view: WaveformView, from_s: float, to_s: float, zone: Zone, held: Qt.KeyboardModifier = NONE
) -> None:
    start, end = point(view, from_s, zone), point(view, to_s, zone)
    qtbot.mousePress(view.viewport(), LEFT, held, start)
    qtbot.mouseMove(view.viewport(), (start + end) / 2)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), LEFT, held, end)


def wheel(view: WaveformView, notches: int, held: Qt.KeyboardModifier, at: QPoint) -> None:
    spot = QPointF(at)
    event = QWheelEvent(
        spot,
        QPointF(view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


@pytest.fixture
def view(loaded: MainWindow) -> WaveformView:
    return loaded.song_panel.waveform


def test_click__in_the_wave__moves_the_playhead(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, NONE, point(view, 7.0, Zone.WAVE))
    assert loaded.song_player.position_s == pytest.approx(7.0, abs=0.02)


def test_double_click__away_from_beats__adds_one_that_undo_removes(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    before = loaded.project_model.beats
    time_s = float(before.times_s[5] + 0.2)
    qtbot.mouseDClick(view.viewport(), LEFT, NONE, point(view, time_s, Zone.WAVE))
    after = loaded.project_model.beats
    assert len(after.beats) == len(before.beats) + 1
    assert after.times_s[6] == pytest.approx(time_s, abs=0.02)
    loaded.actions_.undo.trigger()
    assert loaded.project_model.beats == before


def test_drag__a_beat__moves_it(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    was_s = float(loaded.project_model.beats.times_s[6])
    drag(qtbot, view, was_s, was_s + 0.15, Zone.BEATS)
    assert loaded.project_model.beats.times_s[6] == pytest.approx(was_s + 0.15, abs=0.03)


def test_right_click__on_a_beat__removes_it(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    before = loaded.project_model.beats
    qtbot.mouseClick(view.viewport(), RIGHT, NONE, point(view, float(before.times_s[4]), Zone.BEATS))
    assert loaded.project_model.beats == before.without_beats({4})


def test_delete__with_a_beat_selected__removes_it(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    before = loaded.project_model.beats
    qtbot.mouseClick(view.viewport(), LEFT, NONE, point(view, float(before.times_s[4]), Zone.BEATS))
    assert view.selected_beat == 4
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert loaded.project_model.beats == before.without_beats({4})


def test_right_key__twice__walks_to_the_second_beat(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.song_player.seek(0.0)
    times = loaded.project_model.beats.times_s
    first = 0 if times[0] > 1e-4 else 1
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert loaded.song_player.position_s == pytest.approx(times[first + 1])


def test_alt_right__twice_quickly__nudges_20_ms_in_one_undo_step(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    before = loaded.project_model.beats
    view.select_beat(5)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert loaded.project_model.beats.times_s[5] == pytest.approx(before.times_s[5] + 0.020)
    loaded.actions_.undo.trigger()
    assert loaded.project_model.beats == before


def test_ruler_drag__near_bar_lines__snaps_both_edges_to_beats(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    times = loaded.project_model.beats.times_s
    drag(qtbot, view, float(times[2]) + 0.03, float(times[10]) - 0.03, Zone.RULER)
    clip = loaded.project_model.clip
    assert clip.start_s == pytest.approx(times[2])
    assert clip.end_s == pytest.approx(times[10])


def test_ruler_drag__with_shift__does_not_snap(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    times = loaded.project_model.beats.times_s
    start_s, end_s = float(times[2]) + 0.04, float(times[10]) - 0.04
    drag(qtbot, view, start_s, end_s, Zone.RULER, SHIFT)
    clip = loaded.project_model.clip
    assert clip.start_s == pytest.approx(start_s, abs=0.015)
    assert clip.end_s == pytest.approx(end_s, abs=0.015)


def test_edge_drag__clip_end__makes_it_longer(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.project_model.set_clip(Clip(1.0, 3.0))
    drag(qtbot, view, 4.0, 7.6, Zone.WAVE, SHIFT)
    clip = loaded.project_model.clip
    assert clip.start_s == 1.0
    assert clip.end_s == pytest.approx(7.6, abs=0.03)
    assert loaded.parameter_panel.duration.value() == pytest.approx(clip.duration_s, abs=0.01)


def test_ctrl_wheel__at_a_place__zooms_and_keeps_that_place(view: WaveformView) -> None:
    at = point(view, 4.0, Zone.WAVE)
    wheel(view, 4, Qt.KeyboardModifier.ControlModifier, at)
    first_s, last_s = view.span_s()
    assert last_s - first_s < 6
    assert view.time_at(QPointF(at)) == pytest.approx(4.0, abs=0.05)


def test_wheel__zoomed_in__scrolls_and_stops_at_the_end(view: WaveformView) -> None:
    view.show_span(2.0, 5.0)
    wheel(view, -1, NONE, point(view, 3.0, Zone.WAVE))
    assert view.span_s()[0] > 2.0
    wheel(view, -200, NONE, point(view, view.span_s()[0], Zone.WAVE))
    assert view.span_s() == pytest.approx((9.0, 12.0), abs=1e-6)


def test_ctrl_1__at_a_beat__begins_the_bars_there(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.song_player.seek(float(loaded.project_model.beats.times_s[6]))
    loaded.actions_.begin_bar.trigger()
    downbeats = loaded.project_model.beats.downbeats
    assert [index for index, down in enumerate(downbeats) if down][:3] == [2, 6, 10]


def test_i_and_o_keys__at_the_playhead__set_the_clip(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    loaded.song_player.seek(2.0)
    qtbot.keyClick(view, Qt.Key.Key_I)
    loaded.song_player.seek(7.5)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert loaded.project_model.clip == Clip(2.0, 5.5)
