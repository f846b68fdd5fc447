"""Downloads in the models dialog by mouse: until ready, paused, cancelled, refused, and through closed windows."""

from __future__ import annotations

from hub_server import HubServer, Reply
from modal_dialogs import answering
from models_dialog_hands import (
    LEFT,
    STORE_MS,
    Files,
    answer,
    can_choose,
    default_button,
    give_up,
    opened,
    press,
    wait_for,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND, piece_bytes
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.pause_request import request_pause
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.settings import SettingsStore


def test_download__by_mouse_until_ready__lets_the_engine_be_used(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    card = dialog.cards[FIRST]
    whole = sum(len(content) for name, content in files.items() if not name.startswith("second/") and name != LORA_NAME)
    assert card.state.text() == f"Not installed · {size_words(whole)} to download"
    assert not can_choose(window)
    press(qtbot, dialog, card.download)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    qtbot.waitUntil(lambda: card.state.text() == f"Ready, chosen · {size_words(whole)}", timeout=STORE_MS)
    qtbot.waitUntil(lambda: can_choose(window), timeout=STORE_MS)
    other = dialog.cards[SECOND].state.text()
    assert f"{size_words(piece_bytes('toy-transformer-second', files))} to download" in other
    press(qtbot, dialog, card.use)
    assert window.project_model.look.engine == "wan-s2v"
    assert SettingsStore().settings.chosen_model == FIRST
    assert not window.render_bar.download.isVisible()
    qtbot.waitUntil(lambda: not card.use.isVisible(), timeout=STORE_MS)
    window.project_model.set_look(engine="motion")
    assert card.use.isVisible()  # it would choose the engine
    assert card.state.text().startswith("Ready, chosen")


def test_download__paused_and_resumed__fetches_nothing_twice(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer, files: Files
) -> None:
    hub.bytes_per_s = 2e6
    card, chip = dialog.cards[FIRST], window.render_bar.download
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.state.text().startswith("Downloading") and card.progress.value() > 0, timeout=STORE_MS)
    assert chip.isVisible()
    assert chip.text().startswith("Model ")
    press(qtbot, dialog, card.pause)
    qtbot.waitUntil(lambda: card.state.text().startswith("Paused"), timeout=STORE_MS)
    assert chip.text() == "Model paused"
    hub.bytes_per_s = 0
    press(qtbot, dialog, card.resume)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    twice = {name: hub.served[name] - len(content) for name, content in files.items() if hub.served[name]}
    assert sum(extra for extra in twice.values() if extra > 0) <= 4 * (1 << 20)


def test_download__another_program_asks_for_a_pause__pauses_and_answers(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.bytes_per_s = 2e6
    card = dialog.cards[FIRST]
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.progress.value() > 0, timeout=STORE_MS)
    asked = request_pause(default_models_dir(), FIRST)
    qtbot.waitUntil(lambda: card.state.text().startswith("Paused"), timeout=STORE_MS)
    assert not asked.exists()


def test_download__cancelled__leaves_nothing(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.bytes_per_s = 2e6
    card = dialog.cards[LORA]
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.cancel.isVisible(), timeout=STORE_MS)
    press(qtbot, dialog, card.cancel)  # nothing is there that could be lost
    qtbot.waitUntil(lambda: card.state.text().startswith("Not installed"), timeout=STORE_MS)
    assert not card.progress.isVisible()
    assert not (default_models_dir() / "toy-lora").exists()


def test_cancel__of_something_downloaded__asks_and_keeps_it_unless_told_to_delete(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.bytes_per_s = 2e6
    card, store = dialog.cards[FIRST], window.models.store
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.state.text().startswith("Downloading") and card.progress.value() > 0, timeout=STORE_MS)
    press(qtbot, dialog, card.pause)
    wait_for(qtbot, window, FIRST, PieceState.PAUSED)
    lost = size_words(store.unfinished_bytes(FIRST))
    asked: list[str] = []
    with answering(give_up(asked)):
        press(qtbot, dialog, card.cancel)
    assert asked == [f"Delete what is downloaded of “Toy”? {lost} would have to be downloaded again."]
    assert store.view(FIRST).state is PieceState.PAUSED
    with answering(default_button):
        press(qtbot, dialog, card.cancel)
    assert store.view(FIRST).state is PieceState.PAUSED
    with answering(answer("Delete")):
        press(qtbot, dialog, card.cancel)
    wait_for(qtbot, window, FIRST, PieceState.ABSENT)


def test_dialog__opened_anew_and_pressed_at_once__downloads_but_cancels_nothing_unasked(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always["first/diffusion_pytorch_model-00002-of-00003.safetensors"] = Reply(stalls_after=100_000)
    press(qtbot, dialog, dialog.cards[FIRST].download)
    wait_for(qtbot, window, FIRST, PieceState.DOWNLOADING)
    press(qtbot, dialog, dialog.cards[FIRST].pause)
    wait_for(qtbot, window, FIRST, PieceState.PAUSED)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    window.actions_.models.trigger()
    assert window.models.store.survey is None
    qtbot.mouseClick(dialog.cards[FIRST].cancel, LEFT)
    qtbot.mouseClick(dialog.cards[LORA].download, LEFT)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert window.models.store.view(FIRST).state is PieceState.PAUSED


def test_chip__nothing_paused_any_more__is_gone_while_the_dialog_stays_open(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    card, chip = dialog.cards[LORA], window.render_bar.download
    press(qtbot, dialog, card.download)
    wait_for(qtbot, window, LORA, PieceState.DOWNLOADING)
    press(qtbot, dialog, card.pause)
    wait_for(qtbot, window, LORA, PieceState.PAUSED)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    assert chip.text() == "Model paused"
    opened(qtbot, window)
    wait_for(qtbot, window, LORA, PieceState.PAUSED)
    hub.always.clear()
    press(qtbot, dialog, card.resume)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert not chip.isVisible()
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    assert not chip.isVisible()


def test_chip__the_hub_is_gone__says_that_it_waits(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(status=503)
    press(qtbot, dialog, dialog.cards[LORA].download)
    wait_for(qtbot, window, LORA, PieceState.RETRYING)
    assert window.render_bar.download.text().endswith("%, waiting")


def test_download__clicked_twice_anywhere_on_the_button__goes_on_or_pauses_but_deletes_nothing(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    card = dialog.cards[LORA]
    dialog.scroll_to(card.download)
    former = card.download.geometry()
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.pause.isVisible() and card.cancel.isVisible(), timeout=STORE_MS)
    qtbot.waitUntil(lambda: card.cancel.geometry().right() < card.pause.geometry().left())
    assert card.pause.geometry().left() <= former.left()
    assert card.pause.geometry().right() == former.right()


def test_download__refused__says_why_and_leads_to_the_source(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(status=403)
    card = dialog.cards[LORA]
    press(qtbot, dialog, card.download)
    wait_for(qtbot, window, LORA, PieceState.FAILED)
    assert "refuses the download (HTTP 403)" in card.trouble.text()
    assert window.render_bar.download.text() == "Model stopped"
    assert card.remedy.text() == "Choose another source"
    press(qtbot, dialog, card.remedy)
    assert dialog.network.source.isVisible()
    hub.always.clear()
    dialog.network.token.setFocus()
    qtbot.keyClicks(dialog.network.token, "hf_secret")
    qtbot.keyClick(dialog.network.token, Qt.Key.Key_Tab)
    assert dialog.network.token.displayText() == "●" * len("hf_secret")
    assert "127.0.0.1" in dialog.network.token_hint.text()
    qtbot.waitUntil(lambda: card.resume.isVisible() or card.download.isVisible(), timeout=STORE_MS)
    press(qtbot, dialog, card.resume if card.resume.isVisible() else card.download)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert {seen.token for seen in hub.requests_for(LORA_NAME)} == {"", "hf_secret"}


def test_download__dialog_closed__goes_on_and_is_told_in_the_window(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.bytes_per_s = 1e6
    press(qtbot, dialog, dialog.cards[LORA].download)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: window.message_bar.text == "The model “Toy LoRA” is ready.", timeout=STORE_MS)
    store = window.models.store
    qtbot.waitUntil(lambda: store.survey is None, timeout=STORE_MS)  # other programs may have the folder now
    StoreLock(default_models_dir()).close()
    assert not window.render_bar.download.isVisible()


def test_download__while_a_video_is_made__both_are_finished(
    qtbot: QtBot, loaded: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.bytes_per_s = 2e6
    card = dialog.cards[FIRST]
    press(qtbot, dialog, card.download)
    qtbot.waitUntil(lambda: card.progress.value() > 0, timeout=STORE_MS)
    with qtbot.waitSignal(loaded.render_model.finished, timeout=60_000) as made:
        qtbot.mouseClick(loaded.render_bar.generate, Qt.MouseButton.LeftButton)
    hub.bytes_per_s = 0
    wait_for(qtbot, loaded, FIRST, PieceState.READY)
    assert made.args[0].path.stat().st_size > 0


def test_window__closed_while_downloading__pauses_and_the_next_start_waits_for_the_user(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, dialog: ModelsDialog, hub: HubServer
) -> None:
    hub.always[LORA_NAME] = Reply(stalls_after=1000)
    press(qtbot, dialog, dialog.cards[LORA].download)
    wait_for(qtbot, window, LORA, PieceState.DOWNLOADING)
    window.close()
    from s2v_desktop.ui.app import make_window

    again = make_window(qapp, SettingsStore())
    try:
        again.show()
        qtbot.waitUntil(lambda: again.render_bar.download.text() == "Model paused", timeout=STORE_MS)
        asked = len(hub.seen)
        qtbot.mouseClick(again.render_bar.download, LEFT)
        assert again.models.dialog is not None
        wait_for(qtbot, again, LORA, PieceState.PAUSED)
        assert len(hub.seen) == asked
        hub.always.clear()
        press(qtbot, again.models.dialog, again.models.dialog.cards[LORA].resume)
        wait_for(qtbot, again, LORA, PieceState.READY)
    finally:
        again.close()
        again.deleteLater()


def test_dress__changed_while_downloading__goes_on_in_the_new_window(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, hub: HubServer, qapp: QApplication
) -> None:
    from s2v_desktop.ui.app import make_window

    hub.bytes_per_s = 1e6
    press(qtbot, dialog, dialog.cards[LORA].download)
    another = make_window(qapp, SettingsStore())
    try:
        another.models.take_over(window.models)
        assert not window.models.is_open
        assert opened(qtbot, another).cards
        wait_for(qtbot, another, LORA, PieceState.READY)
        assert len(hub.requests_for(LORA_NAME)) == 1
    finally:
        another.close()
        another.deleteLater()
