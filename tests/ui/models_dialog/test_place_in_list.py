"""What is done in the models dialog leaves the list where it is and the keys at something harmless."""

from __future__ import annotations

import pytest
from modal_dialogs import answering
from models_dialog_hands import LEFT, STORE_MS, answer, install, opened, wait_for
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND

from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog


def small(qtbot: QtBot, dialog: ModelsDialog) -> QScrollArea:
    """Make ``dialog`` so small that its list is scrolled; return what scrolls it."""
    dialog.resize(QSize(700, 380))
    scroll = dialog.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0, timeout=STORE_MS)
    return scroll


def test_delete__first_of_the_list__stays_there(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    install(qtbot, window, dialog, FIRST, LORA)
    bar = small(qtbot, dialog).verticalScrollBar()
    bar.setValue(0)
    card = dialog.cards[FIRST]
    card.delete.setFocus(Qt.FocusReason.TabFocusReason)
    with answering(answer("Delete")):
        qtbot.keyClick(card.delete, Qt.Key.Key_Return)
        wait_for(qtbot, window, FIRST, PieceState.ABSENT)
    qtbot.waitUntil(lambda: dialog.focusWidget() is card.download, timeout=STORE_MS)
    assert bar.value() == 0


def test_dialog__opened_anew__begins_at_its_top(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    bar = small(qtbot, dialog).verticalScrollBar()
    bar.setValue(bar.maximum())
    dialog.cards[LORA].download.setFocus(Qt.FocusReason.TabFocusReason)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    opened(qtbot, window)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.cards[FIRST].download, timeout=STORE_MS)
    assert bar.value() == 0


def test_network__folded_with_the_focus_inside__takes_the_focus_rather_than_delete(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, window, dialog, SECOND)
    qtbot.mouseClick(dialog.network.fold, LEFT)
    dialog.network.address.setFocus()
    qtbot.mouseClick(dialog.network.fold, LEFT)
    assert dialog.focusWidget() is dialog.network.fold


@pytest.mark.parametrize("model_id", [FIRST, LORA])
def test_download__finished_with_the_focus_on_pause__leads_to_nothing_that_deletes(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, model_id: str
) -> None:
    card = dialog.cards[model_id]
    card.download.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card.download, Qt.Key.Key_Return)
    wait_for(qtbot, window, model_id, PieceState.READY)
    assert dialog.focusWidget() in (card.use, card.verify)


def test_message__over_the_end_of_the_list__leaves_room_for_the_last_buttons(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    bar = small(qtbot, dialog).verticalScrollBar()
    dialog.message_bar.show_error("Something went wrong.")
    former = bar.maximum()
    qtbot.waitUntil(lambda: bar.maximum() > former, timeout=STORE_MS)
    bar.setValue(bar.maximum())
    button = dialog.cards[LORA].download
    button_end = button.mapTo(dialog, button.rect().bottomLeft()).y()
    assert button_end < dialog.message_bar.y()
    dialog.message_bar.clear()
    qtbot.waitUntil(lambda: bar.maximum() == former, timeout=STORE_MS)
