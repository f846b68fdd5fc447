"""The dialog that asks for a name: what is typed and chosen, what file is asked about, what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from modal_dialogs import Answer, answering, choose_kind, click, give_up, saying, type_name
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.save_dialog import ask_save_path

KINDS = {
    "Labels": (".txt",),
    "Sonic Visualiser": (".sv.csv",),
    "MIDI": (".mid", ".midi"),
    "Spreadsheet": (".csv",),
    "Everything": (".json",),
}
Button = QMessageBox.StandardButton


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "beats"
    folder.mkdir()
    return folder


def ask(parent: QWidget, start: Path, *answers: Answer) -> Path | None:
    with answering(*answers):
        return ask_save_path(parent, "Export beats", start, KINDS)


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("", "song.txt"),
        ("other", "other.txt"),
        ("Song v1.2", "Song v1.2.txt"),
        ("other.csv", "other.csv"),
        ("other.sv.csv", "other.sv.csv"),
        ("other.midi", "other.midi"),
        ("OTHER.MID", "OTHER.MID"),
        ("other.mp3", "other.mp3.txt"),
    ],
)
def test_name__typed__gets_the_usual_end_unless_it_has_one(
    parent: QWidget, folder: Path, typed: str, saved: str
) -> None:
    assert ask(parent, folder / "song.txt", type_name(typed)) == folder / saved


@pytest.mark.parametrize(
    ("start", "kind", "saved"),
    [
        ("song.txt", "Sonic Visualiser", "song.sv.csv"),
        ("song.sv.csv", "Everything", "song.json"),
        ("song.txt", "MIDI", "song.mid"),
        ("song.sv.csv", "Spreadsheet", "song.csv"),
        ("Song v1.2", "MIDI", "Song v1.2.mid"),
    ],
)
def test_kind__chosen__changes_the_end_and_nothing_else(
    parent: QWidget, folder: Path, start: str, kind: str, saved: str
) -> None:
    def shown(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        assert field.text() == saved
        type_name("")(dialog)

    assert ask(parent, folder / start, choose_kind(kind, shown)) == folder / saved


def test_kind__chosen_before_a_name_is_typed__gives_it_its_end(parent: QWidget, folder: Path) -> None:
    assert ask(parent, folder / "song.txt", choose_kind("MIDI", type_name("Song v1.2"))) == folder / "Song v1.2.mid"


@pytest.mark.parametrize("typed", ["song", "Song v1.2"])
def test_file_that_exists__question__is_about_what_will_be_written(parent: QWidget, folder: Path, typed: str) -> None:
    there = folder / f"{typed}.mid"
    there.touch()
    chosen = choose_kind("MIDI", type_name(typed))
    keep, replace = (saying(there.name, click(button)) for button in (Button.No, Button.Yes))
    assert ask(parent, folder / "x.txt", chosen, keep, type_name("another")) == folder / "another.mid"
    assert ask(parent, folder / "x.txt", chosen, replace) == there


def test_file_of_another_kind_exists__no_question__it_is_not_touched(parent: QWidget, folder: Path) -> None:
    (folder / "song.txt").touch()
    (folder / "song").touch()
    assert ask(parent, folder / "song.txt", choose_kind("Everything", type_name(""))) == folder / "song.json"


def test_folder__typed__is_entered(parent: QWidget, folder: Path) -> None:
    (folder / "inner").mkdir()
    assert ask(parent, folder / "x.txt", type_and_stay("inner", "song")) == folder / "inner" / "song.txt"


def type_and_stay(folder: str, name: str) -> Answer:
    """Type the name of a folder, which leaves the dialog open, and then that of a file."""

    def answer(dialog: QDialog) -> None:
        type_name(folder)(dialog)
        assert dialog.isVisible()
        type_name(name)(dialog)

    return answer


def test_dialog_of_the_system__name_not_completed__we_ask_ourselves(parent: QWidget, folder: Path) -> None:
    (folder / "Song v1.2.txt").touch()
    keep, replace = (saying("“Song v1.2.txt” exists already", click(button)) for button in (Button.No, Button.Yes))
    answers = (name_in_hidden_field("Song v1.2"), keep, name_in_hidden_field("Song v1.2"), replace)
    assert ask(parent, folder / "x.txt", *answers) == folder / "Song v1.2.txt"


def name_in_hidden_field(name: str) -> Answer:
    """Type ``name`` where the program cannot complete it, as in the system's dialogs."""

    def answer(dialog: QDialog) -> None:
        field = next(edit for edit in dialog.findChildren(QLineEdit) if edit.objectName() in ("fileNameEdit", "hidden"))
        field.setObjectName("hidden")
        field.selectAll()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return answer


def test_escape__nothing_is_chosen(parent: QWidget, folder: Path) -> None:
    assert ask(parent, folder / "song.txt", give_up) is None


def test_start__in_a_folder_that_is_missing__is_offered_in_the_nearest_there_is(parent: QWidget, folder: Path) -> None:
    assert ask(parent, folder / "not yet" / "song.txt", type_name("")) == folder / "song.txt"
