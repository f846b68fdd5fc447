"""How httpx moves large files here: it reads up to a megabyte at once instead of 64 KiB, at half the processor time."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

_READ_BYTES = 1 << 20

#: What goes wrong between computers, by httpx's and by its engine's name.
TRANSPORT_ERRORS = (
    httpx.TransportError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
    httpcore.ProxyError, httpcore.UnsupportedProtocol,
)  # fmt: skip


class WideTransport(httpx.BaseTransport):
    """A pool of connections, through the HTTP proxy at the URL ``proxy`` where that is not empty; any thread."""

    def __init__(self, proxy: str = "") -> None:
        backend = _WideBackend()
        context = httpx.create_ssl_context()
        if proxy:
            way = httpx.Proxy(proxy)
            url = httpcore.URL(str(way.url))
            self._pool = httpcore.HTTPProxy(
                url, proxy_auth=way.raw_auth, ssl_context=context, network_backend=backend, max_connections=None
            )
        else:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend, max_connections=None)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` and return the response with its body unread."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        response = self._pool.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        )
        extensions = cast("dict[str, Any]", response.extensions)  # pyright: ignore[reportUnknownMemberType]
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response), extensions=extensions)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _WideStream(httpcore.NetworkStream):
    """Another stream, read in larger pieces than are asked for."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max(max_bytes, _READ_BYTES), timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _WideStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _WideBackend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _WideStream(super().connect_tcp(host, port, timeout, local_address, socket_options))
