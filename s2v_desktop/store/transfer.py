"""One file on its way from a hub to its place: what is there is checked, what is missing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError, S2VError
from s2v_desktop.store.checksum import RunningChecksum
from s2v_desktop.store.hub_client import HubClient, Span
from s2v_desktop.store.layout import FileRecord, safe_target
from s2v_desktop.store.part_file import PartFile
from s2v_desktop.store.patience import PassingFaultError, Patience, Timing
from s2v_desktop.store.space import reserve
from s2v_desktop.store.stop import StopSignal

#: How often a file is fetched whole before its checksum is believed never to come right.
_MOST_WHOLE_TRIES = 2
#: From here on it pays to hash in one thread while another writes.
_LARGE_CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all files of a piece share.

    ``on_bytes`` is told how many more bytes are right and in place (fewer, where some turn out wrong), and whether
    they came from the hub; ``on_wait`` why there is a pause, and of how many seconds. Both are called from several
    threads.
    """

    root: Path
    piece_id: str
    client: HubClient
    timing: Timing
    stop: StopSignal
    reserves: bool
    on_bytes: Callable[[int, bool], None]
    on_wait: Callable[[S2VError, float], None]


class FileTransfer:
    """Fetches ``file`` from ``url``; for one thread."""

    def __init__(self, around: Surroundings, file: FileRecord, url: str) -> None:
        self._around = around
        self._file = file
        self._url = url
        self._patience = Patience(around.timing, around.stop, around.on_wait)
        self._hasher = ThreadPoolExecutor(1, "hash")  # its thread is made when it is first used

    def run(self) -> FileRecord:
        """Bring the file to its place and return its record with marks.

        Raises ``ModelError``, ``OSError`` where the disk fails, ``StoppedError``; what is there by then is kept.
        """
        target = safe_target(self._around.root, self._around.piece_id, self._file.path)
        with self._hasher:
            return self._bring(target)

    def _bring(self, target: Path) -> FileRecord:
        for _ in range(_MOST_WHOLE_TRIES):
            with PartFile(self._around.root, self._around.piece_id, self._file) as part:
                if self._around.reserves:
                    reserve(part.handle, self._file.size_bytes)
                checksum = RunningChecksum(self._file)
                self._check_blocks(part, checksum)
                self._patience.keep_trying(lambda part=part, checksum=checksum: self._fetch_rest(part, checksum))
                if checksum.is_right:
                    part.move_to(target)
                    return msgspec.structs.replace(self._file, marks=bytes(checksum.marks))
                part.delete()
                self._around.on_bytes(-checksum.num_bytes, False)
        raise ModelError(ErrorCode.DOWNLOAD_DAMAGED, self._file.path)

    def _check_blocks(self, part: PartFile, checksum: RunningChecksum) -> None:
        """Go through the blocks that are marked; fetch single ones that are damaged."""
        marks, size = part.marks, checksum.mark_bytes
        for block in range(len(marks) // size):
            self._around.stop.check()
            mark = marks[block * size : (block + 1) * size]
            data = part.read(checksum.num_bytes, checksum.block_size(block))
            if not checksum.accepts(data, mark):
                data = self._patience.keep_trying(lambda: self._fetch_block(checksum))
                at = checksum.num_bytes
                if not checksum.accepts(data, mark):  # the mark itself is wrong, or is of data that were
                    part.forget_after(block * size)
                    return
                part.write(at, memoryview(data))
            self._around.on_bytes(len(data), False)

    def _fetch_block(self, checksum: RunningChecksum) -> bytes:
        at = checksum.num_bytes
        size = checksum.block_size(checksum.num_blocks)
        data = bytearray()
        with self._around.client.stream(
            self._url, Span(at, at + size, self._file.size_bytes), self._around.stop
        ) as body:
            for chunk in body:
                data += chunk
        return bytes(data)

    def _fetch_rest(self, part: PartFile, checksum: RunningChecksum) -> None:
        if not self._file.size_bytes:
            checksum.update(memoryview(b""))
            return
        if not checksum.is_complete:
            wanted = Span(checksum.num_bytes, self._file.size_bytes, self._file.size_bytes)
            with self._around.client.stream(self._url, wanted, self._around.stop) as body:
                self._around.on_bytes(0, True)  # the hub answers: it is a download from here on
                for chunk in body:
                    self._take(part, checksum, chunk)
            if not checksum.is_complete:
                raise PassingFaultError(ModelError(ErrorCode.HUB_UNREACHABLE, self._around.client.host))

    def _take(self, part: PartFile, checksum: RunningChecksum, data: memoryview) -> None:
        at = checksum.num_bytes
        if len(data) < _LARGE_CHUNK_BYTES:
            part.write(at, data)
            part.add_marks(checksum.update(data))
        else:
            hashing = self._hasher.submit(checksum.update, data)
            part.write(at, data)
            part.add_marks(hashing.result())
        self._patience.progressed()
        self._around.on_bytes(len(data), True)
