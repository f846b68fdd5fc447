"""The choice of an engine tells how well each suits this computer, and what keeps one from being chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.engines import installed
from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.engine_popup import EnginePopup
from s2v_desktop.ui.widgets.engine_row import EngineRow

GIB = 1 << 30
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def row(qtbot: QtBot) -> EngineRow:
    row = EngineRow()
    qtbot.addWidget(row, before_close_func=lambda row: row.close_worker())
    row.show_engine("motion")
    return row


def is_listed(row: EngineRow, engine: str) -> bool:
    """Tell whether the list lets ``engine`` be clicked on."""
    index = row.box.model().index(row.box.findData(engine), 0)
    return bool(row.box.model().flags(index) & Qt.ItemFlag.ItemIsEnabled)


def text_of(row: EngineRow, engine: str) -> str:
    return row.box.itemText(row.box.findData(engine))


def test_motion__before_the_computer_is_known__fits(row: EngineRow) -> None:
    assert row.pill.text() == "Fits"
    assert "any computer" in row.pill.toolTip()
    assert row.can_choose("motion")


def test_diffusion__parts_missing__is_listed_with_what_it_lacks(row: EngineRow) -> None:
    row.show_missing(("vae", "text encoder"))
    assert not row.can_choose("wan-s2v")
    assert text_of(row, "wan-s2v") == "Wan2.2-S2V (get the model…)"
    assert "Missing in the models folder: picture decoder (VAE), text encoder." in row.sentence_of("wan-s2v")
    tip = row.box.itemData(row.box.findData("wan-s2v"), Qt.ItemDataRole.ToolTipRole)
    assert tip == row.sentence_of("wan-s2v") + "\nChoose it to see the models that can be had."


def click_in_list(qtbot: QtBot, row: EngineRow, engine: str) -> None:
    """Open the list and click on ``engine``."""
    box = row.box
    qtbot.mouseClick(box, LEFT)
    qtbot.waitUntil(lambda: box.view().isVisible())

    def is_clicked() -> bool:
        """Click until it counts: Qt takes clicks just after the list has opened for the end of a double click."""
        place = box.view().visualRect(box.model().index(box.findData(engine), 0)).center()
        qtbot.mouseMove(box.view().viewport(), place)
        qtbot.mouseClick(box.view().viewport(), LEFT, pos=place)
        return not box.view().isVisible()

    qtbot.waitUntil(is_clicked)


def test_diffusion__parts_missing_and_clicked_on__leads_to_the_models_and_leaves_the_engine(
    qtbot: QtBot, window: MainWindow
) -> None:
    row = window.parameter_panel.engine
    qtbot.waitUntil(lambda: text_of(row, "wan-s2v") == "Wan2.2-S2V (get the model…)", timeout=20_000)
    with qtbot.waitSignal(row.models_requested), qtbot.assertNotEmitted(row.chosen):
        click_in_list(qtbot, row, "wan-s2v")
    assert window.models.is_open
    assert row.box.currentData() == "motion"
    assert window.project_model.look.engine == "motion"
    assert window.project_model.undo_stack.isClean()


def test_diffusion__parts_missing_and_chosen_by_keys__leads_to_the_models(qtbot: QtBot, window: MainWindow) -> None:
    row = window.parameter_panel.engine
    qtbot.waitUntil(lambda: is_listed(row, "wan-s2v"), timeout=20_000)
    row.box.setFocus()
    qtbot.keyClick(row.box, Qt.Key.Key_Down)  # shows the list, and opens no dialog by itself
    qtbot.waitUntil(lambda: row.box.view().isVisible())
    assert not window.models.is_open
    qtbot.keyClick(row.box.view(), Qt.Key.Key_Down)
    with qtbot.waitSignal(row.models_requested):
        qtbot.keyClick(row.box.view(), Qt.Key.Key_Return)
    assert window.models.is_open
    assert row.box.currentData() == "motion"


def test_diffusion__parts_missing_in_a_project_that_uses_it__chosen_anew_leads_to_the_models(
    qtbot: QtBot, row: EngineRow
) -> None:
    row.show_missing(("vae",))
    row.show_engine("wan-s2v")
    row.show()
    with qtbot.waitSignal(row.models_requested):
        click_in_list(qtbot, row, "wan-s2v")
    with qtbot.waitSignal(row.chosen) as chosen:
        click_in_list(qtbot, row, "motion")
    assert chosen.args == ["motion"]


def test_diffusion__chosen_by_a_project_though_parts_are_missing__is_told_by_the_pill(row: EngineRow) -> None:
    row.show_computer(Computer(4, 64 * GIB, Card("RTX 4090", 24 * GIB, 23 * GIB)))
    row.show_missing(("vae",))
    row.show_engine("wan-s2v")
    assert text_of(row, "wan-s2v") == "Wan2.2-S2V"
    assert row.pill.text() == "Missing"
    assert row.pill.toolTip().startswith("Its model is not complete")
    row.show_missing(())
    assert row.pill.text() == "Fits"
    row.show_missing(("vae",))
    row.show_engine("motion")
    assert text_of(row, "wan-s2v") == "Wan2.2-S2V (get the model…)"
    assert row.pill.text() == "Fits"


def test_diffusion__nothing_missing__is_chosen_by_a_key(qtbot: QtBot, row: EngineRow) -> None:
    row.show_missing(())
    assert text_of(row, "wan-s2v") == "Wan2.2-S2V"
    with qtbot.waitSignal(row.chosen) as chosen:
        qtbot.keyClick(row.box, Qt.Key.Key_Down)
    assert chosen.args == ["wan-s2v"]
    assert "not complete" not in row.sentence_of("wan-s2v")


def test_folder__not_looked_into_yet__is_told(row: EngineRow, tmp_path: Path) -> None:
    row.show_missing(())
    row.look_into(tmp_path)
    assert not is_listed(row, "wan-s2v")
    assert not row.can_choose("wan-s2v")
    assert row.sentence_of("wan-s2v").startswith("The models folder is being looked into")


def test_folder__cannot_be_read__is_told(
    qtbot: QtBot, row: EngineRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(engine: str, folder: Path) -> tuple[str, ...]:
        raise InputError(ErrorCode.FILE_UNREADABLE, folder.name)

    monkeypatch.setattr(installed, "missing_parts", refuse)
    row.show()
    row.look_into(tmp_path)
    qtbot.waitUntil(lambda: "cannot be opened" in row.sentence_of("wan-s2v"))
    assert not row.can_choose("wan-s2v")


def test_window__focused_again__finds_what_was_put_into_the_folder(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = window.parameter_panel.engine
    qtbot.waitUntil(lambda: text_of(row, "wan-s2v") == "Wan2.2-S2V (get the model…)", timeout=20_000)
    monkeypatch.setattr(installed, "missing_parts", lambda engine, folder: ())
    window.activateWindow()
    QApplication.sendEvent(row, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: row.can_choose("wan-s2v"))
    assert row.box.currentData() == "motion"


@pytest.mark.parametrize(
    ("computer", "words"),
    [
        (Computer(4, 16 * GIB), "No NVIDIA card with 8 GB or more was found."),
        (Computer(4, 64 * GIB, Card("RTX 4070", 12282 << 20, 11 * GIB)), "The RTX 4070 has 12 GB"),
        (Computer(4, 64 * GIB, Card("GTX 1060", 6 * GIB, 5 * GIB)), "The GTX 1060 has 6 GB; 8 GB are needed."),
        (
            Computer(4, 16 * GIB, Card("RTX 4070", 12 * GIB, 11 * GIB)),
            "has 16 GB of memory: the model is read from the disk",
        ),
    ],
)
def test_sentence__of_diffusion__names_what_is_missing(row: EngineRow, computer: Computer, words: str) -> None:
    row.show_missing(("transformer",))
    row.show_computer(computer)
    assert words in row.sentence_of("wan-s2v")
    assert row.sentence_of("wan-s2v").startswith("Its model is not complete")
    assert row.sentence_of("wan-s2v") in row.box.itemData(row.box.findData("wan-s2v"), Qt.ItemDataRole.ToolTipRole)


def open_popup(qtbot: QtBot, row: EngineRow) -> EnginePopup:
    qtbot.waitUntil(lambda: "looked" not in row.sentence_of("wan-s2v"), timeout=20_000)
    qtbot.mouseClick(row.pill, LEFT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, EnginePopup)
    return popup


def test_pill__clicked_in_the_window__compares_the_engines_of_this_computer(qtbot: QtBot, window: MainWindow) -> None:
    row = window.parameter_panel.engine
    popup = open_popup(qtbot, row)
    said = [label.text() for label in popup.findChildren(QLabel)]
    assert said[0] == "Motion (fast)"
    assert "Wan2.2-S2V" in said
    assert row.sentence_of("wan-s2v") in said
    popup.close()


def test_popup__models_folder_wanted__makes_and_shows_it(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url) or True)
    popup = open_popup(qtbot, window.parameter_panel.engine)
    assert any(label.toolTip() == str(default_models_dir()) for label in popup.findChildren(QLabel))
    qtbot.mouseClick(popup.open_folder, LEFT)
    assert default_models_dir().is_dir()
    assert shown == [QUrl.fromLocalFile(str(default_models_dir()))]


def test_popup__models_folder_cannot_be_made__says_so(qtbot: QtBot, window: MainWindow) -> None:
    default_models_dir().write_text("a file where the folder should be")
    popup = open_popup(qtbot, window.parameter_panel.engine)
    qtbot.mouseClick(popup.open_folder, LEFT)
    assert "cannot be written" in window.message_bar.text


def test_popup__model_complete__offers_no_folder(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = window.parameter_panel.engine
    monkeypatch.setattr(installed, "missing_parts", lambda engine, folder: ())
    row.look_into(default_models_dir())
    popup = open_popup(qtbot, row)
    assert not hasattr(popup, "open_folder")
    popup.close()
