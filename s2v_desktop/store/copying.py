"""Copies of large files that are proved to be the same before they count."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, OutputError
from s2v_desktop.core.progress import JobControl

_BLOCK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """``done_bytes`` of ``total_bytes`` of all files are there; ``name`` is the file at hand."""

    name: str
    done_bytes: int
    total_bytes: int


#: Called from the thread that copies, some hundred times a second at most.
OnCopyProgress = Callable[[CopyProgress], None]


class Copier:
    """Copies files of ``total_bytes`` together; one thread, which ``control`` may cancel at any block."""

    def __init__(self, total_bytes: int, control: JobControl, tell: OnCopyProgress) -> None:
        self._total_bytes = total_bytes
        self._done_bytes = 0
        self._control = control
        self._tell = tell

    def skip(self, path: Path, size_bytes: int) -> None:
        """Count a file that is there already."""
        self._done_bytes += size_bytes
        self._tell(CopyProgress(path.name, self._done_bytes, self._total_bytes))

    def copy(self, source: Path, target: Path) -> str:
        """Copy ``source`` to ``target``, which appears whole or not at all; return its SHA-256.

        Raises ``OutputError`` (``COPY_DIFFERS``) where reading the copy gives something else, ``JobCancelledError``,
        ``OSError``; nothing is left then but a file that ends in ``.part``.
        """
        part = part_of(target)
        part.parent.mkdir(parents=True, exist_ok=True)
        written = self._write(source, part)
        if self._digest(part) != written:
            raise OutputError(ErrorCode.COPY_DIFFERS, source.name)
        found = source.stat()
        os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))
        part.replace(target)
        sync_folder(target.parent)
        return written

    def _write(self, source: Path, part: Path) -> str:
        digest = hashlib.sha256()
        with source.open("rb") as reader, part.open("wb") as writer:
            while block := reader.read(_BLOCK_BYTES):
                self._control.check()
                writer.write(block)
                digest.update(block)
                self._done_bytes += len(block)
                self._tell(CopyProgress(source.name, self._done_bytes, self._total_bytes))
            writer.flush()
            os.fsync(writer.fileno())
            if sys.platform == "linux":  # so that the proof reads what is on the drive, not what is still in memory
                os.posix_fadvise(writer.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return digest.hexdigest()

    def _digest(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as reader:
            while block := reader.read(_BLOCK_BYTES):
                self._control.check()
                digest.update(block)
        return digest.hexdigest()


def part_of(target: Path) -> Path:
    """Return where ``target`` grows."""
    return target.with_name(f"{target.name}.part")


def sync_folder(folder: Path) -> None:
    """See to it that the names in ``folder`` outlive a power cut, where the system lets a program do so."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
