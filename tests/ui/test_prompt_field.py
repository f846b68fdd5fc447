"""The prompt in the real window: phrases by a menu, understood words marked, and the length in bars."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import BeatGrid, Tempo
from s2v_desktop.director.prompt import parse_prompt
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.widgets.parameter_panel import bars_in


def phrases(window: MainWindow) -> list[QAction]:
    menu = window.parameter_panel.phrases.menu()
    return [entry for part in menu.actions() for entry in part.menu().actions()]  # type: ignore[attr-defined]


def marked(window: MainWindow) -> list[str]:
    return [selection.cursor.selectedText() for selection in window.parameter_panel.prompt.extraSelections()]  # type: ignore[attr-defined]


def test_phrases__each__is_understood_as_what_it_stands_for(window: MainWindow) -> None:
    assert len(phrases(window)) > 20
    for entry in phrases(window):
        plan = parse_prompt(entry.text())
        assert [instruction.action for instruction in plan.instructions] == [entry.data()], entry.text()
        assert plan.unknown == ()


def test_phrases__two_chosen__stand_in_the_prompt_and_are_undone_one_by_one(qtbot: QtBot, window: MainWindow) -> None:
    by_text = {entry.text(): entry for entry in phrases(window)}
    by_text["film grain"].trigger()
    by_text["slow zoom in"].trigger()
    assert window.project_model.look.prompt == "film grain, slow zoom in"
    window.parameter_panel.prompt.undo()
    assert window.project_model.look.prompt == "film grain"


def test_ctrl_z__in_the_prompt_that_has_nothing_to_undo__undoes_the_last_edit(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.parameter_panel
    panel.prompt.setFocus()
    qtbot.mouseClick(panel.motion, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.motion.height() // 2))
    assert not window.project_model.look.motion
    assert panel.prompt.hasFocus()
    qtbot.keyClick(panel.prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.project_model.look.motion
    qtbot.keyClicks(panel.prompt, "glow")
    qtbot.keyClick(panel.prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.project_model.look.prompt == ""  # what was typed comes first
    assert window.project_model.look.motion


@pytest.mark.parametrize("field", ["prompt", "negative"])
def test_input_method__composing__counts_only_what_is_committed(qtbot: QtBot, window: MainWindow, field: str) -> None:
    edit = getattr(window.parameter_panel, field)
    look_field = "prompt" if field == "prompt" else "negative_prompt"
    QApplication.sendEvent(edit, QInputMethodEvent("huanman", []))
    assert getattr(window.project_model.look, look_field) == ""
    committed = QInputMethodEvent("", [])
    committed.setCommitString("缓慢推近")
    QApplication.sendEvent(edit, committed)
    assert getattr(window.project_model.look, look_field) == "缓慢推近"
    assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_words__understood__are_marked_where_they_stand(qtbot: QtBot, window: MainWindow) -> None:
    steps = window.project_model.undo_stack.count()
    qtbot.keyClicks(window.parameter_panel.prompt, "purple elephants, zoom in, no film grain")
    qtbot.waitUntil(lambda: marked(window) == ["zoom in", "film grain", "no"], timeout=5000)
    struck = [
        selection.format.fontStrikeOut()  # type: ignore[attr-defined]
        for selection in window.parameter_panel.prompt.extraSelections()
    ]
    assert struck == [False, True, False]
    assert window.project_model.undo_stack.count() == steps + 1


@pytest.mark.parametrize("prompt", ["🎸🎸 zoom in", "吉他🎸，缓慢推近，胶片颗粒"])
def test_words__after_signs_of_two_units__are_marked_where_they_stand(
    qtbot: QtBot, window: MainWindow, prompt: str
) -> None:
    window.project_model.set_look(prompt=prompt)
    plan = parse_prompt(prompt)
    wanted = [prompt[words.start : words.end] for words in (*plan.instructions, *plan.helping)]
    assert wanted
    qtbot.waitUntil(lambda: marked(window) == wanted, timeout=5000)
    window.project_model.set_look(prompt="")
    qtbot.waitUntil(lambda: marked(window) == [], timeout=5000)


def drop(target: QWidget, content: QMimeData) -> None:
    """Let go of ``content`` over the middle of ``target``."""
    middle, copy = QPointF(target.rect().center()), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle.toPoint(), copy, content, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(middle, copy, content, left, none))


def test_picture__dropped_on_the_prompt__is_used_and_not_written_down(
    qtbot: QtBot, window: MainWindow, picture_path: Path
) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(picture_path))])
    content.setText(str(picture_path))
    drop(window.parameter_panel.prompt.viewport(), content)
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=10_000)
    assert window.parameter_panel.prompt.toPlainText() == ""


def test_words__dropped_on_the_prompt__stand_in_it(window: MainWindow) -> None:
    content = QMimeData()
    content.setText("film grain")
    drop(window.parameter_panel.prompt.viewport(), content)
    assert window.project_model.look.prompt == "film grain"


def test_bars__length_of_the_clip__is_counted_by_the_tempo(window: MainWindow) -> None:
    model = window.project_model
    assert not window.parameter_panel.bars.isVisible()
    model.set_beats(BeatGrid().with_steady_tempo(Tempo(120.0, 0.0), 30.0), EditName.STEADY_TEMPO)
    window.song.clips.set_duration(8.0)
    assert model.clip.duration_s == 8.0
    assert window.parameter_panel.bars.text() == "= 4 bars"
    window.song.clips.set_duration(9.0)
    assert window.parameter_panel.bars.text() == "about 4.5 bars"
    assert bars_in(8.0, BeatGrid()) is None
