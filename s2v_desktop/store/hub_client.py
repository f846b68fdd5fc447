"""Asking a hub: what goes over the wire, what the answers mean, and who may see the token."""

from __future__ import annotations

import contextlib
import email.utils
import ipaddress
import re
import threading
import time
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import httpx

from s2v_desktop import __version__
from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.store.patience import PassingFaultError, Timing
from s2v_desktop.store.stop import StopSignal
from s2v_desktop.store.transport import WideTransport

_LAST_PORT = 65_535
_MOST_REDIRECTS = 5
_MOST_JSON_BYTES = 32 << 20
#: An answer that is wrong in itself is asked for again, but not for a quarter of an hour.
_MOST_WRONG_ANSWERS = 4
_LATER = (408, 425, 429)
_CONTENT_RANGE = re.compile(r"bytes (?P<start>\d+)-(?P<end>\d+)/(?P<total>\d+)")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``start`` to ``end`` (not included) of a file of ``total`` bytes."""

    start: int
    end: int
    total: int


class HubClient:
    """Connections to one hub, for several threads.

    ``token`` goes to the origin of ``base_url`` alone, and only by HTTPS or within this computer. ``proxy`` is the URL
    of an HTTP proxy, empty for the system's; raises ``ModelError`` (``HUB_UNREACHABLE``) where it is none.
    """

    def __init__(self, base_url: str, token: str = "", proxy: str = "", timing: Timing = Timing()) -> None:  # noqa: B008
        self._origin = _origin(httpx.URL(base_url))
        self._token = token if _is_private_way(httpx.URL(base_url)) else ""
        self._timing = timing
        self._proxy = _checked_proxy(proxy) or system_proxy(base_url)
        self._lock = threading.Lock()
        self._opened_client: httpx.Client | None = None

    @property
    def host(self) -> str:
        """The hub's name for people."""
        return self._origin.host

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._opened_client is not None:
                self._opened_client.close()

    def get(self, url: str, stop: StopSignal) -> bytes:
        """Return a small answer; raises what ``stream`` does."""
        content = bytearray()
        with self._opened(url, {}, stop) as response:
            self._require(response, (200,))
            for chunk in self._chunks(response, stop):
                content += chunk
                if len(content) > _MOST_JSON_BYTES:
                    raise ModelError(ErrorCode.HUB_UNTRUSTED, self.host, f"> {_MOST_JSON_BYTES} B")
        return bytes(content)

    @contextlib.contextmanager
    def stream(self, url: str, wanted: Span, stop: StopSignal) -> Generator[Iterator[memoryview]]:
        """Open ``wanted`` of the file at ``url`` and yield its bytes, which may end too soon but are never too many.

        Each chunk is good until the next is asked for.

        Where the server knows no ranges, what comes before is received and dropped. Raises ``PassingFaultError``,
        ``ModelError`` where trying again would be of no use, ``StoppedError``.
        """
        headers = {"Range": f"bytes={wanted.start}-{wanted.end - 1}"} if wanted.total else {}
        with self._opened(url, headers, stop) as response:
            self._require(response, (200, 206))
            start = self._start_of(response, wanted)
            yield _cut(self._chunks(response, stop), wanted.start - start, wanted.end - wanted.start)

    @contextlib.contextmanager
    def _opened(self, url: str, headers: dict[str, str], stop: StopSignal) -> Generator[httpx.Response]:
        place = httpx.URL(url)
        for _ in range(_MOST_REDIRECTS + 1):
            stop.check()
            request = self._client.build_request(
                "GET", place, headers=headers | self._authorization(place), extensions={"stop": stop}
            )
            try:
                response = self._client.send(request, stream=True, follow_redirects=False)
            except httpx.TransportError as error:
                raise self._silent() from error
            with contextlib.closing(response):
                if not response.has_redirect_location:
                    yield response
                    return
                place = self._next_place(place, response.headers["location"])
        raise ModelError(ErrorCode.HUB_UNTRUSTED, self.host, f"> {_MOST_REDIRECTS} redirects")

    @property
    def _client(self) -> httpx.Client:
        """Made when it is first needed: sources are listed more often than asked."""
        with self._lock:
            if self._opened_client is None:
                timeout = httpx.Timeout(self._timing.silence_s, connect=self._timing.connect_s, pool=None)
                headers = {"User-Agent": f"s2v-desktop/{__version__}", "Accept-Encoding": "identity"}
                transport = WideTransport(self._proxy)
                self._opened_client = httpx.Client(transport=transport, timeout=timeout, headers=headers)
            return self._opened_client

    def _authorization(self, place: httpx.URL) -> dict[str, str]:
        own = _origin(place) == self._origin
        return {"Authorization": f"Bearer {self._token}"} if self._token and own else {}

    def _next_place(self, place: httpx.URL, location: str) -> httpx.URL:
        following = place.join(location)
        if following.scheme not in ("https", place.scheme) or not following.host:
            raise ModelError(ErrorCode.HUB_UNTRUSTED, self.host, f"redirect: {following.scheme}")
        return following

    def _require(self, response: httpx.Response, good: tuple[int, ...]) -> None:
        status = response.status_code
        if status in good:
            return
        if status in _LATER or status >= 500:
            raise PassingFaultError(self._refusal(status), _wish_s(response.headers.get("retry-after", "")))
        if _origin(response.request.url) != self._origin:  # a link that was given for some time, and has expired
            raise PassingFaultError(self._refusal(status), most_tries=_MOST_WRONG_ANSWERS)
        if status in (404, 410):
            raise ModelError(ErrorCode.HUB_LACKS_MODEL, self.host, response.request.url.path)
        if status == 416:
            raise self._wrong_length()
        raise self._refusal(status)

    def _start_of(self, response: httpx.Response, wanted: Span) -> int:
        """Return where the body begins; raise ``PassingFaultError`` where it is of another file or place."""
        length = response.headers.get("content-length", "")
        if response.status_code == 200:
            if length.isdigit() and int(length) != wanted.total:
                raise self._wrong_length()
            return 0
        found = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found["start"]) != wanted.start or int(found["total"]) != wanted.total:
            raise self._wrong_length()
        if length.isdigit() and int(length) != int(found["end"]) + 1 - wanted.start:
            raise self._wrong_length()
        return wanted.start

    def _chunks(self, response: httpx.Response, stop: StopSignal) -> Iterator[memoryview]:
        least = self._timing.least_bytes_per_s * self._timing.silence_s
        since_s, received = time.monotonic(), 0
        try:
            for chunk in response.iter_raw():
                stop.check()
                yield memoryview(chunk)
                received += len(chunk)
                if time.monotonic() - since_s > self._timing.silence_s:
                    if received < least:
                        raise self._silent()
                    since_s, received = time.monotonic(), 0
        except httpx.TransportError as error:
            stop.check()
            raise self._silent() from error

    def _silent(self) -> PassingFaultError:
        return PassingFaultError(ModelError(ErrorCode.HUB_UNREACHABLE, self.host))

    def _refusal(self, status: int) -> ModelError:
        return ModelError(ErrorCode.HUB_REFUSES, self.host, f"HTTP {status}")

    def _wrong_length(self) -> PassingFaultError:
        return PassingFaultError(ModelError(ErrorCode.HUB_UNTRUSTED, self.host, "length"), None, _MOST_WRONG_ANSWERS)


def system_proxy(url: str) -> str:
    """Return the proxy that this computer is set to use for ``url``; empty for none."""
    place = httpx.URL(url)
    if urllib.request.proxy_bypass(place.host):
        return ""
    proxy = urllib.request.getproxies().get(place.scheme, "")
    return proxy if proxy.startswith("http://") else ""


def _checked_proxy(text: str) -> str:
    return checked_address(text if "://" in text else f"http://{text}", ("http",)) if text else ""


def checked_address(text: str, schemes: Sequence[str]) -> str:
    """Return ``text`` where it is the URL of a server by one of ``schemes``.

    Raises ``ModelError`` (``HUB_UNREACHABLE``) where it is not.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ModelError(ErrorCode.HUB_UNREACHABLE, text) from error
    has_port = url.port is None or 0 < url.port <= _LAST_PORT
    if (
        url.scheme not in schemes or not url.host or "%" in url.host or not has_port
    ):  # httpx writes what may not be as %
        raise ModelError(ErrorCode.HUB_UNREACHABLE, text)
    return text


@dataclass(frozen=True, slots=True)
class _Origin:
    scheme: str
    host: str
    port: int


def _origin(url: httpx.URL) -> _Origin:
    return _Origin(url.scheme, url.host, url.port or {"https": 443}.get(url.scheme, 80))


def _is_private_way(url: httpx.URL) -> bool:
    """Tell whether nobody between can read what is sent."""
    if url.scheme == "https" or url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def _wish_s(retry_after: str) -> float | None:
    """Return how long a server wants to be left alone: it says so in seconds or as a date."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None


def _cut(chunks: Iterator[memoryview], skipped: int, wanted: int) -> Iterator[memoryview]:
    for chunk in chunks:
        part = chunk[skipped : skipped + wanted]
        skipped -= min(skipped, len(chunk))
        wanted -= len(part)
        if part:
            yield part
        if not wanted:
            return
