"""The way of a body from the wire: nothing that has come is kept back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from s2v_desktop.store.stop import StopSignal
from s2v_desktop.store.transport import WideTransport

ROOM_BYTES = 2 << 20
#: Up to shortly before the end of the room; over the end, by less than a usual buffer holds; the rest.
PARTS = (ROOM_BYTES - 5000, 6000, 100_000)
TIMEOUT_S = 20


class PartingServer:
    """Sends a body in parts; each but the first when it is told that the former has come."""

    def __init__(self) -> None:
        self.has_come = threading.Semaphore(0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self.has_come.release(len(PARTS))
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % sum(PARTS))
            for part in PARTS:
                connection.sendall(bytes(part))
                self.has_come.acquire(timeout=TIMEOUT_S)


@pytest.fixture
def server() -> Iterator[PartingServer]:
    own = PartingServer()
    yield own
    own.close()


def test_body__in_parts__is_handed_out_before_more_comes(server: PartingServer) -> None:
    boundaries = [sum(PARTS[:count]) for count in range(1, len(PARTS) + 1)]
    received = 0
    timeout = httpx.Timeout(TIMEOUT_S / 4)
    with (
        httpx.Client(transport=WideTransport(), timeout=timeout) as client,
        client.stream("GET", server.url, extensions={"stop": StopSignal(), "timeout": timeout.as_dict()}) as response,
    ):
        for chunk in response.iter_raw():
            received += len(chunk)
            if received in boundaries:
                server.has_come.release()
    assert received == sum(PARTS)
