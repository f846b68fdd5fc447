"""Where pieces come from: hubs, the lists of files they give, and the choice between them."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError, S2VError
from s2v_desktop.store.hub_client import HubClient, checked_address
from s2v_desktop.store.layout import FileRecord, PieceRecord, safe_target
from s2v_desktop.store.manifest import Piece, Repositories
from s2v_desktop.store.patience import PassingFaultError, Timing
from s2v_desktop.store.settings import SourceKind, StoreSettings
from s2v_desktop.store.stop import StopSignal

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_MOST_FILE_BYTES = 1 << 40
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of asking a source for a piece.

    The ``record`` that the piece would have; or the ``error``, with the ``fault`` where it may pass.
    """

    source: Source
    seconds: float
    record: PieceRecord | None = None
    error: S2VError | None = None
    fault: PassingFaultError | None = None


class ListedFile(msgspec.Struct, frozen=True):
    """A file as a hub lists it, its checksums not yet looked at."""

    path: str
    size_bytes: int
    sha256: str = ""
    git_sha1: str = ""
    is_file: bool = True


class Listing(msgspec.Struct, frozen=True):
    """All files of a repository, at one revision."""

    revision: str
    files: tuple[ListedFile, ...]


class Source(ABC):
    """One hub; any thread. Methods raise ``PassingFaultError``, ``ModelError``, ``StoppedError``."""

    def __init__(
        self,
        kind: SourceKind,
        base_url: str,
        *,
        token: str = "",
        proxy: str = "",
        timing: Timing = Timing(),  # noqa: B008
    ) -> None:
        self.kind = kind
        self.base_url = base_url.rstrip("/")
        self.client = HubClient(self.base_url, token, proxy, timing)

    def resolve(self, root: Path, piece: Piece, stop: StopSignal) -> PieceRecord:
        """Ask for the exact files of ``piece``, pinned to a revision; nothing is taken on trust.

        Raises ``ModelError``: ``HUB_LACKS_MODEL``; ``HUB_UNTRUSTED`` where a file would lie outside the piece's
        folder below ``root`` or has no checksum.
        """
        repository = self.repository(piece.repository)
        if not repository:
            raise ModelError(ErrorCode.HUB_LACKS_MODEL, self.client.host, piece.id)
        listing = self.list_files(repository, stop)
        files = _chosen(self.client.host, piece, listing.files)
        for file in files:
            safe_target(root, piece.id, file.path)
        return PieceRecord(piece.id, self.kind.value, repository, listing.revision, files)

    @abstractmethod
    def repository(self, repositories: Repositories) -> str:
        """Return what the hub calls the repository, empty where it has none."""

    @abstractmethod
    def list_files(self, repository: str, stop: StopSignal) -> Listing:
        """Return the revision and all files of ``repository``."""

    @abstractmethod
    def file_url(self, record: PieceRecord, path: str) -> str:
        """Return where a file of ``record`` is, before redirects."""

    def _decode(self, content: bytes, kind: type[_Answer]) -> _Answer:
        try:
            return msgspec.json.decode(content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ModelError(ErrorCode.HUB_UNTRUSTED, self.client.host, str(error)) from error


class _Lfs(msgspec.Struct, frozen=True):
    sha256: str
    size: int


class _Sibling(msgspec.Struct, frozen=True, rename="camel"):
    rfilename: str
    size: int = -1
    blob_id: str = ""
    lfs: _Lfs | None = None
    type: str = "file"


class _HuggingFaceAnswer(msgspec.Struct, frozen=True):
    sha: str
    siblings: list[_Sibling]


class HuggingFaceSource(Source):
    """Hugging Face, its mirror, and whatever speaks as they do."""

    def repository(self, repositories: Repositories) -> str:
        """Return the name on Hugging Face."""
        return repositories.huggingface

    def list_files(self, repository: str, stop: StopSignal) -> Listing:
        """Ask for the newest revision; small files are known by git's own checksum alone."""
        url = f"{self.base_url}/api/models/{quote(repository)}/revision/main?blobs=true"
        answer = self._decode(self.client.get(url, stop), _HuggingFaceAnswer)
        if not _SHA1.fullmatch(answer.sha):
            raise ModelError(ErrorCode.HUB_UNTRUSTED, self.client.host, f"revision {answer.sha}")
        return Listing(answer.sha, tuple(_listed(sibling) for sibling in answer.siblings))

    def file_url(self, record: PieceRecord, path: str) -> str:
        """Return the address that leads to the file wherever it is stored."""
        return f"{self.base_url}/{quote(record.repository)}/resolve/{record.revision}/{quote(path)}"


class _ModelScopeFile(msgspec.Struct, frozen=True, rename="pascal"):
    path: str
    type: str
    size: int = -1
    sha256: str = ""


class _ModelScopeData(msgspec.Struct, frozen=True, rename="pascal"):
    files: list[_ModelScopeFile]


class _ModelScopeAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    data: _ModelScopeData


class ModelScopeSource(Source):
    """ModelScope. It serves branches, not commits: that nothing changed meanwhile is known by the SHA-256."""

    _REVISION = "master"

    def repository(self, repositories: Repositories) -> str:
        """Return the name on ModelScope."""
        return repositories.modelscope

    def list_files(self, repository: str, stop: StopSignal) -> Listing:
        """Ask for all files; each has its SHA-256."""
        query = urlencode({"Revision": self._REVISION, "Recursive": "true"})
        url = f"{self.base_url}/api/v1/models/{quote(repository)}/repo/files?{query}"
        files = self._decode(self.client.get(url, stop), _ModelScopeAnswer).data.files
        listed = (ListedFile(file.path, file.size, file.sha256, is_file=file.type == "blob") for file in files)
        return Listing(
            self._REVISION, tuple(file for file, raw in zip(listed, files, strict=True) if raw.type != "tree")
        )

    def file_url(self, record: PieceRecord, path: str) -> str:
        """Return the address that leads to the file wherever it is stored."""
        query = urlencode({"Revision": record.revision, "FilePath": path})
        return f"{self.base_url}/api/v1/models/{quote(record.repository)}/repo?{query}"


def sources_for(settings: StoreSettings, timing: Timing = Timing()) -> tuple[Source, ...]:  # noqa: B008
    """Return the sources that ``settings`` allow, the usual first; several only for ``AUTO``.

    Raises ``ModelError`` (``HUB_UNREACHABLE``) where the custom address is none.
    """
    proxy, token = settings.hub_proxy, settings.hub_token
    hugging_face, modelscope = HuggingFaceSource, ModelScopeSource
    match settings.hub_source:
        case SourceKind.HUGGING_FACE:
            chosen = [(hugging_face, SourceKind.HUGGING_FACE, "https://huggingface.co", token)]
        case SourceKind.HF_MIRROR:
            chosen = [(hugging_face, SourceKind.HF_MIRROR, "https://hf-mirror.com", token)]
        case SourceKind.MODELSCOPE:
            chosen = [(modelscope, SourceKind.MODELSCOPE, "https://www.modelscope.cn", token)]
        case SourceKind.CUSTOM:
            chosen = [
                (hugging_face, SourceKind.CUSTOM, checked_address(settings.hub_base_url, ("http", "https")), token)
            ]
        case _:
            chosen = [
                (hugging_face, SourceKind.HUGGING_FACE, "https://huggingface.co", ""),
                (hugging_face, SourceKind.HF_MIRROR, "https://hf-mirror.com", ""),
                (modelscope, SourceKind.MODELSCOPE, "https://www.modelscope.cn", ""),
            ]
    return tuple(make(kind, url, token=own, proxy=proxy, timing=timing) for make, kind, url, own in chosen)


def probe(source: Source, root: Path, piece: Piece, stop: StopSignal) -> Probe:
    """Ask ``source`` for ``piece`` once and say what came of it; raises only ``StoppedError``."""
    start_s = time.monotonic()
    try:
        record = source.resolve(root, piece, stop)
    except PassingFaultError as fault:
        return Probe(source, time.monotonic() - start_s, error=fault.error, fault=fault)
    except S2VError as error:
        return Probe(source, time.monotonic() - start_s, error=error)
    return Probe(source, time.monotonic() - start_s, record)


def choose(sources: Sequence[Source], root: Path, piece: Piece, stop: StopSignal) -> Probe:
    """Return what the first source to answer well says.

    Raises ``PassingFaultError`` where none does but one may answer later, ``ModelError`` where none will.
    """
    if len(sources) == 1:
        return _required([probe(sources[0], root, piece, stop)])
    others = stop.part()
    pool = ThreadPoolExecutor(len(sources))
    try:
        asked = [pool.submit(probe, source, root, piece, others) for source in sources]
        for future in as_completed(asked):
            if future.result().record is not None:
                return future.result()
        return _required([future.result() for future in asked])
    finally:
        others.set()
        pool.shutdown(wait=False)  # one that cannot be reached takes its time


def _required(probes: Sequence[Probe]) -> Probe:
    faults = [fault for probe in probes if (fault := probe.fault) is not None]
    errors = [error for probe in probes if (error := probe.error) is not None]
    if len(faults) > 1:
        hosts = ", ".join(probe.source.client.host for probe in probes)
        raise PassingFaultError(ModelError(ErrorCode.HUB_UNREACHABLE, hosts), faults[0].wish_s)
    if faults or errors:
        raise (faults or errors)[0]
    return probes[0]


def _listed(sibling: _Sibling) -> ListedFile:
    is_file = sibling.type == "file"
    if sibling.lfs is not None:
        return ListedFile(sibling.rfilename, sibling.lfs.size, sibling.lfs.sha256, is_file=is_file)
    return ListedFile(sibling.rfilename, sibling.size, git_sha1=sibling.blob_id, is_file=is_file)


def _chosen(host: str, piece: Piece, listed: Iterable[ListedFile]) -> tuple[FileRecord, ...]:
    found: dict[str, FileRecord] = {}
    unused = set(piece.patterns)
    for file in listed:
        matching = {pattern for pattern in piece.patterns if fnmatchcase(file.path, pattern)}
        if not matching:
            continue
        unused -= matching
        if file.path.casefold() in found or not _is_checkable(file):
            raise ModelError(ErrorCode.HUB_UNTRUSTED, host, file.path)
        record = FileRecord(file.path, file.size_bytes, file.sha256.lower(), "" if file.sha256 else file.git_sha1)
        found[file.path.casefold()] = record
    if unused:
        raise ModelError(ErrorCode.HUB_LACKS_MODEL, host, min(unused))
    return tuple(found.values())


def _is_checkable(file: ListedFile) -> bool:
    known = _SHA256.fullmatch(file.sha256.lower()) if file.sha256 else _SHA1.fullmatch(file.git_sha1)
    return file.is_file and known is not None and 0 <= file.size_bytes <= _MOST_FILE_BYTES
