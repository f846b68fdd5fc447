"""What a look at the disk says of a piece, without reading its files; and the thorough look."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.store.checksum import read_checksum
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.layout import (
    FileRecord,
    PieceRecord,
    piece_folder,
    plan_path,
    read_plan,
    read_record,
    workshop_folder,
)
from s2v_desktop.store.manifest import Piece
from s2v_desktop.store.part_file import marked_bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """A finished file that is not what it was; ``found`` says how: a fact for a report."""

    file: FileRecord
    found: str


def piece_now(root: Path, piece: Piece) -> StoreEvent:
    """Return the state of a piece that nobody works on.

    READY, PAUSED, ABSENT, or FAILED where a file is missing or was found damaged and is not yet put right.
    """
    record = read_record(root, piece.id)
    if record is not None:
        bad = [file for file in record.files if file.fault or not has_its_size(root, piece.id, file)]
        good_bytes = record.size_bytes - sum(file.size_bytes for file in bad)
        error = _error_of(root, piece.id, bad[0]) if bad else None
        state = PieceState.FAILED if bad else PieceState.READY
        return StoreEvent(piece.id, state, good_bytes, record.size_bytes, error=error)
    plan = read_plan(root, piece.id)
    if plan is not None:
        return StoreEvent(piece.id, PieceState.PAUSED, bytes_there(root, plan), plan.size_bytes)
    return StoreEvent(piece.id, PieceState.ABSENT, 0, piece.about_bytes)


def is_whole(root: Path, record: PieceRecord) -> bool:
    """Tell whether every file of a finished piece is there with its size, and none was found damaged."""
    return all(not file.fault and has_its_size(root, record.piece_id, file) for file in record.files)


def is_complete(root: Path, piece_id: str) -> bool:
    """Tell whether a piece is finished and whole."""
    record = read_record(root, piece_id)
    return record is not None and is_whole(root, record)


def unfinished_pieces(root: Path) -> Iterator[str]:
    """Yield the ids of pieces that were begun and are not complete."""
    for path in sorted(workshop_folder(root).glob(f"*/{plan_path(root, '').name}")):
        if not is_complete(root, path.parent.name):
            yield path.parent.name


def drop_leftovers(root: Path) -> None:
    """Remove what is unfinished of pieces that are complete: a move brings it beside them, a kill leaves it.

    The caller holds the models folder, or nobody works on it.
    """
    for folder in sorted(workshop_folder(root).glob("*/")):
        if is_complete(root, folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def bytes_there(root: Path, plan: PieceRecord) -> int:
    """Return about how much of an unfinished piece is on the disk."""
    return sum(
        file.size_bytes if is_finished(root, plan.piece_id, file) else marked_bytes(root, plan.piece_id, file)
        for file in plan.files
    )


def is_finished(root: Path, piece_id: str, file: FileRecord) -> bool:
    """Tell whether ``file`` of a plan was verified and put in its place, and is still there."""
    return bool(file.marks) and has_its_size(root, piece_id, file)


def has_its_size(root: Path, piece_id: str, file: FileRecord) -> bool:
    """Tell whether ``file`` is in its place and as large as it should be."""
    try:
        return (piece_folder(root, piece_id) / file.path).stat().st_size == file.size_bytes
    except OSError:
        return False


def with_faults(record: PieceRecord, damaged: Iterable[Damage]) -> PieceRecord:
    """Return ``record`` with what a thorough look found, and nothing of what former ones did."""
    found = {damage.file.path: damage.found for damage in damaged}
    files = tuple(msgspec.structs.replace(file, fault=found.get(file.path, "")) for file in record.files)
    return msgspec.structs.replace(record, files=files)


def find_damage(root: Path, record: PieceRecord, on_bytes: Callable[[int], None]) -> tuple[Damage, ...]:
    """Read all files of ``record`` and return those that are missing or damaged.

    Up to a second a gigabyte. ``on_bytes`` is told how much was read and may raise to stop.
    """
    damaged: list[Damage] = []
    for file in record.files:
        found = _fault(piece_folder(root, record.piece_id) / file.path, file, on_bytes)
        if found:
            damaged.append(Damage(file, found))
    return tuple(damaged)


def _error_of(root: Path, piece_id: str, file: FileRecord) -> ModelError:
    if file.fault and has_its_size(root, piece_id, file):
        return ModelError(ErrorCode.MODEL_UNREADABLE, file.path, file.fault)
    return ModelError(ErrorCode.MODEL_MISSING, file.path, str(piece_folder(root, piece_id)))


def _fault(path: Path, file: FileRecord, on_bytes: Callable[[int], None]) -> str:
    try:
        size_bytes = path.stat().st_size
        if size_bytes != file.size_bytes:
            return f"{size_bytes} of {file.size_bytes} bytes"
        return "" if read_checksum(path, file, on_bytes).is_right else "another checksum"
    except OSError as error:
        return error.strerror or type(error).__name__
