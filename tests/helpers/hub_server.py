"""A hub on this computer: speaks the listing and file routes of the public hubs, and misbehaves on purpose."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import socket
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

REVISION = "0123456789abcdef0123456789abcdef01234567"
#: Larger files are what hubs call LFS: listed with their SHA-256.
LFS_BYTES = 1 << 10
_PIECE = 1 << 18


@dataclass(frozen=True)
class Reply:
    """How a request for a file is answered; without anything set, well.

    ``drops_after``: bytes, then the connection is cut. ``stalls_after``: bytes, then nothing more comes.
    ``drips``: bytes a reply of one byte at a time, ``drip_s`` between them. ``corrupt_at``: the byte there is wrong.
    ``says_length``: what the headers claim that the file is long. ``redirect``: a URL to go to.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    drops_after: int | None = None
    stalls_after: int | None = None
    drip_s: float = 0
    corrupt_at: int | None = None
    knows_ranges: bool = True
    says_length: int | None = None
    redirect: str = ""


@dataclass(frozen=True)
class Seen:
    """One request."""

    path: str
    range: str
    token: str
    host: str


@dataclass
class Sent:
    """Bytes ``start`` to ``end`` (not included) of a file were put on the wire."""

    start: int
    end: int


@dataclass
class HubServer:
    """Serves ``repositories`` (name -> path -> content) at ``url``; use as a context manager.

    ``once[path]`` are replies for the next requests for a file, ``always[path]`` for those after them.
    ``served[path]`` counts the bytes of a file that were put on the wire, ``sent[path]`` has which, for each answer.
    """

    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    once: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, Reply] = field(default_factory=dict)
    listing_extra: list[dict] = field(default_factory=list)
    listing_replies: list[Reply] = field(default_factory=list)
    bytes_per_s: float = 0
    served: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sent: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    seen: list[Seen] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> HubServer:
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_url(self) -> str:
        """The same server under another name: for a client, another host."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        self._connections: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.hub = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        """Be gone: nothing listens, and every connection is cut."""
        self._server.shutdown()
        self._server.socket.close()
        with self.lock:
            for connection in self._connections:
                cut(connection)
        self._thread.join()
        self._server.server_close()

    def connected(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.discard(connection)

    def reply_for(self, path: str) -> Reply:
        with self.lock:
            return self.once[path].pop(0) if self.once[path] else self.always.get(path, Reply())

    def requests_for(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]


def cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@functools.lru_cache(maxsize=4)
def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@functools.lru_cache(maxsize=4)
def git_sha1(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True
    hub: HubServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what this server is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.hub.connected(self.connection)

    def finish(self) -> None:
        self.server.hub.disconnected(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        if found := re.fullmatch(r"/api/models/(?P<name>[^/]+/[^/]+)/revision/main", path):
            self._list(found["name"], _hugging_face_listing)
        elif found := re.fullmatch(r"/api/v1/models/(?P<name>[^/]+/[^/]+)/repo/files", path):
            self._list(found["name"], _modelscope_listing)
        elif found := re.fullmatch(r"/api/v1/models/(?P<name>[^/]+/[^/]+)/repo", path):
            self._file(found["name"], query["FilePath"][0])
        elif found := re.fullmatch(rf"/(?P<name>[^/]+/[^/]+)/resolve/{REVISION}/(?P<path>.+)", path):
            self._file(found["name"], found["path"])
        else:
            self._answer(404)

    def _see(self, path: str) -> None:
        headers = self.headers
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        self.server.hub.seen.append(Seen(path, headers.get("Range", ""), token, headers.get("Host", "")))

    def _list(self, name: str, listing) -> None:
        hub = self.server.hub
        self._see(f"list {name}")
        reply = hub.listing_replies.pop(0) if hub.listing_replies else Reply()
        if reply.status:
            self._answer(reply.status, reply.headers)
        elif name not in hub.repositories:
            self._answer(404)
        else:
            self._answer(200, (), json.dumps(listing(hub.repositories[name], hub.listing_extra)).encode())

    def _answer(self, status: int, headers=(), body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, name: str, path: str) -> None:
        hub = self.server.hub
        self._see(path)
        content = hub.repositories.get(name, {}).get(path)
        reply = hub.reply_for(path)
        if reply.redirect:
            self._answer(302, (("Location", reply.redirect),))
        elif reply.status:
            self._answer(reply.status, reply.headers)
        elif content is None:
            self._answer(404)
        else:
            self._send(path, memoryview(content), reply)

    def _send(self, path: str, content: memoryview, reply: Reply) -> None:
        total = len(content) if reply.says_length is None else reply.says_length
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start, end = 0, len(content)
        if asked and reply.knows_ranges:
            start = int(asked[1])
            end = min(int(asked[2]) + 1 if asked[2] else end, end)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{total}")
            self.send_header("Content-Length", str(end - start))
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(total))
        self.end_headers()
        body = content[start:end]
        if reply.corrupt_at is not None and start <= reply.corrupt_at < end:
            wrong = bytearray(body)
            wrong[reply.corrupt_at - start] ^= 0xFF
            body = memoryview(wrong)
        sent = Sent(start, start)
        self.server.hub.sent[path].append(sent)
        self._send_body(sent, path, body, reply)

    def _send_body(self, sent: Sent, path: str, body: memoryview, reply: Reply) -> None:
        hub = self.server.hub
        limits = [limit for limit in (reply.drops_after, reply.stalls_after) if limit is not None]
        body = body[: min(limits, default=len(body))]
        step = 1 if reply.drip_s else _PIECE
        pause_s = reply.drip_s or (_PIECE / hub.bytes_per_s if hub.bytes_per_s else 0)
        for at in range(0, len(body), step):
            piece = body[at : at + step]
            self.connection.sendall(piece)
            with hub.lock:
                hub.served[path] += len(piece)
                sent.end += len(piece)
            if pause_s and hub.released.wait(pause_s):
                break
        if reply.stalls_after is not None:
            self.connection.settimeout(60)
            self.connection.recv(1)  # until the client has enough
        if limits or hub.released.is_set():
            self.close_connection = True


def _hugging_face_listing(files: dict[str, bytes], extra: list[dict]) -> dict:
    siblings = []
    for path, content in files.items():
        sibling = {"rfilename": path, "size": len(content), "blobId": git_sha1(content)}
        if len(content) > LFS_BYTES:
            sibling["lfs"] = {"sha256": sha256(content), "size": len(content), "pointerSize": 134}
        siblings.append(sibling)
    return {"id": "some/model", "sha": REVISION, "siblings": siblings + extra}


def _modelscope_listing(files: dict[str, bytes], extra: list[dict]) -> dict:
    listed = [{"Path": "folder", "Name": "folder", "Type": "tree", "Size": 0, "Sha256": ""}]
    for path, content in files.items():
        entry = {"Path": path, "Name": path, "Type": "blob", "Size": len(content), "Sha256": sha256(content)}
        listed.append(entry)
    return {"Code": 200, "Success": True, "Data": {"Files": listed + extra}}
