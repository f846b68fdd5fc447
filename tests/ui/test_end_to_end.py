"""A musician's day with the real window, engine host and encoder, all by mouse and keys.

Told elsewhere, on the same real parts: three videos of which one fails, and a series of three from a table
(``test_queue.py``); another language and theme while a video is made (``test_window_keeper.py``); work saved from a
window that was killed, copies, moved files of other content (``test_project_files.py``); what the preview shows of each
edit (``test_live_preview.py``).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from control_walk import controls, spoken_name
from modal_dialogs import answering
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window_hands import click, drop_files, press, put_name

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Resolution
from s2v_desktop.core.progress import Phase, Progress
from s2v_desktop.core.project import load_project
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.video.probe import probe_video

PATIENCE_MS = 120_000


@pytest.fixture
def live_preview() -> bool:
    return True


def named(window: QWidget, name: str, kind: type[QWidget] = QWidget) -> QWidget:
    """Return the control that a screen reader calls ``name``."""
    return next(found for found in controls(window) if isinstance(found, kind) and spoken_name(found) == name)


def type_into(field: QWidget, text: str) -> None:
    field.setFocus()
    press(field, "Ctrl+A")
    QTest.keyClicks(field, text)


def wait_for_media(qtbot: QtBot, window: MainWindow) -> None:
    media = window.media_model
    qtbot.waitUntil(lambda: None not in (media.picture, media.song), timeout=20_000)
    qtbot.waitUntil(lambda: bool(window.project_model.beats.beats), timeout=20_000)


def finished_take(qtbot: QtBot, window: MainWindow) -> Take:
    with qtbot.waitSignal(window.render_model.finished, timeout=PATIENCE_MS) as finished:
        pass
    return finished.args[0]


def wait_for_frames(qtbot: QtBot, window: MainWindow) -> None:
    def has_begun(progress: Progress) -> bool:
        return progress.phase is Phase.FRAMES and progress.fraction > 0.1

    with qtbot.waitSignal(window.render_model.progressed, check_params_cb=has_begun, timeout=PATIENCE_MS):
        pass


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_first_video__dropped_shaped_and_generated__plays_by_itself_and_is_as_asked(
    qtbot: QtBot, window: MainWindow, picture_path: Path, song_path: Path, home: Path
) -> None:
    drop_files(window, picture_path, song_path)
    wait_for_media(qtbot, window)
    for choice in ("Size: 480P", "Shape: 9:16", "Frame rate: 24 fps", "Strength: High"):
        click(named(window, choice))
    length = named(window, "Length", QDoubleSpinBox)
    type_into(length, "3")
    QTest.keyClick(length, Qt.Key.Key_Return)
    type_into(named(window, "Prompt", QPlainTextEdit), "slow zoom in, film grain")
    look = window.project_model.look
    assert (look.resolution, look.aspect, look.fps) == (Resolution.P480, Aspect.TALL, 24)
    assert look.prompt == "slow zoom in, film grain"
    click(window.render_bar.generate)
    take = finished_take(qtbot, window)
    qtbot.waitUntil(lambda: window.preview_player.takes.playing, timeout=10_000)
    assert window.preview_player.takes.take == take
    assert take.path.parent == home / "videos"
    assert take.request.hash == window.project_model.project.to_request().hash
    facts = probe_video(take.path)
    assert (facts.width, facts.height) == look.size
    assert (facts.fps, facts.frames, facts.constant_rate) == (Fraction(24), 72, True)
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert (facts.audio_codec, facts.colour.matrix, facts.starts_at_once) == ("aac", "bt709", True)
    assert facts.duration_s == pytest.approx(3.0, abs=0.01)
    assert facts.audio_duration_s == pytest.approx(3.0, abs=0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_trouble__held_cancelled_and_killed__leaves_nothing_and_the_next_video_is_made(
    qtbot: QtBot, loaded: MainWindow, home: Path
) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    loaded.activateWindow()
    press(loaded, "Ctrl+Return")
    wait_for_frames(qtbot, loaded)
    press(loaded, "Ctrl+Shift+P")
    assert loaded.render_model.state is RenderState.PAUSED
    with qtbot.assertNotEmitted(loaded.render_model.finished, wait=1000):
        qtbot.wait(500)
    assert loaded.render_bar.status_text == "Paused"
    press(loaded, "Ctrl+Shift+P")
    wait_for_frames(qtbot, loaded)
    with qtbot.waitSignal(loaded.render_model.cancelled, timeout=10_000):
        press(loaded, "Ctrl+Shift+C")
    assert left_in(home / "videos") == []
    press(loaded, "Ctrl+Return")
    wait_for_frames(qtbot, loaded)
    killed = loaded.client.pid
    assert killed is not None
    with qtbot.waitSignal(loaded.render_model.failed, timeout=10_000):
        os.kill(killed, signal.SIGKILL)
    assert "stopped unexpectedly" in loaded.message_bar.text
    assert left_in(home / "videos") == []
    loaded.project_model.set_clip(Clip(2.0, 3.0))
    press(loaded, "Ctrl+Return")
    take = finished_take(qtbot, loaded)
    assert loaded.client.pid != killed
    assert probe_video(take.path).frames == 72


@pytest.fixture
def next_day(qtbot: QtBot, qapp: QApplication, language: str) -> Iterator[MainWindow]:
    """Another window of the same user."""
    window = make_window(qapp, SettingsStore())
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.project_model.undo_stack.setClean()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_project__saved_and_opened_after_its_song_was_moved__is_found_and_makes_the_same_video(
    qtbot: QtBot, loaded: MainWindow, song_path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    song = tmp_path / "old place" / "my song.wav"
    song.parent.mkdir()
    song.write_bytes(song_path.read_bytes())
    drop_files(loaded, song)
    qtbot.waitUntil(lambda: loaded.project_model.project.song.path == str(song), timeout=20_000)
    wait_for_media(qtbot, loaded)
    loaded.song.clips.set_duration(3.0)
    loaded.activateWindow()
    with answering(lambda dialog: put_name(dialog, str(tmp_path / "mine"))):
        press(loaded, "Ctrl+S")
    saved = load_project(tmp_path / "mine.s2v")
    assert saved == loaded.project_model.project
    assert loaded.close()
    moved = tmp_path / "new place" / "renamed.wav"
    moved.parent.mkdir()
    song.rename(moved)
    next_day: MainWindow = request.getfixturevalue("next_day")
    drop_files(next_day, tmp_path / "mine.s2v")
    qtbot.waitUntil(lambda: "“my song.wav” does not exist where it was" in next_day.message_bar.text, timeout=10_000)
    with answering(lambda dialog: put_name(dialog, str(moved))):
        click(named(next_day.message_bar, "Find it…", QPushButton))
    wait_for_media(qtbot, next_day)
    assert next_day.project_model.beats == saved.beats
    click(next_day.render_bar.generate)
    take = finished_take(qtbot, next_day)
    assert take.request.hash == saved.to_request().hash
    assert take.path.name.startswith("renamed - cover")
