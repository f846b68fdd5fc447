"""The models folder goes to another place, and no crash on the way loses a file or leaves the program without one.

On one drive, files are renamed. To another drive they are copied and proved first; then the setting is switched, and
only then the old files go. A journal in the settings folder tells the next start how far a move came.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError, OutputError, S2VError
from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import config_dir
from s2v_desktop.core.progress import JobControl
from s2v_desktop.store.copying import Copier, CopyProgress, OnCopyProgress, part_of
from s2v_desktop.store.inspection import drop_leftovers
from s2v_desktop.store.layout import workshop_folder
from s2v_desktop.store.location import check_location
from s2v_desktop.store.lock import LOCK_NAME, StoreLock
from s2v_desktop.store.remembered import remember_moved
from s2v_desktop.store.volume import are_on_one_volume

#: File systems keep times as coarse as this.
_TIME_STEP_S = 2.0

#: Makes a folder the models folder in the settings, for good.
Switch = Callable[[Path], None]


class MoveState(StrEnum):
    """How far a move came: files are renamed, or copied; ``CLEARING`` removes the old ones."""

    RENAMING = "renaming"
    COPYING = "copying"
    CLEARING = "clearing"


class Move(msgspec.Struct, frozen=True):
    """A move that has begun: ``paths`` are all its files, relative to both folders."""

    source: str
    target: str
    state: MoveState
    paths: tuple[str, ...]


def move_models(source: Path, target: Path, switch: Switch, control: JobControl, tell: OnCopyProgress) -> None:
    """Move everything in ``source`` to ``target``, which may be new; takes minutes, any thread.

    ``source`` must not be held by ``Downloads``. A copy that a crash broke off goes on where it was when the same move
    is asked for again.

    Raises ``ModelError`` where there is no ``source`` (``STORE_GONE``) or a program is at work on it
    (``STORE_IN_USE``); ``OutputError`` where ``target`` is refused, holds files of the same names or fills up;
    ``JobCancelledError``. In all these cases everything is as it was before.
    """
    if not source.is_dir():
        raise ModelError(ErrorCode.STORE_GONE, str(source))
    _require_apart(source, target)
    with StoreLock(source):
        move = _planned(source, target)
        _write_journal(move)
        if move.state is MoveState.RENAMING and _rename_all(move):
            tell(CopyProgress(target.name, 1, 1))
        else:
            move = msgspec.structs.replace(move, state=MoveState.COPYING)
            _write_journal(move)
            _copy_all(move, control, tell)
        _arrive(move, switch)
    _clear(move)


def unfinished_move() -> Move | None:
    """Return the move that a crash broke off, if any; a damaged journal counts as none."""
    try:
        return msgspec.json.decode(_journal().read_bytes(), type=Move)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        return None


def finish_move(root: Path, switch: Switch) -> Move | None:
    """Finish at start what a crash broke off, as far as that takes no time; ``root`` is the folder in the settings.

    Returns a copy that is half done, which ``move_models`` goes on with and ``abandon_move`` takes back; else None.
    Where a drive of a move is away, nothing happens. Raises ``OutputError`` where files cannot be moved.
    """
    move = unfinished_move()
    if move is None or not Path(move.target).is_dir():
        return None
    if move.state is MoveState.RENAMING:
        _rename_rest(move)
        _arrive(move, switch)
    elif move.state is MoveState.COPYING and root != Path(move.target):
        return move
    _clear(move)
    return None


def abandon_move() -> None:
    """Remove the copies of a move that a crash broke off; the models stay where they were."""
    move = unfinished_move()
    if move is not None and move.state is MoveState.COPYING:
        _take_back(move)


def _planned(source: Path, target: Path) -> Move:
    """Return the move to make; raise ``OutputError`` where it cannot be."""
    renames = are_on_one_volume(source, target)
    paths = _files_in(source)
    begun = _begun_copy(source, target)
    there = {path for path in paths if begun is not None and os.path.lexists(target / path)}
    check_location(target, 0 if renames else _size_bytes(source, [path for path in paths if path not in there]))
    if begun is None:
        _require_free(target, paths)
    return Move(str(source), str(target), MoveState.RENAMING if renames else MoveState.COPYING, paths)


def _require_apart(source: Path, target: Path) -> None:
    first, second = source.resolve(), target.resolve()
    if first.is_relative_to(second) or second.is_relative_to(first):
        raise OutputError(ErrorCode.LOCATION_NESTED, str(target))


def _require_free(target: Path, paths: Sequence[str]) -> None:
    for path in paths:
        if os.path.lexists(target / path):
            raise OutputError(ErrorCode.LOCATION_TAKEN, str(target / path))


def _begun_copy(source: Path, target: Path) -> Move | None:
    """Return the journal of this very copy; take back one to anywhere else."""
    move = unfinished_move()
    if move is None or move.state is not MoveState.COPYING:
        return None
    if (move.source, move.target) == (str(source), str(target)):
        return move
    _take_back(move)
    return None


def _files_in(root: Path) -> tuple[str, ...]:
    found = (Path(folder) / name for folder, folders, names in os.walk(root) for name in _all(folder, folders, names))
    return tuple(sorted(path.relative_to(root).as_posix() for path in found if not _is_lock(path)))


def _all(folder: str, folders: Iterable[str], names: Iterable[str]) -> list[str]:
    return [*names, *(name for name in folders if (Path(folder) / name).is_symlink())]


def _is_lock(path: Path) -> bool:
    return path.parent == workshop_folder(path.parent.parent) and path.name == LOCK_NAME


def _size_bytes(root: Path, paths: Iterable[str]) -> int:
    return sum((root / path).lstat().st_size for path in paths)


def _rename_all(move: Move) -> bool:
    """Rename all files, or none; return False where the drive turns out to be two."""
    done: list[str] = []
    try:
        for path in move.paths:
            _rename(Path(move.source, path), Path(move.target, path))
            done.append(path)
    except OSError as error:
        for path in done:
            _rename(Path(move.target, path), Path(move.source, path))
        _remove_empty_folders(Path(move.target))
        if error.errno == errno.EXDEV:
            return False
        _journal().unlink()
        raise output_error(error, Path(move.source, move.paths[len(done)])) from error
    return True


def _rename_rest(move: Move) -> None:
    for path in move.paths:
        source, target = Path(move.source, path), Path(move.target, path)
        if os.path.lexists(source) and not os.path.lexists(target):
            try:
                _rename(source, target)
            except OSError as error:
                raise output_error(error, source) from error


def _rename(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def _copy_all(move: Move, control: JobControl, tell: OnCopyProgress) -> None:
    source, target = Path(move.source), Path(move.target)
    copier = Copier(_size_bytes(source, move.paths), control, tell)
    try:
        for path in move.paths:
            _copy(copier, source / path, target / path)
    except S2VError:
        _take_back(move)
        raise
    except OSError as error:
        with contextlib.suppress(OSError):  # the drive may be away: the journal stays, and the first fault is told
            _take_back(move)
        raise output_error(error, target) from error


def _copy(copier: Copier, source: Path, target: Path) -> None:
    if source.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_symlink():
            target.symlink_to(source.readlink())
    elif _is_copy(target, source):
        copier.skip(source, source.stat().st_size)
    else:
        copier.copy(source, target)


def _is_copy(target: Path, source: Path) -> bool:
    """Tell whether ``target`` was made from ``source`` before a crash: a copy gets its name only once it is proved."""
    if not target.exists():
        return False
    found, wanted = target.stat(), source.stat()
    return found.st_size == wanted.st_size and abs(found.st_mtime - wanted.st_mtime) <= _TIME_STEP_S


def _arrive(move: Move, switch: Switch) -> None:
    remember_moved(Path(move.source), Path(move.target))
    switch(Path(move.target))


def _take_back(move: Move) -> None:
    for path in move.paths:
        for copy in (Path(move.target, path), part_of(Path(move.target, path))):
            copy.unlink(missing_ok=True)
    _remove_empty_folders(Path(move.target))
    _journal().unlink(missing_ok=True)


def _clear(move: Move) -> None:
    """Remove the old files, each only where the new one is there as whole."""
    _write_journal(msgspec.structs.replace(move, state=MoveState.CLEARING))
    for path in move.paths:
        old, new = Path(move.source, path), Path(move.target, path)
        if os.path.lexists(old) and os.path.lexists(new) and old.lstat().st_size == new.lstat().st_size:
            old.unlink()
    source = Path(move.source)
    if not _files_in(source):
        (workshop_folder(source) / LOCK_NAME).unlink(missing_ok=True)
    _remove_empty_folders(source)
    drop_leftovers(Path(move.target))
    _journal().unlink(missing_ok=True)


def _remove_empty_folders(root: Path) -> None:
    for folder, _, _ in os.walk(root, topdown=False):
        with contextlib.suppress(OSError):  # not empty, or in use: what is not of the move stays
            Path(folder).rmdir()


def _journal() -> Path:
    return config_dir() / "models-move.json"


def _write_journal(move: Move) -> None:
    _journal().parent.mkdir(parents=True, exist_ok=True)
    write_atomically(_journal(), msgspec.json.encode(move))
