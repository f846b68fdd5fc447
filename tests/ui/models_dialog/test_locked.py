"""While another program has the models folder the dialog is locked, and unlocks by itself when that is over."""

from __future__ import annotations

import pytest
from hub_server import HubServer, Reply
from models_dialog_hands import STORE_MS, press, wait_for
from pytestqt.qtbot import QtBot
from toy_hub import LORA
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.ui import models_dialog_lock
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog


def open_locked(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    window.actions_.models.trigger()
    dialog = window.models.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "Another S2V Desktop is at work" in dialog.fault.text(), timeout=STORE_MS)
    return dialog


def test_dialog__other_program_is_finished__unlocks_by_itself(qtbot: QtBot, window: MainWindow) -> None:
    with StoreLock(default_models_dir()):
        dialog = open_locked(qtbot, window)
        assert not dialog.cards[LORA].download.isEnabled()
        assert "goes on by itself" in dialog.fault.text()
    qtbot.waitUntil(dialog.cards[LORA].download.isEnabled, timeout=STORE_MS)
    assert not dialog.fault.isVisible()
    press(qtbot, dialog, dialog.cards[LORA].download)
    wait_for(qtbot, window, LORA, PieceState.READY)


def test_dialog__brought_to_front_after_that__unlocks_at_once(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models_dialog_lock, "_LOOK_MS", 3_600_000)
    with StoreLock(default_models_dir()):
        dialog = open_locked(qtbot, window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=STORE_MS)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.cards[LORA].download.isEnabled, timeout=STORE_MS)


def test_card__unfinished_while_another_program_is_at_work__is_not_said_to_be_paused(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    press(qtbot, dialog, dialog.cards[LORA].download)
    wait_for(qtbot, window, LORA, PieceState.DOWNLOADING)
    press(qtbot, dialog, dialog.cards[LORA].pause)
    wait_for(qtbot, window, LORA, PieceState.PAUSED)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    with StoreLock(default_models_dir()):
        card = open_locked(qtbot, window).cards[LORA]
        assert card.state.text() == "Not finished; another program is at work on the models"
        assert not card.progress.isVisible()
        assert not window.render_bar.download.isVisible()
    qtbot.waitUntil(lambda: card.state.text().startswith("Paused"), timeout=STORE_MS)
    assert card.progress.isVisible()
