"""A user's own weights, which are of no model that can be had: shown, counted and deleted in the models dialog."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from installed_models import install_piece
from modal_dialogs import answering, type_name
from models_dialog_hands import STORE_MS, Files, answer, opened, press, wait_for
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.store import manifest
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.layout import read_record
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")

TEXT_FILE = "models_t5_umt5-xxl-enc-bf16.pth"
TEXT = "imported-text-encoder-fp32"


@pytest.fixture(autouse=True)
def catalog_in_16_bits(catalog: None) -> None:
    """The toy text encoder that can be had is in 16 bits; the toy that a user has is in 32."""
    for path in manifest.model_manifest_dir().glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace("toy-text-encoder", "toy-text-encoder-bf16"), "utf-8")


@pytest.fixture
def own(tmp_path: Path, files: Files) -> Path:
    """The user's text encoder, in a folder of its own."""
    path = tmp_path / "mine" / TEXT_FILE
    path.parent.mkdir()
    path.write_bytes(files[TEXT_FILE])
    return path


def bring(qtbot: QtBot, dialog: ModelsDialog, own: Path, how: str) -> None:
    with answering(type_name(str(own.parent)), answer(how)):
        press(qtbot, dialog, dialog.place.bring)
        qtbot.waitUntil(lambda: bool(dialog.own_files.buttons), timeout=STORE_MS)
    qtbot.waitUntil(dialog.own_files.buttons[0].isEnabled, timeout=STORE_MS)


def said_by(dialog: ModelsDialog) -> str:
    return dialog.own_files.buttons[0].accessibleDescription()


@pytest.mark.parametrize("how", ["Link", "Copy"])
def test_import__weights_of_no_model__are_shown_counted_and_deleted_alone(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, own: Path, how: str
) -> None:
    size = size_words(own.stat().st_size)
    assert not dialog.own_files.isVisible()
    bring(qtbot, dialog, own, how)
    (button,) = dialog.own_files.buttons
    assert button.accessibleName() == "Delete…: Text encoder, FP32"
    assert said_by(dialog) == (f"{size} · linked to {own}" if how == "Link" else size)
    room = r"They take 0\skB, besides \d+\skB in links, which take no room;" if how == "Link" else f"They take {size};"
    assert re.match(room, dialog.place.room.text())
    assert window.models.store.here_bytes == own.stat().st_size
    asked = (f"{size_words(0)} become free", "Only links go") if how == "Link" else (f"{size} become free",)
    with answering(answer("Delete", said=("“Text encoder, FP32”", *asked))):
        press(qtbot, dialog, button)
        qtbot.waitUntil(lambda: not dialog.own_files.isVisible(), timeout=STORE_MS)
    assert read_record(default_models_dir(), TEXT) is None
    assert dialog.place.room.text().startswith(f"They take {size_words(0)};")
    assert own.exists()


def test_delete__by_key__asks_first(qtbot: QtBot, dialog: ModelsDialog, own: Path) -> None:
    bring(qtbot, dialog, own, "Link")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)
    dialog.network.fold.setFocus()
    (wanted,) = dialog.own_files.buttons
    qtbot.keyClick(dialog.network.fold, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is wanted  # before the models, as it is seen
    with answering(answer("Delete")):
        qtbot.keyClick(wanted, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialog.own_files.isVisible(), timeout=STORE_MS)


def test_delete__what_a_model_needs__stays_and_says_so(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, own: Path, files: Files
) -> None:
    network = {name.removeprefix("first/"): content for name, content in files.items() if name.startswith("first/")}
    install_piece(default_models_dir(), "toy-transformer", network)
    bring(qtbot, dialog, own, "Link")
    press(qtbot, dialog, dialog.own_files.buttons[0])
    said = "“Text encoder, FP32” stays: the models that are here need it."
    qtbot.waitUntil(lambda: said in dialog.message_bar.text, timeout=STORE_MS)
    assert read_record(default_models_dir(), TEXT) is not None


def test_delete__model_beside_a_transformer_of_ones_own__says_that_this_needs_the_rest(
    qtbot: QtBot, window: MainWindow
) -> None:
    for piece_id in ("toy-transformer", "toy-vae", "imported-transformer-fp16"):
        install_piece(default_models_dir(), piece_id)
    dialog = opened(qtbot, window)
    with answering(answer("Delete", said=("also used by “Video model (transformer), FP16”.",))):
        press(qtbot, dialog, dialog.cards[FIRST].delete)
        qtbot.waitUntil(lambda: not (default_models_dir() / "toy-transformer").exists(), timeout=STORE_MS)
    wait_for(qtbot, window, FIRST, PieceState.ABSENT)
    assert (default_models_dir() / "toy-vae").exists()


def test_file__original_of_a_link_gone__says_so_and_an_import_puts_it_right(
    qtbot: QtBot, window: MainWindow, own: Path
) -> None:
    dialog = opened(qtbot, window)
    bring(qtbot, dialog, own, "Link")
    linked = default_models_dir() / TEXT / TEXT_FILE
    linked.unlink()
    linked.symlink_to(own.with_name("gone"))  # as of a folder on another drive
    dialog.close()
    opened(qtbot, window)
    qtbot.waitUntil(lambda: "Cannot be used" in said_by(dialog), timeout=STORE_MS)
    with answering(type_name(str(own.parent)), answer("Link")):
        press(qtbot, dialog, dialog.place.bring)
        qtbot.waitUntil(lambda: f"linked to {own}" in said_by(dialog), timeout=STORE_MS)


def test_dialog__at_its_least_size__cuts_no_button_off(qtbot: QtBot, dialog: ModelsDialog, own: Path) -> None:
    bring(qtbot, dialog, own, "Link")
    dialog.resize(dialog.minimumSize())
    for button in (dialog.place.bring, dialog.own_files.buttons[0]):
        qtbot.waitUntil(lambda button=button: button.visibleRegion().boundingRect().width() == button.width())


def test_import__own_file_and_a_model__names_both_and_shows_the_first_of_them(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, own: Path, files: Files
) -> None:
    (own.parent / LORA_NAME).write_bytes(files[LORA_NAME])
    dialog.resize(QSize(700, 380))
    dialog.scroll_to(dialog.cards[LORA])
    bring(qtbot, dialog, own, "Link")
    said = "Imported: “Text encoder, FP32”, “Toy LoRA”"
    qtbot.waitUntil(lambda: dialog.message_bar.text == said, timeout=STORE_MS)
    row = dialog.own_files.rows[TEXT]
    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect().height() == row.height(), timeout=STORE_MS)


def test_import__own_file_and_a_part_of_a_model__says_that_more_is_missing(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, own: Path, files: Files
) -> None:
    for name, content in files.items():
        if name.startswith("first/"):
            (own.parent / name).parent.mkdir(exist_ok=True)
            (own.parent / name).write_bytes(content)
    bring(qtbot, dialog, own, "Copy")
    said = "Imported: “Text encoder, FP32”, “video model (transformer)”. What is still missing is said with each model."
    qtbot.waitUntil(lambda: dialog.message_bar.text == said, timeout=STORE_MS)


def test_dialog__after_an_import_something_deleted__stays_where_it_is(
    qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, own: Path, files: Files
) -> None:
    (own.parent / LORA_NAME).write_bytes(files[LORA_NAME])
    bring(qtbot, dialog, own, "Link")
    dialog.resize(QSize(700, 380))
    scroll = dialog.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    dialog.scroll_to(dialog.cards[LORA])
    before = scroll.verticalScrollBar().value()
    with answering(answer("Delete")):
        qtbot.mouseClick(dialog.cards[LORA].delete, Qt.MouseButton.LeftButton)
        wait_for(qtbot, window, LORA, PieceState.ABSENT)
    assert abs(scroll.verticalScrollBar().value() - before) <= dialog.message_bar.sizeHint().height() + 8
    assert before > 0
