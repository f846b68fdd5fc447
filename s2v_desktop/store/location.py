"""Whether a folder can be the models folder, found out by trying, before gigabytes are on their way to it."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, OutputError, S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.paths import is_portable_path, model_manifest_dir, program_dir, resource_path
from s2v_desktop.core.progress import Notice, NoticeCode
from s2v_desktop.store.space import size_words
from s2v_desktop.store.volume import volume_of

#: Longest path below the models folder: ``.store``, a piece, a file in its folders, the suffix of an unfinished one.
_LONGEST_BELOW = 130

#: Longest path that the system takes; on Windows that of programs which do not ask for more.
_LONGEST_PATH = {"win32": 259, "darwin": 1023}
_LONGEST_PATH_ELSEWHERE = 4095


@dataclass(frozen=True, slots=True)
class Location:
    """A folder that can be the models folder; ``notices`` are what should be known before it is chosen."""

    folder: Path
    free_bytes: int
    notices: tuple[Notice, ...]


def check_location(folder: Path, needed_bytes: int = 0) -> Location:
    """Return what is to be known of ``folder``, which need not exist and is left as it is; takes a moment, any thread.

    Raises ``OutputError`` where models would fail there: it is inside the program, cannot be written, its drive takes
    no large files, has less than ``needed_bytes`` of space, or its path is too long.
    """
    whole = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would name the folder otherwise than the user does
    _require_outside_program(whole)
    _require_short_path(whole)
    volume = volume_of(whole)
    if not volume.takes_large_files:
        raise OutputError(ErrorCode.LOCATION_SMALL_FILES, str(whole), volume.file_system)
    free_bytes = _free_bytes_where_writable(whole)
    if free_bytes < needed_bytes:
        raise too_small(whole, needed_bytes - free_bytes)
    notices = (Notice(NoticeCode.NETWORK_DRIVE, str(whole)),) if volume.is_network else ()
    return Location(whole, free_bytes, notices)


def too_small(folder: Path, lacking_bytes: int) -> OutputError:
    """Return the error that tells how much space is lacking on the drive of ``folder``."""
    return OutputError(ErrorCode.STORE_TOO_SMALL, str(folder), size_words(lacking_bytes))


def _require_outside_program(folder: Path) -> None:
    resolved = folder.resolve()
    own = (program_dir(), model_manifest_dir(), resource_path())
    if any(resolved.is_relative_to(place.resolve()) for place in own) and not is_portable_path(resolved):
        raise OutputError(ErrorCode.LOCATION_IN_PROGRAM, str(folder))


def _require_short_path(folder: Path, system: str = sys.platform) -> None:
    longest = _LONGEST_PATH.get(system, _LONGEST_PATH_ELSEWHERE) - _LONGEST_BELOW
    if len(str(folder)) > longest:
        raise OutputError(ErrorCode.LOCATION_PATH_TOO_LONG, str(folder), f"{longest} characters")


def _free_bytes_where_writable(folder: Path) -> int:
    try:
        with _made(folder), tempfile.TemporaryFile(dir=folder, prefix=".s2v-desktop-") as probe:
            probe.write(b"\0")
            probe.flush()
            return shutil.disk_usage(folder).free
    except OSError as error:
        raise _refusal(error, folder) from error


def _refusal(error: OSError, folder: Path) -> S2VError:
    if error.errno == errno.EROFS:
        return OutputError(ErrorCode.LOCATION_READ_ONLY, str(folder))
    if error.errno == errno.ENAMETOOLONG:
        return OutputError(ErrorCode.LOCATION_PATH_TOO_LONG, str(folder), "100 characters")
    return output_error(error, folder)


@contextmanager
def _made(folder: Path) -> Generator[None]:
    """Have ``folder`` for a while; what had to be made for that goes again."""
    made = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for place in made:
            with contextlib.suppress(OSError):  # never made, or no longer empty
                place.rmdir()
