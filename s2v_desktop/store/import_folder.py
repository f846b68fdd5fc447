"""Models that a user has already become the program's, by link or by copy; the originals are only ever read.

What a file is, is known by its tensors: the official checkout and ComfyUI's ``models`` folder are found alike, whatever
their files are called and whatever else is among them.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError, OutputError, S2VError
from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.wan_s2v.folder import PartDescription, describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.engines.wan_s2v.model_files import list_tensors
from s2v_desktop.engines.wan_s2v.tensor_file import Container, main_dtype
from s2v_desktop.store.copying import Copier, OnCopyProgress
from s2v_desktop.store.inspection import is_complete
from s2v_desktop.store.installed import remember_installed, remove_piece, unlisted_id
from s2v_desktop.store.layout import (
    FileRecord,
    PieceRecord,
    piece_folder,
    plan_path,
    record_path,
    workshop_folder,
)
from s2v_desktop.store.location import check_location
from s2v_desktop.store.manifest import Catalog, Piece

#: What ids of pieces call the types that most bytes of a part have.
_KINDS = {"bf16": "bf16", "f16": "fp16", "f32": "fp32", "f8_e4m3": "fp8", "f8_e5m2": "fp8"}
KIND_WORD = re.compile(r"bf16|fp16|fp32|fp8|q\d")

#: Beside a part's own files: what says how its tensors are meant, in the same folder.
_COMPANION_SUFFIXES = (".json", ".model", ".txt")
_LARGEST_COMPANION_BYTES = 64 << 20
_FOLDER_STEMS = ("diffusion_pytorch_model", "pytorch_model", "model")


class ImportKind(StrEnum):
    """How files come into the models folder.

    A ``HARD_LINK`` needs the same drive and no space, and survives the original's deletion; a ``SYMLINK`` needs no
    space, and the original where it is; a ``COPY`` needs space and nothing else.
    """

    HARD_LINK = "hardlink"
    SYMLINK = "symlink"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A part in a user's folder: the ``piece_id`` that it becomes, and its ``files`` below ``folder``."""

    piece_id: str
    part: Part
    folder: Path
    files: tuple[Path, ...]
    size_bytes: int


def find_parts(folder: Path, root: Path, catalog: Catalog) -> tuple[FoundPart, ...]:
    """Return what of Wan2.2-S2V-14B is in ``folder`` and not in the models folder ``root`` yet; any thread.

    Nothing where all of it is in ``root`` already, whole. Reads headers, which takes up to some seconds. Of several
    copies of a piece the first counts. Raises ``InputError`` where there is no such folder, or no part of the model in
    it (``IMPORT_FINDS_NOTHING``).
    """
    parts = [part for found in describe_folder(folder).parts if (part := _found(found, catalog)) is not None]
    if not parts:
        raise InputError(ErrorCode.IMPORT_FINDS_NOTHING, str(folder))
    new: dict[str, FoundPart] = {}
    for part in parts:
        if not _is_there(part, root):
            new.setdefault(part.piece_id, part)
    return tuple(new.values())


def import_parts(
    parts: tuple[FoundPart, ...],
    root: Path,
    catalog: Catalog,
    kind: ImportKind,
    control: JobControl,
    tell: OnCopyProgress,
) -> None:
    """Make ``parts`` pieces of the models folder ``root``, which the caller holds; copying takes minutes, any thread.

    Raises ``OutputError`` where ``root`` cannot be written or has too little space, or cannot link there
    (``LINK_IMPOSSIBLE``); ``JobCancelledError``. Each piece comes whole or not at all.
    """
    total_bytes = sum(part.size_bytes for part in parts)
    check_location(root, total_bytes if kind is ImportKind.COPY else 0)
    copier = Copier(total_bytes, control, tell)
    for part in parts:
        control.check()
        _import(part, root, kind, copier)
    remember_installed(root, catalog)


def _found(description: PartDescription, catalog: Catalog) -> FoundPart | None:
    """Return ``description`` as a piece; None for a tokenizer inside another file and for a LoRA of another kind."""
    is_folder = description.path.is_dir()
    if description.part is Part.TOKENIZER and not is_folder:
        return None
    folder = description.path if is_folder else description.path.parent
    piece_id = _piece_id(description, catalog)
    if piece_id is None:
        return None
    files = tuple(dict.fromkeys([*description.files, *_companions(description, folder)]))
    return FoundPart(piece_id, description.part, folder, files, sum(file.stat().st_size for file in files))


def _piece_id(description: PartDescription, catalog: Catalog) -> str | None:
    kind = _kind(description)
    own = [piece for piece in catalog.pieces if piece.part is description.part]
    if description.part is Part.LORA:  # tensors do not tell for how many steps it is: its published name does
        name = description.path.name
        return next((piece.id for piece in own if any(PurePosixPath(p).match(name) for p in _names(piece))), None)
    suiting = [piece for piece in own if kind in (words := KIND_WORD.findall(piece.id)) or not words]
    if suiting:
        return max(suiting, key=lambda piece: _likeness(piece, description)).id
    return unlisted_id(description.part, kind)


def _kind(description: PartDescription) -> str:
    """Return what ids of pieces call the type of the weights; empty for a tokenizer.

    Weights in few bits tell it also where embeddings in 16 or 32 weigh more.
    """
    if description.container in (None, Container.PICKLE):
        dtype = description.dtype
    else:
        tensors = list_tensors(description.path).tensors.values()
        in_few_bits = [tensor for tensor in tensors if tensor.dtype.startswith(("F8_E", "Q"))]
        dtype = main_dtype(in_few_bits) or description.dtype
    return _KINDS.get(dtype, dtype[:2])


def _likeness(piece: Piece, description: PartDescription) -> tuple[bool, bool]:
    """Return how much the files of ``piece`` are like those that were found: of the same suffix, as many."""
    names = _names(piece)
    suffixes = {PurePosixPath(name).suffix for name in names}
    in_shards = any("-of-" in name or name.endswith(".index.json") for name in names)
    same_kind = any(file.suffix in suffixes for file in description.files)
    return same_kind, in_shards == (len(description.files) > 1)


def _names(piece: Piece) -> list[str]:
    return [PurePosixPath(pattern).name for pattern in piece.patterns]


def _companions(description: PartDescription, folder: Path) -> list[Path]:
    """Return the small files that belong to those of ``description``; a single file in a crowd has none."""
    stem = description.path.name.split(".")[0]
    if description.path != folder and stem not in _FOLDER_STEMS and len(description.files) == 1:
        return []
    beside = (folder / entry.name for entry in os.scandir(folder) if entry.is_file())
    return sorted(
        path
        for path in beside
        if path.suffix in _COMPANION_SUFFIXES and path.stat().st_size <= _LARGEST_COMPANION_BYTES
    )


def _is_there(part: FoundPart, root: Path) -> bool:
    return part.folder.resolve().is_relative_to(root.resolve()) or is_complete(root, part.piece_id)


def _import(part: FoundPart, root: Path, kind: ImportKind, copier: Copier) -> None:
    """Gather the files in the workshop, with the record; then they become the piece by one renaming."""
    gathered = workshop_folder(root) / f"{part.piece_id}.imported"
    try:
        if gathered.exists():  # of an import that was killed
            shutil.rmtree(gathered)
        gathered.mkdir(parents=True)
        files = tuple(_bring(file, gathered / file.name, kind, copier) for file in part.files)
        record = PieceRecord(part.piece_id, "import", str(part.folder), "", files)
        write_atomically(gathered / record_path(root, part.piece_id).name, msgspec.json.encode(record))
        left = (record_path(root, part.piece_id), plan_path(root, part.piece_id))
        if any(path.exists() for path in left):  # what is damaged or unfinished is not needed any more
            remove_piece(root, part.piece_id)
        if os.path.lexists(piece_folder(root, part.piece_id)):  # a hand put it there
            raise OutputError(ErrorCode.LOCATION_TAKEN, str(piece_folder(root, part.piece_id)))
        gathered.rename(piece_folder(root, part.piece_id))
    except S2VError:
        shutil.rmtree(gathered, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(gathered, ignore_errors=True)
        raise output_error(error, root) from error


def _bring(original: Path, target: Path, kind: ImportKind, copier: Copier) -> FileRecord:
    size_bytes = original.stat().st_size
    if kind is ImportKind.COPY:
        return FileRecord(target.name, size_bytes, sha256=copier.copy(original, target))
    whole = original.resolve()
    try:
        if kind is ImportKind.HARD_LINK:
            target.hardlink_to(whole)
        else:
            target.symlink_to(whole)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(ErrorCode.LINK_IMPOSSIBLE, str(original), reason) from error
    copier.skip(original, size_bytes)
    return FileRecord(target.name, size_bytes, link_to=str(whole))
