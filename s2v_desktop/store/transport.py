"""How httpx moves large files here: through http.client into one buffer that is used again and again, read ahead.

httpx's own engine makes four copies of everything in pieces of 64 KiB, which takes four times the processor time.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import cast

import httpx

from s2v_desktop.store.read_ahead import ReadAhead
from s2v_desktop.store.stop import StopSignal, end_reading

#: Of a body whose length is not known.
_PIECE_BYTES = 1 << 20


class WideTransport(httpx.BaseTransport):
    """A connection for each request, through the HTTP proxy at the URL ``proxy`` where that is not empty; any thread.

    A request's extensions have its ``timeout`` as httpx sets it, and ``stop``, a ``StopSignal``. A body is received in
    a thread of its own; its chunks are views of a buffer: good until the next one is asked for.
    """

    def __init__(self, proxy: str = "") -> None:
        self._proxy = httpx.URL(proxy) if proxy else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` (without a body) and return the response with its body unread.

        Raises ``httpx.TransportError``, ``StoppedError``.
        """
        stop = cast(StopSignal, request.extensions["stop"])
        way = _Way(self._connection(request), stop)
        try:
            with _told_as_httpx(stop):
                way.open(request.extensions["timeout"]["read"])
                way.connection.request(request.method, self._target(request), headers=self._headers(request))
                response = way.connection.getresponse()
        except BaseException:
            way.close()
            raise
        return httpx.Response(
            response.status, headers=response.getheaders(), stream=_Body(way, response), request=request
        )

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """What is trusted; reading it takes a tenth of a second."""
        return httpx.create_ssl_context()

    def _connection(self, request: httpx.Request) -> http.client.HTTPConnection:
        url, timeout = request.url, request.extensions["timeout"]["connect"]
        place = self._proxy or url
        if url.scheme == "https":
            port = place.port or (443 if self._proxy is None else 80)
            secure = http.client.HTTPSConnection(place.host, port, timeout=timeout, context=self._context)
            if self._proxy is not None:
                secure.set_tunnel(url.host, url.port or 443, headers=self._proxy_headers())
            return secure
        return http.client.HTTPConnection(place.host, place.port or 80, timeout=timeout)

    def _target(self, request: httpx.Request) -> str:
        through_proxy = self._proxy is not None and request.url.scheme == "http"
        return str(request.url) if through_proxy else request.url.raw_path.decode("ascii")

    def _headers(self, request: httpx.Request) -> dict[str, str]:
        own = dict(request.headers.items()) | {"connection": "close"}
        return own | (self._proxy_headers() if request.url.scheme == "http" else {})

    def _proxy_headers(self) -> dict[str, str]:
        if self._proxy is None or not self._proxy.userinfo:
            return {}
        name_and_word = f"{self._proxy.username}:{self._proxy.password}".encode()
        return {"Proxy-Authorization": f"Basic {base64.b64encode(name_and_word).decode()}"}


class _Way:
    """A connection that ``stop`` ends; http.client may give its socket to the response."""

    def __init__(self, connection: http.client.HTTPConnection, stop: StopSignal) -> None:
        self.connection = connection
        self.stop = stop
        self._socket: socket.socket | None = None

    def open(self, timeout_s: float) -> None:
        self.connection.connect()
        self._socket = cast(socket.socket, self.connection.sock)
        self.stop.watch(self._socket)
        self._socket.settimeout(timeout_s)

    def end_reading(self) -> None:
        """Let whoever waits for data in another thread get none."""
        if self._socket is not None:
            end_reading(self._socket)

    def close(self) -> None:
        if self._socket is not None:
            self.stop.forget(self._socket)
        self.connection.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, way: _Way, response: http.client.HTTPResponse) -> None:
        self._way = way
        self._response = response
        self._ahead: ReadAhead | None = None
        self._is_begun = False

    def __iter__(self) -> Iterator[bytes]:
        if self._response.length is None:
            return self._unmeasured()
        self._ahead = ReadAhead(self._receive_into, self._response.length)
        return cast(Iterator[bytes], iter(self._ahead))

    def _receive_into(self, room: memoryview) -> int:
        with _told_as_httpx(self._way.stop):
            received = self._receive_next(room) if self._is_begun else self._receive_first(room)
            if not received:
                raise http.client.IncompleteRead(b"")
        return received

    def _receive_first(self, room: memoryview) -> int:
        """Take what came with the headers out of its buffer, which is of no more use after that."""
        self._is_begun = True
        first = self._response.fp.read1(len(room))
        room[: len(first)] = first
        return len(first)

    def _receive_next(self, room: memoryview) -> int:
        """Receive past the buffer: it would keep a part back until more comes."""
        return self._response.fp.raw.readinto(room) or 0

    def _unmeasured(self) -> Iterator[bytes]:
        """Yield a body that comes in chunks, or that ends with the connection."""
        while True:
            with _told_as_httpx(self._way.stop):
                received = self._response.read1(_PIECE_BYTES)
            if not received:
                return
            yield received

    def close(self) -> None:
        if self._ahead is not None:
            self._way.end_reading()
            self._ahead.close()
        self._response.close()
        self._way.close()


@contextlib.contextmanager
def _told_as_httpx(stop: StopSignal) -> Generator[None]:
    """Raise ``httpx.TransportError`` for what goes wrong between computers, unless ``stop`` was the reason."""
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: closed under its reader
        stop.check()
        raise httpx.TransportError(str(error)) from error
