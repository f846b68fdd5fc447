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
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", request.param)
    return request.param


def click_beat(qtbot: QtBot, loaded: MainWindow, index: int, held: Qt.KeyboardModifier = NONE) -> None:
    view = loaded.song.panel.waveform
    spot = point(view, float(loaded.project_model.beats.times_s[index]), Zone.BEATS)
    qtbot.mouseClick(view.viewport(), LEFT, held, spot)


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
    return loaded.song.panel.waveform


def test_click__in_the_wave__moves_the_playhead(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    qtbot.mouseClick(view.viewport(), LEFT, NONE, point(view, 7.0, Zone.WAVE))
    assert loaded.song.player.position_s == pytest.approx(7.0, abs=0.02)


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
    click_beat(qtbot, loaded, 4)
    assert loaded.song.selection.indices == {4}
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert loaded.project_model.beats == before.without_beats({4})


def test_ctrl_click__on_more_beats__adds_them_and_takes_them_out(qtbot: QtBot, loaded: MainWindow) -> None:
    click_beat(qtbot, loaded, 4)
    click_beat(qtbot, loaded, 7, CTRL)
    click_beat(qtbot, loaded, 9, CTRL)
    assert loaded.song.selection.indices == {4, 7, 9}
    click_beat(qtbot, loaded, 7, CTRL)
    assert loaded.song.selection.indices == {4, 9}


def test_shift_click__on_a_later_beat__selects_all_up_to_it(qtbot: QtBot, loaded: MainWindow) -> None:
    click_beat(qtbot, loaded, 4)
    click_beat(qtbot, loaded, 8, SHIFT)
    assert loaded.song.selection.indices == {4, 5, 6, 7, 8}


def test_drag__in_the_beat_lane__selects_the_span(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    times = loaded.project_model.beats.times_s
    drag(qtbot, view, float(times[3]) - 0.2, float(times[6]) + 0.2, Zone.BEATS)
    assert loaded.song.selection.indices == {3, 4, 5, 6}
    first_s, last_s = loaded.song.selection.span_s() or (0, 0)
    assert (first_s, last_s) == pytest.approx((times[3] - 0.2, times[6] + 0.2), abs=0.03)


def test_drag__one_of_several_selected_beats__moves_all_of_them(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    before = loaded.project_model.beats.times_s
    click_beat(qtbot, loaded, 4)
    click_beat(qtbot, loaded, 6, SHIFT)
    drag(qtbot, view, float(before[5]), float(before[5]) + 0.12, Zone.BEATS)
    moved = loaded.project_model.beats.times_s - before
    assert moved[4:7] == pytest.approx([0.12] * 3, abs=0.03)
    assert not moved[:4].any()
    assert not moved[7:].any()
    loaded.actions_.undo.trigger()
    assert (loaded.project_model.beats.times_s == before).all()


def test_delete__with_several_selected__removes_them_in_one_undo_step(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    before = loaded.project_model.beats
    click_beat(qtbot, loaded, 4)
    click_beat(qtbot, loaded, 7, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert loaded.project_model.beats == before.without_beats({4, 5, 6, 7})
    assert not loaded.song.selection.indices
    loaded.actions_.undo.trigger()
    assert loaded.project_model.beats == before


def test_ctrl_a_and_escape__in_the_waveform__select_all_and_none(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert len(loaded.song.selection.indices) == len(loaded.project_model.beats.beats)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not loaded.song.selection.indices


def test_click__on_empty_beat_lane__selects_nothing(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    click_beat(qtbot, loaded, 4)
    between_s = float(loaded.project_model.beats.times_s[5]) + 0.25
    qtbot.mouseClick(view.viewport(), LEFT, NONE, point(view, between_s, Zone.BEATS))
    assert not loaded.song.selection.indices


def test_selection__after_a_beat_is_added_before_it__stays_on_the_same_beats(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    click_beat(qtbot, loaded, 4)
    time_s = float(loaded.project_model.beats.times_s[2]) + 0.2
    qtbot.mouseDClick(view.viewport(), LEFT, NONE, point(view, time_s, Zone.WAVE))
    assert loaded.song.selection.indices == {5}


def test_right_key__twice__walks_to_the_second_beat(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.song.player.seek(0.0)
    times = loaded.project_model.beats.times_s
    first = 0 if times[0] > 1e-4 else 1
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert loaded.song.player.position_s == pytest.approx(times[first + 1])


def test_ctrl_right_key__from_the_start__goes_by_bars(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.song.player.seek(0.0)
    beats = loaded.project_model.beats
    lines = [time_s for time_s in beats.times_s[beats.downbeats] if time_s > 1e-3]
    qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert loaded.song.player.position_s == pytest.approx(lines[1])
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert loaded.song.player.position_s == pytest.approx(lines[0])


@pytest.mark.parametrize(("held", "step_s"), [(ALT, 0.010), (ALT | SHIFT, 0.001)])
def test_alt_right__twice_quickly__nudges_twice_in_one_undo_step(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView, held: Qt.KeyboardModifier, step_s: float
) -> None:
    before = loaded.project_model.beats
    click_beat(qtbot, loaded, 5)
    qtbot.keyClick(view, Qt.Key.Key_Right, held)
    qtbot.keyClick(view, Qt.Key.Key_Right, held)
    assert loaded.project_model.beats.times_s[5] == pytest.approx(before.times_s[5] + 2 * step_s)
    loaded.actions_.undo.trigger()
    assert loaded.project_model.beats == before


def test_nudge__more_than_800_ms_after_the_last__is_an_undo_step_of_its_own(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    before = loaded.project_model.beats
    click_beat(qtbot, loaded, 5)
    qtbot.keyClick(view, Qt.Key.Key_Right, ALT)
    qtbot.wait(850)  # the pause itself is what is tested
    qtbot.keyClick(view, Qt.Key.Key_Right, ALT)
    loaded.actions_.undo.trigger()
    assert loaded.project_model.beats.times_s[5] == pytest.approx(before.times_s[5] + 0.010)


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
    loaded.song.player.seek(float(loaded.project_model.beats.times_s[6]))
    loaded.actions_.beats.begin_bar.trigger()
    downbeats = loaded.project_model.beats.downbeats
    assert [index for index, down in enumerate(downbeats) if down][:3] == [2, 6, 10]


def test_i_and_o_keys__at_the_playhead__set_the_clip(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    loaded.song.player.seek(2.0)
    qtbot.keyClick(view, Qt.Key.Key_I)
    loaded.song.player.seek(7.5)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert loaded.project_model.clip == Clip(2.0, 5.5)


def test_drag__inside_the_clip__moves_all_of_it(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    loaded.project_model.set_clip(Clip(2.0, 3.0, fade_out_s=0.5))
    drag(qtbot, view, 3.5, 6.1, Zone.WAVE, SHIFT)
    clip = loaded.project_model.clip
    assert clip.start_s == pytest.approx(4.6, abs=0.03)
    assert (clip.duration_s, clip.fade_out_s) == (3.0, 0.5)


def test_drag__in_the_wave_outside_the_clip__takes_the_playhead_along(
    qtbot: QtBot, loaded: MainWindow, view: WaveformView
) -> None:
    loaded.project_model.set_clip(Clip(0.0, 3.0))
    drag(qtbot, view, 6.0, 9.0, Zone.WAVE)
    assert loaded.song.player.position_s == pytest.approx(9.0, abs=0.03)


def test_ctrl_click__beside_a_beat__keeps_the_selection(qtbot: QtBot, loaded: MainWindow, view: WaveformView) -> None:
    click_beat(qtbot, loaded, 4)
    between_s = float(loaded.project_model.beats.times_s[5]) + 0.25
    qtbot.mouseClick(view.viewport(), LEFT, CTRL, point(view, between_s, Zone.BEATS))
    assert loaded.song.selection.indices == {4}
