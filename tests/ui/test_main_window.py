"""The window as a user meets it: opens, takes files, says what is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from modal_dialogs import answering, click, give_up, saying, type_name
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import BeatSource
from s2v_desktop.core.project import Project, load_project, media_file, save_project
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.clip_edit import cuts_a_bar
from s2v_desktop.ui.widgets.shortcuts_sheet import ShortcutsSheet

Button = QMessageBox.StandardButton


def drop(window: MainWindow, *paths: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, copy, content, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, content, left, none))


def test_window__opened__shows_every_part_inside_1280_by_720(window: MainWindow) -> None:
    parts = (window.image_canvas, window.preview_player, window.parameter_panel, window.song.panel, window.render_bar)
    assert all(part.isVisible() for part in parts)
    for part in parts:
        corner = part.mapTo(window, QPoint(part.width(), part.height()))
        assert corner.x() <= 1280, part.accessibleName()
        assert corner.y() <= 720, part.accessibleName()


def test_window__parameters_at_1280_by_720__need_no_scrolling(window: MainWindow) -> None:
    panel = window.parameter_panel
    assert panel.verticalScrollBar().maximum() == 0
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_window__nothing_loaded__cannot_generate(window: MainWindow) -> None:
    assert not window.render_bar.generate.isEnabled()
    assert "picture and a song" in window.render_bar.status_text


def test_drop__song__shows_waveform_before_beats_and_then_beats(
    qtbot: QtBot, window: MainWindow, song_path: Path
) -> None:
    order: list[str] = []
    window.media_model.song_loaded.connect(lambda _: order.append("song"))
    window.project_model.beats_changed.connect(lambda _: order.append("beats"))
    drop(window, song_path)
    qtbot.waitUntil(lambda: "beats" in order, timeout=20_000)
    assert order[0] == "song"
    assert window.song.panel.waveform.isVisible()
    assert window.project_model.beats.source is BeatSource.TRACKED
    tempo = window.project_model.beats.tempo_bpm
    assert tempo == pytest.approx(120, abs=2)


def test_drop__picture_and_song__are_ready_to_generate(loaded: MainWindow) -> None:
    assert loaded.render_bar.generate.isEnabled()
    assert "Generate 3.0 s" in loaded.render_bar.generate.text()
    assert "854 × 480" in loaded.render_bar.generate.text()


def test_drop__text_file__says_so_in_plain_words(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a picture")
    drop(window, path)
    qtbot.waitUntil(lambda: "notes.txt" in window.message_bar.text, timeout=10_000)
    assert "not a picture" in window.message_bar.text
    assert "Traceback" not in window.message_bar.text


def test_open__song_that_is_gone__says_so(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.open_paths([tmp_path / "gone.wav"])
    qtbot.waitUntil(lambda: "“gone.wav” does not exist" in window.message_bar.text, timeout=10_000)


def test_open__second_song_at_once__drops_the_first(
    qtbot: QtBot, window: MainWindow, song_path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.wav"
    other.write_bytes(song_path.read_bytes()[:-44_100])
    names: list[str] = []
    window.media_model.song_loaded.connect(lambda loaded: names.append(Path(loaded.media.path).name))
    window.open_paths([song_path])
    window.open_paths([other])
    qtbot.waitUntil(lambda: bool(window.project_model.beats.beats), timeout=20_000)
    assert names == ["other.wav"]


def test_paste__picture_on_clipboard__is_used(qtbot: QtBot, window: MainWindow) -> None:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(window.media_model.picture_loaded, timeout=10_000):
        window.actions_.paste.trigger()
    assert window.image_canvas.image is not None
    assert window.image_canvas.image.width() == 400


def test_project__saved_and_opened_again__is_the_same(qtbot: QtBot, loaded: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.s2v"
    loaded.files.project_path = path
    loaded.project_model.set_look(prompt="film grain")
    loaded.actions_.save.trigger()
    saved = loaded.project_model.project
    assert load_project(path) == saved
    assert loaded.windowTitle() == "mine – S2V Desktop"
    loaded.project_model.open_project(Project())
    assert not loaded.song.panel.waveform.isVisible()
    loaded.open_paths([path])
    qtbot.waitUntil(loaded.song.panel.waveform.isVisible, timeout=10_000)
    assert loaded.project_model.project == saved
    assert loaded.parameter_panel.prompt.toPlainText() == "film grain"


def test_close__unsaved_changes__asks_and_stays_on_cancel(loaded: MainWindow) -> None:
    with answering(click(Button.Cancel)):
        loaded.close()
    assert loaded.isVisible()


def test_close__nothing_but_settings_was_changed__asks_nothing(window: MainWindow) -> None:
    window.project_model.set_look(engine="wan-s2v")
    assert not window.project_model.undo_stack.isClean()
    assert window.close()


def test_close__words_were_written__asks(window: MainWindow) -> None:
    window.project_model.set_look(prompt="film grain")
    with answering(click(Button.Cancel)):
        assert not window.close()


def test_close__unsaved_changes_discarded__closes_and_writes_nothing(loaded: MainWindow, tmp_path: Path) -> None:
    loaded.files.project_path = tmp_path / "mine.s2v"
    with answering(click(Button.Discard)):
        loaded.close()
    assert not loaded.isVisible()
    assert not (tmp_path / "mine.s2v").exists()


def test_close__unsaved_changes_saved__closes_with_them_on_disk(loaded: MainWindow, tmp_path: Path) -> None:
    loaded.files.project_path = tmp_path / "mine.s2v"
    with answering(click(Button.Save)):
        loaded.close()
    assert not loaded.isVisible()
    assert load_project(tmp_path / "mine.s2v") == loaded.project_model.project


def test_close__saved_under_no_name__stays(loaded: MainWindow) -> None:
    with answering(click(Button.Save), give_up):
        loaded.close()
    assert loaded.isVisible()


@pytest.mark.parametrize(("button", "saved"), [(Button.Save, True), (Button.Discard, False)])
def test_sample__unsaved_changes__is_opened_after_save_or_discard(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path, button: QMessageBox.StandardButton, saved: bool
) -> None:
    loaded.files.project_path = tmp_path / "mine.s2v"
    with answering(click(button)):
        loaded.actions_.open_sample.trigger()
    qtbot.waitUntil(lambda: loaded.project_model.beats.source is BeatSource.FILE, timeout=20_000)
    assert (tmp_path / "mine.s2v").exists() == saved


def test_sample__unsaved_changes_and_cancel__leaves_the_project(loaded: MainWindow) -> None:
    before = loaded.project_model.project
    with answering(click(Button.Cancel)):
        loaded.actions_.open_sample.trigger()
    assert loaded.project_model.project == before
    assert not loaded.project_model.undo_stack.isClean()


def test_accessibility__every_control__has_a_name(loaded: MainWindow) -> None:
    nameless = [
        widget
        for widget in loaded.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not (isinstance(area := widget.parent(), QAbstractScrollArea) and area.viewport() is widget)
        and not widget.objectName().startswith("qt_")
    ]
    assert not nameless


def test_keyboard__tab__reaches_every_visible_control(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.image_canvas.setFocus()
    reached = {loaded.focusWidget()}
    for _ in range(80):
        qtbot.keyClick(loaded.focusWidget(), Qt.Key.Key_Tab)
        reached.add(loaded.focusWidget())
    wanted = {
        loaded.image_canvas,
        loaded.song.panel.waveform,
        loaded.parameter_panel.duration,
        loaded.parameter_panel.prompt,
        loaded.parameter_panel.seed,
        loaded.parameter_panel.motion,
        loaded.render_bar.generate,
    }
    assert wanted <= reached


def test_space__in_the_waveform__plays_and_pauses_the_song(qtbot: QtBot, loaded: MainWindow) -> None:
    with qtbot.waitSignal(loaded.song.player.position_changed, check_params_cb=lambda s: s > 0, timeout=5000):
        qtbot.keyClick(loaded.song.panel.waveform, Qt.Key.Key_Space)
    assert loaded.song.player.playing
    qtbot.keyClick(loaded.song.panel.waveform, Qt.Key.Key_Space)
    assert not loaded.song.player.playing


def test_sample__at_the_first_start__is_ready_to_try(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_.open_sample.trigger()
    qtbot.waitUntil(
        lambda: window.media_model.song is not None and window.media_model.picture is not None, timeout=20_000
    )
    assert window.render_bar.generate.isEnabled()
    assert window.project_model.beats.source is BeatSource.FILE
    assert window.project_model.undo_stack.isClean()
    assert window.project_model.clip.duration_s == pytest.approx(4 * 4 * 60 / 116)
    assert not cuts_a_bar(window.project_model.clip, window.project_model.beats)


def test_shortcuts__of_all_menus__are_all_different_and_listed_by_f1(window: MainWindow) -> None:
    keys = [action.shortcut().toString() for action in window.actions_.all_with_shortcuts()]
    assert len(keys) == len(set(keys)) > 40
    window.actions_.shortcuts.trigger()
    sheet = window.findChild(ShortcutsSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.close()


def test_project__whose_song_is_gone__says_so_and_shows_no_other_song(
    qtbot: QtBot, loaded: MainWindow, song_path: Path, tmp_path: Path
) -> None:
    song = tmp_path / "moved away.wav"
    song.write_bytes(song_path.read_bytes())
    project = msgspec.structs.replace(loaded.project_model.project, song=media_file(song))
    save_project(project, tmp_path / "mine.s2v")
    song.unlink()
    loaded.project_model.undo_stack.setClean()
    loaded.open_paths([tmp_path / "mine.s2v"])
    qtbot.waitUntil(lambda: "“moved away.wav” does not exist" in loaded.message_bar.text, timeout=10_000)
    assert not loaded.song.panel.waveform.isVisible()


def test_save__nothing_chosen__keeps_the_changes_unsaved(loaded: MainWindow) -> None:
    with answering(give_up):
        assert not loaded.files.save()
    assert not loaded.project_model.undo_stack.isClean()


def test_save__name_with_a_dot__is_kept_and_ends_as_projects_do(loaded: MainWindow, tmp_path: Path) -> None:
    with answering(type_name(str(tmp_path / "Song v1.2"))):
        assert loaded.files.save()
    assert load_project(tmp_path / "Song v1.2.s2v") == loaded.project_model.project
    assert loaded.project_model.undo_stack.isClean()


def test_export_to__name_chosen__renders_there(qtbot: QtBot, loaded: MainWindow, tmp_path: Path) -> None:
    with (
        qtbot.waitSignal(loaded.render_model.finished, timeout=120_000),
        answering(type_name(str(tmp_path / "my video"))),
    ):
        loaded.actions_.export_to.trigger()
    assert (tmp_path / "my video.mp4").exists()


def test_export_to__video_of_that_name__is_kept_unless_replaced(loaded: MainWindow, tmp_path: Path) -> None:
    there = tmp_path / "mine.mp4"
    there.write_bytes(b"an older video")
    keep, replace = (saying("mine.mp4", click(button)) for button in (Button.No, Button.Yes))
    with answering(type_name(str(tmp_path / "mine")), keep, give_up):
        assert loaded.files.choose_target("video.mp4") is None
    with answering(type_name(str(tmp_path / "mine")), replace):
        assert loaded.files.choose_target("video.mp4") == there
