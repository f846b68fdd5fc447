"""Where the store keeps things below its root, the models folder.

``<piece id>/<path as in its repository>`` is a finished file and ``<piece id>/.piece.json`` the piece's record.
Everything unfinished is below ``.store``, where the engine does not look.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import write_atomically
from s2v_desktop.core.safe_names import is_safe_name

_WORKSHOP = ".store"
_RECORD_NAME = ".piece.json"
_PLAN_NAME = ".plan.json"
_LONGEST_NAME = 200  # of 255, so that suffixes can be added


class FileRecord(msgspec.Struct, frozen=True):
    """One file of a piece: ``path`` as in its repository, with slashes.

    ``sha256`` or, for small files that the hub lists without it, ``git_sha1`` are hexadecimal; an imported file may
    have neither. ``marks`` are the digests of its beginnings, by which a damaged block is found (see ``checksum``).
    ``link_to`` is where the file really lies when it was imported by link. ``fault`` is what a thorough look found
    wrong with it, until it is put right.
    """

    path: str
    size_bytes: int
    sha256: str = ""
    git_sha1: str = ""
    marks: bytes = b""
    link_to: str = ""
    fault: str = ""


class PieceRecord(msgspec.Struct, frozen=True):
    """What a piece is made of, and where it came from: beside a finished one, and as the plan of an unfinished one.

    ``source`` is a ``SourceKind`` or ``import``; ``revision`` a commit, to which the download is pinned.
    """

    piece_id: str
    source: str
    repository: str
    revision: str
    files: tuple[FileRecord, ...]
    schema_version: int = 1

    @property
    def size_bytes(self) -> int:
        """The size of all files together."""
        return sum(file.size_bytes for file in self.files)


def piece_folder(root: Path, piece_id: str) -> Path:
    """Return the folder of a piece's finished files."""
    return root / piece_id


def workshop_folder(root: Path, piece_id: str = "") -> Path:
    """Return the folder of what is unfinished, of a piece or of all."""
    return root / _WORKSHOP / piece_id


def record_path(root: Path, piece_id: str) -> Path:
    """Return where the record of a finished piece is."""
    return root / piece_id / _RECORD_NAME


def plan_path(root: Path, piece_id: str) -> Path:
    """Return where the plan of an unfinished piece is: the record that it is to have."""
    return workshop_folder(root, piece_id) / _PLAN_NAME


def read_record(root: Path, piece_id: str) -> PieceRecord | None:
    """Return the record of a finished piece, or None where there is none or it is damaged."""
    return _read(record_path(root, piece_id))


def read_plan(root: Path, piece_id: str) -> PieceRecord | None:
    """Return the plan of an unfinished piece, or None where there is none or it is damaged."""
    return _read(plan_path(root, piece_id))


def write_record(root: Path, record: PieceRecord) -> None:
    """Write the record of a finished piece; raise ``OutputError`` where that fails."""
    write_atomically(record_path(root, record.piece_id), msgspec.json.encode(record))


def write_plan(root: Path, record: PieceRecord) -> None:
    """Write the plan of an unfinished piece; raise ``OutputError`` where that fails."""
    write_atomically(plan_path(root, record.piece_id), msgspec.json.encode(record))


def safe_target(root: Path, piece_id: str, path: str) -> Path:
    """Return where the file that a hub calls ``path`` belongs; nothing is created.

    Raises ``ModelError`` (``HUB_UNTRUSTED``) where that would be outside the piece's folder, through a link, hidden,
    or under a name that some systems cannot have.
    """
    return _inside(root, piece_folder(root, piece_id), path)


def part_path(root: Path, piece_id: str, path: str) -> Path:
    """Return where ``path`` grows while it is downloaded; raises what ``safe_target`` does."""
    whole = _inside(root, workshop_folder(root, piece_id), path)
    return whole.with_name(f"{whole.name}.part")


def state_path(root: Path, piece_id: str, path: str) -> Path:
    """Return where the marks of an unfinished file are; raises what ``safe_target`` does."""
    whole = _inside(root, workshop_folder(root, piece_id), path)
    return whole.with_name(f"{whole.name}.state")


def _inside(root: Path, folder: Path, path: str) -> Path:
    names = path.split("/")
    if not all(is_safe_name(name) and not name.startswith(".") and _is_plain(name) for name in names):
        raise ModelError(ErrorCode.HUB_UNTRUSTED, folder.name, path)
    target = folder.joinpath(*names)
    if target.resolve() != root.resolve() / target.relative_to(root):  # a link leads elsewhere
        raise ModelError(ErrorCode.HUB_UNTRUSTED, folder.name, path)
    return target


def _is_plain(name: str) -> bool:
    """Tell whether every system keeps ``name`` as it is: Windows drops dots and spaces at the end."""
    return name == name.strip(" ") and not name.endswith(".") and len(name.encode()) <= _LONGEST_NAME


def _read(path: Path) -> PieceRecord | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=PieceRecord)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        return None
