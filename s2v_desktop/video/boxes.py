"""The box structure of MP4 files (ISO/IEC 14496-12), read from memory within bounds."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import EngineError, ErrorCode

#: The index of a 15-second video takes some 20 kB; anything near this is not ours.
_MAX_INDEX_BYTES = 16 * 2**20
_MAX_TOP_BOXES = 1000
_HEADER_BYTES = 8


def damaged(what: str) -> EngineError:
    """Return the error for a video file in which ``what`` is missing or wrong."""
    return EngineError(ErrorCode.ENCODING_FAILED, f"damaged video file: {what}")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four-letter ``kind`` and its ``content``."""

    kind: str
    content: memoryview

    def unpack(self, layout: str, offset: int = 0) -> tuple[int, ...]:
        """Read big-endian integers (``layout`` as for ``struct``) at ``offset``."""
        try:
            return struct.unpack_from(">" + layout, self.content, offset)
        except struct.error as error:
            raise damaged(self.kind) from error

    def children(self, offset: int = 0) -> Iterator[Box]:
        """Yield the boxes inside this one, from ``offset`` of its content on."""
        position, end = offset, len(self.content)
        while position + _HEADER_BYTES <= end:
            size, kind = struct.unpack_from(">I4s", self.content, position)
            if not _HEADER_BYTES <= size <= end - position:
                raise damaged(self.kind)
            yield Box(kind.decode("latin-1"), self.content[position + _HEADER_BYTES : position + size])
            position += size

    def find(self, path: str) -> Box | None:
        """Return the first box at ``path`` (kinds joined by ``/``), or None."""
        box: Box | None = self
        for kind in path.split("/"):
            box = next((child for child in box.children() if child.kind == kind), None)
            if box is None:
                return None
        return box

    def require(self, path: str) -> Box:
        """Return the first box at ``path``; raise ``EngineError`` where there is none."""
        box = self.find(path)
        if box is None:
            raise damaged(path)
        return box


@dataclass(frozen=True, slots=True)
class Mp4Index:
    """The ``moov`` box, and whether it comes before the media, so that playing can start at once."""

    moov: Box
    comes_first: bool


def read_index(path: Path) -> Mp4Index:
    """Read the index of the MP4 at ``path``; raise ``EngineError`` (``ENCODING_FAILED``) where there is none."""
    moov, media_seen, comes_first = None, False, False
    try:
        with path.open("rb") as file:
            file_bytes = path.stat().st_size
            position = 0
            for _ in range(_MAX_TOP_BOXES):
                header = file.read(16)
                if len(header) < _HEADER_BYTES:
                    break
                size, kind = struct.unpack_from(">I4s", header)
                header_bytes = _HEADER_BYTES
                if size == 1 and len(header) == 16:
                    size, header_bytes = struct.unpack_from(">Q", header, 8)[0], 16
                elif size == 0:
                    size = file_bytes - position
                if not header_bytes <= size <= file_bytes - position:
                    raise damaged(kind.decode("latin-1"))
                media_seen = media_seen or kind == b"mdat"
                if kind == b"moov":
                    if size > _MAX_INDEX_BYTES or moov is not None:
                        raise damaged("moov")
                    file.seek(position + header_bytes)
                    moov, comes_first = Box("moov", memoryview(file.read(size - header_bytes))), not media_seen
                position += size
                file.seek(position)
    except OSError as error:
        raise damaged(path.name) from error
    if moov is None:
        raise damaged("moov")
    return Mp4Index(moov, comes_first)
