"""The way through the window by keys alone: F6, Tab, Escape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Resolution
from s2v_desktop.ui.main_window import MainWindow


@pytest.fixture
def live_preview() -> bool:
    return True


def focused(window: MainWindow) -> QWidget:
    widget = QApplication.focusWidget()
    return widget if widget is not None else window


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, shift: bool = False) -> QWidget:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(focused(window), key, held)
    return focused(window)


def tab_round(qtbot: QtBot, window: MainWindow) -> list[QWidget]:
    """Press Tab until it comes back to where it came first."""
    stops = [press(qtbot, window, Qt.Key.Key_Tab)]
    while len(stops) < 120:
        stop = press(qtbot, window, Qt.Key.Key_Tab)
        if stop is stops[0]:
            return stops
        stops.append(stop)
    raise AssertionError("Tab does not come round")


def test_areas__by_f6__go_round_and_back(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.activateWindow()
    loaded.image_canvas.setFocus()
    prompt, bar = loaded.parameter_panel.prompt, loaded.render_bar
    play, waveform = loaded.preview_player.controls.play, loaded.song.panel.waveform
    loaded.preview_player.controls.enable(on=True)
    qtbot.waitUntil(bar.generate.isEnabled, timeout=20_000)
    way = [press(qtbot, loaded, Qt.Key.Key_F6) for _ in range(5)]
    assert way == [play, waveform, prompt, bar.generate, loaded.image_canvas]
    assert press(qtbot, loaded, Qt.Key.Key_F6, shift=True) is bar.generate


def test_areas__empty_window__f6_leads_to_what_can_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    way = [press(qtbot, window, Qt.Key.Key_F6) for _ in range(3)]
    desk = window.start_desk
    assert way == [desk.picture_zone.choose, desk.start_card.sample, desk.song_zone.choose]


def test_tab__empty_window__stops_at_nothing_that_is_covered(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    stops = tab_round(qtbot, window)
    assert window.image_canvas not in stops
    assert window.preview_player.controls.volume not in stops
    choose = stops.index(window.start_desk.picture_zone.choose)
    assert stops[choose + 1] is window.start_desk.start_card.sample


def test_tab__from_the_waveform__leaves_at_once_and_shows_where_it_was(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.activateWindow()
    waveform = loaded.song.panel.waveform
    loaded.image_canvas.setFocus()
    without = waveform.grab().toImage()
    waveform.setFocus()
    assert waveform.grab().toImage() != without
    qtbot.keyClick(waveform, Qt.Key.Key_Right)
    assert press(qtbot, loaded, Qt.Key.Key_Tab) is not waveform
    assert press(qtbot, loaded, Qt.Key.Key_Tab, shift=True) is waveform


def test_tab__of_joined_buttons__comes_to_the_one_that_is_down(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.activateWindow()
    loaded.project_model.set_look(resolution=Resolution.P720)
    segments = [stop for stop in tab_round(qtbot, loaded) if stop.property("segment")]
    assert len(segments) == 5
    assert all(isinstance(button, QAbstractButton) and button.isChecked() for button in segments)


def test_tab__over_the_controls_of_the_video__goes_from_left_to_right(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.activateWindow()
    controls = loaded.preview_player.controls
    controls.enable(on=True)
    stops = [stop for stop in tab_round(qtbot, loaded) if controls.isAncestorOf(stop)]
    places = [stop.x() for stop in stops]
    assert controls.scrubber in stops
    assert places == sorted(places)


def test_escape__in_the_small_windows__closes_them(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.actions_.show_undo_list.trigger()
    qtbot.waitUntil(lambda: focused(loaded) is loaded.undo_list.view)
    press(qtbot, loaded, Qt.Key.Key_Escape)
    assert not loaded.undo_list.isVisible()
    loaded.actions_.show_queue.trigger()
    qtbot.waitUntil(lambda: focused(loaded) is loaded.queue_desk.panel.table)
    press(qtbot, loaded, Qt.Key.Key_Escape)
    assert not loaded.queue_desk.panel.isVisible()


def test_enter__on_a_button__presses_it(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.start_desk.start_card.sample.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.project_model.project.song is not None, timeout=20_000)


def test_enter__on_a_button_that_holds__switches_it(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.activateWindow()
    loop = loaded.song.panel.transport.loop
    was = loop.isChecked()
    loop.setFocus()
    press(qtbot, loaded, Qt.Key.Key_Enter)
    assert loop.isChecked() is not was
