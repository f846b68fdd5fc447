"""What is to be downloaded for a piece, and from where: as it was begun, or else as a hub says now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from s2v_desktop.store.inspection import has_its_size
from s2v_desktop.store.layout import FileRecord, PieceRecord, read_plan, read_record, workshop_folder, write_plan
from s2v_desktop.store.manifest import Piece
from s2v_desktop.store.patience import Patience
from s2v_desktop.store.sources import Source, choose
from s2v_desktop.store.stop import StopSignal


@dataclass(frozen=True, slots=True)
class Plan:
    """``record`` is what the piece is to be; files of it that have marks are in their places."""

    record: PieceRecord
    source: Source


def make_plan(root: Path, piece: Piece, sources: Sequence[Source], patience: Patience, stop: StopSignal) -> Plan:
    """Return the plan of a piece and keep it on the disk.

    One that was begun with a source that is still allowed is gone on with, at its revision. Else the hub is asked, and
    what is there already of the same content stays. Raises what ``choose`` does, ``OutputError`` and ``OSError``.
    """
    begun = read_record(root, piece.id) or read_plan(root, piece.id)
    source = next((source for source in sources if begun is not None and source.kind == begun.source), None)
    if begun is None or source is None:
        found = patience.keep_trying(lambda: choose(sources, root, piece, stop))
        assert found.record is not None
        record, source = _with_marks_of(begun, found.record), found.source
    else:
        record = begun
    files = tuple(
        _unfinished(file) if file.fault or not has_its_size(root, piece.id, file) else file for file in record.files
    )
    record = msgspec.structs.replace(record, files=files)
    workshop_folder(root, piece.id).mkdir(parents=True, exist_ok=True)
    write_plan(root, record)
    return Plan(record, source)


def _with_marks_of(begun: PieceRecord | None, record: PieceRecord) -> PieceRecord:
    known = {_identity(file): file for file in begun.files} if begun is not None else {}
    return msgspec.structs.replace(record, files=tuple(known.get(_identity(file), file) for file in record.files))


def _identity(file: FileRecord) -> FileRecord:
    return _unfinished(file)


def _unfinished(file: FileRecord) -> FileRecord:
    return msgspec.structs.replace(file, marks=b"", link_to="", fault="")
