"""The first minute: an empty window that invites, drags that say what they would do, and Generate that can wait."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from mutagen.id3 import APIC, ID3, TIT2, TPE1
from mutagen.mp4 import MP4, MP4Cover
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import BeatSource
from s2v_desktop.core.look import Resolution
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.preview_player import Showing

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_COPY, _MIDDLE = Qt.DropAction.CopyAction, QPoint(300, 300)


@pytest.fixture
def live_preview() -> bool:
    return True


def files(*paths: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return content


def drag_over(window: MainWindow, content: QMimeData) -> None:
    enter = QDragEnterEvent(_MIDDLE, _COPY, content, _LEFT, _NONE)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()


def drop(window: MainWindow, content: QMimeData) -> None:
    drag_over(window, content)
    QApplication.sendEvent(window, QDropEvent(QPointF(_MIDDLE), _COPY, content, _LEFT, _NONE))


def lights(window: MainWindow) -> tuple[str, str, str]:
    desk = window.drop_desk
    return desk.picture_light.words, desk.song_light.words, desk.window_light.words


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def other_song(song_path: Path, tmp_path: Path) -> Path:
    path = tmp_path / "other song.wav"
    path.write_bytes(song_path.read_bytes()[:-44_100])
    return path


def _tag_mp3(path: Path, cover: bytes) -> None:
    tags = ID3()
    for frame in (TIT2(text="Night"), TPE1(text="Ada"), APIC(mime="image/png", type=3, data=cover)):
        tags.add(frame)
    tags.save(path)


def _tag_m4a(path: Path, cover: bytes) -> None:
    song = MP4(path)
    song["\xa9nam"], song["\xa9ART"] = ["Night"], ["Ada"]
    song["covr"] = [MP4Cover(cover, MP4Cover.FORMAT_PNG)]
    song.save()


@pytest.fixture(params=[("mp3", _tag_mp3), ("m4a", _tag_m4a)], ids=["mp3", "m4a"])
def covered_song(request: pytest.FixtureRequest, song_path: Path, picture_path: Path, tmp_path: Path) -> Path:
    suffix, tag = request.param
    path = tmp_path / f"song.{suffix}"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([ffmpeg, "-nostdin", "-v", "error", "-i", str(song_path), str(path)], check=True)
    tag(path, picture_path.read_bytes())
    return path


# -- the empty start ---------------------------------------------------------------------------------------------------


def test_start__nothing_there__invites_and_says_what_is_missing(
    qtbot: QtBot, window: MainWindow, picture_path: Path
) -> None:
    desk = window.start_desk
    assert desk.picture_zone.isVisible()
    assert desk.song_zone.isVisible()
    assert desk.start_card.sample.isVisible()
    assert not window.render_bar.generate.isEnabled()
    assert window.render_bar.status_text == "Choose a picture and a song to begin"
    drop(window, files(picture_path))
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)
    qtbot.waitUntil(lambda: "Choose a song to begin" in window.render_bar.status_text)
    assert not desk.picture_zone.isVisible()
    assert not desk.start_card.isVisible()
    assert not window.render_bar.generate.isEnabled()


def test_start__sample_and_generate_at_once__renders_when_all_is_there(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window.start_desk.start_card.sample)
    qtbot.waitUntil(window.render_bar.generate.isEnabled)
    click(qtbot, window.render_bar.generate)
    qtbot.waitUntil(lambda: window.render_model.state is RenderState.RUNNING, timeout=30_000)
    assert window.project_model.beats.source is BeatSource.FILE
    window.render_model.cancel()
    qtbot.waitUntil(lambda: window.render_model.state is RenderState.IDLE, timeout=20_000)


def test_start__files_used_before__are_offered_and_opened_by_a_click(
    qtbot: QtBot, loaded: MainWindow, picture_path: Path
) -> None:
    loaded.project_model.undo_stack.setIndex(0)
    desk = loaded.start_desk
    qtbot.waitUntil(lambda: len(desk.picture_zone.recent.buttons) == 1, timeout=5000)
    assert [button.text() for button in desk.song_zone.recent.buttons] == ["song"]
    click(qtbot, desk.picture_zone.recent.buttons[0])
    qtbot.waitUntil(lambda: loaded.media_model.picture is not None, timeout=10_000)
    assert loaded.media_model.picture.media.path == str(picture_path)


# -- drags -------------------------------------------------------------------------------------------------------------


def test_drag__over_an_empty_window__lights_what_it_fills_and_goes_out(
    window: MainWindow, picture_path: Path, song_path: Path
) -> None:
    drag_over(window, files(picture_path, song_path))
    assert lights(window) == ("Drop to use this picture", "Drop to use this song", "")
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert lights(window) == ("", "", "")


def test_drag__over_a_loaded_window__says_what_it_replaces(loaded: MainWindow, picture_path: Path) -> None:
    drag_over(loaded, files(picture_path))
    assert lights(loaded) == ("Drop to replace the picture", "", "")


def test_drag__song_with_a_cover__lights_both_and_fills_both(
    qtbot: QtBot, window: MainWindow, covered_song: Path
) -> None:
    drag_over(window, files(covered_song))
    qtbot.waitUntil(lambda: lights(window)[0] == "Its cover becomes the picture", timeout=5000)
    drop(window, files(covered_song))
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=20_000)
    assert window.media_model.picture.thumbnail.width() == 900
    assert window.song_words.name == "Ada - Night"
    assert window.render_bar.generate.isEnabled()


def test_drag__file_of_no_use__is_told_before_and_after_the_drop(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("words")
    drag_over(window, files(path))
    assert lights(window)[2] == "“notes.txt” is neither a picture nor a song"
    drop(window, files(path))
    qtbot.waitUntil(lambda: "notes.txt” is not a picture, a song or" in window.message_bar.text, timeout=10_000)
    assert lights(window) == ("", "", "")


def test_drag__address_from_a_browser__says_that_the_program_stays_offline(window: MainWindow) -> None:
    content = QMimeData()
    content.setData("text/uri-list", QByteArray(b"https://example.org/a.png\r\n"))
    drag_over(window, content)
    assert "stays offline" in lights(window)[2]


def test_drag__picture_without_a_file__is_used(qtbot: QtBot, window: MainWindow) -> None:
    content = QMimeData()
    image = QImage(500, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkRed)
    content.setImageData(image)
    content.setData("text/uri-list", QByteArray(b"https://example.org/a.png\r\n"))
    drag_over(window, content)
    assert lights(window)[0] == "Drop to use this picture"
    drop(window, content)
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)


# -- while files are read ----------------------------------------------------------------------------------------------


def test_loading__another_song__veils_the_old_waveform(qtbot: QtBot, loaded: MainWindow, other_song: Path) -> None:
    veil = loaded.start_desk.song_veil
    drop(loaded, files(other_song))
    assert veil.isVisible()
    assert veil.words == "Reading “other song.wav”…"
    assert loaded.project_model.project.song.path != str(other_song)
    qtbot.waitUntil(lambda: loaded.media_model.coming_song is None, timeout=20_000)
    assert not veil.isVisible()
    assert loaded.project_model.project.song.path == str(other_song)


def test_loading__another_picture__shows_no_preview_of_the_old(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    frame_view = loaded.preview_player.frame_view
    qtbot.waitUntil(lambda: not frame_view.image.isNull(), timeout=60_000)
    shown: list[bool] = []
    loaded.project_model.picture_changed.connect(lambda: shown.append(frame_view.image.isNull()))
    image = QImage(640, 640, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    path = tmp_path / "green.png"
    image.save(str(path))
    drop(loaded, files(path))
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert shown == [True]
    assert "Preparing" in frame_view.hint
    qtbot.waitUntil(lambda: not frame_view.image.isNull(), timeout=60_000)
    assert frame_view.image.pixelColor(frame_view.image.rect().center()).green() > 90


def test_generate__pressed_while_another_song_is_read__makes_the_video_of_the_new_one(
    qtbot: QtBot, loaded: MainWindow, other_song: Path
) -> None:
    loaded.project_model.set_look(resolution=Resolution.P480, fps=24)
    drop(loaded, files(other_song))
    click(qtbot, loaded.render_bar.generate)
    assert loaded.gate.is_wished
    assert loaded.render_model.state is RenderState.IDLE
    assert "Begins by itself" in loaded.render_bar.generate.text()
    with qtbot.waitSignal(loaded.render_model.finished, timeout=120_000) as finished:
        pass
    request = finished.args[0].request
    assert request.song_path == other_song
    assert request.beats.beats


def test_generate__pressed_twice_while_a_song_is_read__makes_nothing(
    qtbot: QtBot, loaded: MainWindow, other_song: Path
) -> None:
    drop(loaded, files(other_song))
    click(qtbot, loaded.render_bar.generate)
    click(qtbot, loaded.render_bar.generate)
    qtbot.waitUntil(lambda: loaded.project_model.beats.source is BeatSource.TRACKED, timeout=20_000)
    QTest.qWait(200)
    assert not loaded.queue_model.jobs


def test_generate__wished_but_the_song_is_of_no_use__makes_nothing_and_says_why(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF and no more")
    drop(loaded, files(broken))
    click(qtbot, loaded.render_bar.generate)
    qtbot.waitUntil(lambda: "broken.wav" in loaded.message_bar.text, timeout=10_000)
    QTest.qWait(200)
    assert not loaded.gate.is_wished
    assert not loaded.queue_model.jobs
    assert loaded.render_bar.generate.isEnabled()


def test_take__after_a_change_of_song__says_which_song_it_is_of(
    qtbot: QtBot, loaded: MainWindow, other_song: Path
) -> None:
    with qtbot.waitSignal(loaded.render_model.finished, timeout=120_000):
        click(qtbot, loaded.render_bar.generate)
    label = loaded.start_desk.take_label
    assert label.words == ""
    drop(loaded, files(other_song))
    qtbot.waitUntil(lambda: loaded.project_model.project.song.path == str(other_song), timeout=20_000)
    click(qtbot, loaded.preview_player.choice.button_of(Showing.TAKE))
    assert label.words == "Made from another song: song.wav"
