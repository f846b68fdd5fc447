"""Folders that users have, known by their tensors and taken over by link or copy; the originals stay as they are."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest
import torch
from checkpoint_layouts import wide_official, write_gguf, write_shards
from installed_models import install_piece, small_catalog, write_comfyui
from other_volume import other_volume
from wan_toy_folder import LORA_NAME, write_toy_folder

from s2v_desktop.core.errors import ErrorCode, InputError, JobCancelledError, OutputError
from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.wan_s2v.folder import describe_folder
from s2v_desktop.store.copying import CopyProgress
from s2v_desktop.store.import_folder import ImportKind, find_parts, import_parts
from s2v_desktop.store.installed import delete, installed_models, installed_pieces, unlisted_pieces
from s2v_desktop.store.layout import PieceRecord, read_record, workshop_folder, write_plan
from s2v_desktop.store.remembered import remembered

CATALOG = small_catalog()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """The official checkout with the 4-step LoRA; toy weights are in 32 bits, which no list has."""
    return write_toy_folder(tmp_path / "official", lora=True)


@pytest.fixture
def comfyui(tmp_path: Path) -> Path:
    return write_comfyui(tmp_path / "ComfyUI" / "models", tmp_path / "scratch")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def fingerprints(folder: Path) -> dict[str, tuple[str, int, int]]:
    """What is in a folder, to the byte, with times and numbers of names."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    facts = {path: path.lstat() for path in files}
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), facts[path].st_mtime_ns, facts[path].st_ino)
        for path in files
    }


def take(folder: Path, root: Path, kind: ImportKind) -> list[CopyProgress]:
    told: list[CopyProgress] = []
    import_parts(find_parts(folder, root, CATALOG), root, CATALOG, kind, JobControl(), told.append)
    return told


def test_find__comfyui__is_known_by_tensors_whatever_files_are_called(comfyui: Path, root: Path) -> None:
    found = {part.piece_id: [file.name for file in part.files] for part in find_parts(comfyui, root, CATALOG)}
    assert found == {
        "net-fp8-comfyui": ["anything.safetensors"],
        "net-bf16-comfyui": ["again bf16.safetensors"],
        "text-bf16": ["text_bf16.safetensors"],
        "vae": ["some vae.safetensors"],
        "audio": ["w2v.safetensors"],
    }


def test_find__official_checkout__brings_what_lies_beside_the_weights(official: Path, root: Path) -> None:
    found = {part.piece_id: {file.name for file in part.files} for part in find_parts(official, root, CATALOG)}
    network = found.pop("imported-transformer-fp32")
    assert {"config.json", "diffusion_pytorch_model.safetensors.index.json"} < network
    assert found["audio"] == {"model.safetensors", "config.json"}
    assert "tokenizer.json" in found["tokenizer"]
    assert found["lora"] == {LORA_NAME}
    assert found["imported-text-encoder-fp32"] == {"models_t5_umt5-xxl-enc-bf16.pth"}


def test_find__shards_and_gguf__become_the_pieces_of_their_kind(tmp_path: Path, root: Path) -> None:
    in_16_bits = {name: tensor.to(torch.bfloat16) for name, tensor in wide_official().items()}
    write_shards(tmp_path / "mine" / "some folder", in_16_bits)
    write_gguf(tmp_path / "mine" / "downloaded (1).gguf", wide_official(), "Q4_K")
    found = {
        part.piece_id: {file.suffix for file in part.files} for part in find_parts(tmp_path / "mine", root, CATALOG)
    }
    assert found == {"net-bf16-official": {".safetensors", ".json"}, "net-q4-gguf": {".gguf"}}


@pytest.mark.parametrize("content", [None, "sd15"])
def test_find__folder_without_any_part__says_so(tmp_path: Path, root: Path, comfyui: Path, content: str | None) -> None:
    folder = comfyui / "checkpoints" if content else tmp_path / "empty"
    folder.mkdir(exist_ok=True)
    with pytest.raises(InputError) as caught:
        find_parts(folder, root, CATALOG)
    assert caught.value.code is ErrorCode.IMPORT_FINDS_NOTHING


def test_find__folder_that_is_away__says_so(tmp_path: Path, root: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_parts(tmp_path / "away", root, CATALOG)
    assert caught.value.code is ErrorCode.FILE_MISSING


@pytest.mark.parametrize("kind", ImportKind)
def test_import__any_kind__makes_a_model_that_is_found_and_leaves_the_originals(
    comfyui: Path, official: Path, root: Path, kind: ImportKind
) -> None:
    before = fingerprints(comfyui), fingerprints(official)
    take(comfyui, root, kind)
    told = take(official, root, kind)  # brings the tokenizer
    assert (fingerprints(comfyui), fingerprints(official)) == before
    assert told[-1].done_bytes == told[-1].total_bytes > 0
    assert describe_folder(root).missing == ()
    usable = [model.model_id for model in installed_models(root, CATALOG) if model.is_usable]
    assert usable == ["fp8", "comfyui", "draft"]
    pieces = installed_pieces(root, CATALOG)
    assert all(piece.is_whole and piece.is_import for piece in pieces)
    assert {piece.piece_id for piece in pieces} == {piece.piece_id for piece in remembered(root)}


def test_import__hard_links__take_no_space_and_survive_the_original(comfyui: Path, root: Path) -> None:
    take(comfyui, root, ImportKind.HARD_LINK)
    original = comfyui / "vae" / "some vae.safetensors"
    assert (root / "vae" / "some vae.safetensors").samefile(original)
    original.unlink()
    assert next(piece for piece in installed_pieces(root, CATALOG) if piece.piece_id == "vae").is_whole


@pytest.mark.parametrize("kind", ImportKind)
def test_import__weights_in_no_list__tell_where_they_lie_and_what_room_they_take(
    official: Path, root: Path, kind: ImportKind
) -> None:
    take(official, root, kind)
    pieces = {piece.piece_id: piece for piece in unlisted_pieces(root, CATALOG)}
    assert set(pieces) == {"imported-transformer-fp32", "imported-text-encoder-fp32"}
    text = pieces["imported-text-encoder-fp32"]
    file, folder = official / "models_t5_umt5-xxl-enc-bf16.pth", official
    if kind is ImportKind.COPY:
        assert (text.link_to, text.linked_bytes) == ("", 0)
        assert text.freed_bytes >= text.size_bytes
    else:
        assert (text.link_to, pieces["imported-transformer-fp32"].link_to) == (str(file), str(folder))
        assert text.linked_bytes == text.size_bytes - text.freed_bytes > 0.9 * text.size_bytes
    file.unlink()
    text = next(piece for piece in unlisted_pieces(root, CATALOG) if piece.piece_id == text.piece_id)
    assert text.is_whole == (kind is not ImportKind.SYMLINK)
    assert text.link_to == (str(file) if kind is ImportKind.SYMLINK else "")  # of a hard link this is the only name


def test_import__symbolic_links__tell_where_they_lead_and_when_the_original_is_gone(comfyui: Path, root: Path) -> None:
    take(comfyui, root, ImportKind.SYMLINK)
    original = comfyui / "vae" / "some vae.safetensors"
    record = read_record(root, "vae")
    assert record is not None
    assert record.files[0].link_to == str(original.resolve())
    original.unlink()
    assert not next(piece for piece in installed_pieces(root, CATALOG) if piece.piece_id == "vae").is_whole


def test_import__copies__are_the_originals_and_their_sums_are_kept(comfyui: Path, root: Path) -> None:
    take(comfyui, root, ImportKind.COPY)
    original, copy = comfyui / "vae" / "some vae.safetensors", root / "vae" / "some vae.safetensors"
    record = read_record(root, "vae")
    assert record is not None
    assert record.files[0].sha256 == hashlib.sha256(original.read_bytes()).hexdigest()
    assert copy.read_bytes() == original.read_bytes()
    assert not copy.samefile(original)


@pytest.mark.parametrize("kind", ImportKind)
def test_delete__imported_model__removes_links_and_copies_only(comfyui: Path, root: Path, kind: ImportKind) -> None:
    before = fingerprints(comfyui)
    take(comfyui, root, kind)
    for name in ("fp8", "comfyui", "text-bf16"):
        delete(root, CATALOG, name)
    assert installed_pieces(root, CATALOG) == ()
    assert fingerprints(comfyui) == before


def test_import__hard_link_to_another_drive__is_refused_and_leaves_nothing(comfyui: Path, tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as drive:
        with pytest.raises(OutputError) as caught:
            take(comfyui, drive, ImportKind.HARD_LINK)
        assert caught.value.code is ErrorCode.LINK_IMPOSSIBLE
        assert installed_pieces(drive, CATALOG) == ()
        assert list(workshop_folder(drive).iterdir()) == []
        take(comfyui, drive, ImportKind.SYMLINK)
        assert len(installed_pieces(drive, CATALOG)) == 5


def test_import__copy_to_a_drive_with_too_little_space__is_refused_first(comfyui: Path, tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive", size_mb=1) as drive:
        with pytest.raises(OutputError) as caught:
            take(comfyui, drive, ImportKind.COPY)
        assert list(drive.iterdir()) == []
    assert caught.value.code is ErrorCode.STORE_TOO_SMALL


def test_import__cancelled__leaves_whole_pieces_only(comfyui: Path, root: Path) -> None:
    parts, control = find_parts(comfyui, root, CATALOG), JobControl()

    def cancel_in_the_second(progress: CopyProgress) -> None:
        if progress.name == parts[1].files[0].name:
            control.cancel()

    with pytest.raises(JobCancelledError):
        import_parts(parts, root, CATALOG, ImportKind.COPY, control, cancel_in_the_second)
    assert [piece.piece_id for piece in installed_pieces(root, CATALOG) if piece.is_whole] in (
        [parts[0].piece_id],
        [part.piece_id for part in parts[:2]],
    )
    assert list(workshop_folder(root).iterdir()) == []


@pytest.mark.parametrize("kind", ImportKind)
def test_find__all_imported_before__is_nothing_more_and_no_error(
    comfyui: Path, official: Path, root: Path, kind: ImportKind
) -> None:
    for folder in (comfyui, official):  # the latter has weights that are in no list
        take(folder, root, kind)
        assert find_parts(folder, root, CATALOG) == ()


def test_find__one_part_not_imported_yet__is_that_one(comfyui: Path, root: Path) -> None:
    take(comfyui, root, ImportKind.HARD_LINK)
    delete(root, CATALOG, "fp8")
    assert [part.piece_id for part in find_parts(comfyui, root, CATALOG)] == ["net-fp8-comfyui"]


def test_find__models_folder_itself__is_nothing_more(comfyui: Path) -> None:
    assert find_parts(comfyui / "vae", comfyui, CATALOG) == ()


def test_import__links_whose_originals_moved__lead_to_where_these_are_now(comfyui: Path, root: Path) -> None:
    take(comfyui, root, ImportKind.SYMLINK)
    moved = comfyui.rename(comfyui.with_name("moved"))
    take(moved, root, ImportKind.SYMLINK)
    assert all(piece.is_whole for piece in installed_pieces(root, CATALOG))
    assert (root / "vae" / "some vae.safetensors").samefile(moved / "vae" / "some vae.safetensors")


def test_import__piece_that_was_being_downloaded__takes_its_place(comfyui: Path, root: Path) -> None:
    workshop_folder(root, "vae").mkdir(parents=True)
    write_plan(root, PieceRecord("vae", "huggingface", "owner/name", "0" * 40, ()))
    (root / "vae").mkdir()
    take(comfyui, root, ImportKind.COPY)
    assert [path.name for path in (root / "vae").glob("[!.]*")] == ["some vae.safetensors"]
    assert not workshop_folder(root, "vae").exists()


def test_import__folder_that_a_hand_put_there__is_not_touched(comfyui: Path, root: Path) -> None:
    (root / "vae").mkdir()
    (root / "vae" / "mine.safetensors").write_bytes(b"mine")
    with pytest.raises(OutputError) as caught:
        take(comfyui, root, ImportKind.COPY)
    assert caught.value.code is ErrorCode.LOCATION_TAKEN
    assert [path.name for path in (root / "vae").iterdir()] == ["mine.safetensors"]


def test_import__piece_that_was_downloaded__stays_the_downloaded_one(comfyui: Path, root: Path) -> None:
    install_piece(root, "vae")
    take(comfyui, root, ImportKind.COPY)
    assert {path.name for path in (root / "vae").iterdir()} == {".piece.json", "model.bin"}
