"""Reading ahead: the bytes in their order, faults in their place, no more memory than there is room."""

from __future__ import annotations

import itertools
import random
import threading

import pytest

from s2v_desktop.store.read_ahead import ReadAhead

SIZE_BYTES = 11_000_003
DATA = random.Random(1).randbytes(SIZE_BYTES)


class Stream:
    """Brings ``data`` in pieces of random sizes, and breaks off at ``breaks_at``."""

    def __init__(self, data: bytes = DATA, breaks_at: int = SIZE_BYTES + 1) -> None:
        self.data = data
        self.breaks_at = breaks_at
        self.position = 0
        self.chance = random.Random(2)

    def receive_into(self, room: memoryview) -> int:
        assert len(room) > 0
        if self.position == self.breaks_at:
            raise ConnectionResetError
        end = min(self.position + self.chance.randint(1, 300_000), self.position + len(room), self.breaks_at)
        came = self.data[self.position : end]
        room[: len(came)] = came
        self.position += len(came)
        return len(came)


def test_read_ahead__more_than_its_room__brings_all_in_order() -> None:
    ahead = ReadAhead(Stream().receive_into, SIZE_BYTES)
    assert b"".join(bytes(chunk) for chunk in ahead) == DATA
    ahead.close()


def test_read_ahead__broken_off__raises_after_all_that_came() -> None:
    ahead = ReadAhead(Stream(breaks_at=7_000_001).receive_into, SIZE_BYTES)
    received = bytearray()
    chunks = iter(ahead)
    while len(received) < 7_000_001:
        received += next(chunks)
    assert received == DATA[:7_000_001]
    with pytest.raises(ConnectionResetError):
        next(chunks)
    ahead.close()


def test_read_ahead__chunk_in_use__is_not_written_over() -> None:
    stream = Stream()
    ahead = ReadAhead(stream.receive_into, SIZE_BYTES)
    position = 0
    for chunk in ahead:
        threading.Event().wait(0.01)  # time to receive what must not lie where the chunk is
        assert chunk == DATA[position : position + len(chunk)]
        position += len(chunk)
        assert stream.position <= position + (2 << 20)
    ahead.close()


def test_close__with_the_room_full_or_half_read__ends_the_thread() -> None:
    before = threading.active_count()
    for chunks in (0, 1, 3):
        ahead = ReadAhead(Stream().receive_into, SIZE_BYTES)
        assert len(list(itertools.islice(ahead, chunks))) == chunks
        ahead.close()
    assert threading.active_count() == before
