"""Models on the disk, by mouse in the models dialog: verified, deleted, brought in; and the folder that they are in."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hub_server import HubServer
from modal_dialogs import Answer, answering, type_name
from models_dialog_hands import LEFT, STORE_MS, Files, answer, can_choose, give_up, install, opened, press, wait_for
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND, piece_bytes
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.paths import config_dir, default_models_dir
from s2v_desktop.store import manifest
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.move import Move, MoveState
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.models_dialog_import import first_folder
from s2v_desktop.ui.settings import SettingsStore

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
    assert "“Repair” downloads only what is damaged or missing." in card.trouble.text()
    assert "again" not in card.trouble.text()
    assert not card.progress.isVisible()
    assert card.delete.isVisible()
    assert not card.cancel.isVisible()  # nothing is under way
    press(qtbot, dialog, card.remedy)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert whole.read_bytes() == files[LORA_NAME]


def test_dialog__opened_after_a_file_vanished__repairs_it(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    install(qtbot, window, dialog, LORA)
    whole = default_models_dir() / "toy-lora" / LORA_NAME
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    whole.unlink()
    card = opened(qtbot, window).cards[LORA]
    assert card.remedy.text() == "Repair"
    assert card.trouble.text().endswith(f"{LORA_NAME}. “Repair” downloads only what is damaged or missing.")
    press(qtbot, dialog, card.remedy)
    wait_for(qtbot, window, LORA, PieceState.READY)
    assert whole.read_bytes() == files[LORA_NAME]


def test_delete__with_shared_pieces__says_what_is_freed_and_what_stays(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files
) -> None:
    install(qtbot, window, dialog, FIRST, SECOND)
    qtbot.waitUntil(lambda: can_choose(window), timeout=STORE_MS)
    own = size_words(piece_bytes("toy-transformer", files))
    with answering(answer("Delete", said=(f"{own} become free", "stay, also used by “Second toy”."))):
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
    with answering(give_up(asked)):
        press(qtbot, dialog, dialog.cards[LORA].delete)
        qtbot.waitUntil(lambda: bool(asked), timeout=STORE_MS)
    assert (default_models_dir() / "toy-lora" / LORA_NAME).exists()


def test_import__by_link__needs_no_download_and_leaves_the_original(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files, tmp_path: Path, hub: HubServer
) -> None:
    own = tmp_path / "my models"
    own.mkdir()
    (own / LORA_NAME).write_bytes(files[LORA_NAME])
    with answering(type_name(str(own)), answer("Link", said=(size_words(len(files[LORA_NAME])), "on another drive"))):
        press(qtbot, dialog, dialog.place.bring)
        wait_for(qtbot, window, LORA, PieceState.READY)
    qtbot.waitUntil(lambda: dialog.message_bar.text == "Imported: “Toy LoRA”", timeout=STORE_MS)
    assert hub.seen == []
    assert (own / LORA_NAME).read_bytes() == files[LORA_NAME]


def test_import__folder_asked_for__begins_at_the_downloads_then_at_the_last_one(
    qtbot: QtBot, dialog: ModelsDialog, home: Path, tmp_path: Path
) -> None:
    begun_in: list[str] = []

    def note(then: Answer) -> Answer:
        def noted(box: QDialog) -> None:
            assert isinstance(box, QFileDialog)
            begun_in.append(box.directory().absolutePath())
            then(box)

        return noted

    mine = tmp_path / "mine"
    mine.mkdir()
    for _ in range(2):
        with answering(note(type_name(str(mine)))):
            press(qtbot, dialog, dialog.place.bring)
        qtbot.waitUntil(lambda: bool(dialog.message_bar.text), timeout=STORE_MS)
    assert begun_in == [str(first_folder()), str(mine)]


def test_import__nothing_of_the_model__says_so(qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path) -> None:
    with answering(type_name(str(tmp_path))):
        press(qtbot, dialog, dialog.place.bring)
    qtbot.waitUntil(lambda: "holds no part of Wan2.2-S2V-14B" in dialog.message_bar.text, timeout=STORE_MS)
    assert "Choose the folder" in dialog.message_bar.text


def test_import__all_of_it_here_already__is_no_error_and_asks_nothing(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files, tmp_path: Path
) -> None:
    (tmp_path / LORA_NAME).write_bytes(files[LORA_NAME])
    with answering(type_name(str(tmp_path)), answer("Link")):
        press(qtbot, dialog, dialog.place.bring)
        wait_for(qtbot, window, LORA, PieceState.READY)
    with answering(type_name(str(tmp_path))):
        press(qtbot, dialog, dialog.place.bring)
    qtbot.waitUntil(lambda: "is in the models folder already" in dialog.message_bar.text, timeout=STORE_MS)
    assert dialog.message_bar.property("kind") == "notice"


def test_import__a_part_of_a_model__says_how_much(
    qtbot: QtBot, dialog: ModelsDialog, files: Files, tmp_path: Path
) -> None:
    for name, content in files.items():
        if name.startswith("first/"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
    with answering(type_name(str(tmp_path)), answer("Copy")):
        press(qtbot, dialog, dialog.place.bring)
        qtbot.waitUntil(lambda: dialog.message_bar.text.startswith("Imported: "), timeout=STORE_MS)
    assert f"from {tmp_path}. What is still missing" in dialog.message_bar.text


def test_message__of_something_refused__goes_when_something_else_begins_or_the_dialog_is_opened_anew(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path
) -> None:
    def fail() -> None:
        with answering(type_name(str(tmp_path))):
            press(qtbot, dialog, dialog.place.bring)
        qtbot.waitUntil(lambda: bool(dialog.message_bar.text), timeout=STORE_MS)

    fail()
    press(qtbot, dialog, dialog.cards[LORA].download)
    assert not dialog.message_bar.text
    wait_for(qtbot, window, LORA, PieceState.READY)
    fail()
    dialog.close()
    opened(qtbot, window)
    assert not dialog.message_bar.text


def test_verify__nothing_damaged__says_so_until_something_changes(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog
) -> None:
    card, said = dialog.cards[FIRST], "All files are as published."
    install(qtbot, window, dialog, FIRST)
    assert said not in card.state.text()
    press(qtbot, dialog, card.verify)
    qtbot.waitUntil(lambda: card.state.text().endswith(said), timeout=STORE_MS)
    whole = next(path for path in (default_models_dir() / "toy-transformer").rglob("*.safetensors"))
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 0xFF
    whole.write_bytes(content)
    press(qtbot, dialog, card.verify)
    wait_for(qtbot, window, FIRST, PieceState.FAILED)
    assert said not in card.state.text()
    press(qtbot, dialog, card.remedy)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    assert said not in card.state.text()


def test_verify__imported__does_not_speak_of_what_was_published(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, files: Files, tmp_path: Path
) -> None:
    (tmp_path / LORA_NAME).write_bytes(files[LORA_NAME])
    with answering(type_name(str(tmp_path)), answer("Link")):
        press(qtbot, dialog, dialog.place.bring)
        wait_for(qtbot, window, LORA, PieceState.READY)
    press(qtbot, dialog, dialog.cards[LORA].verify)
    said = "All files are there and can be read."
    qtbot.waitUntil(lambda: dialog.cards[LORA].state.text().endswith(said), timeout=STORE_MS)


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


def test_settings__choose_another_folder_while_downloading__asks_whether_the_models_move(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path, hub: HubServer, files: Files
) -> None:
    install(qtbot, window, dialog, LORA)
    hub.bytes_per_s = 2e6
    press(qtbot, dialog, dialog.cards[FIRST].download)
    wait_for(qtbot, window, FIRST, PieceState.DOWNLOADING)
    dialog.close()
    other = tmp_path / "other drive"
    other.mkdir()
    window.actions_.settings.trigger()
    settings = window.settings_desk.dialog
    assert settings is not None
    with answering(type_name(str(other)), answer("Move them", said=(str(other),))):
        qtbot.mouseClick(settings.choose_models, LEFT)
        qtbot.waitUntil(lambda: SettingsStore().settings.models_path == other, timeout=STORE_MS)
    hub.bytes_per_s = 0
    qtbot.waitUntil(lambda: settings.models_folder.text() == str(other), timeout=STORE_MS)
    wait_for(qtbot, window, LORA, PieceState.READY)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    assert (other / "toy-lora" / LORA_NAME).read_bytes() == files[LORA_NAME]


def test_settings__another_folder_given_up__keeps_the_folder(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path
) -> None:
    install(qtbot, window, dialog, LORA)
    window.actions_.settings.trigger()
    settings = window.settings_desk.dialog
    assert settings is not None
    asked: list[str] = []
    with answering(type_name(str(tmp_path)), give_up(asked)):
        qtbot.mouseClick(settings.choose_models, LEFT)
        qtbot.waitUntil(lambda: bool(asked), timeout=STORE_MS)
    assert str(tmp_path) in asked[0]
    assert SettingsStore().settings.models_path == default_models_dir()


def test_folder__another_program_at_work__can_be_left(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, tmp_path: Path
) -> None:
    install(qtbot, window, dialog, LORA)
    dialog.close()
    qtbot.waitUntil(lambda: window.models.store.survey is None, timeout=STORE_MS)
    with StoreLock(default_models_dir()):
        window.actions_.models.trigger()
        with answering(type_name(str(tmp_path)), answer("Leave them", said=("cannot move",))):
            press(qtbot, dialog, dialog.place.change)
            qtbot.waitUntil(lambda: SettingsStore().settings.models_path == tmp_path, timeout=STORE_MS)


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
    assert str(default_models_dir()) in dialog.reconnect.usual.toolTip()
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
