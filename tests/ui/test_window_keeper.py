"""Language and theme change at once: another window takes the place of the first, with all that was in it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Resolution
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.window_keeper import WindowKeeper


def flush() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def windows() -> list[MainWindow]:
    flush()
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]


@pytest.fixture
def keeper(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[WindowKeeper]:
    """A window that is kept, in English and dark."""
    monkeypatch.delenv("S2V_DESKTOP_LANGUAGE", raising=False)
    settings = SettingsStore()
    settings.change(language="en")
    made = WindowKeeper(lambda: make_window(qapp, settings), settings)
    made.window.resize(1280, 720)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.window.project_model.undo_stack.setClean()
    made.window.close()
    made.window.deleteLater()
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    made.deleteLater()
    flush()


@pytest.fixture
def filled(qtbot: QtBot, keeper: WindowKeeper, picture_path: Path, song_path: Path) -> WindowKeeper:
    """The kept window with picture, song, beats and three edits, the last of them undone."""
    window = keeper.window
    window.open_paths([picture_path, song_path])
    qtbot.waitUntil(
        lambda: bool(window.project_model.beats.beats) and window.media_model.picture is not None, timeout=20_000
    )
    window.project_model.set_look(resolution=Resolution.P480, fps=24)
    window.song.clips.set_duration(3.0)
    window.project_model.set_look(prompt="film grain")
    window.actions_.undo.trigger()
    return keeper


def choose(keeper: WindowKeeper, group: str, value: str) -> None:
    next(action for action in getattr(keeper.window.actions_, group).actions() if action.data() == value).trigger()


def change(qtbot: QtBot, keeper: WindowKeeper, group: str, value: str) -> MainWindow:
    former = keeper.window
    choose(keeper, group, value)
    qtbot.waitUntil(lambda: keeper.window is not former and keeper.window.isVisible(), timeout=10_000)
    return keeper.window


def steps(window: MainWindow) -> list[str]:
    stack = window.project_model.undo_stack
    return [stack.text(index) for index in range(stack.count())]


def test_language__chosen_and_chosen_back__is_spoken_at_once_in_one_window(
    qtbot: QtBot, qapp: QApplication, filled: WindowKeeper
) -> None:
    flush()
    threads = threading.active_count()
    size, place = filled.window.size(), filled.window.pos()
    window = change(qtbot, filled, "languages", "zh_CN")
    assert windows() == [window]
    assert "生成" in window.render_bar.generate.text()
    assert window.menuBar().actions()[0].text().startswith("文件")
    assert (window.size(), window.pos()) == (size, place)
    assert len(qapp.findChildren(QTranslator)) == 2
    window = change(qtbot, filled, "languages", "en")
    assert windows() == [window]
    assert window.render_bar.generate.text().startswith("Generate 3.0 s")
    assert qapp.findChildren(QTranslator) == []
    qtbot.waitUntil(lambda: threading.active_count() <= threads, timeout=10_000)


def test_language__changed__loses_nothing_and_reads_nothing_again(
    qtbot: QtBot, filled: WindowKeeper, tmp_path: Path
) -> None:
    former = filled.window
    former.files.project_path = tmp_path / "mine.s2v"
    former.song.player.seek(2.5)
    project, song, picture = former.project_model.project, former.media_model.song, former.media_model.picture
    steps, step = former.project_model.undo_stack.count(), former.project_model.undo_stack.index()
    window = change(qtbot, filled, "languages", "zh_CN")
    assert window.project_model.project == project
    assert window.media_model.song is song
    assert window.media_model.picture is picture
    assert window.song.panel.waveform.isVisible()
    assert window.image_canvas.image is not None
    assert window.song.player.position_s == pytest.approx(2.5)
    assert window.files.project_path == tmp_path / "mine.s2v"
    assert window.windowTitle().startswith("mine*")
    stack = window.project_model.undo_stack
    assert (stack.count(), stack.index()) == (steps, step)
    stack.redo()
    assert window.project_model.look.prompt == "film grain"
    stack.setIndex(step - 1)
    assert window.project_model.clip.duration_s > 3.0
    stack.setIndex(step)
    assert window.project_model.project == project


def test_undo_steps__language_chosen_and_chosen_back__are_named_in_it(qtbot: QtBot, filled: WindowKeeper) -> None:
    english = steps(filled.window)
    assert english[-2:] == ["length of the clip", "change of look"]
    chinese = steps(change(qtbot, filled, "languages", "zh_CN"))
    assert len(chinese) == len(english)
    assert all(re.search(r"[一-鿿]", name) for name in chinese)
    assert filled.window.actions_.undo.text().endswith(filled.window.project_model.undo_stack.undoText())
    assert steps(change(qtbot, filled, "languages", "en")) == english


def test_theme__chosen__is_worn_at_once_and_clean_stays_clean(qtbot: QtBot, keeper: WindowKeeper) -> None:
    dark = keeper.window.palette().window().color().lightness()
    window = change(qtbot, keeper, "themes", "light")
    assert window.palette().window().color().lightness() > 200 > 100 > dark
    assert window.project_model.undo_stack.isClean()
    assert change(qtbot, keeper, "themes", "dark").palette().window().color().lightness() == dark


def test_theme__of_the_system__needs_no_other_window_where_it_is_the_same(qtbot: QtBot, keeper: WindowKeeper) -> None:
    former = keeper.window
    choose(keeper, "themes", "system")
    qtbot.wait(50)
    assert keeper.window is former


def test_language__chosen_while_a_video_is_made__changes_when_it_is_finished(
    qtbot: QtBot, filled: WindowKeeper
) -> None:
    former = filled.window
    finished: list[Path] = []
    former.render_model.finished.connect(lambda take: finished.append(take.path))
    former.actions_.generate.trigger()
    assert former.render_model.state is RenderState.RUNNING
    choose(filled, "languages", "zh_CN")
    assert "as soon as no video is being made" in former.message_bar.text
    assert filled.window is former
    qtbot.waitUntil(lambda: filled.window is not former, timeout=120_000)
    assert finished[0].exists()
    assert filled.window.preview_player.takes.take is not None
    assert filled.window.preview_player.takes.take.path == finished[0]
    assert [job.target for job in filled.window.queue_model.jobs] == finished
