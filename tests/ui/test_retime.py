"""The button offers to re-time where the pictures of an earlier video are kept, and then it does so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import MotionLevel
from s2v_desktop.core.paths import cache_dir
from s2v_desktop.library.speed import SpeedBook
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.main_window import MainWindow

RENDER_MS = 120_000


def generate(qtbot: QtBot, window: MainWindow) -> Take:
    with qtbot.waitSignal(window.render_model.finished, timeout=RENDER_MS) as finished:
        qtbot.mouseClick(window.render_bar.generate, Qt.MouseButton.LeftButton)
    return finished.args[0]


def test_generate__again_with_another_motion__says_that_it_re_times_and_does(qtbot: QtBot, loaded: MainWindow) -> None:
    button, model = loaded.render_bar.generate, loaded.project_model
    assert button.text().startswith("Generate 3.0 s")
    assert not generate(qtbot, loaded).retimed

    model.set_look(motion_level=MotionLevel.HIGH, prompt="film grain")
    assert button.text().startswith("Re-time 3.0 s · about ")
    assert "The pictures are kept" in button.toolTip()
    take = generate(qtbot, loaded)
    assert take.retimed
    assert SpeedBook().expected_s(model.look, model.clip, retimed=True) == pytest.approx(take.seconds_taken)

    place = loaded.render_bar.queue.geometry()
    model.set_look(crop_y=0.3)
    assert button.text().startswith("Generate 3.0 s")
    qtbot.wait(50)
    assert loaded.render_bar.queue.geometry() == place
    assert "kept" not in button.toolTip()
    loaded.actions_.undo.trigger()
    assert button.text().startswith("Re-time")


def test_cache__emptied_or_given_no_room__has_nothing_to_re_time(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    generate(qtbot, loaded)
    button = loaded.render_bar.generate
    loaded.actions_.settings.trigger()
    dialog = loaded.settings_desk.dialog
    assert dialog is not None
    assert dialog.cache_limit.value() == 10
    with qtbot.waitSignal(loaded.settings_desk.cache_measured):
        dialog.cache_limit.setValue(0)
    qtbot.waitUntil(lambda: button.text().startswith("Generate"))
    assert not list(cache_dir().rglob("*.base"))
    assert '"cache_limit_gb": 0' in (home / "config" / "settings.json").read_text()
    assert not generate(qtbot, loaded).retimed
    assert button.text().startswith("Generate")
