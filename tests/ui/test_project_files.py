"""What a musician may lose or bring: unsaved work, moved files, copies for another computer, drops of every kind."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from modal_dialogs import Answer, answering, click, saying, type_name
from mutagen.id3 import APIC, TIT2, TPE1
from mutagen.wave import WAVE
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from s2v_desktop.core.project import load_project, media_file, save_project
from s2v_desktop.ui.kept_pictures import is_cover
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.recovery import unsaved_dir

Button = QMessageBox.StandardButton

#: A window that edits a project with a name of its own and then waits for its end.
CHILD = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.settings import SettingsStore
application = QApplication([])
window = make_window(application, SettingsStore())
window.files.project_path = Path(sys.argv[1])
window.project_model.set_look(prompt=sys.argv[2])
window.show()
application.exec()
"""


def start_child(path: Path, prompt: str) -> subprocess.Popen[bytes]:
    before = set(unsaved_dir().glob("*.json"))
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path), prompt], env=env, cwd=Path(__file__).parents[2])
    deadline_s = time.monotonic() + 40
    while set(unsaved_dir().glob("*.json")) == before:
        assert child.poll() is None
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    return child


def kill(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    child.wait()


def press(qtbot: QtBot, window: MainWindow, words: str) -> None:
    button = next(found for found in window.message_bar.findChildren(QPushButton) if found.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def put_name(name: str) -> Answer:
    """Paste ``name`` into a file dialog and press Return: a keyboard of Qt's tests has Latin letters alone."""

    def answer(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return answer


def drop(window: MainWindow, content: QMimeData) -> None:
    middle, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, copy, content, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, content, left, none))


def files(*paths: Path) -> QMimeData:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return content


@pytest.fixture
def tagged_song(song_path: Path, tmp_path: Path) -> Path:
    path = tmp_path / "track 07 🎵.wav"
    path.write_bytes(song_path.read_bytes())
    cover = io.BytesIO()
    Image.new("RGB", (500, 500), (30, 140, 90)).save(cover, "PNG")
    song = WAVE(path)
    song.add_tags()
    song.tags.add(TIT2(encoding=3, text="夜曲"))
    song.tags.add(TPE1(encoding=3, text="周"))
    song.tags.add(APIC(encoding=3, mime="image/png", type=3, desc="", data=cover.getvalue()))
    song.save()
    return path


@pytest.fixture
def moved(loaded: MainWindow, picture_path: Path, song_path: Path, tmp_path: Path) -> Path:
    """A saved project whose picture and song lay in a folder that is gone; returns the project's path."""
    old = tmp_path / "旧 🎸"
    old.mkdir()
    for source, name in ((picture_path, "封面.png"), (song_path, "歌曲.wav")):
        (old / name).write_bytes(source.read_bytes())
    picture, song = media_file(old / "封面.png"), media_file(old / "歌曲.wav")
    project = msgspec.structs.replace(loaded.project_model.project, picture=picture, song=song)
    (tmp_path / "projects").mkdir()
    save_project(project, tmp_path / "projects" / "mine.s2v")
    old.rename(tmp_path / "new")
    loaded.project_model.undo_stack.setClean()
    return tmp_path / "projects" / "mine.s2v"


# -- what was not saved ------------------------------------------------------------------------------------------------


def test_recovery__window_killed__opens_what_was_not_saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    kill(start_child(tmp_path / "我的 🎬.s2v", "胶片颗粒"))
    window.project_files.offer_left()
    assert "Nothing is lost" in window.message_bar.text
    press(qtbot, window, "Open what was not saved")
    assert window.project_model.look.prompt == "胶片颗粒"
    assert window.files.project_path == tmp_path / "我的 🎬.s2v"
    assert not window.project_model.undo_stack.isClean()
    qtbot.waitUntil(lambda: len(list(unsaved_dir().glob("*.json"))) == 1, timeout=5000)
    assert window.files.save()
    qtbot.waitUntil(lambda: not list(unsaved_dir().glob("*.json")), timeout=5000)
    assert load_project(tmp_path / "我的 🎬.s2v").look.prompt == "胶片颗粒"


def test_recovery__offer_not_taken__comes_again_until_the_next_save(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    kill(start_child(tmp_path / "a.s2v", "glow"))
    window.project_files.offer_left()
    window.message_bar.clear()
    assert window.actions_.open_left.isEnabled()
    assert len(list(unsaved_dir().glob("*.json"))) == 1
    window.files.project_path = tmp_path / "other.s2v"
    window.files.save()
    assert not list(unsaved_dir().glob("*.json"))
    assert not window.actions_.open_left.isEnabled()


def test_recovery__other_window_running__is_left_alone(window: MainWindow, tmp_path: Path) -> None:
    child = start_child(tmp_path / "a.s2v", "glow")
    try:
        window.project_files.offer_left()
        assert window.message_bar.text == ""
        assert len(list(unsaved_dir().glob("*.json"))) == 1
    finally:
        kill(child)
    assert window.project_files.recovery.look_for_left()


def test_recovery__closed_without_saving__leaves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.project_model.set_look(prompt="glow")
    qtbot.waitUntil(lambda: len(list(unsaved_dir().glob("*.json"))) == 1, timeout=6000)
    with answering(click(Button.Discard)):
        window.close()
    assert not list(unsaved_dir().iterdir())


# -- moved media -------------------------------------------------------------------------------------------------------


def test_relink__one_file_shown__finds_the_other_beside_it(qtbot: QtBot, loaded: MainWindow, moved: Path) -> None:
    loaded.open_paths([moved])
    qtbot.waitUntil(lambda: "does not exist where it was" in loaded.message_bar.text, timeout=10_000)
    kept = loaded.project_model.beats
    assert kept.beats
    shown = moved.parent.parent / "new" / ("封面.png" if "picture" in loaded.message_bar.text else "歌曲.wav")
    with answering(put_name(str(shown))):
        press(qtbot, loaded, "Find it…")
    qtbot.waitUntil(lambda: None not in (loaded.media_model.picture, loaded.media_model.song), timeout=10_000)
    assert loaded.project_model.beats == kept
    assert loaded.project_model.undo_stack.isClean()
    assert loaded.message_bar.text == ""


def test_relink__files_lie_beside_the_project__are_taken_without_a_word(
    qtbot: QtBot, loaded: MainWindow, moved: Path
) -> None:
    (moved.parent.parent / "new").rename(moved.parent / "media")
    loaded.open_paths([moved])
    qtbot.waitUntil(lambda: None not in (loaded.media_model.picture, loaded.media_model.song), timeout=10_000)
    assert Path(loaded.project_model.project.song.path) == moved.parent / "media" / "歌曲.wav"
    assert loaded.message_bar.text == ""


@pytest.mark.parametrize(("button", "taken"), [(Button.Yes, True), (Button.No, False)])
def test_relink__other_content__is_asked_about_and_keeps_the_beats(
    qtbot: QtBot, loaded: MainWindow, moved: Path, picture_path: Path, song_path: Path, button: Button, taken: bool
) -> None:
    (moved.parent / "封面.png").write_bytes(picture_path.read_bytes())
    other = moved.parent / "另一首.wav"
    other.write_bytes(song_path.read_bytes()[:-8])
    loaded.open_paths([moved])
    qtbot.waitUntil(lambda: "The song “歌曲.wav” does not exist" in loaded.message_bar.text, timeout=10_000)
    kept = loaded.project_model.project
    asked: list[QDialog] = []

    def answer(dialog: QDialog) -> None:
        saying("is not the file", click(button))(dialog)
        asked.append(dialog)

    with answering(put_name(str(other)), answer):
        press(qtbot, loaded, "Find it…")
        qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    if taken:
        qtbot.waitUntil(lambda: loaded.media_model.song is not None, timeout=10_000)
        assert loaded.project_model.project.song == media_file(other)
        loaded.project_model.undo_stack.undo()
    assert loaded.project_model.project.song == kept.song
    assert (loaded.project_model.beats, loaded.project_model.clip) == (kept.beats, kept.clip)


# -- copies with files, recent projects --------------------------------------------------------------------------------


def test_copy__saved_and_opened__is_the_same_project_elsewhere(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    with answering(put_name(str(tmp_path / "我的 🎬"))):
        loaded.actions_.save_copy.trigger()
    packed = tmp_path / "我的 🎬.s2v.zip"
    qtbot.waitUntil(packed.exists, timeout=10_000)
    before = loaded.project_model.project
    loaded.project_model.undo_stack.setClean()
    drop(loaded, files(packed))
    qtbot.waitUntil(lambda: loaded.files.project_path == tmp_path / "我的 🎬" / "project.s2v", timeout=10_000)
    qtbot.waitUntil(lambda: None not in (loaded.media_model.picture, loaded.media_model.song), timeout=10_000)
    assert loaded.project_model.project.song.sha256 == before.song.sha256
    assert Path(loaded.project_model.project.song.path).is_relative_to(tmp_path)
    assert loaded.project_model.beats == before.beats


def test_copy__damaged__says_so(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.s2v.zip").write_bytes(b"PK\x03\x04 and nothing more")
    window.open_paths([tmp_path / "a.s2v.zip"])
    qtbot.waitUntil(lambda: "not a copy of a project" in window.message_bar.text, timeout=5000)


def test_recent__opened_projects__are_listed_and_missing_ones_greyed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths = [tmp_path / f"歌 & {number}.s2v" for number in range(12)]
    for path in paths:
        save_project(window.project_model.project, path)
        window.open_paths([path])
    paths[10].unlink()
    menu = window.actions_.recent
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: not menu.actions()[1].isEnabled(), timeout=5000)
    assert [Path(action.data()) for action in menu.actions()] == paths[:1:-1]
    assert sum(action.isEnabled() for action in menu.actions()) == 9
    menu.actions()[5].trigger()
    assert window.files.project_path == paths[6]


# -- what comes in -----------------------------------------------------------------------------------------------------


def test_drop__song_with_cover__brings_picture_and_name(qtbot: QtBot, window: MainWindow, tagged_song: Path) -> None:
    drop(window, files(tagged_song))
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)
    assert is_cover(Path(window.project_model.project.picture.path))
    assert window.song_words.name == "周 - 夜曲"
    with answering(type_name("")):
        window.files.save()
    assert window.files.project_path is not None
    assert window.files.project_path.name == "周 - 夜曲.s2v"
    window.files.project_path.unlink()


def test_drop__song_with_cover_and_a_picture__keeps_the_picture(
    qtbot: QtBot, window: MainWindow, tagged_song: Path, picture_path: Path
) -> None:
    drop(window, files(picture_path, tagged_song))
    qtbot.waitUntil(lambda: window.song_words.name == "周 - 夜曲" and window.media_model.picture is not None,
                    timeout=10_000)  # fmt: skip
    qtbot.wait(200)
    assert window.project_model.project.picture.path == str(picture_path)


def test_drop__picture_from_a_browser__is_kept_though_its_file_goes(
    qtbot: QtBot, window: MainWindow, picture_path: Path
) -> None:
    content = files(picture_path)
    content.setHtml("<img src='https://example.org/cover.png'>")
    drop(window, content)
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)
    kept = Path(window.project_model.project.picture.path)
    assert kept != picture_path
    assert kept.read_bytes() == picture_path.read_bytes()


def test_drop__picture_without_a_file__is_used(qtbot: QtBot, window: MainWindow) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkMagenta)
    content = QMimeData()
    content.setImageData(image)
    content.setUrls([QUrl("https://example.org/a.png")])
    drop(window, content)
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)
    assert window.image_canvas.image.width() == 300


def test_drop__web_address_alone__says_to_save_it_first(window: MainWindow) -> None:
    content = QMimeData()
    content.setData("text/uri-list", QByteArray(b"https://example.org/a.png\r\n"))
    drop(window, content)
    assert "save the picture first" in window.message_bar.text
    assert window.project_model.project.picture is None


def test_drop__several_songs__takes_the_first_and_names_the_others(
    qtbot: QtBot, window: MainWindow, song_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / ("很长的文件夹名" * 11) / ("very long folder name " * 9).strip()
    folder.mkdir(parents=True)
    first, second = folder / "第一首 🎵.wav", folder / "second.wav"
    for path in (first, second):
        path.write_bytes(song_path.read_bytes())
    drop(window, files(first, second))
    assert "left out: second.wav" in window.message_bar.text
    assert window.song.panel.zone.loading_words == f"Reading “{first.name}”…"
    qtbot.waitUntil(lambda: window.media_model.song is not None, timeout=10_000)
    assert window.project_model.project.song.path == str(first)
