"""From the Generate button to the take, through the real engine host."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import DEVICE_VARIABLE
from s2v_desktop.core.progress import Phase, Progress
from s2v_desktop.ui.help_desk import technical_lines
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.preview_player import Showing
from s2v_desktop.video.probe import probe_video

RENDER_MS = 120_000


def press_generate(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.render_bar.generate, Qt.MouseButton.LeftButton)
    assert window.render_model.state is RenderState.RUNNING


def wait_for_frames(qtbot: QtBot, window: MainWindow) -> None:
    def has_begun(progress: Progress) -> bool:
        return progress.phase is Phase.FRAMES and progress.fraction > 0.1

    with qtbot.waitSignal(window.render_model.progressed, check_params_cb=has_begun, timeout=RENDER_MS):
        pass


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_generate__pressed__makes_the_video_and_plays_it(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    phrases: list[str] = []
    titles: set[str] = set()
    loaded.windowTitleChanged.connect(titles.add)
    previews: list[bool] = []
    loaded.render_model.previewed.connect(
        lambda _: previews.append(not loaded.preview_player.frame_view.image.isNull())
    )
    loaded.render_model.progressed.connect(lambda _: phrases.append(loaded.render_bar.status_text.split(" · ")[0]))
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS) as finished:
        press_generate(qtbot, loaded)
    take = finished.args[0]
    assert take.path.parent == home / "videos"
    assert take.request.hash == loaded.project_model.project.to_request().hash
    assert probe_video(take.path).duration_s == pytest.approx(3.0, abs=0.1)
    assert list(dict.fromkeys(phrases)) == ["Processing audio features", "Generating frames", "Encoding video"]
    assert previews
    assert all(previews)
    assert any(title.endswith(" % · S2V Desktop") for title in titles)
    assert loaded.windowTitle() == "S2V Desktop"
    assert loaded.preview_player.takes.take == take
    qtbot.waitUntil(lambda: loaded.preview_player.frame_view.image.width() == 854, timeout=10_000)
    assert loaded.message_bar.text.startswith("Finished in")
    assert "about" in loaded.render_bar.generate.text()


def test_take__finished_while_the_next_is_shaped__waits_until_it_is_asked_for(qtbot: QtBot, loaded: MainWindow) -> None:
    player = loaded.preview_player
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS):
        press_generate(qtbot, loaded)
        loaded.project_model.set_look(prompt="film grain")
    assert player.showing is Showing.LIVE
    show = next(button for button in loaded.message_bar.findChildren(QPushButton) if button.text() == "Show")
    qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert player.showing is Showing.TAKE
    qtbot.waitUntil(lambda: player.frame_view.image.width() == 854, timeout=10_000)


def test_cancel__while_rendering__leaves_nothing(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    press_generate(qtbot, loaded)
    wait_for_frames(qtbot, loaded)
    with qtbot.waitSignal(loaded.render_model.cancelled, timeout=5000):
        loaded.actions_.cancel_render.trigger()
    assert loaded.render_model.state is RenderState.IDLE
    assert files_under(home / "videos") == []
    assert "Nothing was written" in loaded.message_bar.text


def test_cancel__at_once_after_generate__still_counts(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    with qtbot.waitSignal(loaded.render_model.cancelled, timeout=RENDER_MS):
        press_generate(qtbot, loaded)
        loaded.render_model.cancel()
    assert files_under(home / "videos") == []


def test_pause__while_rendering__holds_until_continued(qtbot: QtBot, loaded: MainWindow) -> None:
    press_generate(qtbot, loaded)
    wait_for_frames(qtbot, loaded)
    loaded.actions_.pause_render.trigger()
    assert loaded.render_bar.status_text == "Paused"
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS):
        loaded.actions_.pause_render.trigger()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_host_killed__while_rendering__is_told_and_the_next_render_works(
    qtbot: QtBot, loaded: MainWindow, home: Path
) -> None:
    press_generate(qtbot, loaded)
    wait_for_frames(qtbot, loaded)
    pid = loaded.client.pid
    assert pid is not None
    with qtbot.waitSignal(loaded.render_model.failed, timeout=10_000):
        os.kill(pid, signal.SIGKILL)
    assert "stopped unexpectedly" in loaded.message_bar.text
    assert files_under(home / "videos") == []
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS):
        press_generate(qtbot, loaded)
    assert loaded.client.pid != pid


def test_generate__export_folder_cannot_be_made__is_told(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    (home / "videos").write_text("a file where the folder should be")
    qtbot.mouseClick(loaded.render_bar.generate, Qt.MouseButton.LeftButton)
    assert "cannot be written" in loaded.message_bar.text
    assert loaded.render_model.state is RenderState.IDLE


def test_generate__model_missing__lists_its_parts_in_the_words_of_the_engine_popup(
    qtbot: QtBot, loaded: MainWindow, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    (home / "models").mkdir()
    loaded.project_model.set_look(engine="wan-s2v")
    with qtbot.waitSignal(loaded.render_model.failed, timeout=RENDER_MS):
        press_generate(qtbot, loaded)
    parts = "video model (transformer), picture decoder (VAE), text encoder, tokenizer, audio encoder."
    assert loaded.message_bar.text.startswith(f"A part of the model is missing: {parts} Download the model again")
    engine_row = loaded.parameter_panel.engine
    qtbot.waitUntil(lambda: parts in engine_row.sentence_of("wan-s2v"), timeout=10_000)


def test_generate__model_file_damaged__is_told_in_plain_words_and_reported_in_full(
    qtbot: QtBot, loaded: MainWindow, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    header = b'{"\xff\xfe": {}}'
    (home / "models").mkdir()
    (home / "models" / "vae.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    loaded.project_model.set_look(engine="wan-s2v")
    with qtbot.waitSignal(loaded.render_model.failed, timeout=RENDER_MS) as failed:
        press_generate(qtbot, loaded)
    assert loaded.message_bar.text == (
        "The model file “vae.safetensors” is damaged or incomplete. "
        "Verify and repair its model, or get another copy of the file (found: a header that cannot be read)."
    )
    models = next(button for button in loaded.message_bar.findChildren(QPushButton) if button.text() == "Models…")
    qtbot.mouseClick(models, Qt.MouseButton.LeftButton)
    assert loaded.models.is_open
    assert "UnicodeDecodeError in the header" in technical_lines(failed.args[0])


def test_close__while_rendering__ends_host_and_thread(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    press_generate(qtbot, loaded)
    wait_for_frames(qtbot, loaded)
    loaded.project_model.undo_stack.setClean()
    loaded.close()
    assert loaded.client.pid is None
    assert files_under(home / "videos") == []


def test_preview__without_qt_multimedia__says_so_and_works_on(
    qtbot: QtBot, loaded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PySide6.QtMultimedia", None)
    monkeypatch.delattr("PySide6.QtMultimedia", raising=False)
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS):
        press_generate(qtbot, loaded)
    assert "Playback is not available" in loaded.preview_player.note
    loaded.song.player.play()
    assert loaded.song.player.playing
