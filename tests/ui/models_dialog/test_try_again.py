"""After a hub refused, the card can try the same hub again: it may have recovered."""

from __future__ import annotations

import pytest
from hub_server import HubServer, Reply
from models_dialog_hands import press, wait_for
from pytestqt.qtbot import QtBot
from toy_hub import LORA
from wan_toy_folder import LORA_NAME

from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog


@pytest.mark.parametrize("status", [401, 403, 404])
def test_try_again__hub_refused_and_has_recovered__downloads(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer, status: int
) -> None:
    hub.always[LORA_NAME] = Reply(status=status)
    card = dialog.cards[LORA]
    press(qtbot, dialog, card.download)
    wait_for(qtbot, window, LORA, PieceState.FAILED)
    assert (card.again.text(), card.remedy.text()) == ("Try again", "Choose another source")
    hub.always.clear()
    press(qtbot, dialog, card.again)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert not card.again.isVisible()
