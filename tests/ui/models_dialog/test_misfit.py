"""A download that leads to nothing on this computer is asked about once; any other begins at once."""

from __future__ import annotations

import threading

import pytest
from modal_dialogs import answering
from models_dialog_hands import STORE_MS, answer, default_button, give_up, opened, press, wait_for
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.engines.fit import Computer
from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.viewmodels import storeroom

WITHOUT_A_CARD = Computer(8, 16 << 30, None, "AMD")


@pytest.fixture(autouse=True)
def _no_card(catalog: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storeroom, "measure_computer", lambda: WITHOUT_A_CARD)


def test_download__will_not_run_here__is_not_begun_by_return_or_escape(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    asked: list[str] = []
    with answering(default_button):
        press(qtbot, dialog, dialog.cards[FIRST].download)
    with answering(give_up(asked)):
        press(qtbot, dialog, dialog.cards[FIRST].download)
        qtbot.waitUntil(lambda: bool(asked), timeout=STORE_MS)
    assert asked[0].startswith("This computer has a card by AMD; an NVIDIA card with 8 GB or more is needed.")
    assert "As it is, “Toy” will not run on this computer. Download " in asked[0]
    assert window.models.store.view(FIRST).state is PieceState.ABSENT
    assert not default_models_dir().exists() or not list(default_models_dir().glob("[!.]*"))


@pytest.mark.parametrize("model_id", [FIRST, LORA])  # the LoRA has nothing here to be added to
def test_download__will_not_run_here_but_is_wanted__is_asked_once(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, model_id: str
) -> None:
    card = dialog.cards[model_id]
    with answering(answer("Download anyway", said=("will not run on this computer",))):
        press(qtbot, dialog, card.download)
        qtbot.waitUntil(lambda: not card.download.isVisible(), timeout=STORE_MS)
    wait_for(qtbot, window, model_id, PieceState.READY)


def test_download__pressed_before_the_computer_was_looked_at__is_asked_about_after_that(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_due = threading.Event()

    def measured() -> Computer:
        is_due.wait(STORE_MS / 1000)
        return WITHOUT_A_CARD

    monkeypatch.setattr(storeroom, "measure_computer", measured)
    dialog = opened(qtbot, window)
    asked: list[str] = []
    press(qtbot, dialog, dialog.cards[FIRST].download)
    with answering(give_up(asked)):
        is_due.set()
        qtbot.waitUntil(lambda: bool(asked), timeout=STORE_MS)
    assert window.models.store.view(FIRST).state is PieceState.ABSENT


def test_pill__of_a_model__says_what_it_needs_and_what_this_computer_has(qtbot: QtBot, dialog: ModelsDialog) -> None:
    card = dialog.cards[FIRST]
    qtbot.waitUntil(card.pill.isVisible, timeout=STORE_MS)
    assert card.pill.text() == "Won't fit"
    said = (
        "Needs at least an NVIDIA card with 8 GB and 16 GB of memory. "
        "This computer has no such card, and 16 GB of memory."
    )
    assert card.pill.toolTip() == card.pill.accessibleDescription() == said
    assert said in card.accessibleDescription()
