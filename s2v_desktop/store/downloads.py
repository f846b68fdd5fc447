"""Downloads: models become pieces, pieces become files, several at once; everything can stop at any moment."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.store.events import Listener, StoreEvent
from s2v_desktop.store.manifest import Catalog
from s2v_desktop.store.settings import StoreSettings


class Downloads:
    """The one owner of a models folder: while it lives, no other program may change the folder.

    All methods return at once unless they say otherwise and may be called from any thread. ``name`` is the id of a
    model or of a piece. Use it as a context manager, or call ``close``.
    """

    def __init__(self, root: Path, catalog: Catalog, settings: StoreSettings, listener: Listener) -> None:
        """Raises ``ModelError`` (``STORE_IN_USE``, ``STORE_GONE``) or ``OutputError`` where ``root`` cannot be used."""
        raise NotImplementedError

    def status(self, piece_id: str) -> StoreEvent:
        """Return a piece as it is now."""
        raise NotImplementedError

    def statuses(self) -> tuple[StoreEvent, ...]:
        """Return all pieces as they are now, in the catalog's order."""
        raise NotImplementedError

    def add(self, name: str) -> None:
        """Queue what is missing of ``name``; what is there or unfinished is gone on with."""
        raise NotImplementedError

    def pause(self, name: str) -> None:
        """Stop; what is there is kept, also when the program ends."""
        raise NotImplementedError

    def resume(self, name: str) -> None:
        """Go on with what is paused or failed."""
        raise NotImplementedError

    def cancel(self, name: str) -> None:
        """Stop and delete what is unfinished."""
        raise NotImplementedError

    def verify(self, name: str) -> None:
        """Read every finished file of ``name`` and compare; a piece with a damaged or missing one becomes FAILED."""
        raise NotImplementedError

    def repair(self, name: str) -> None:
        """Verify ``name`` and download anew only what is damaged or missing."""
        raise NotImplementedError

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until nothing moves; return whether that came to be. For the command line and tests."""
        raise NotImplementedError

    def close(self) -> None:
        """Pause everything, wait for the threads and give the folder free."""
        raise NotImplementedError
