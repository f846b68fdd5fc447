"""``models download``, ``pause`` and ``verify``: what takes long in the models folder, and can be broken off."""

from __future__ import annotations

import argparse
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from s2v_desktop.cli.byte_progress import ByteProgress, ByteStep
from s2v_desktop.cli.models import models_folder, refuse_own_file
from s2v_desktop.cli.output import Reporter
from s2v_desktop.core.error_text import PART_WORDS, describe_error
from s2v_desktop.core.errors import ErrorCode, JobPausedError, ModelError, S2VError, out_of_range
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit_text import describe_fit
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.fit import misfit_of_model
from s2v_desktop.store.installed import remember_installed
from s2v_desktop.store.links import gone_original
from s2v_desktop.store.lock import is_free
from s2v_desktop.store.manifest import Catalog, load_catalog
from s2v_desktop.store.pause_request import answer_pauses, request_pause, take_answer
from s2v_desktop.store.settings import SourceKind, StoreSettings, store_settings

_LOOK_S = 0.2
_PAUSE_TIMEOUT_S = 30.0

#: What a model is doing where its pieces differ: the first of these that one of them does.
_TELLING = (
    PieceState.DOWNLOADING, PieceState.RETRYING, PieceState.VERIFYING, PieceState.QUEUED, PieceState.FAILED,
    PieceState.PAUSED, PieceState.READY, PieceState.ABSENT,
)  # fmt: skip


def download(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Download what is missing of a model, be it that it will not run here; what is unfinished is gone on with."""
    catalog, computer = load_catalog(), measure_computer()
    misfit = misfit_of_model(catalog.model(arguments.model), catalog, computer)
    if misfit is not None:
        reporter.note(f"{describe_fit(misfit, computer)} As it is, {arguments.model} will not run on this computer.")
    _work(arguments, reporter, Downloads.add, JobPausedError(arguments.model, _command(arguments.model)))


def verify(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Compare the files of a model with what was published; download damaged ones anew where asked to."""
    name, again = arguments.model, f"s2v-desktop models verify {arguments.model}"
    refuse_own_file(models_folder(), load_catalog(), name)
    if arguments.repair:
        _work(arguments, reporter, Downloads.repair, JobPausedError(name, _repair_command(name)))
    else:
        _work(arguments, reporter, Downloads.verify, JobPausedError(name, again, ErrorCode.CHECK_STOPPED))


def pause(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Ask the program that downloads a model to pause; what is there is kept.

    Raises ``ModelError`` (``MODEL_NOT_MOVING``) where that program downloads another one.
    """
    root, name = models_folder(), load_catalog().model(arguments.model).id
    at_work = () if is_free(root) else _asked_to_pause(root, name)
    if at_work:
        raise ModelError(ErrorCode.MODEL_NOT_MOVING, name, ", ".join(at_work))
    is_paused = at_work is None
    if arguments.json:
        print(json.dumps({"type": "finished", "model": name, "paused": is_paused}, ensure_ascii=False))
    else:
        reporter.note(f"Paused. Go on with “{_command(name)}”." if is_paused else "Nothing is being downloaded.")


def _asked_to_pause(root: Path, name: str) -> tuple[str, ...] | None:
    """Ask the program that holds ``root`` to pause ``name``; return what it is at work on instead, None once paused."""
    asked = request_pause(root, name)
    deadline_s = time.monotonic() + _PAUSE_TIMEOUT_S
    while asked.exists() and not is_free(root):
        if time.monotonic() > deadline_s:
            asked.unlink(missing_ok=True)
            raise ModelError(ErrorCode.STORE_IN_USE, str(root))
        time.sleep(_LOOK_S / 4)
    if asked.exists():  # that program has come to its end
        asked.unlink(missing_ok=True)
        return ()
    return take_answer(asked)


def _work(
    arguments: argparse.Namespace, reporter: Reporter, order: Callable[[Downloads, str], None], stopped: JobPausedError
) -> None:
    """Do ``order`` to its end; raise ``stopped`` where the user breaks it off, at whatever moment."""
    try:
        _follow(arguments, reporter, order, stopped)
    except KeyboardInterrupt:
        raise stopped from None


def _follow(
    arguments: argparse.Namespace, reporter: Reporter, order: Callable[[Downloads, str], None], stopped: JobPausedError
) -> None:
    name, root, catalog = str(arguments.model), models_folder(), load_catalog()
    progress, watched = ByteProgress(as_json=arguments.json), _Watched(name)
    with Downloads(root, catalog, _settings(arguments), watched.take) as downloads, _interrupted_by_sigterm():
        watched.begin(downloads, begun=order is Downloads.add)
        try:
            order(downloads, name)
            while not downloads.wait(_LOOK_S):
                if (trouble := watched.new_trouble()) is not None:
                    progress.end()
                    reporter.note(f"{describe_error(trouble)} It goes on trying by itself; Ctrl+C pauses.")
                progress.tell(watched.step())
                answer_pauses(root, downloads, (name,))
        except KeyboardInterrupt:
            downloads.pause(name)
        finally:
            progress.end()
        events = watched.newest(downloads)
    remember_installed(root, catalog)
    if (fault := _fault(name, root, catalog, events)) is not None:
        raise fault
    if any(event.state is not PieceState.READY for event in events):
        raise stopped
    if arguments.json:
        print(json.dumps({"type": "finished", "model": name, "folder": str(root)}, ensure_ascii=False))
    else:
        print(f"{name} is complete in {root}")


def _fault(name: str, root: Path, catalog: Catalog, events: Sequence[StoreEvent]) -> S2VError | None:
    """Return what keeps ``name`` from being there: a part that is missing as a whole, or what repairs a file."""
    for event in events:
        error = event.error
        if event.state is not PieceState.FAILED or error is None:
            continue
        if error.code is ErrorCode.MODEL_MISSING and error.detail == event.piece_id:
            part = catalog.piece(event.piece_id).part.value
            return ModelError(error.code, f"{PART_WORDS.get(part, part)} of {name}", error.hint)
        if error.code in (ErrorCode.MODEL_MISSING, ErrorCode.MODEL_UNREADABLE):
            if (original := gone_original(root, event.piece_id)) is not None:
                return ModelError(ErrorCode.MODEL_ORIGINAL_GONE, str(original), _repair_command(name))
            return ModelError(ErrorCode.MODEL_DAMAGED, error.detail, _repair_command(name))
        return error
    return None


class _Watched:
    """What is known of what serves ``name``; written by the threads of the downloads, read by the main one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ids: list[str] = []
        self._events: dict[str, StoreEvent] = {}
        self._told: set[str] = set()
        self._guard = threading.Lock()

    def begin(self, downloads: Downloads, *, begun: bool) -> None:
        with self._guard:
            self._ids = [piece.id for piece in downloads.pieces_of(self._name, begun=begun)]
            self._events = {piece_id: downloads.status(piece_id) for piece_id in self._ids}

    def take(self, event: StoreEvent) -> None:
        with self._guard:
            if event.piece_id in self._ids:
                self._events[event.piece_id] = event

    def newest(self, downloads: Downloads) -> Sequence[StoreEvent]:
        return [downloads.status(piece_id) for piece_id in self._ids]

    def new_trouble(self) -> S2VError | None:
        """Return why a piece is waited for, once for each reason."""
        with self._guard:
            waiting = [event.error for event in self._events.values() if event.state is PieceState.RETRYING]
        for error in waiting:
            if error is not None and describe_error(error) not in self._told:
                self._told.add(describe_error(error))
                return error
        return None

    def step(self) -> ByteStep:
        with self._guard:
            events = list(self._events.values())
        state = next(state for state in _TELLING if any(event.state is state for event in events))
        total_bytes = sum(event.bytes_total for event in events)
        done_bytes = sum(event.bytes_total if event.state is PieceState.READY else event.bytes_done for event in events)
        bytes_per_s = sum(event.bytes_per_s for event in events)
        seconds_left = (total_bytes - done_bytes) / bytes_per_s if bytes_per_s > 0 else None
        return ByteStep(state.value, self._name, done_bytes, total_bytes, bytes_per_s, seconds_left)


def _settings(arguments: argparse.Namespace) -> StoreSettings:
    settings = store_settings()
    source: str | None = arguments.source
    if source is None:
        return settings
    if source in list(SourceKind):
        return msgspec.structs.replace(settings, hub_source=source)
    if source.startswith(("http://", "https://")):
        return msgspec.structs.replace(settings, hub_source=SourceKind.CUSTOM, hub_base_url=source)
    raise out_of_range("--source", f"{', '.join(SourceKind)} or a URL")


def _command(name: str) -> str:
    return f"s2v-desktop models download {name}"


def _repair_command(name: str) -> str:
    return f"s2v-desktop models verify {name} --repair"


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let a polite kill pause, as Ctrl+C does."""
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
