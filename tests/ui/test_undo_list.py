"""The undo list on a real undo stack."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand, QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.widgets.undo_list import UndoList


@pytest.fixture
def stack(qtbot: QtBot) -> QUndoStack:
    stack = QUndoStack()
    for words in ("Add a beat", "Move 3 beats", "Half tempo"):
        stack.push(QUndoCommand(words))
    return stack


@pytest.fixture
def steps(qtbot: QtBot, stack: QUndoStack) -> UndoList:
    widget = UndoList(stack)
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitExposed(widget)
    widget.setFocus()
    return widget


def words(steps: UndoList) -> list[str]:
    model = steps.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_steps__are_listed_from_the_beginning__the_present_one_marked(steps: UndoList, stack: QUndoStack) -> None:
    assert words(steps) == ["The beginning", "Add a beat", "Move 3 beats", "Half tempo"]
    assert steps.view.currentIndex().data() == "Half tempo"
    stack.undo()
    assert steps.view.currentIndex().data() == "Move 3 beats"


def test_click__goes_to_the_step(qtbot: QtBot, steps: UndoList, stack: QUndoStack) -> None:
    at = steps.view.visualRect(steps.view.model().index(1, 0)).center()
    qtbot.mouseClick(steps.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert stack.index() == 1


def test_keys__go_up_and_down(qtbot: QtBot, steps: UndoList, stack: QUndoStack) -> None:
    qtbot.keyClick(steps.view, Qt.Key.Key_Home)
    assert stack.index() == 0
    qtbot.keyClick(steps.view, Qt.Key.Key_Down)
    assert stack.index() == 1


def test_undone_steps__are_drawn_dimmer(qtbot: QtBot, steps: UndoList, stack: QUndoStack) -> None:
    def brightness(row: int) -> float:
        picture = steps.view.viewport().grab(steps.view.visualRect(steps.view.model().index(row, 0))).toImage()
        levels = [picture.pixelColor(x, y).value() for x in range(picture.width()) for y in range(picture.height())]
        background = levels[0]
        return max(abs(level - background) for level in levels)

    before = brightness(2)
    stack.setIndex(1)
    assert brightness(2) < before


def test_new_stack__shows_only_the_beginning(qtbot: QtBot) -> None:
    steps = UndoList(QUndoStack())
    qtbot.addWidget(steps)
    assert words(steps) == ["The beginning"]
    assert steps.view.accessibleName()
