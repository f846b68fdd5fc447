"""Downloads: models become pieces, pieces become files, several at once; everything can stop at any moment."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from s2v_desktop.core.errors import ErrorCode, OutputError, S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.store.events import Listener, PieceState, StoreEvent
from s2v_desktop.store.inspection import drop_leftovers, piece_now
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import Catalog, Piece
from s2v_desktop.store.patience import Timing
from s2v_desktop.store.piece_job import PieceJob, Workplace
from s2v_desktop.store.progress import PieceProgress
from s2v_desktop.store.serving import services
from s2v_desktop.store.settings import StoreSettings
from s2v_desktop.store.sources import Source, sources_for
from s2v_desktop.store.stop import StoppedError, StopSignal

_log = logging.getLogger(__name__)

#: How many pieces and how many files move at once.
_MOST_PIECES = 3
_MOST_FILES = 4


@dataclass(slots=True)
class _Work:
    """What is done about a piece now; ``ended`` when its thread is through with it."""

    progress: PieceProgress
    stop: StopSignal
    ended: Future[None] | None = None


class Downloads:
    """The one owner of a models folder: while it lives, no other program may change the folder.

    All methods may be called from any thread and return at once unless they say otherwise; those with ``name``, the id
    of a model or of a piece, may read headers (see ``services``), and raise ``ModelError`` (``MODEL_UNKNOWN``) on
    another. Use it as a context manager, or call ``close``.
    """

    def __init__(
        self,
        root: Path,
        catalog: Catalog,
        settings: StoreSettings,
        listener: Listener,
        *,
        sources: Sequence[Source] | None = None,
        timing: Timing = Timing(),  # noqa: B008
    ) -> None:
        """Take the folder ``root``; ``sources`` are those of ``settings`` unless given.

        Raises ``ModelError`` (``STORE_IN_USE``, ``STORE_GONE``, ``HUB_UNREACHABLE`` for a custom address that is none)
        or ``OutputError`` where ``root`` cannot be used.
        """
        self._catalog = catalog
        self._listener = listener
        self._sources = tuple(sources or sources_for(settings, timing))
        self.lock = StoreLock(root)
        self._root = root
        drop_leftovers(root)
        self._pieces = ThreadPoolExecutor(_MOST_PIECES, "piece")
        self._files = ThreadPoolExecutor(_MOST_FILES, "file")
        self._place = Workplace(self.lock, self._sources, self._files, timing)
        self._guard = threading.RLock()
        self._works = {piece.id: self._idle(piece) for piece in catalog.pieces}

    def status(self, piece_id: str) -> StoreEvent:
        """Return a piece as it is now."""
        return self._works[self._catalog.piece(piece_id).id].progress.event

    def statuses(self) -> tuple[StoreEvent, ...]:
        """Return all pieces as they are now, in the catalog's order."""
        return tuple(self.status(piece.id) for piece in self._catalog.pieces)

    def pieces_of(self, name: str, *, begun: bool = False) -> tuple[Piece, ...]:
        """Return the pieces that serve ``name``; with ``begun`` also listed ones that something else stands in for.

        Of these only such as are unfinished or on their way: somebody wants them nevertheless.
        """
        listed = self._catalog.pieces_of(name)
        if name not in {model.id for model in self._catalog.models}:
            return listed
        ids = services(self._root, self._catalog)[name].pieces
        others = (piece for piece in listed if begun and self.status(piece.id).state is not PieceState.ABSENT)
        return tuple(dict.fromkeys((*(self._catalog.piece(piece_id) for piece_id in ids), *others)))

    def add(self, name: str) -> None:
        """Queue what is missing of ``name``; what is there or unfinished is gone on with."""
        for piece in self.pieces_of(name, begun=True):
            with self._guard:
                state = self.status(piece.id).state
                if state is not PieceState.READY and not state.is_moving:
                    self._begin(piece, PieceJob.download)

    def resume(self, name: str) -> None:
        """Go on with what is paused or failed of ``name``."""
        for piece in self.pieces_of(name, begun=True):
            with self._guard:
                if self.status(piece.id).state in (PieceState.PAUSED, PieceState.FAILED):
                    self._begin(piece, PieceJob.download)

    def pause(self, name: str) -> None:
        """Stop; what is there is kept, also when the program ends."""
        for piece in self.pieces_of(name, begun=True):
            with self._guard:
                if self.status(piece.id).state.is_moving:
                    self._works[piece.id].progress.tell(PieceState.PAUSED)
                    self._stop(piece)

    def cancel(self, name: str) -> None:
        """Stop and delete what is unfinished; what is finished stays."""
        for piece in self.pieces_of(name, begun=True):
            with self._guard:
                if self.status(piece.id).state is not PieceState.READY:
                    self._stop(piece)
                    self._begin(piece, PieceJob.delete_unfinished, PieceState.ABSENT)

    def verify(self, name: str) -> None:
        """Read every file that serves ``name`` and compare; a piece with a damaged or missing one becomes FAILED."""
        self._begin_idle(name, PieceJob.verify)

    def repair(self, name: str) -> None:
        """Verify ``name`` and download anew only what is damaged or missing."""
        self._begin_idle(name, PieceJob.repair)

    def refresh(self) -> None:
        """Look at the disk again for pieces that do not move: after an import, a deletion, a drive's return."""
        for piece in self._catalog.pieces:
            with self._guard:
                if not self.status(piece.id).state.is_moving:
                    self._works[piece.id].progress.put(piece_now(self._root, piece))

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until nothing moves; return whether that came to be. For the command line and tests."""
        with self._guard:
            running = [work.ended for work in self._works.values() if work.ended is not None]
        return not wait(running, timeout_s).not_done

    def close(self) -> None:
        """Pause everything, wait for the threads and give the folder free; takes up to the time of a connection."""
        for piece in self._catalog.pieces:
            self.pause(piece.id)
        self._pieces.shutdown()
        self._files.shutdown()
        for source in self._sources:
            source.client.close()
        self.lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _idle(self, piece: Piece) -> _Work:
        event = piece_now(self._root, piece)
        return _Work(PieceProgress(event, self._listener, self._place.timing.tell_every_s), StopSignal())

    def _begin_idle(self, name: str, action: Callable[[PieceJob], None]) -> None:
        for piece in self.pieces_of(name):
            with self._guard:
                if not self.status(piece.id).state.is_moving:
                    self._begin(piece, action)

    def _begin(self, piece: Piece, action: Callable[[PieceJob], None], state: PieceState = PieceState.QUEUED) -> None:
        old = self._works[piece.id]
        progress = old.progress.successor()
        work = _Work(progress, StopSignal())
        self._works[piece.id] = work
        progress.tell(state)
        job = PieceJob(self._place, piece, progress, work.stop)
        work.ended = self._pieces.submit(self._run, piece, work, old.ended, lambda: action(job))

    def _stop(self, piece: Piece) -> None:
        work = self._works[piece.id]
        work.progress.close()
        work.stop.set()

    def _run(self, piece: Piece, work: _Work, before: Future[None] | None, action: Callable[[], None]) -> None:
        """Do ``action`` and tell how it ended; nothing gets past."""
        if before is not None:
            wait([before])
        try:
            work.stop.check()
            action()
            work.progress.put(piece_now(self._root, piece))
        except StoppedError:
            pass  # whoever stopped it has told the state
        except OSError as error:
            work.progress.tell(PieceState.FAILED, self._gone() or output_error(error, self._root))
        except OutputError as error:
            work.progress.tell(PieceState.FAILED, self._gone() or error)
        except S2VError as error:
            work.progress.tell(PieceState.FAILED, error)
        except Exception as error:  # noqa: BLE001 (a thread would take it with it unseen)
            _log.exception("the download of %s failed", piece.id)
            work.progress.tell(PieceState.FAILED, S2VError(ErrorCode.INTERNAL, type(error).__name__))

    def _gone(self) -> S2VError | None:
        try:
            self.lock.require_in_place()
        except S2VError as gone:
            return gone
        return None
