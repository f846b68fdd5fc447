"""Presets by hand in the real window: saved, applied, renamed, deleted, handed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from modal_dialogs import answering, click, type_name
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Aspect, MotionLevel
from s2v_desktop.director.prompt import parse_prompt
from s2v_desktop.library.presets import PresetLibrary, read_preset
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.preset_row import PresetRow

Yes = QMessageBox.StandardButton.Yes
No = QMessageBox.StandardButton.No


def say_name(name: str) -> Callable[[QDialog], None]:
    def answer(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit)
        assert field is not None
        field.selectAll()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return answer


@pytest.fixture
def row(window: MainWindow) -> PresetRow:
    return window.parameter_panel.presets


def names() -> list[str]:
    return [preset.name for preset in PresetLibrary().presets()]


def choose(qtbot: QtBot, row: PresetRow, name: str) -> None:
    """Choose by the arrow keys, as a closed choice allows."""
    wanted = row.box.findText(name)
    assert wanted >= 0
    for _ in range(30):
        if row.box.currentIndex() == wanted:
            return
        qtbot.keyClick(row.box, Qt.Key.Key_Down if row.box.currentIndex() < wanted else Qt.Key.Key_Up)
    raise AssertionError(name)


def test_built_in__chosen__sets_words_and_motion_in_one_undo_step(
    qtbot: QtBot, window: MainWindow, row: PresetRow
) -> None:
    window.project_model.set_look(aspect=Aspect.TALL, seed=99)
    steps = window.project_model.undo_stack.count()
    index = row.box.findText("Old film")
    row.box.setCurrentIndex(index)
    row.box.activated.emit(index)
    look = window.project_model.look
    assert "film grain" in look.prompt
    assert (look.motion_level, look.aspect, look.seed) == (MotionLevel.LOW, Aspect.TALL, 99)
    assert window.project_model.undo_stack.count() == steps + 1
    assert row.box.currentText() == "Old film"
    assert not row.delete.isEnabled()
    window.actions_.undo.trigger()
    assert window.project_model.look.prompt == ""
    assert row.box.currentText() == "Clear: as the music goes"


def test_built_in__every_word_of_every_prompt__is_understood(row: PresetRow) -> None:
    for index in range(row.box.count()):
        plan = parse_prompt(row.box.itemData(index).look.prompt)
        assert plan.unknown == ()


def test_save__named__is_kept_shown_and_applied_again(qtbot: QtBot, window: MainWindow, row: PresetRow) -> None:
    window.project_model.set_look(prompt="strobe", fps=24, seed=5)
    with answering(say_name("Mine")):
        row.save.trigger()
    assert names() == ["Mine"]
    assert row.box.currentText() == "Mine"
    window.project_model.set_look(prompt="stable", fps=30, seed=6)
    choose(qtbot, row, "Mine")
    look = window.project_model.look
    assert (look.prompt, look.fps, look.seed) == ("strobe", 24, 5)


def test_seed__locked__stays_where_a_preset_is_applied(qtbot: QtBot, window: MainWindow, row: PresetRow) -> None:
    window.project_model.set_look(prompt="strobe", seed=5)
    with answering(say_name("Mine")):
        row.save.trigger()
    window.project_model.set_look(prompt="stable", seed=6)
    qtbot.mouseClick(window.parameter_panel.seed_lock, Qt.MouseButton.LeftButton)
    choose(qtbot, row, "Mine")
    assert (window.project_model.look.prompt, window.project_model.look.seed) == ("strobe", 6)


def test_save__name_that_is_taken__asks(window: MainWindow, row: PresetRow) -> None:
    for prompt, answers in (
        ("strobe", [say_name("Mine")]),
        ("stable", [say_name("mine"), click(No)]),
        ("glow", [say_name("mine"), click(Yes)]),
    ):
        window.project_model.set_look(prompt=prompt)
        with answering(*answers):
            row.save.trigger()
    assert [preset.look.prompt for preset in PresetLibrary().presets()] == ["glow"]


def test_save__no_name__is_told_in_plain_words(window: MainWindow, row: PresetRow) -> None:
    with answering(say_name(" ")):
        row.save.trigger()
    assert "The value of the name cannot be used." in window.message_bar.text


def test_rename_export_delete_import__go_round(window: MainWindow, row: PresetRow, tmp_path: Path) -> None:
    window.project_model.set_look(prompt="strobe")
    with answering(say_name("Mine")):
        row.save.trigger()
    with answering(say_name("Ours")):
        row.rename.trigger()
    assert names() == ["Ours"]
    given = tmp_path / "given.s2vlook"
    with answering(type_name(str(given))):
        row.export.trigger()
    assert read_preset(given).name == "Ours"
    with answering(click(Yes)):
        row.delete.trigger()
    assert names() == []
    window.project_model.set_look(prompt="")
    with answering(type_name(str(given))):
        row.load.trigger()
    assert names() == ["Ours"]
    assert window.project_model.look.prompt == "strobe"
    assert row.box.currentText() == "Ours"


def test_import__damaged_file__is_told_and_changes_nothing(window: MainWindow, row: PresetRow, tmp_path: Path) -> None:
    bad = tmp_path / "bad.s2vlook"
    bad.write_text("{}")
    before = window.project_model.look
    with answering(type_name(str(bad))):
        row.load.trigger()
    assert "“bad.s2vlook” is not a preset" in window.message_bar.text
    assert window.project_model.look == before
    assert names() == []
