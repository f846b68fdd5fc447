"""An unfinished file: its data, and beside it the marks of the blocks that are complete.

The marks are appended after the data, a few bytes at a time, so that a crash at any moment loses what came after the
last whole block and no more; data that a power failure took are found by their mark.
"""

from __future__ import annotations

import io
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

import msgspec

from s2v_desktop.store.checksum import BLOCK_BYTES, RunningChecksum
from s2v_desktop.store.layout import FileRecord, part_path, state_path

#: How much may wait to go to the disk. The system alone would keep gigabytes back, to be waited for at the end.
_SYNC_BYTES = 64 << 20


class _Header(msgspec.Struct, frozen=True):
    """Which file it is, and how far apart its marks are: another revision's data are of no use."""

    size_bytes: int
    sha256: str
    git_sha1: str
    block_bytes: int = BLOCK_BYTES


class PartFile:
    """Use as a context manager, in one thread. Raises ``OSError``; ``ModelError`` for a path that leads elsewhere."""

    def __init__(self, root: Path, piece_id: str, file: FileRecord) -> None:
        self.path = part_path(root, piece_id, file.path)
        self._state_path = state_path(root, piece_id, file.path)
        self._file = file
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._data = self.path.open("r+b" if self.path.exists() else "w+b", buffering=0)
        self._syncer = ThreadPoolExecutor(1, "sync")  # its thread is made when it is first used
        self._syncing: Future[None] | None = None
        self._unsynced_bytes = 0
        try:
            self._state, self.marks = _open_state(self._state_path, file)
        except OSError:
            self._data.close()
            raise

    @property
    def handle(self) -> int:
        """The open file's number."""
        return self._data.fileno()

    def read(self, at: int, size_bytes: int) -> bytes:
        """Return what is there, which may be less."""
        self._data.seek(at)
        return self._data.read(size_bytes)

    def write(self, at: int, data: memoryview) -> None:
        """Write all of ``data``; it goes to the disk beside what is written later."""
        self._unsynced_bytes += len(data)
        self._data.seek(at)
        while data:
            data = data[self._data.write(data) :]
        if self._unsynced_bytes >= _SYNC_BYTES and (self._syncing is None or self._syncing.done()):
            self._await_sync()
            self._unsynced_bytes = 0
            self._syncing = self._syncer.submit(os.fsync, self.handle)

    def add_marks(self, marks: bytes) -> None:
        """Note blocks that are complete."""
        if marks:
            self._state.write(marks)

    def forget_after(self, num_bytes: int) -> None:
        """Drop all but the first ``num_bytes`` bytes of marks."""
        self.marks = self.marks[:num_bytes]
        self._state.seek(0)
        self._state.truncate(len(_header(self._file)) + num_bytes)
        self._state.seek(0, io.SEEK_END)

    def move_to(self, target: Path) -> None:
        """Put the finished file where it belongs, safely on the disk, and drop the marks."""
        self._await_sync()
        self._data.truncate(self._file.size_bytes)
        os.fsync(self._data.fileno())
        self.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(target)
        _sync_folder(target.parent)
        self._state_path.unlink()

    def delete(self) -> None:
        """Delete data and marks."""
        self.close()
        self.path.unlink(missing_ok=True)
        self._state_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close both files; they stay."""
        self._syncer.shutdown()
        self._data.close()
        self._state.close()

    def _await_sync(self) -> None:
        """Raise what the disk said to the data that went there, if anything did."""
        if self._syncing is not None:
            self._syncing.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_marks(root: Path, piece_id: str, file: FileRecord) -> None:
    """Write the state of a file that was complete once: with its marks a damaged block can be found."""
    path = state_path(root, piece_id, file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(file) + file.marks)


def marked_bytes(root: Path, piece_id: str, file: FileRecord) -> int:
    """Return about how much of an unfinished file is there, without reading it."""
    try:
        content = state_path(root, piece_id, file.path).read_bytes()
    except OSError:
        return 0
    checksum = RunningChecksum(file)
    blocks = (len(content) - len(_header(file))) // checksum.mark_bytes
    return sum(checksum.block_size(block) for block in range(blocks))


def _header(file: FileRecord) -> bytes:
    return msgspec.json.encode(_Header(file.size_bytes, file.sha256, file.git_sha1)) + b"\n"


def _open_state(path: Path, file: FileRecord) -> tuple[io.FileIO, bytes]:
    """Return the open state file, at its end, and the whole marks in it; begin anew where it is of another file."""
    header, mark_bytes = _header(file), RunningChecksum(file).mark_bytes
    content = path.read_bytes() if path.exists() else b""
    state = path.open("r+b" if content else "w+b", buffering=0)
    if not content.startswith(header):
        state.truncate(0)
        state.write(header)
        return state, b""
    whole = (len(content) - len(header)) // mark_bytes * mark_bytes
    state.truncate(len(header) + whole)
    state.seek(0, io.SEEK_END)
    return state, content[len(header) : len(header) + whole]


def _sync_folder(folder: Path) -> None:
    """Make a renaming last; Windows does it by itself and knows no folder handles."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
