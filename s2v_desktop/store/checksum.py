"""The checksum of a file while it grows, with a mark after every block.

A mark is the digest of the file's beginning up to the end of that block. It costs nothing, since the running digest is
there anyway, and tells which block of a file is damaged: the first whose mark differs. With that block put right, the
running digest is right again and the next block can be judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from s2v_desktop.store.layout import FileRecord

#: What is marked, and repaired, by itself; also what is read at once. A program that is killed loses the unfinished
#: block and what was received ahead (``read_ahead.ROOM_BYTES``): 4 MiB at most, where the disk keeps up.
BLOCK_BYTES = 2 << 20


class RunningChecksum:
    """The checksum of ``file`` from its first ``num_bytes`` bytes, by SHA-256 or as git does."""

    def __init__(self, file: FileRecord) -> None:
        self._file = file
        by_git = bool(file.git_sha1 and not file.sha256)
        self._hash = hashlib.sha1(b"blob %d\0" % file.size_bytes) if by_git else hashlib.sha256()
        self.mark_bytes = self._hash.digest_size
        self.num_bytes = 0
        self.marks = bytearray()

    @property
    def num_blocks(self) -> int:
        """How many blocks are complete."""
        return len(self.marks) // self.mark_bytes

    @property
    def is_complete(self) -> bool:
        """Whether all bytes of the file were seen."""
        return self.num_bytes == self._file.size_bytes

    @property
    def is_right(self) -> bool:
        """Whether the whole file was seen and is what it should be; by its last mark where no checksum is known."""
        expected = self._file.sha256 or self._file.git_sha1 or self._file.marks[-self.mark_bytes :].hex()
        return self.is_complete and self._hash.hexdigest() == (expected or self._hash.hexdigest())

    def block_size(self, block: int) -> int:
        """Return the size in bytes of the block with that number, from 0."""
        return min(BLOCK_BYTES, self._file.size_bytes - block * BLOCK_BYTES)

    def update(self, data: memoryview) -> bytes:
        """Take the next bytes, no more than the file has; return the marks that came with them."""
        known = len(self.marks)
        while data:
            taken = data[: BLOCK_BYTES - self.num_bytes % BLOCK_BYTES]
            self._hash.update(taken)
            self.num_bytes += len(taken)
            data = data[len(taken) :]
            if self.num_bytes % BLOCK_BYTES == 0 or self.is_complete:
                self.marks += self._hash.digest()
        if not self._file.size_bytes and not self.marks:
            self.marks += self._hash.digest()
        return bytes(self.marks[known:])

    def accepts(self, block: bytes, mark: bytes) -> bool:
        """Take ``block`` as the next one where that leads to ``mark``; else change nothing."""
        trial = self._hash.copy()
        trial.update(block)
        if trial.digest() != mark:
            return False
        self._hash = trial
        self.num_bytes += len(block)
        self.marks += mark
        return True


def read_checksum(path: Path, file: FileRecord, on_bytes: Callable[[int], None]) -> RunningChecksum:
    """Return the checksum of the file at ``path``, as far as it has the size of ``file``.

    ``on_bytes`` is told how much was read and may raise to stop. Raises ``OSError`` where the file cannot be read.
    """
    checksum = RunningChecksum(file)
    checksum.update(memoryview(b""))
    for block in _blocks(path, file.size_bytes):
        checksum.update(memoryview(block))
        on_bytes(len(block))
    return checksum


def _blocks(path: Path, most_bytes: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as source:
        while most_bytes and (block := source.read(min(BLOCK_BYTES, most_bytes))):
            most_bytes -= len(block)
            yield block
