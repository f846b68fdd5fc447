"""Several videos through the real window, its queue and the real engine host."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from modal_dialogs import answering, click, saying
from mutagen.id3 import TIT2, TPE1
from mutagen.wave import WAVE
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from s2v_desktop.audio.tags import SongTags, read_tags
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.core.look import Resolution
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.library.speed import SpeedBook
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.queue_model import Job, JobState
from s2v_desktop.ui.viewmodels.queue_table_model import Column
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.batch_dialog import BatchDialog
from s2v_desktop.ui.widgets.queue_panel import QueuePanel

RENDER_MS = 120_000
WAITING, RENDERING, DONE, FAILED, CANCELLED = JobState


def press_generate(qtbot: QtBot, window: MainWindow) -> Job:
    count = len(window.queue_model.jobs)
    qtbot.mouseClick(window.render_bar.generate, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.queue_model.jobs) == count + 1, timeout=10_000)  # a picture may be read first
    return window.queue_model.jobs[-1]


def open_panel(qtbot: QtBot, window: MainWindow) -> QueuePanel:
    qtbot.mouseClick(window.render_bar.queue, Qt.MouseButton.LeftButton)
    panel = window.queue_desk.panel
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panel.table, timeout=5000)
    return panel


def select(panel: QueuePanel, row: int) -> None:
    QTest.keyClick(panel.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(row):
        QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.table.currentIndex().row() == row


def words(panel: QueuePanel, column: Column) -> list[str]:
    model = panel.table_model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def states(window: MainWindow) -> list[JobState]:
    return [job.state for job in window.queue_model.jobs]


def wait_until_empty(qtbot: QtBot, window: MainWindow) -> list[int]:
    with qtbot.waitSignal(window.queue_model.emptied, timeout=RENDER_MS) as emptied:
        pass
    return list(emptied.args)


def videos(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "videos").glob("*.mp4"))


def test_generate__three_times_one_without_its_picture__makes_two_and_the_third_later(
    qtbot: QtBot, loaded: MainWindow, picture_path: Path, tmp_path: Path, home: Path
) -> None:
    copy = tmp_path / "lost.png"
    shutil.copy(picture_path, copy)
    assert loaded.render_bar.generate.text().startswith("Generate")
    press_generate(qtbot, loaded)
    assert loaded.render_bar.generate.text().startswith("Add to queue · 3.0 s")
    original = loaded.project_model.project.picture
    assert original is not None
    loaded.project_model.set_picture(media_file(copy))
    press_generate(qtbot, loaded)
    loaded.project_model.set_picture(original)
    press_generate(qtbot, loaded)
    copy.unlink()
    assert states(loaded) == [RENDERING, WAITING, WAITING]
    assert len({job.target for job in loaded.queue_model.jobs}) == 3
    assert loaded.render_bar.queue.text() == "Queue (2)"
    assert wait_until_empty(qtbot, loaded) == [2, 1]
    assert states(loaded) == [DONE, FAILED, DONE]
    assert videos(home) == ["song - cover 2.mp4", "song - cover.mp4"]
    panel = open_panel(qtbot, loaded)
    assert "“lost.png” does not exist" in words(panel, Column.STATE)[1]
    assert "1 failed" in loaded.render_bar.queue.accessibleName()
    shutil.copy(picture_path, copy)
    select(panel, 1)
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS):
        QTest.keyClick(panel.table, Qt.Key.Key_F5)
    assert states(loaded) == [DONE, DONE, DONE]
    assert "song - lost.mp4" in videos(home)
    assert "about" in loaded.render_bar.generate.text()


def test_cancel__of_the_running_one__goes_on_with_the_next_and_keys_reorder(
    qtbot: QtBot, loaded: MainWindow, home: Path
) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    first = press_generate(qtbot, loaded)
    second = press_generate(qtbot, loaded)
    loaded.project_model.set_clip(Clip(2.0, 3.0))
    third = press_generate(qtbot, loaded)
    panel = open_panel(qtbot, loaded)
    select(panel, 2)
    QTest.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [job.number for job in loaded.queue_model.jobs] == [first.number, third.number, second.number]
    assert panel.table.currentIndex().row() == 1
    select(panel, 0)
    qtbot.waitUntil(lambda: "Rendering" in words(panel, Column.STATE)[0], timeout=RENDER_MS)
    with qtbot.waitSignal(loaded.render_model.cancelled, timeout=10_000):
        QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert states(loaded) == [CANCELLED, RENDERING, WAITING]
    with qtbot.waitSignal(loaded.render_model.finished, timeout=RENDER_MS) as finished:
        pass
    assert finished.args[0].request.clip == Clip(2.0, 3.0)
    assert states(loaded) == [CANCELLED, DONE, RENDERING]
    with qtbot.waitSignal(loaded.queue_model.emptied, timeout=10_000):
        panel.stop_all.trigger()
    assert states(loaded) == [CANCELLED, DONE, CANCELLED]
    assert len(videos(home)) == 1
    panel.clear.trigger()
    assert loaded.queue_model.jobs == ()


def test_stop_all__with_others_waiting__starts_none_of_them(qtbot: QtBot, loaded: MainWindow, home: Path) -> None:
    for _ in range(3):
        press_generate(qtbot, loaded)
    with qtbot.waitSignal(loaded.queue_model.emptied, timeout=RENDER_MS) as emptied:
        open_panel(qtbot, loaded).stop_all.trigger()
    assert emptied.args == [0, 0]
    assert states(loaded) == [CANCELLED] * 3
    assert loaded.render_model.state is RenderState.IDLE
    assert not list((home / "videos").iterdir())


def test_panel__edit_duplicate_and_skip__by_keys(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.project_model.set_clip(Clip(0.0, 11.0))
    press_generate(qtbot, loaded)
    loaded.project_model.set_look(seed=77)
    press_generate(qtbot, loaded)
    loaded.project_model.set_look(seed=5)
    panel = open_panel(qtbot, loaded)
    select(panel, 1)
    QTest.keyClick(panel.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    twin = loaded.queue_model.jobs[2]
    assert twin.work == loaded.queue_model.jobs[1].work
    assert twin.target != loaded.queue_model.jobs[1].target
    loaded.project_model.undo_stack.setClean()
    QTest.keyClick(panel.table, Qt.Key.Key_F2)
    assert loaded.project_model.look.seed == 77
    assert loaded.project_model.project == twin.work
    assert [job.number for job in loaded.queue_model.jobs][1:] == [twin.number]
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert states(loaded) == [RENDERING]
    assert not panel.edit.isEnabled()


def test_close__while_videos_wait__asks(qtbot: QtBot, loaded: MainWindow) -> None:
    for _ in range(3):
        press_generate(qtbot, loaded)
    loaded.project_model.undo_stack.setClean()
    with answering(saying("2 videos wait", click(QMessageBox.StandardButton.No))):
        assert not loaded.close()
    assert states(loaded) == [RENDERING, WAITING, WAITING]
    with answering(saying("2 videos wait", click(QMessageBox.StandardButton.Yes))):
        assert loaded.close()
    assert loaded.client.pid is None
    qtbot.wait(200)
    assert states(loaded)[1:] == [WAITING, WAITING]
    loaded.queue_model.stop_all()


def test_panel__every_control__has_a_name_a_tip_and_a_place_in_the_tab_order(qtbot: QtBot, loaded: MainWindow) -> None:
    panel = open_panel(qtbot, loaded)
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip() != button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.table.accessibleName()


def test_pause__before_the_host_knows_of_the_job__holds_it(qtbot: QtBot, loaded: MainWindow) -> None:
    press_generate(qtbot, loaded)
    loaded.render_model.toggle_pause()
    QTest.qWait(4000)
    assert states(loaded) == [RENDERING]
    loaded.render_model.toggle_pause()
    assert wait_until_empty(qtbot, loaded) == [1, 0]
    look, clip = loaded.project_model.look, loaded.project_model.clip
    expected_s = SpeedBook().expected_s(look, clip)
    assert expected_s == pytest.approx(loaded.queue_model.jobs[0].seconds_taken)  # pauses left out, so it teaches truly


def test_generate__file_of_the_name_came_while_it_waited__takes_another_name(
    qtbot: QtBot, loaded: MainWindow, home: Path
) -> None:
    press_generate(qtbot, loaded)
    waiting = press_generate(qtbot, loaded)
    waiting.target.write_bytes(b"of another program")
    assert wait_until_empty(qtbot, loaded) == [2, 0]
    assert waiting.target.read_bytes() == b"of another program"
    assert len(videos(home)) == 3


def add_series(qtbot: QtBot, window: MainWindow, do: Callable[[BatchDialog], None]) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, BatchDialog)
        do(dialog)
        QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)

    with answering(answer):
        window.actions_.batch.trigger()


def test_series__of_three_from_a_table__finds_the_beats_of_each_song_in_its_turn(
    qtbot: QtBot, window: MainWindow, picture_path: Path, song_path: Path, tmp_path: Path, home: Path
) -> None:
    window.project_model.set_look(resolution=Resolution.P480, fps=24, seed=9)
    window.project_model.set_clip(Clip(0.0, 3.0))
    table = tmp_path / "series.csv"
    table.write_text(
        f"picture,song,start\n{picture_path},{song_path},\n{picture_path},{song_path},0:04\nno.png,no.mp3,\n"
    )
    shown: list[str] = []

    def use_table(dialog: BatchDialog) -> None:
        dialog.use_table(table)
        shown.extend(dialog.table.item(row, 2).text() for row in range(3))
        shown.append(dialog.table.item(2, 0).text())
        assert dialog.add.text() == "Add 3 to the queue"

    add_series(qtbot, window, use_table)
    assert shown == ["liveliest part, 3.0 s", "0:04.000, 3.0 s", "liveliest part, 3.0 s", "no.png (not found)"]
    assert wait_until_empty(qtbot, window) == [2, 1]
    first, second, third = window.queue_model.jobs
    assert [job.state for job in (first, second, third)] == [DONE, DONE, FAILED]
    assert third.error is not None
    assert third.error.code is ErrorCode.FILE_MISSING
    for job in (first, second):
        assert isinstance(job.work, Project)
        assert job.work.beats.tempo_bpm == pytest.approx(120, abs=0.5)
        assert job.look.seed == 9
    assert second.clip.start_s == 4.0
    assert len(videos(home)) == 2


def test_series__songs_with_tags__names_its_videos_like_generate(
    qtbot: QtBot,
    window: MainWindow,
    picture_path: Path,
    song_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readers: list[threading.Thread] = []

    def read(path: Path) -> SongTags:
        readers.append(threading.current_thread())
        return read_tags(path)

    monkeypatch.setattr("s2v_desktop.audio.tags.read_tags", read)
    tagged, plain = tmp_path / "01.wav", tmp_path / "02.wav"
    for song in (tagged, plain):
        shutil.copy(song_path, song)
    tags = WAVE(tagged)
    tags.add_tags()
    tags.tags.add(TPE1(text="Mina"))
    tags.tags.add(TIT2(text="Night Train"))
    tags.save()
    picture = picture_path.stem
    add_series(qtbot, window, lambda dialog: dialog.use_files([picture_path, tagged, plain]))
    qtbot.waitUntil(lambda: len(window.queue_model.jobs) == 2, timeout=10_000)
    assert [job.target.name for job in window.queue_model.jobs] == [
        f"Mina - Night Train - {picture}.mp4",
        f"02 - {picture}.mp4",
    ]
    assert len(readers) == 2
    assert threading.main_thread() not in readers
    assert window.queue_desk.panel.isVisible()


def test_series__pictures_not_as_many_as_songs__cannot_be_added(
    qtbot: QtBot, loaded: MainWindow, picture_path: Path, song_path: Path, tmp_path: Path
) -> None:
    for name in ("1.png", "2.png", "3.png"):
        shutil.copy(picture_path, tmp_path / name)
    dialog = BatchDialog(loaded.project_model.project, loaded._settings.settings, loaded)
    qtbot.addWidget(dialog)
    assert len(dialog.pairs) == 1
    dialog.use_files([tmp_path])
    assert [pair.picture.name for pair in dialog.pairs] == ["1.png", "2.png", "3.png"]
    assert {work.beats for work in dialog.works()} == {loaded.project_model.beats}  # the user's own beats
    for name in ("1.wav", "2.wav"):
        shutil.copy(song_path, tmp_path / name)
    dialog.use_files([tmp_path])
    assert not dialog.add.isEnabled()
    assert "3 pictures and 2 songs" in dialog.note.text()
    assert QApplication.activeModalWidget() is None
