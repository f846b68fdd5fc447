"""The models dialog by keyboard alone, and what it says about computer, address and server."""

from __future__ import annotations

import re
import socket

import pytest
from hub_server import HubServer, Reply
from modal_dialogs import answering
from models_dialog_hands import STORE_MS, answer, install, opened, press, wait_for
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND
from wan_toy_folder import LORA_NAME

from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.viewmodels import storeroom
from s2v_desktop.ui.widgets.model_card import ModelCard


def said_by(card: ModelCard) -> str:
    return f"{card.state.text()} {card.trouble.text()}"


def test_keyboard__tab_enter_and_escape__download_without_a_mouse(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)
    wanted = dialog.cards[LORA].download
    for _ in range(30):
        focus = QApplication.focusWidget()
        if focus is wanted:
            break
        qtbot.keyClick(focus or dialog, Qt.Key.Key_Tab)
    assert wanted.hasFocus()
    assert wanted.visibleRegion().boundingRect().height() == wanted.height()  # Tab scrolled to it
    qtbot.keyClick(wanted, Qt.Key.Key_Return)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert dialog.cards[LORA].verify.accessibleName() == "Verify: Toy LoRA"
    assert dialog.cards[LORA].verify.accessibleDescription().startswith("Ready")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_focus__dialog_opened__is_on_the_recommended_card(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer = Computer(16, 64 << 30, Card("NVIDIA GeForce RTX 4090", 24 << 30, 23 << 30), "NVIDIA")
    monkeypatch.setattr(storeroom, "measure_computer", lambda: computer)
    dialog = opened(qtbot, window)
    card = dialog.cards[FIRST]
    qtbot.waitUntil(card.recommended.isVisible, timeout=STORE_MS)
    qtbot.waitUntil(card.download.hasFocus, timeout=STORE_MS)
    dialog.network.fold.setFocus()
    dialog.close()
    opened(qtbot, window)
    qtbot.waitUntil(card.download.hasFocus, timeout=STORE_MS)


def test_focus__after_each_press_by_key__stays_in_the_card(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    card = dialog.cards[LORA]
    card.download.setFocus()
    qtbot.keyClick(card.download, Qt.Key.Key_Return)
    qtbot.waitUntil(card.pause.hasFocus, timeout=STORE_MS)
    qtbot.keyClick(card.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(card.resume.hasFocus, timeout=STORE_MS)
    hub.always.clear()
    qtbot.keyClick(card.resume, Qt.Key.Key_Space)
    qtbot.waitUntil(card.verify.hasFocus, timeout=STORE_MS)
    card.delete.setFocus()
    with answering(answer("Delete")):
        qtbot.keyClick(card.delete, Qt.Key.Key_Return)
        wait_for(qtbot, window, LORA, PieceState.ABSENT)
    qtbot.waitUntil(lambda: dialog.focusWidget() is card.download, timeout=STORE_MS)


def test_focus__use_pressed_by_key__goes_to_the_next_button_of_the_card(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, window, dialog, FIRST)
    card = dialog.cards[FIRST]
    card.use.setFocus()
    qtbot.keyClick(card.use, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not card.use.isVisible(), timeout=STORE_MS)
    assert card.verify.hasFocus()


def test_fit__with_a_card__recommends_one_and_names_plan_and_time(qtbot: QtBot, dialog: ModelsDialog) -> None:
    card = dialog.cards[FIRST]
    qtbot.waitUntil(card.recommended.isVisible, timeout=STORE_MS)
    assert card.pill.text() == "Fits"
    assert "The whole model fits into the NVIDIA GeForce RTX 4090." in card.fit_words.text()
    speed = re.search(r"8 s of video take about (.+) at 480P, (.+) at 720P", card.fit_words.text())
    assert speed
    assert speed[1] != speed[2]
    assert not dialog.cards[SECOND].recommended.isVisible()
    assert not dialog.misfit.isVisible()


def test_fit__without_a_card__is_said_before_any_download(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storeroom, "measure_computer", lambda: Computer(8, 16 << 30))
    dialog = opened(qtbot, window)
    card = dialog.cards[FIRST]
    qtbot.waitUntil(card.pill.isVisible, timeout=STORE_MS)
    assert dialog.misfit.text().endswith("The motion engine works here.")  # once, not on every card
    assert not card.fit_words.isVisible()
    assert not dialog.cards[LORA].pill.isVisible()  # an addition suits whatever it is put on


def type_into(qtbot: QtBot, field: QLineEdit, words: str) -> None:
    """Put ``words`` in the place of what is in ``field``."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "said"), [("nonsense", "This is no address: nonsense."), ("", "There is no address yet.")]
)
def test_address__typed_wrong__is_told_below_the_field_and_hinders_downloads_alone(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer, typed: str, said: str
) -> None:
    install(qtbot, window, dialog, LORA)
    network, card, other = dialog.network, dialog.cards[LORA], dialog.cards[FIRST]
    press(qtbot, dialog, network.fold)
    type_into(qtbot, network.address, typed)
    qtbot.waitUntil(network.address_fault.isVisible, timeout=STORE_MS)
    assert network.address_fault.text() == f"{said} Enter one like https://huggingface.co."
    assert not network.proxy_fault.isVisible()
    assert not dialog.fault.isVisible()
    for button in (dialog.place.change, dialog.place.bring, card.verify, card.delete):
        assert button.isEnabled()
    press(qtbot, dialog, network.fold)
    press(qtbot, dialog, other.download)
    assert dialog.message_bar.text == network.address_fault.text()
    assert network.address.isVisible()
    assert network.address.hasFocus()
    with answering(answer("Delete")):
        press(qtbot, dialog, card.delete)
        wait_for(qtbot, window, LORA, PieceState.ABSENT)
    type_into(qtbot, network.address, hub.url)
    qtbot.waitUntil(lambda: not network.address_fault.isVisible(), timeout=STORE_MS)
    install(qtbot, window, dialog, LORA)


def test_proxy__typed_wrong__is_told_below_its_field(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    network = dialog.network
    press(qtbot, dialog, network.fold)
    type_into(qtbot, network.proxy, "socks5://127.0.0.1:1")
    qtbot.waitUntil(network.proxy_fault.isVisible, timeout=STORE_MS)
    assert network.proxy_fault.text().startswith("This is no address of a proxy: socks5://127.0.0.1:1.")
    assert not network.address_fault.isVisible()
    type_into(qtbot, network.proxy, "")
    qtbot.waitUntil(lambda: not network.proxy_fault.isVisible(), timeout=STORE_MS)


@pytest.mark.usefixtures("hub")
def test_server__away__is_said_with_what_happens_next(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.stop()
    try:
        card = dialog.cards[LORA]
        press(qtbot, dialog, card.download)
        qtbot.waitUntil(lambda: card.state.text().startswith("Tries again in "), timeout=STORE_MS)
        assert "cannot be reached" in said_by(card)
    finally:
        hub.start()
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert not card.trouble.isVisible()
    socket.create_connection(("127.0.0.1", hub.port)).close()
