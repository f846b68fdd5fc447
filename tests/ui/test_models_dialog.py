"""The models dialog by mouse and keyboard, in the real window, with the real store and a hub on this computer."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hub_server import HubServer, Reply
from modal_dialogs import answering, type_name
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND, piece_bytes, toy_files, toy_hub, write_toy_manifests
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.paths import config_dir, default_models_dir
from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.store import manifest
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.move import Move, MoveState
from s2v_desktop.store.pause_request import request_pause
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels import storeroom
from s2v_desktop.ui.widgets.model_card import ModelCard

LEFT = Qt.MouseButton.LeftButton
STORE_MS = 20_000

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What the hub has."""
    return toy_files(tmp_path_factory.mktemp("toys"))


@pytest.fixture
def hub(files: Files) -> Iterator[HubServer]:
    """The hub, at work."""
    with toy_hub(files) as server:
        yield server


@pytest.fixture(autouse=True)
def catalog(home: Path, files: Files, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy models are all that there are, and the hub is where they come from."""
    folder = write_toy_manifests(home / "manifests", files)
    monkeypatch.setattr(manifest, "model_manifest_dir", lambda: folder)
    SettingsStore().change(hub_source="custom", hub_base_url=hub.url)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    """The dialog with its cards, opened by its shortcut."""
    return opened(qtbot, window)


def opened(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    window.actions_.models.trigger()
    dialog = window.models.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.cards) and window.models.store.can_change, timeout=STORE_MS)
    return dialog


def press(qtbot: QtBot, dialog: ModelsDialog, button: QPushButton) -> None:
    """Scroll to ``button`` and click on it as soon as it can be."""
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=STORE_MS)
    dialog.scroll_to(button)
    qtbot.mouseClick(button, LEFT)


def wait_for(qtbot: QtBot, window: MainWindow, model_id: str, state: PieceState) -> None:
    store = window.models.store
    qtbot.waitUntil(lambda: bool(store.views) and store.view(model_id).state is state, timeout=STORE_MS)


def install(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, *model_ids: str) -> None:
    for model_id in model_ids:
        press(qtbot, dialog, dialog.cards[model_id].download)
        wait_for(qtbot, window, model_id, PieceState.READY)


def answer(words: str, *, said: tuple[str, ...] = ()) -> Callable[[QDialog], None]:
    """Check that a question has all that is to be ``said``; then press the button with ``words``."""

    def press_it(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        assert [part for part in said if part not in box.text()] == [], box.text()
        button = next(button for button in box.buttons() if button.text().replace("&", "") == words)
        QTest.mouseClick(button, LEFT)

    return press_it


def can_choose(window: MainWindow) -> bool:
    box = window.parameter_panel.engine.box
    return bool(box.model().flags(box.model().index(box.findData("wan-s2v"), 0)) & Qt.ItemFlag.ItemIsEnabled)


def said_by(card: ModelCard) -> str:
    return f"{card.state.text()} {card.trouble.text()}"


# -- downloads ---------------------------------------------------------------------------------------------------------


def test_download__by_mouse_until_ready__lets_the_engine_be_used(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    card = dialog.cards[FIRST]
    whole = sum(len(content) for name, content in files.items() if not name.startswith("second/") and name != LORA_NAME)
    assert card.state.text() == f"Not installed · {size_words(whole)} to download"
    assert not can_choose(window)
    press(qtbot, dialog, card.download)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    qtbot.waitUntil(lambda: card.state.text() == f"Ready, makes the videos · {size_words(whole)}", timeout=STORE_MS)
    qtbot.waitUntil(lambda: can_choose(window), timeout=STORE_MS)
    other = dialog.cards[SECOND].state.text()
    assert f"{size_words(piece_bytes('toy-transformer-second', files))} to download" in other
    press(qtbot, dialog, card.use)
    assert window.project_model.look.engine == "wan-s2v"
    assert SettingsStore().settings.chosen_model == FIRST
    assert not window.render_bar.download.isVisible()


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
    press(qtbot, dialog, card.cancel)
    qtbot.waitUntil(lambda: card.state.text().startswith("Not installed"), timeout=STORE_MS)
    assert not card.progress.isVisible()
    assert not (default_models_dir() / "toy-lora").exists()


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


# -- what is there -----------------------------------------------------------------------------------------------------


def test_verify__damaged_file__is_named_and_repaired(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    card = dialog.cards[LORA]
    install(qtbot, window, dialog, LORA)
    whole = default_models_dir() / "toy-lora" / LORA_NAME
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 0xFF
    whole.write_bytes(content)
    press(qtbot, dialog, card.verify)
    wait_for(qtbot, window, LORA, PieceState.FAILED)
    assert LORA_NAME in card.trouble.text()
    assert card.remedy.text() == "Repair"
    press(qtbot, dialog, card.remedy)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert whole.read_bytes() == files[LORA_NAME]


def test_delete__with_shared_pieces__says_what_is_freed_and_what_stays(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    install(qtbot, window, dialog, FIRST, SECOND)
    qtbot.waitUntil(lambda: can_choose(window), timeout=STORE_MS)
    own = size_words(piece_bytes("toy-transformer", files))
    with answering(answer("Delete", said=(f"{own} become free", "“Second toy” use them too"))):
        press(qtbot, dialog, dialog.cards[FIRST].delete)
        wait_for(qtbot, window, FIRST, PieceState.ABSENT)
    assert not (default_models_dir() / "toy-transformer").exists()
    assert window.models.store.view(SECOND).state is PieceState.READY
    with answering(answer("Delete")):
        press(qtbot, dialog, dialog.cards[SECOND].delete)
        wait_for(qtbot, window, SECOND, PieceState.ABSENT)
    assert not (default_models_dir() / "toy-vae").exists()
    qtbot.waitUntil(lambda: not can_choose(window), timeout=STORE_MS)


def test_delete__given_up__leaves_everything(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    install(qtbot, window, dialog, LORA)
    asked: list[str] = []

    def give_up(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    with answering(give_up):
        press(qtbot, dialog, dialog.cards[LORA].delete)
        qtbot.waitUntil(lambda: bool(asked), timeout=STORE_MS)
    assert (default_models_dir() / "toy-lora" / LORA_NAME).exists()


def test_import__by_link__needs_no_download_and_leaves_the_original(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files, tmp_path: Path, hub: HubServer
) -> None:
    own = tmp_path / "my models"
    own.mkdir()
    (own / LORA_NAME).write_bytes(files[LORA_NAME])
    with answering(type_name(str(own)), answer("Link", said=(size_words(len(files[LORA_NAME])),))):
        press(qtbot, dialog, dialog.place.bring)
        wait_for(qtbot, window, LORA, PieceState.READY)
    assert hub.seen == []
    assert (own / LORA_NAME).read_bytes() == files[LORA_NAME]


def test_import__nothing_of_the_model__says_so(qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path) -> None:
    with answering(type_name(str(tmp_path))):
        press(qtbot, dialog, dialog.place.bring)
    qtbot.waitUntil(lambda: "holds no part of Wan2.2-S2V-14B" in dialog.message_bar.text, timeout=STORE_MS)


# -- the folder --------------------------------------------------------------------------------------------------------


def test_place__changed__moves_what_is_there(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path, files: Files
) -> None:
    install(qtbot, window, dialog, LORA)
    other = tmp_path / "other drive"
    other.mkdir()
    with answering(type_name(str(other)), answer("Move them", said=(str(other),))):
        press(qtbot, dialog, dialog.place.change)
        qtbot.waitUntil(lambda: SettingsStore().settings.models_path == other, timeout=STORE_MS)
    qtbot.waitUntil(lambda: window.models.store.can_change, timeout=STORE_MS)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert (other / "toy-lora" / LORA_NAME).read_bytes() == files[LORA_NAME]
    assert not (default_models_dir() / "toy-lora").exists()
    qtbot.waitUntil(lambda: str(other) in dialog.place.folder.accessibleName(), timeout=STORE_MS)


def test_place__move_broken_off_by_a_crash__is_taken_back(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path
) -> None:
    install(qtbot, window, dialog, LORA)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    half = tmp_path / "other drive" / "toy-lora" / f"{LORA_NAME}.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    begun = Move(
        str(default_models_dir()), str(tmp_path / "other drive"), MoveState.COPYING, (f"toy-lora/{LORA_NAME}",)
    )
    (config_dir() / "models-move.json").write_bytes(msgspec.json.encode(begun))
    with answering(answer("Take it back", said=(str(tmp_path / "other drive"),))):
        window.actions_.models.trigger()
        qtbot.waitUntil(lambda: not half.exists(), timeout=STORE_MS)
    qtbot.waitUntil(lambda: window.models.store.can_change, timeout=STORE_MS)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert SettingsStore().settings.models_path == default_models_dir()


def test_place__inside_the_program__is_refused(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    inside = Path(manifest.__file__).parent
    with answering(type_name(str(inside))):
        press(qtbot, dialog, dialog.place.change)
    qtbot.waitUntil(lambda: "belongs to the program itself" in dialog.message_bar.text, timeout=STORE_MS)
    assert SettingsStore().settings.models_path == default_models_dir()


def test_folder__vanished__asks_for_its_drive_until_it_is_back(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path
) -> None:
    install(qtbot, window, dialog, LORA)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    away = default_models_dir().rename(tmp_path / "unplugged")
    window.actions_.models.trigger()
    qtbot.waitUntil(dialog.reconnect.isVisible, timeout=STORE_MS)
    assert str(default_models_dir()) in dialog.reconnect.words.text()
    assert not default_models_dir().exists()
    away.rename(default_models_dir())
    qtbot.mouseClick(dialog.reconnect.again, LEFT)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert dialog.cards[LORA].isVisible()


def test_folder__another_program_at_work__is_told_and_nothing_can_be_pressed(
    qtbot: QtBot, window: MainWindow, home: Path
) -> None:
    with StoreLock(default_models_dir()):
        window.actions_.models.trigger()
        dialog = window.models.dialog
        assert dialog is not None
        qtbot.waitUntil(lambda: bool(dialog.cards), timeout=STORE_MS)
        assert "Another S2V Desktop is at work" in dialog.fault.text()
        assert not dialog.cards[LORA].download.isEnabled()
        dialog.close()
    opened(qtbot, window)
    assert not dialog.fault.isVisible()
    assert dialog.cards[LORA].download.isEnabled()


# -- keyboard and words ------------------------------------------------------------------------------------------------


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


def test_fit__with_a_card__recommends_one_and_names_plan_and_time(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer = Computer(16, 64 << 30, Card("NVIDIA GeForce RTX 4090", 24 << 30, 23 << 30), "NVIDIA")
    monkeypatch.setattr(storeroom, "measure_computer", lambda: computer)
    dialog = opened(qtbot, window)
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
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    card = dialog.cards[FIRST]
    qtbot.waitUntil(card.pill.isVisible, timeout=STORE_MS)
    assert dialog.misfit.text().endswith("The motion engine works here.")  # once, not on every card
    assert not card.fit_words.isVisible()
    assert not dialog.cards[LORA].pill.isVisible()  # an addition suits whatever it is put on


def test_address__typed_wrong__is_told_at_once(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog) -> None:
    press(qtbot, dialog, dialog.network.fold)
    field: QLineEdit = dialog.network.address
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "nonsense")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "nonsense cannot be reached" in dialog.fault.text(), timeout=STORE_MS)
    assert dialog.isVisible()


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
