"""Files that are never half written, and the identity of a file by its content."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import uuid
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, InputError, OutputError, S2VError


def require_readable_file(path: Path) -> None:
    """Raise ``InputError`` with the fitting code unless ``path`` is a regular file with content that can be read."""
    try:
        if not path.exists():
            raise InputError(ErrorCode.FILE_MISSING, path.name)
        if not path.is_file():
            raise InputError(ErrorCode.FILE_UNREADABLE, path.name)
        if path.stat().st_size == 0:
            raise InputError(ErrorCode.FILE_EMPTY, path.name)
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise InputError(ErrorCode.FILE_UNREADABLE, path.name) from error


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of the content of ``path`` as 64 hexadecimal digits."""
    require_readable_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def output_error(error: OSError, path: Path) -> S2VError:
    """Return the ``OutputError`` that tells a user why ``path`` could not be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return OutputError(ErrorCode.DISK_FULL if full else ErrorCode.TARGET_NOT_WRITABLE, str(path))


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` whole or not at all; raise ``OutputError`` where that fails."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.part")  # a name may be as long as the system allows
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # it may never have come to be; the first fault is the one to tell
            temporary.unlink()
        raise output_error(error, path) from error
