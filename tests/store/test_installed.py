"""What is on the disk, what a delete gives back and leaves alone, and what a drive that is away is taken for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from installed_models import install_piece, install_toy, small_catalog
from other_volume import other_volume, unmount

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.installed import (
    delete,
    installed_models,
    installed_pieces,
    planned_deletion,
    remember_installed,
    unlisted_pieces,
)
from s2v_desktop.store.layout import PieceRecord, workshop_folder, write_plan
from s2v_desktop.store.remembered import FolderState, folder_state, remembered

CATALOG = small_catalog()


def install(root: Path, *models: str) -> None:
    for model in models:
        for piece_id in CATALOG.model(model).pieces:
            install_piece(root, piece_id, {"model.bin": piece_id.encode() * 1000})


def size_bytes(*piece_ids: str) -> int:
    return sum(1000 * len(piece_id) for piece_id in piece_ids)


def test_pieces__finished_ones__are_told_with_their_sizes_in_the_catalogs_order(tmp_path: Path) -> None:
    install(tmp_path, "fp8")
    (tmp_path / "by hand").mkdir()
    found = installed_pieces(tmp_path, CATALOG)
    assert [piece.piece_id for piece in found] == ["net-fp8-comfyui", "text-fp8", "tokenizer", "vae", "audio"]
    assert all(piece.is_whole and not piece.is_import for piece in found)
    assert found[0].size_bytes == size_bytes("net-fp8-comfyui")


@pytest.mark.parametrize(
    ("piece_id", "part", "words"),
    [
        ("imported-transformer-fp32", Part.TRANSFORMER, "FP32"),
        ("imported-transformer-q2", Part.TRANSFORMER, "GGUF Q2"),
        ("imported-text-encoder-fp16", Part.TEXT_ENCODER, "FP16"),
        ("imported-vae", Part.VAE, ""),
        ("of-a-former-list", None, ""),
    ],
)
def test_unlisted__piece_of_no_model__tells_part_and_type(
    tmp_path: Path, piece_id: str, part: Part | None, words: str
) -> None:
    install(tmp_path, "fp8")
    install_piece(tmp_path, piece_id)
    (piece,) = unlisted_pieces(tmp_path, CATALOG)
    assert (piece.piece_id, piece.part, piece.type_words) == (piece_id, part, words)


@pytest.mark.parametrize("damage", [b"", b"too short", None])
def test_pieces__file_cut_off_or_gone__is_not_whole(tmp_path: Path, damage: bytes | None) -> None:
    install(tmp_path, "fp8")
    file = tmp_path / "vae" / "model.bin"
    file.unlink() if damage is None else file.write_bytes(damage)
    whole = {piece.piece_id: piece.is_whole for piece in installed_pieces(tmp_path, CATALOG)}
    assert [name for name, is_whole in whole.items() if not is_whole] == ["vae"]
    model = next(model for model in installed_models(tmp_path, CATALOG) if model.model_id == "fp8")
    assert model.missing == ("vae",)


def test_models__shared_pieces__count_for_each_but_are_owned_by_none(tmp_path: Path) -> None:
    install(tmp_path, "fp8", "q4")
    models = {model.model_id: model for model in installed_models(tmp_path, CATALOG)}
    shared = size_bytes("text-fp8", "tokenizer", "vae", "audio")
    assert models["fp8"].size_bytes == shared + size_bytes("net-fp8-comfyui")
    assert models["fp8"].own_bytes == size_bytes("net-fp8-comfyui")
    assert models["official"].missing == ("net-bf16-official", "text-bf16")


def test_models__another_text_encoder__serves_as_well(tmp_path: Path) -> None:
    install_toy(tmp_path / "models", tmp_path / "toy", "net-fp8-comfyui")
    models = {model.model_id: model for model in installed_models(tmp_path / "models", CATALOG)}
    assert models["fp8"].is_usable
    assert models["fp8"].missing == ("text-fp8",)
    assert [name for name, model in models.items() if model.is_usable] == ["fp8"]


def test_models__without_a_tokenizer__cannot_be_used(tmp_path: Path) -> None:
    install_toy(tmp_path / "models", tmp_path / "toy", "net-fp8-comfyui")
    delete(tmp_path / "models", CATALOG, "tokenizer")  # fp8 needs it, so it stays
    assert (tmp_path / "models" / "tokenizer").is_dir()
    for path in (tmp_path / "models" / "tokenizer").glob("[!.]*"):
        path.unlink()
    assert not any(model.is_usable for model in installed_models(tmp_path / "models", CATALOG))


def test_delete__model_that_shares_pieces__leaves_those_of_the_other(tmp_path: Path) -> None:
    install(tmp_path, "fp8", "q4")
    planned = planned_deletion(tmp_path, CATALOG, "fp8")
    assert planned.removed == ("net-fp8-comfyui",)
    assert planned.kept == ("text-fp8", "tokenizer", "vae", "audio")
    assert delete(tmp_path, CATALOG, "fp8") == planned
    assert not (tmp_path / "net-fp8-comfyui").exists()
    q4 = next(model for model in installed_models(tmp_path, CATALOG) if model.model_id == "q4")
    assert not q4.missing


def test_delete__last_model__frees_everything(tmp_path: Path) -> None:
    install(tmp_path, "fp8")
    deletion = delete(tmp_path, CATALOG, "fp8")
    assert deletion.removed == CATALOG.model("fp8").pieces
    assert deletion.freed_bytes > size_bytes(*deletion.removed)  # the records, too
    assert [path.name for path in tmp_path.iterdir()] == [".store"]
    assert list(workshop_folder(tmp_path).iterdir()) == []


def test_delete__model_whose_pieces_another_unfinished_one_needs__leaves_them(tmp_path: Path) -> None:
    install(tmp_path, "fp8")
    workshop_folder(tmp_path, "net-q4-gguf").mkdir(parents=True)
    write_plan(tmp_path, PieceRecord("net-q4-gguf", "huggingface", "owner/name", "0" * 40, ()))
    assert delete(tmp_path, CATALOG, "fp8").removed == ("net-fp8-comfyui",)
    assert delete(tmp_path, CATALOG, "q4").removed == ("net-q4-gguf", "text-fp8", "tokenizer", "vae", "audio")


def test_delete__last_model_beside_an_imported_transformer__leaves_what_that_needs(tmp_path: Path) -> None:
    for piece_id in ("net-fp8-comfyui", "text-fp8", "tokenizer", "vae", "audio", "imported-transformer-fp16"):
        install_piece(tmp_path, piece_id)
    deletion = delete(tmp_path, CATALOG, "fp8")
    assert deletion.removed == ("net-fp8-comfyui",)
    assert set(deletion.kept) == {"text-fp8", "tokenizer", "vae", "audio"}
    assert delete(tmp_path, CATALOG, "imported-transformer-fp16").removed == ("imported-transformer-fp16",)
    assert set(delete(tmp_path, CATALOG, "fp8").removed) == {"text-fp8", "tokenizer", "vae", "audio"}


def test_delete__the_only_text_encoder__stays_while_a_transformer_is_here(tmp_path: Path) -> None:
    install_toy(tmp_path / "models", tmp_path / "toy", "net-fp8-comfyui")
    root, name = tmp_path / "models", "imported-text-encoder-fp32"
    install_piece(root, name, {"text.pth": (root / "text-bf16" / "text.pth").read_bytes()})
    assert planned_deletion(root, CATALOG, name).removed == (name,)  # there is another
    delete(root, CATALOG, "text-bf16")
    deletion = delete(root, CATALOG, name)
    assert (deletion.removed, deletion.kept) == ((), (name,))
    delete(root, CATALOG, "fp8")
    assert delete(root, CATALOG, name).removed == (name,)


def test_delete__damaged_files_of_ones_own__go(tmp_path: Path) -> None:
    install_piece(tmp_path, "net-fp8-comfyui")
    (install_piece(tmp_path, "imported-text-encoder-fp32") / "model.bin").unlink()
    assert delete(tmp_path, CATALOG, "imported-text-encoder-fp32").removed == ("imported-text-encoder-fp32",)


def test_delete__what_nobody_put_there__is_nothing(tmp_path: Path) -> None:
    assert planned_deletion(tmp_path, CATALOG, "fp8").removed == ()
    with pytest.raises(ModelError) as caught:
        planned_deletion(tmp_path, CATALOG, "none")
    assert caught.value.code is ErrorCode.MODEL_UNKNOWN


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_delete__links__leave_the_originals_and_free_nothing(tmp_path: Path) -> None:
    original = tmp_path / "mine" / "vae.safetensors"
    original.parent.mkdir()
    original.write_bytes(b"weights")
    folder = install_piece(tmp_path / "models", "vae", {})
    (folder / "a").symlink_to(original)
    (folder / "folder").symlink_to(original.parent)
    os.link(original, folder / "b")
    record_bytes = (folder / ".piece.json").stat().st_size
    assert delete(tmp_path / "models", CATALOG, "vae").freed_bytes == record_bytes
    assert original.read_bytes() == b"weights"
    assert not folder.exists()


def test_delete__broken_off_before__is_finished_by_the_next(tmp_path: Path) -> None:
    install(tmp_path, "fp8")
    (tmp_path / "vae").rename(tmp_path / "left")
    (workshop_folder(tmp_path) / "vae.deleted").mkdir(parents=True)
    (workshop_folder(tmp_path) / "vae.deleted" / "model.bin").write_bytes(b"half")
    (tmp_path / "left").rename(tmp_path / "vae")
    delete(tmp_path, CATALOG, "fp8")
    assert list(workshop_folder(tmp_path).iterdir()) == []


def test_state__folder_that_nobody_used__is_new(tmp_path: Path) -> None:
    assert folder_state(tmp_path / "none") is FolderState.NEW
    assert folder_state(tmp_path) is FolderState.THERE


def test_state__drive_that_was_pulled_out__is_gone_and_what_was_there_is_known(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as drive:
        root = drive / "models"
        install(root, "fp8")
        remember_installed(root, CATALOG)
        assert folder_state(root) is FolderState.THERE
        unmount(drive)
        assert folder_state(root) is FolderState.GONE
        assert [piece.piece_id for piece in remembered(root)] == list(CATALOG.model("fp8").pieces)


def test_state__mount_point_without_its_drive__is_gone(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as root:
        install(root, "fp8")
        remember_installed(root, CATALOG)
        unmount(root)
        assert root.is_dir()
        assert folder_state(root) is FolderState.GONE


def test_state__folder_whose_models_were_deleted__is_there(tmp_path: Path) -> None:
    install(tmp_path, "fp8")
    remember_installed(tmp_path, CATALOG)
    delete(tmp_path, CATALOG, "fp8")
    assert remembered(tmp_path) == ()
    assert folder_state(tmp_path) is FolderState.THERE


def test_remembered__damaged_file__is_as_if_nothing_was_known(tmp_path: Path, home: Path) -> None:
    install(tmp_path, "fp8")
    remember_installed(tmp_path, CATALOG)
    (home / "config" / "models-folders.json").write_bytes(b"{")
    assert remembered(tmp_path) == ()
    remember_installed(tmp_path, CATALOG)
    assert remembered(tmp_path) != ()
