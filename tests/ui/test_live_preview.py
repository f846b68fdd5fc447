"""The preview before Generate: the real host, the real window."""

from __future__ import annotations

import os
import signal
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.clip import Clip
from s2v_desktop.host.preview_stage import PreviewStage
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.preview_player import Showing

PATIENCE_MS = 60_000
needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")


@pytest.fixture
def live_preview() -> bool:
    return True


def pixels_of(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


def expected(window: MainWindow, frame: int) -> np.ndarray:
    """What the preview should show, drawn in this process from the request that an export would get."""
    request = window.project_model.project.to_request()
    stage = PreviewStage()
    stage.show(request, window.live_preview.model.size)
    return stage.draw(frame)


def shows(window: MainWindow, frame: np.ndarray) -> bool:
    image = window.preview_player.frame_view.image
    return (image.height(), image.width()) == frame.shape[:2] and np.array_equal(pixels_of(image), frame)


@pytest.fixture
def live(qtbot: QtBot, loaded: MainWindow) -> MainWindow:
    """The loaded window once the first frame is seen."""
    qtbot.waitUntil(lambda: not loaded.preview_player.frame_view.image.isNull(), timeout=PATIENCE_MS)
    return loaded


def test_preview__after_each_kind_of_edit__is_the_frame_that_an_export_would_have(
    qtbot: QtBot, live: MainWindow
) -> None:
    model = live.project_model
    for edit in (
        lambda: model.set_look(prompt="zoom in, warm color grading"),
        lambda: model.set_look(crop_x=0.2, crop_y=0.1),
        lambda: model.set_clip(Clip(3.5, 4.0, fade_in_s=0.5, lead_in_s=0.5)),
        lambda: model.set_beats(model.beats.between(4.0, 9.0), EditName.REMOVE_BEATS),
        lambda: live.song.player.seek(5.3),
        model.undo_stack.undo,
    ):
        edit()
        frame = live.live_preview.model.frame
        wanted = expected(live, frame)
        qtbot.waitUntil(lambda wanted=wanted: shows(live, wanted), timeout=PATIENCE_MS)


def test_frame__playhead_before_in_and_after_the_clip__is_the_nearest(live: MainWindow) -> None:
    live.project_model.set_clip(Clip(6.0, 3.0))
    for time_s, frame in ((0.0, 0), (6.0 + 4.5 / 24, 4), (11.5, 71)):
        live.song.player.seek(time_s)
        assert live.live_preview.model.frame == frame


def test_play__the_song__moves_the_preview(qtbot: QtBot, live: MainWindow) -> None:
    """At how many frames a second is measured in tests/bench/bench_preview.py."""
    live.project_model.set_clip(Clip(1.0, 6.0))
    frames: list[int] = []
    live.live_preview.model.image_changed.connect(lambda _: frames.append(live.live_preview.model.frame))
    live.preview_player.controls.play.click()
    assert live.song.player.playing
    qtbot.waitUntil(lambda: len(set(frames)) > 30, timeout=20_000)
    live.preview_player.controls.play.click()
    assert not live.song.player.playing


def test_step__buttons_and_keys__go_by_one_frame(qtbot: QtBot, live: MainWindow) -> None:
    live.song.player.seek(live.project_model.clip.start_s + 1.0)
    first = live.live_preview.model.frame
    live.preview_player.controls.forward.click()
    assert live.live_preview.model.frame == first + 1
    live.actions_.frame_back.trigger()
    live.preview_player.controls.back.click()
    assert live.live_preview.model.frame == first - 1
    wanted = expected(live, first - 1)
    qtbot.waitUntil(lambda: shows(live, wanted), timeout=PATIENCE_MS)


def test_take__finished__wins_until_an_edit(qtbot: QtBot, live: MainWindow) -> None:
    view = live.preview_player
    with qtbot.waitSignal(live.render_model.finished, timeout=PATIENCE_MS):
        live.renders.generate()
        assert view.showing is Showing.RENDER
    assert view.showing is Showing.TAKE
    qtbot.waitUntil(lambda: view.frame_view.image.width() == 854, timeout=PATIENCE_MS)
    live.project_model.set_look(seed=5)
    assert view.showing is Showing.LIVE
    assert not view.takes.playing
    wanted = expected(live, live.live_preview.model.frame)
    qtbot.waitUntil(lambda: shows(live, wanted), timeout=PATIENCE_MS)
    view.choice.button_of(Showing.TAKE).click()
    assert view.showing is Showing.TAKE
    live.song.player.play()
    assert view.showing is Showing.LIVE


def test_play__pressed_while_a_render_runs__plays_the_preview(qtbot: QtBot, live: MainWindow) -> None:
    view = live.preview_player
    live.project_model.set_clip(Clip(0.0, 11.0))
    live.renders.generate()
    qtbot.waitUntil(view.controls.play.isEnabled, timeout=PATIENCE_MS)
    assert view.showing is Showing.RENDER
    qtbot.mouseClick(view.controls.play, Qt.MouseButton.LeftButton)
    assert live.song.player.playing
    assert view.showing is Showing.LIVE


def test_take__finished_while_another_waits__is_not_taken_away_by_it(qtbot: QtBot, live: MainWindow) -> None:
    view = live.preview_player
    live.renders.generate()
    live.renders.generate()
    with qtbot.waitSignal(live.render_model.finished, timeout=PATIENCE_MS):
        pass
    qtbot.waitUntil(lambda: live.render_model.state is RenderState.RUNNING, timeout=PATIENCE_MS)
    assert view.showing is Showing.TAKE
    qtbot.waitUntil(lambda: view.takes.playing, timeout=PATIENCE_MS)
    live.render_model.cancel()


def test_preview__while_a_render_runs__follows_edits(qtbot: QtBot, live: MainWindow) -> None:
    live.project_model.set_clip(Clip(0.0, 11.0))
    live.renders.generate()
    live.project_model.set_look(prompt="black and white")
    wanted = expected(live, live.live_preview.model.frame)
    qtbot.waitUntil(lambda: shows(live, wanted), timeout=PATIENCE_MS)
    with qtbot.waitSignal(live.render_model.cancelled, timeout=PATIENCE_MS):
        live.actions_.cancel_render.trigger()


def test_compare__line_dragged__shows_the_still_left_of_it(qtbot: QtBot, live: MainWindow) -> None:
    live.project_model.set_look(prompt="black and white", prompt_weight=1.5)
    wanted = expected(live, live.live_preview.model.frame)
    qtbot.waitUntil(lambda: shows(live, wanted), timeout=PATIENCE_MS)
    view = live.preview_player.frame_view
    live.preview_player.controls.compare.click()
    middle = view.height() // 2
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() * 3 // 4, middle))
    assert view.line > 0.6
    seen = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    target = view._fitted(view.image)

    def colourfulness(x: float) -> int:
        colour = seen.pixelColor(round(target.left() + x * target.width()), middle)
        return max(colour.red(), colour.green(), colour.blue()) - min(colour.red(), colour.green(), colour.blue())

    assert colourfulness(0.1) > 40
    assert colourfulness(0.97) < 10


def test_full_screen__f11_and_escape__enlarges_and_returns(qtbot: QtBot, live: MainWindow) -> None:
    view = live.preview_player.frame_view
    width = view.image.width()
    live.actions_.full_screen.trigger()
    assert view.isFullScreen()
    qtbot.waitUntil(lambda: view.image.width() == 854, timeout=PATIENCE_MS)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isWindow()
    assert view.isVisible()
    assert view.window() is live
    qtbot.waitUntil(lambda: view.image.width() == width < 854, timeout=PATIENCE_MS)


@needs_kill
def test_host__killed__is_started_once_more_and_then_said(qtbot: QtBot, live: MainWindow, caplog) -> None:
    model = live.live_preview.model
    first = model.pid
    os.kill(first, signal.SIGKILL)
    with qtbot.waitSignal(model.image_changed, timeout=PATIENCE_MS):
        qtbot.waitUntil(lambda: model.pid not in (None, first), timeout=PATIENCE_MS)
        live.song.player.seek(1.0)
    assert "ended with code" in caplog.text
    os.kill(model.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: "preview stopped" in live.preview_player.frame_view.hint, timeout=PATIENCE_MS)
    live.project_model.set_look(seed=9)
    qtbot.waitUntil(lambda: not live.preview_player.frame_view.image.isNull(), timeout=PATIENCE_MS)


@pytest.mark.skipif(sys.platform == "win32", reason="asks with signal 0")
def test_window__closed__ends_the_preview_host(live: MainWindow) -> None:
    pid = live.live_preview.model.pid
    live.project_model.undo_stack.setClean()
    live.close()
    assert live.live_preview.model.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_picture_is_gone__is_said_in_the_preview(qtbot: QtBot, live: MainWindow, tmp_path) -> None:
    import msgspec

    model = live.live_preview.model
    request = live.project_model.project.to_request()
    gone = msgspec.structs.replace(request.picture, path=str(tmp_path / "gone.png"), sha256="0")
    with qtbot.waitSignal(model.failed, timeout=PATIENCE_MS):
        model.show_request(msgspec.structs.replace(request, picture=gone))
    assert "gone.png" in live.preview_player.frame_view.hint
