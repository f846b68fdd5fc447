"""Another copy of a part stands in for one that is not there: the model is ready, and nothing is missing of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hub_server import HubServer
from installed_models import install_piece, install_toy, small_catalog
from store_scenes import PATIENCE_S, QUICK, Told

from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.wan_s2v.folder import FolderDescription, describe_folder
from s2v_desktop.store.checksum import RunningChecksum
from s2v_desktop.store.chosen import used_model
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.import_folder import ImportKind, find_parts, import_parts
from s2v_desktop.store.installed import (
    InstalledModel,
    ModelState,
    delete,
    installed_models,
    planned_deletion,
    remove_piece,
)
from s2v_desktop.store.layout import FileRecord, PieceRecord, workshop_folder, write_plan
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import Catalog
from s2v_desktop.store.part_file import PartFile
from s2v_desktop.store.serving import Service, services
from s2v_desktop.store.settings import SourceKind, StoreSettings

CATALOG = small_catalog()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The parts of ``fp8``, but with the text encoder of ``official``."""
    install_toy(tmp_path / "models", tmp_path / "toy", "net-fp8-comfyui")
    return tmp_path / "models"


def model_in(root: Path, model_id: str = "fp8") -> InstalledModel:
    return next(model for model in installed_models(root, CATALOG) if model.model_id == model_id)


def begin(root: Path, piece_id: str) -> None:
    """Leave of a piece what a paused download does."""
    workshop_folder(root, piece_id).mkdir(parents=True)
    write_plan(root, PieceRecord(piece_id, "huggingface", "owner/name", "0" * 40, (FileRecord("model.bin", 9),)))


def carried_out(root: Path, order: str) -> tuple[dict[str, PieceState], list]:
    """Give an order about ``fp8``; return the states after it, and what the hub was asked for."""
    with HubServer({}) as hub:
        settings = StoreSettings(SourceKind.CUSTOM, hub.url)
        with Downloads(root, CATALOG, settings, Told(), timing=QUICK) as downloads:
            getattr(downloads, order)("fp8")
            assert downloads.wait(PATIENCE_S)
            return {event.piece_id: event.state for event in downloads.statuses()}, list(hub.seen)


def test_model__with_the_text_encoder_of_another__is_ready(root: Path) -> None:
    found = model_in(root)
    assert (found.state, found.is_usable) == (ModelState.READY, True)
    assert found.service.stand_ins == {"text-fp8": "text-bf16"}
    assert found.service.pieces == ("net-fp8-comfyui", "text-bf16", "tokenizer", "vae", "audio")
    assert found.size_bytes == found.total_bytes
    used = used_model(root, CATALOG, "")
    assert used is not None
    assert used.id == "fp8"
    assert model_in(root, "q4").state is ModelState.ABSENT


def test_model__with_a_text_encoder_put_there_by_hand__is_ready(root: Path) -> None:
    (root / "text-bf16").rename(root / "by hand")
    (root / "by hand" / ".piece.json").unlink()
    found = model_in(root)
    assert found.state is ModelState.READY
    assert found.service.stand_ins == {"text-fp8": "by hand"}
    assert found.service.pieces == ("net-fp8-comfyui", "tokenizer", "vae", "audio")


def test_model__without_any_text_encoder__is_incomplete(root: Path) -> None:
    (root / "text-bf16" / "text.pth").unlink()
    found = model_in(root)
    assert (found.state, dict(found.service.stand_ins)) == (ModelState.INCOMPLETE, {})


def test_model__whose_listed_encoder_brings_the_tokenizer__needs_that_or_another_tokenizer(root: Path) -> None:
    models = tuple(
        msgspec.structs.replace(model, pieces=tuple(p for p in model.pieces if p != "tokenizer"))
        for model in CATALOG.models
    )
    catalog = Catalog(models, CATALOG.pieces)
    assert services(root, catalog)["fp8"].stand_ins == {"text-fp8": "text-bf16"}
    remove_piece(root, "tokenizer")
    assert services(root, catalog)["fp8"] == Service(catalog.model("fp8").pieces)


@pytest.mark.parametrize("order", ["verify", "repair", "add"])
def test_order__of_a_model_with_a_stand_in__is_about_what_is_there_and_fetches_nothing(root: Path, order: str) -> None:
    states, asked = carried_out(root, order)
    assert {states[piece_id] for piece_id in model_in(root).service.pieces} == {PieceState.READY}
    assert states["text-fp8"] is PieceState.ABSENT
    assert asked == []


def test_verify__damaged_stand_in__is_found(root: Path) -> None:
    path = root / "text-bf16" / "text.pth"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert carried_out(root, "verify")[0]["text-bf16"] is PieceState.FAILED
    assert model_in(root).state is ModelState.DAMAGED


def test_listed_piece__that_another_model_has_begun__keeps_nothing_from_being_ready(root: Path) -> None:
    begin(root, "net-q4-gguf")
    begin(root, "text-fp8")
    assert model_in(root).state is ModelState.READY
    assert model_in(root, "q4").state is ModelState.UNFINISHED
    states, asked = carried_out(root, "repair")
    assert (states["text-fp8"], asked) == (PieceState.PAUSED, [])


def test_delete__model_with_a_stand_in__takes_it_along_unless_another_is_served_by_it(root: Path) -> None:
    install_piece(root, "net-bf16-official")
    kept = delete(root, CATALOG, "official").kept
    assert set(kept) == {"text-bf16", "tokenizer", "vae", "audio"}
    assert model_in(root).state is ModelState.READY
    assert "text-bf16" in planned_deletion(root, CATALOG, "fp8").removed
    delete(root, CATALOG, "fp8")
    assert [path.name for path in root.iterdir()] == [".store"]


def test_import__encoder_of_another_type__makes_the_model_ready_by_link(tmp_path: Path, root: Path) -> None:
    own = (root / "text-bf16").rename(tmp_path / "own")
    assert model_in(root).state is ModelState.INCOMPLETE
    with StoreLock(root):
        parts = find_parts(own, root, CATALOG)
        import_parts(parts, root, CATALOG, ImportKind.SYMLINK, JobControl(), lambda _: None)
    found = model_in(root)
    assert (found.state, list(found.service.stand_ins)) == (ModelState.READY, ["text-fp8"])
    assert carried_out(root, "repair")[1] == []


def test_model__paused_download__is_unfinished_and_counts_what_is_marked(tmp_path: Path) -> None:
    file = FileRecord("net_fp8.safetensors", 12_000_000, "0" * 64)
    workshop_folder(tmp_path, "net-fp8-comfyui").mkdir(parents=True)
    write_plan(tmp_path, PieceRecord("net-fp8-comfyui", "huggingface", "owner/name", "0" * 40, (file,)))
    with PartFile(tmp_path, "net-fp8-comfyui", file) as part:
        part.add_marks(bytes(RunningChecksum(file).mark_bytes))
    found = model_in(tmp_path)
    assert found.state is ModelState.UNFINISHED
    assert 0 < found.size_bytes < 12_000_000
    assert model_in(tmp_path, "q4").state is ModelState.ABSENT


def test_model__file_vanished__is_damaged_and_not_counted(root: Path) -> None:
    before = model_in(root)
    gone_bytes = sum(path.stat().st_size for path in (root / "audio").glob("*.safetensors"))
    for path in (root / "audio").glob("*.safetensors"):
        path.unlink()
    found = model_in(root)
    assert found.state is ModelState.DAMAGED
    assert found.size_bytes == before.size_bytes - gone_bytes
    with (
        HubServer({}) as hub,
        Downloads(root, CATALOG, StoreSettings(SourceKind.CUSTOM, hub.url), Told(), timing=QUICK) as own,
    ):
        error = own.status("audio").error
        assert error is not None
        assert error.code is ErrorCode.MODEL_MISSING


def test_services__drive_pulled_out_meanwhile__name_what_is_listed(root: Path, tmp_path: Path) -> None:
    def described() -> FolderDescription:
        root.rename(tmp_path / "elsewhere")
        return describe_folder(root)

    assert services(root, CATALOG, described)["fp8"] == Service(CATALOG.model("fp8").pieces)
