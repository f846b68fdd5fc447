"""A model that another text encoder serves, in the window: ready, verified, repaired and deleted like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hub_server import HubServer
from modal_dialogs import answering, type_name
from models_dialog_hands import STORE_MS, Files, answer, can_choose, opened, press, wait_for
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, SECOND

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.core.progress import JobControl
from s2v_desktop.store import manifest
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.import_folder import ImportKind, find_parts, import_parts
from s2v_desktop.store.installed import ModelState, installed_models, remove_piece
from s2v_desktop.store.layout import PieceRecord, workshop_folder, write_plan
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import load_catalog
from s2v_desktop.ui.main_window import MainWindow

LISTED, OWN = "toy-text-encoder-bf16", "imported-text-encoder-fp32"


@pytest.fixture
def root(catalog: None, files: Files, tmp_path: Path) -> Path:
    """All of the first model by link, with an encoder in 32 bits in the place of the one in 16 bits that it lists."""
    for path in manifest.model_manifest_dir().glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace("toy-text-encoder", LISTED), "utf-8")
    own = tmp_path / "own"
    for name, content in files.items():
        if not name.startswith("second/"):
            (own / name).parent.mkdir(parents=True, exist_ok=True)
            (own / name).write_bytes(content)
    root = default_models_dir()
    with StoreLock(root):
        parts = find_parts(own, root, load_catalog())
        import_parts(parts, root, load_catalog(), ImportKind.HARD_LINK, JobControl(), lambda _: None)
    return root


def begin(root: Path, *piece_ids: str) -> None:
    """Leave of pieces what a paused download does."""
    for piece_id in piece_ids:
        workshop_folder(root, piece_id).mkdir(parents=True)
        write_plan(root, PieceRecord(piece_id, "custom", "toys/Wan-toy", "0" * 40, ()))


def test_card__another_text_encoder_serves__says_ready_as_the_command_line_does(
    root: Path, qtbot: QtBot, window: MainWindow
) -> None:
    card = opened(qtbot, window).cards[FIRST]
    assert window.models.store.view(FIRST).state is PieceState.READY
    assert next(model for model in installed_models(root, load_catalog())).state is ModelState.READY
    assert card.state.text().startswith("Ready")
    assert "with another text encoder" in card.state.text()
    qtbot.waitUntil(lambda: card.verify.isVisible() and card.delete.isVisible(), timeout=STORE_MS)
    assert not card.download.isVisible()
    qtbot.waitUntil(lambda: can_choose(window), timeout=STORE_MS)


def test_verify__another_text_encoder_serves__judges_what_is_there_and_fetches_nothing(
    root: Path, qtbot: QtBot, window: MainWindow, hub: HubServer
) -> None:
    dialog = opened(qtbot, window)
    press(qtbot, dialog, dialog.cards[FIRST].verify)
    qtbot.waitUntil(lambda: window.models.store.view(FIRST).is_verified, timeout=STORE_MS)
    assert hub.seen == []
    assert not (root / LISTED).exists()


def test_repair__another_text_encoder_serves__fetches_the_damaged_part_alone(
    root: Path, qtbot: QtBot, window: MainWindow, hub: HubServer
) -> None:
    (damaged,) = (root / "toy-wav2vec2").glob("*.safetensors")
    damaged.unlink()
    dialog = opened(qtbot, window)
    press(qtbot, dialog, dialog.cards[FIRST].remedy)
    wait_for(qtbot, window, FIRST, PieceState.READY)
    assert [path.name for path in (root / "toy-wav2vec2").rglob("*.safetensors")] == [damaged.name]
    assert not (root / LISTED).exists()


def test_delete__another_text_encoder_serves__frees_what_is_the_models_own(
    root: Path, qtbot: QtBot, window: MainWindow
) -> None:
    dialog = opened(qtbot, window)
    with answering(answer("Delete")):
        press(qtbot, dialog, dialog.cards[FIRST].delete)
        wait_for(qtbot, window, FIRST, PieceState.ABSENT)
    assert not (root / "toy-transformer").exists()
    assert (root / OWN).exists()


def test_chip__plans_of_complete_pieces_or_of_no_begun_model__says_nothing_of_a_pause(
    root: Path, qtbot: QtBot, window: MainWindow
) -> None:
    begin(root, "toy-vae", "toy-transformer", LISTED)
    with qtbot.waitSignal(window.models.store.changed, timeout=STORE_MS):
        window.models.store.look_for_unfinished()
    assert not window.models.store.has_unfinished
    begin(root, "toy-transformer-second")
    window.models.store.look_for_unfinished()
    qtbot.waitUntil(lambda: window.models.store.has_unfinished, timeout=STORE_MS)
    opened(qtbot, window)
    views = {view.model.id: view.state for view in window.models.store.views}
    assert (views[FIRST], views[SECOND]) == (PieceState.READY, PieceState.PAUSED)


def test_import__encoder_that_serves_a_model__says_that_the_model_came(
    root: Path, qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    remove_piece(root, OWN)
    dialog = opened(qtbot, window)
    assert window.models.store.view(FIRST).state is PieceState.ABSENT
    with answering(type_name(str(tmp_path / "own")), answer("Link")):
        press(qtbot, dialog, dialog.place.bring)
        wait_for(qtbot, window, FIRST, PieceState.READY)
    qtbot.waitUntil(lambda: "“Toy”" in dialog.message_bar.text, timeout=STORE_MS)
    assert "still missing" not in dialog.message_bar.text
