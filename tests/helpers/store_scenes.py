"""Small stores, pieces and listeners for the tests of downloads."""

import random
import threading
from pathlib import Path

from hub_server import HubServer

from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.checksum import BLOCK_BYTES
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.manifest import Catalog, Model, Piece, Repositories, Words
from s2v_desktop.store.patience import Timing
from s2v_desktop.store.settings import SourceKind, StoreSettings

REPOSITORY = "own/model"
#: Seconds become hundredths.
QUICK = Timing(
    connect_s=2, silence_s=0.5, least_bytes_per_s=1000, first_wait_s=0.01, longest_wait_s=0.05, longest_wish_s=0.3,
    give_up_after_s=1.5, switch_after_s=0.3, tell_every_s=0,
)  # fmt: skip
MB = 1_000_000
PATIENCE_S = 20


def content(size_bytes: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size_bytes)


def kept_of(received_bytes: int) -> int:
    """How much of the beginning of a file is kept when a download breaks off there: its whole blocks."""
    return received_bytes // BLOCK_BYTES * BLOCK_BYTES


def piece(piece_id: str = "piece", patterns: tuple[str, ...] = ("*",), repository: str = REPOSITORY) -> Piece:
    return Piece(piece_id, Part.VAE, Repositories(repository, repository), patterns, 1000)


def catalog(*pieces: Piece) -> Catalog:
    words = Words("a model", "模型")
    return Catalog((Model("model", words, words, "MIT", "toy", tuple(own.id for own in pieces), 1),), pieces)


class Told:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.events: list[StoreEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: StoreEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def states(self, piece_id: str = "piece") -> list[PieceState]:
        """The states in order, each once for as long as it lasted."""
        states = [event.state for event in list(self.events) if event.piece_id == piece_id]
        return [state for at, state in enumerate(states) if at == 0 or states[at - 1] is not state]

    def wait_for(self, wanted) -> StoreEvent:
        """Wait for an event, past or to come."""
        with self._changed:
            found = self._changed.wait_for(lambda: next((event for event in self.events if wanted(event)), None), 20)
        assert found, self.events[-3:]
        return found


def downloads(root: Path, hub: HubServer, told, *pieces: Piece, token: str = "", **options) -> Downloads:
    settings = StoreSettings(SourceKind.CUSTOM, hub.url, hub_token=token)
    return Downloads(root, catalog(*pieces or (piece(),)), settings, told, **{"timing": QUICK} | options)


def downloaded(root: Path, hub: HubServer, *pieces: Piece, **options) -> tuple[Told, StoreEvent]:
    """Download everything; return what was told, and the first piece's last word."""
    told = Told()
    with downloads(root, hub, told, *pieces, **options) as own:
        own.add("model")
        assert own.wait(PATIENCE_S)
        return told, own.statuses()[0]


def on_disk(root: Path, piece_id: str = "piece") -> dict[str, bytes]:
    """What the engine would find of a piece."""
    folder = root / piece_id
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def unfinished(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".store").rglob("*") if path.is_file() and path.name != "lock")
