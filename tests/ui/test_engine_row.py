"""The choice of an engine tells how well each suits this computer, and why one cannot be chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.engine_row import EngineRow

GIB = 1 << 30


@pytest.fixture
def row(qtbot: QtBot) -> EngineRow:
    row = EngineRow()
    qtbot.addWidget(row)
    row.show_engine("motion")
    return row


def test_motion__before_the_computer_is_known__fits(row: EngineRow) -> None:
    assert row.pill.text() == "Fits"
    assert "any computer" in row.pill.toolTip()


def test_diffusion__not_installed__is_listed_but_cannot_be_chosen(qtbot: QtBot, row: EngineRow) -> None:
    row.show()
    index = row.box.findData("wan-s2v")
    assert not row.box.model().flags(row.box.model().index(index, 0)) & Qt.ItemFlag.ItemIsEnabled
    qtbot.keyClick(row.box, Qt.Key.Key_Down)
    assert row.box.currentData() == "motion"
    row.close_worker()


@pytest.mark.parametrize(
    ("computer", "words"),
    [
        (Computer(4, 16 * GIB), "No NVIDIA card with 8 GB or more was found."),
        (Computer(4, 64 * GIB, Card("RTX 4070", 12282 << 20, 11 * GIB)), "The RTX 4070 has 12 GB"),
        (Computer(4, 64 * GIB, Card("GTX 1060", 6 * GIB, 5 * GIB)), "The GTX 1060 has 6 GB; 8 GB are needed."),
        (Computer(4, 16 * GIB, Card("RTX 4070", 12 * GIB, 11 * GIB)), "has 16 GB of memory; 32 GB are needed."),
    ],
)
def test_sentence__of_diffusion__names_what_is_missing(row: EngineRow, computer: Computer, words: str) -> None:
    row.show_computer(computer)
    assert words in row.sentence_of("wan-s2v")
    assert row.sentence_of("wan-s2v").startswith("Its model is not installed")
    assert row.box.itemData(row.box.findData("wan-s2v"), Qt.ItemDataRole.ToolTipRole) == row.sentence_of("wan-s2v")


def test_pill__clicked_in_the_window__compares_the_engines_of_this_computer(qtbot: QtBot, window: MainWindow) -> None:
    row = window.parameter_panel.engine
    qtbot.waitUntil(lambda: "being looked at" not in row.sentence_of("wan-s2v"), timeout=20_000)
    qtbot.mouseClick(row.pill, Qt.MouseButton.LeftButton)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    said = [label.text() for label in popup.findChildren(QLabel)]
    assert said[0] == "Motion (fast)"
    assert "Wan2.2-S2V" in said
    assert row.sentence_of("wan-s2v") in said
    popup.close()
