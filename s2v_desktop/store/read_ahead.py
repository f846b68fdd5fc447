"""One thread receives while another works on what came before: neither the network nor the disk waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

#: What may wait to be worked on.
ROOM_BYTES = 2 << 20
#: What is handed out at once, at most: the rest of the room is there to be filled meanwhile.
_CHUNK_BYTES = 1 << 19


class ReadAhead:
    """Iterate, once and in one thread, to get ``num_bytes`` bytes; a chunk is good until the next is asked for.

    ``receive_into`` fills the beginning of the room that it is given and returns how many bytes came, at least one; it
    is called in a thread of this object's own. What it raises is raised by the iteration, after all that came before.
    """

    def __init__(self, receive_into: Callable[[memoryview], int], num_bytes: int) -> None:
        self._receive_into = receive_into
        self._num_bytes = num_bytes
        self._room = memoryview(bytearray(min(num_bytes, ROOM_BYTES)))
        self._received = 0
        self._taken = 0
        self._fault: BaseException | None = None
        self._is_closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._receive, name="receive", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[memoryview]:
        while self._taken < self._num_bytes:
            with self._changed:
                self._changed.wait_for(lambda: self._received > self._taken or self._fault is not None)
                waiting = self._received - self._taken
            if not waiting and self._fault is not None:
                raise self._fault
            chunk = self._room_at(self._taken, min(waiting, _CHUNK_BYTES))
            yield chunk
            with self._changed:
                self._taken += len(chunk)
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for the thread to end; ``receive_into`` must return soon, or raise."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join()

    def _receive(self) -> None:
        try:
            while self._received < self._num_bytes:
                with self._changed:
                    self._changed.wait_for(lambda: self._is_closed or self._free_bytes > 0)
                    if self._is_closed:
                        return
                    free = min(self._free_bytes, self._num_bytes - self._received)
                came = self._receive_into(self._room_at(self._received, free))
                with self._changed:
                    self._received += came
                    self._changed.notify_all()
        except BaseException as fault:  # noqa: BLE001 - raised again in the thread that waits for data
            with self._changed:
                self._fault = fault
                self._changed.notify_all()

    @property
    def _free_bytes(self) -> int:
        return len(self._room) - (self._received - self._taken)

    def _room_at(self, position: int, most_bytes: int) -> memoryview:
        """Return the room of the bytes from ``position`` on, up to the end of all the room."""
        start = position % len(self._room)
        return self._room[start : start + most_bytes]
