"""The tools for beats and clip, by their buttons and by their keys, in the real window."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import METERS, BeatGrid, BeatSource
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.edit_names import EditName

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", request.param)
    return request.param


@pytest.fixture
def wide(qtbot: QtBot, loaded: MainWindow) -> MainWindow:
    """The loaded window, wide enough for every button of the beat bar, in front of all others."""
    loaded.resize(1900, 900)
    loaded.activateWindow()
    qtbot.waitUntil(loaded.isActiveWindow)
    return loaded


def press_keys(qtbot: QtBot, window: MainWindow, action: QAction) -> None:
    """Press the shortcut of ``action`` on the window."""
    keys = action.shortcut()[0]
    qtbot.keyClick(window, keys.key(), keys.keyboardModifiers())


def press_button(qtbot: QtBot, window: MainWindow, action: QAction) -> None:
    """Click the button of ``action`` in the beat bar or the transport bar."""
    panel = window.song.panel
    button = panel.beat_bar.widgetForAction(action) or next(
        tool for tool in panel.transport.findChildren(QToolButton) if tool.defaultAction() is action
    )
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)


PRESSES = pytest.mark.parametrize("press", [press_keys, press_button])


def beats_of(window: MainWindow) -> BeatGrid:
    return window.project_model.beats


@PRESSES
def test_tempo_factors__pressed__scale_the_tempo_and_undo_brings_it_back(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide)
    for name, factor in {"double": 2.0, "halve": 0.5, "two_thirds": 2 / 3, "three_halves": 1.5}.items():
        press(qtbot, wide, getattr(wide.actions_.beats, name))
        assert beats_of(wide).tempo_bpm == pytest.approx(120 * factor, rel=0.01)
        wide.actions_.undo.trigger()
        assert beats_of(wide) == before


@PRESSES
def test_shift_by_half_a_beat__pressed__moves_every_beat_between_two(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide).times_s
    press(qtbot, wide, wide.actions_.beats.shift_half)
    assert beats_of(wide).times_s[:5] == pytest.approx(before[:5] + 0.25, abs=0.01)


@PRESSES
def test_beat_here__playhead_beside_a_beat__moves_all_beats_there(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide).times_s
    wide.song.player.seek(float(before[6]) + 0.08)
    press(qtbot, wide, wide.actions_.beats.beat_here)
    assert beats_of(wide).times_s[:8] == pytest.approx(before[:8] + 0.08, abs=0.001)


@PRESSES
def test_this_is_1__playhead_on_a_beat__counts_bars_from_it(qtbot: QtBot, wide: MainWindow, press) -> None:
    wide.song.player.seek(float(beats_of(wide).times_s[6]))
    press(qtbot, wide, wide.actions_.beats.begin_bar)
    assert list(np.flatnonzero(beats_of(wide).downbeats)[:3]) == [2, 6, 10]


def test_mark__playhead_between_beats__adds_a_beat_there(qtbot: QtBot, wide: MainWindow) -> None:
    time_s = float(beats_of(wide).times_s[3]) + 0.2
    wide.song.player.seek(time_s)
    press_keys(qtbot, wide, wide.actions_.beats.mark)
    assert time_s in beats_of(wide).times_s


@PRESSES
def test_quantise__uneven_beats_selected__spaces_them_evenly(qtbot: QtBot, wide: MainWindow, press) -> None:
    uneven = beats_of(wide).with_beats_moved({4}, 0.05, 12).with_beats_moved({7}, -0.04, 12)
    wide.project_model.set_beats(uneven, EditName.MOVE_BEATS)
    wide.song.selection.select(range(3, 9))
    press(qtbot, wide, wide.actions_.beats.even_out)
    assert np.ptp(np.diff(beats_of(wide).times_s[3:9])) < 1e-9
    assert beats_of(wide).times_s[10] == uneven.times_s[10]


@PRESSES
def test_clear__with_and_without_a_selection__removes_it_or_all(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide)
    wide.song.selection.select({2, 3})
    press(qtbot, wide, wide.actions_.beats.clear)
    assert beats_of(wide) == before.without_beats({2, 3})
    wide.song.selection.clear()
    press(qtbot, wide, wide.actions_.beats.clear)
    assert not beats_of(wide).beats
    wide.actions_.undo.trigger()
    wide.actions_.undo.trigger()
    assert beats_of(wide) == before


@PRESSES
def test_lock__pressed__refuses_edits_in_words_until_unlocked(qtbot: QtBot, wide: MainWindow, press) -> None:
    press(qtbot, wide, wide.actions_.beats.lock)
    locked = beats_of(wide)
    assert locked.locked
    view = wide.song.panel.waveform
    wide.song.selection.select({3})
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert beats_of(wide) == locked
    assert wide.message_bar.text
    assert not wide.actions_.beats.double.isEnabled()
    press(qtbot, wide, wide.actions_.beats.lock)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(beats_of(wide).beats) == len(locked.beats) - 1


@PRESSES
def test_find_here__cleared_span_selected__finds_its_beats_again(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide)
    wide.song.selection.select_span(3.1, 8.1)
    wide.song.beats.clear()
    assert len(beats_of(wide).beats) == len(before.beats) - 10
    with qtbot.waitSignal(wide.song.search.found_span, timeout=20_000):
        press(qtbot, wide, wide.actions_.beats.find_selection)
    found = beats_of(wide)
    assert len(found.beats) == len(before.beats)
    assert found.times_s == pytest.approx(before.times_s, abs=0.02)


@PRESSES
def test_find_all__after_edits__brings_back_what_the_tracker_found(qtbot: QtBot, wide: MainWindow, press) -> None:
    before = beats_of(wide)
    wide.song.beats.double()
    with qtbot.waitSignal(wide.song.search.found_again, timeout=20_000):
        press(qtbot, wide, wide.actions_.beats.find_all)
    assert beats_of(wide).beats == before.beats
    wide.actions_.undo.trigger()
    assert beats_of(wide).source is BeatSource.EDITED


def test_tempo_field__typed_and_entered__puts_a_steady_tempo_over_the_song(qtbot: QtBot, wide: MainWindow) -> None:
    line = beats_of(wide).times_s[beats_of(wide).downbeats][0]
    wide.song.player.seek(float(line))
    field = wide.song.panel.beat_bar.tempo
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "100")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert beats_of(wide).tempo_bpm == pytest.approx(100)
    assert np.abs(beats_of(wide).times_s - line).min() < 1e-9
    assert beats_of(wide).times_s[-1] > 11


def test_time_signature__chosen_by_key__counts_the_bars_in_it(qtbot: QtBot, wide: MainWindow) -> None:
    box = wide.song.panel.beat_bar.meter
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for beats_per_bar in METERS:
        assert beats_of(wide).beats_per_bar == beats_per_bar
        assert set(np.diff(np.flatnonzero(beats_of(wide).downbeats))) == {beats_per_bar}
        qtbot.keyClick(box, Qt.Key.Key_Down)


@pytest.mark.parametrize("way", ["button", "chord", "key"])
def test_tap__four_times_while_playing__sets_a_steady_tempo_in_one_undo_step(
    qtbot: QtBot, wide: MainWindow, way: str
) -> None:
    before = beats_of(wide)
    tap = wide.actions_.beats.tap
    presses = {
        "button": lambda: press_button(qtbot, wide, tap),
        "chord": lambda: press_keys(qtbot, wide, tap),
        "key": lambda: qtbot.keyClick(wide.song.panel.waveform, Qt.Key.Key_T),
    }
    wide.song.player.seek(2.0)
    wide.song.player.play()
    for _ in range(5):
        presses[way]()
        qtbot.wait(400)  # the hand's pause
    wide.song.player.pause()
    tapped = beats_of(wide)
    assert tapped.tempo_bpm == pytest.approx(150, rel=0.1)
    assert np.ptp(np.diff(tapped.times_s)) < 1e-6
    assert f"{tapped.tempo_bpm:.1f}" in wide.message_bar.text
    wide.actions_.undo.trigger()
    assert beats_of(wide) == before


def test_other_tempo__offered_and_clicked__is_used_and_can_be_taken_back(qtbot: QtBot, wide: MainWindow) -> None:
    before = beats_of(wide)
    wide.song.search.offer(before, before.with_tempo_times(2))
    chip = wide.song.panel.transport.other_tempo
    assert chip.isVisible()
    qtbot.mouseClick(chip, LEFT)
    assert beats_of(wide).tempo_bpm == pytest.approx(240, rel=0.01)
    qtbot.mouseClick(chip, LEFT)
    assert beats_of(wide).beats == before.beats
    wide.song.beats.shift_half_a_beat()
    assert not chip.isVisible()
    wide.actions_.undo.trigger()
    assert chip.isVisible()


@pytest.mark.parametrize("width", [1280, 1600])
def test_other_tempo__comes_and_goes__moves_no_panel_and_cuts_no_words(
    qtbot: QtBot, wide: MainWindow, width: int
) -> None:
    wide.resize(width, 720)
    qtbot.waitUntil(lambda: wide.width() == width)
    beats, transport = beats_of(wide), wide.song.panel.transport
    transport.show_beats(structs.replace(beats, source=BeatSource.TRACKED, confidence=0.1), searching=False)
    places = []
    for offered in (None, 160.0, None):
        transport.show_other_tempo(offered)
        qtbot.wait(50)
        places.append(wide.parameter_panel.geometry())
        words = transport.findChild(QLabel, "dim")
        assert words.isVisible()
        assert words.width() >= words.sizeHint().width()
    assert places[0] == places[1] == places[2]


def test_suggested_parts__after_loading__are_offered_and_a_click_takes_one(qtbot: QtBot, wide: MainWindow) -> None:
    bar = wide.song.panel.clip_bar
    qtbot.waitUntil(lambda: bool(chips(bar)), timeout=20_000)
    for chip in chips(bar):
        qtbot.mouseClick(chip, LEFT)
        clip = wide.project_model.clip
        assert chip.isChecked()
        assert clip.end_s <= 12


def chips(bar: QWidget) -> list[QPushButton]:
    return [button for button in bar.findChildren(QPushButton) if button.objectName() == "chip"]


def test_fades_and_lead_in__set_by_hand__are_in_the_project_and_undo(qtbot: QtBot, wide: MainWindow) -> None:
    bar = wide.song.panel.clip_bar
    before = wide.project_model.clip
    bar.fade_in.setFocus()
    bar.fade_in.selectAll()
    qtbot.keyClicks(bar.fade_in, "0.5")
    qtbot.keyClick(bar.fade_in, Qt.Key.Key_Return)
    qtbot.keyClick(bar.fade_out, Qt.Key.Key_Up)
    qtbot.mouseClick(bar.lead_in, LEFT, NONE, QPoint(9, bar.lead_in.height() // 2))
    clip = wide.project_model.clip
    assert (clip.fade_in_s, clip.fade_out_s, clip.lead_in_s) == (0.5, 0.1, 0.5)
    for _ in range(3):
        wide.actions_.undo.trigger()
    assert wide.project_model.clip == before


def test_cut_inside_a_bar__warned_of__until_the_clip_keeps_to_bars(wide: MainWindow) -> None:
    warning = wide.song.panel.clip_bar.findChild(QWidget, "warning")
    beats = beats_of(wide).with_bar_line_at(0)
    wide.project_model.set_beats(beats, EditName.BAR_LINE)
    wide.project_model.set_clip(Clip(float(beats.times_s[1]), 4.0))
    assert warning.isVisible()
    wide.project_model.set_clip(Clip(float(beats.times_s[4]), 4.0))
    assert not warning.isVisible()


def test_undo_list__after_edits__names_them_and_goes_back_to_any(qtbot: QtBot, wide: MainWindow) -> None:
    before = beats_of(wide)
    wide.song.beats.double()
    wide.song.beats.shift_half_a_beat()
    press_keys(qtbot, wide, wide.actions_.show_undo_list)
    stack = wide.project_model.undo_stack
    texts = [stack.text(index) for index in range(stack.count())]
    assert len(set(texts[-2:])) == 2
    stack.setIndex(stack.index() - 2)
    assert beats_of(wide) == before


def test_beat_list__edited_by_key__changes_the_beats(qtbot: QtBot, wide: MainWindow) -> None:
    press_keys(qtbot, wide, wide.actions_.beats.show_table)
    table = wide.song.panel.beat_table
    assert table.isVisible()
    count = len(beats_of(wide).beats)
    wide.song.selection.select({2})
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert len(beats_of(wide).beats) == count - 1


def turn_wheel(widget: QWidget) -> None:
    centre = QPointF(widget.rect().center())
    place = QPointF(widget.mapToGlobal(widget.rect().center()))
    no_buttons, no_phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(centre, place, QPoint(), QPoint(0, -120), no_buttons, NONE, no_phase, False)
    QApplication.sendEvent(widget, event)


def test_wheel__over_fields_without_the_focus__changes_nothing(wide: MainWindow) -> None:
    before = wide.project_model.project
    panel = wide.song.panel
    for field in (panel.beat_bar.tempo, panel.beat_bar.meter, panel.clip_bar.fade_in, wide.parameter_panel.duration):
        turn_wheel(field)
    assert wide.project_model.project == before


def test_space__after_clicks_and_typing__still_plays(qtbot: QtBot, wide: MainWindow) -> None:
    panel = wide.song.panel
    assert wide.focusWidget() is panel.waveform
    press_button(qtbot, wide, wide.actions_.beats.double)
    field = panel.beat_bar.tempo
    qtbot.mouseClick(field.lineEdit(), LEFT)
    field.selectAll()
    qtbot.keyClicks(field, "90")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    for button in (panel.transport.click, wide.parameter_panel.findChildren(QPushButton)[0]):
        qtbot.mouseClick(button, LEFT)
    focused = wide.focusWidget()
    assert focused is panel.waveform
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    assert wide.song.player.playing
    wide.song.player.pause()


def test_message__comes_and_goes__moves_nothing_below(qtbot: QtBot, wide: MainWindow) -> None:
    button = wide.song.panel.transport.click
    before = button.mapToGlobal(QPoint(0, 0))
    wide.message_bar.show_notice("A notice")
    qtbot.waitUntil(wide.message_bar.isVisible)
    QApplication.processEvents()
    assert button.mapToGlobal(QPoint(0, 0)) == before
    wide.message_bar.clear()


def test_in_then_out__quickly_one_after_the_other__are_two_undo_steps(qtbot: QtBot, wide: MainWindow) -> None:
    view = wide.song.panel.waveform
    wide.project_model.set_clip(Clip(0.0, 11.0))
    wide.song.player.seek(2.0)
    qtbot.keyClick(view, Qt.Key.Key_I)
    wide.song.player.seek(8.0)
    qtbot.keyClick(view, Qt.Key.Key_O)
    wide.actions_.undo.trigger()
    assert wide.project_model.clip == Clip(2.0, 9.0)


def test_time_signature__playhead_at_a_bar_line__keeps_that_line(qtbot: QtBot, wide: MainWindow) -> None:
    lines = beats_of(wide).times_s[beats_of(wide).downbeats]
    wide.song.player.seek(float(lines[2]))
    wide.song.beats.set_meter(3)
    assert lines[2] in beats_of(wide).times_s[beats_of(wide).downbeats]
