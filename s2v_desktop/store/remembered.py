"""What was in the models folders of this computer: so that one whose drive is away is not taken for an empty one."""

from __future__ import annotations

import logging
from enum import Enum, auto
from pathlib import Path

import msgspec

from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import config_dir
from s2v_desktop.store.layout import workshop_folder

_log = logging.getLogger(__name__)

#: Folders that were models folders long ago are forgotten.
_KEPT_FOLDERS = 8


class RememberedPiece(msgspec.Struct, frozen=True):
    """A piece that was there whole."""

    piece_id: str
    size_bytes: int


class _Folder(msgspec.Struct, frozen=True):
    path: str
    pieces: tuple[RememberedPiece, ...]


class FolderState(Enum):
    """``NEW``: nothing is known to have been there; ``GONE``: something was, and its drive is away."""

    NEW = auto()
    THERE = auto()
    GONE = auto()


def remember(root: Path, pieces: tuple[RememberedPiece, ...]) -> None:
    """Keep in mind what is in ``root``, in the settings folder; raise ``OutputError`` where that fails."""
    folders = _read()
    newest = _Folder(str(root), pieces)
    if newest not in folders[:1]:
        _write([newest, *(folder for folder in folders if folder.path != newest.path)])


def remember_moved(source: Path, target: Path) -> None:
    """Keep in mind that what was in ``source`` is in ``target`` now; raise ``OutputError`` where that fails."""
    moved = _Folder(str(target), remembered(source))
    _write([moved, *(folder for folder in _read() if folder.path not in (str(source), str(target)))])


def remembered(root: Path) -> tuple[RememberedPiece, ...]:
    """Return what was in ``root`` when it was last seen."""
    return next((folder.pieces for folder in _read() if folder.path == str(root)), ())


def folder_state(root: Path) -> FolderState:
    """Return whether ``root`` is there; where it is gone, its drive is to be connected again.

    An empty folder may be the place of a drive that is not mounted: what this program used has its own folder inside.
    """
    if remembered(root):
        used = workshop_folder(root).is_dir() or any((root / piece.piece_id).is_dir() for piece in remembered(root))
        return FolderState.THERE if used else FolderState.GONE
    return FolderState.THERE if root.is_dir() else FolderState.NEW


def _path() -> Path:
    return config_dir() / "models-folders.json"


def _read() -> tuple[_Folder, ...]:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=tuple[_Folder, ...])
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("what was in the models folders cannot be read", exc_info=True)
        return ()


def _write(folders: list[_Folder]) -> None:
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, _path()) from error
    write_atomically(_path(), msgspec.json.encode(folders[:_KEPT_FOLDERS]))
