"""The model store as the window sees it: the store's threads tell, the window's thread knows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.job_queue import JobQueue
from s2v_desktop.ui.viewmodels.model_view import ModelView, Verifications, counted_down, view_of
from s2v_desktop.ui.viewmodels.store_chores import finish_begun_move, has_unfinished, judged
from s2v_desktop.ui.viewmodels.store_tasks import StoreTask, StoreTasks, TaskKind

if TYPE_CHECKING:  # the store brings an HTTP library along, which a start does without
    from s2v_desktop.ui.viewmodels.storeroom import Fits, Storeroom, Survey

#: So often is told how far downloads are; their threads tell it far more often.
_TELL_MS = 100
#: So often is counted down to the next try.
_COUNT_MS = 1000
#: So often is looked, while anything moves, whether another program asks for a pause.
_ASKED_MS = 500


class StoreModel(QObject):
    """Lives in the window's thread; all that touches the disk or the network is done by one worker, in order.

    ``changed`` after anything that can be seen changed, at most ten times a second while downloads run;
    ``model_ready`` and ``model_failed`` carry a model's id, the latter an ``S2VError`` as well; ``failed`` an
    ``S2VError``. ``folder_changed`` tells that files of the engine came or went, ``looked`` that the disk was looked at
    anew.
    """

    changed = Signal()
    model_ready = Signal(str)
    model_failed = Signal(str, object)
    failed = Signal(object)
    folder_changed = Signal()
    looked = Signal()
    _news = Signal()

    def __init__(self, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._room: Storeroom | None = None
        self._survey: Survey | None = None
        self._events: dict[str, StoreEvent] = {}
        self._fresh: dict[str, StoreEvent] = {}
        self._fresh_lock = threading.Lock()
        self._heard_s: dict[str, float] = {}
        self._views: dict[str, ModelView] = {}
        self._wanted: set[str] = set()
        self._wanted_after: list[str] = []
        self._verifications = Verifications()
        self._is_watched = False
        self.fits: Fits | None = None
        self.is_gone = False
        self.has_unfinished = False
        self._jobs = JobQueue(self)
        self._jobs.failed.connect(self._on_jobs_failed)
        self.tasks = StoreTasks(settings, self._jobs, self)
        self.tasks.changed.connect(self.changed)
        self.tasks.failed.connect(self.failed)
        self.tasks.begun.connect(self._on_tasks_begun)
        self.tasks.ended.connect(self._on_tasks_ended)
        self._judge = LatestTask(self)
        self._judge.succeeded.connect(self._on_judge_succeeded)
        self._judge.failed.connect(self.failed)
        self._timer = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._timer.timeout.connect(self._take_news)
        self._countdown = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._countdown.timeout.connect(self._show_events)
        self._asked = QTimer(self, interval=_ASKED_MS)
        self._asked.timeout.connect(self._on_asked_timeout)
        self._news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)

    # -- what is known ---------------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The models folder."""
        return self._settings.settings.models_path

    @property
    def survey(self) -> Survey | None:
        """What was found in the folder; None until it was looked into."""
        return self._survey

    @property
    def here_bytes(self) -> int:
        """The size of what is here, be it linked: of all pieces of models, and of a user's own files."""
        own_bytes = sum(piece.here_bytes for piece in self._survey.unlisted) if self._survey is not None else 0
        return own_bytes + sum(event.bytes_done for event in self._events.values())

    def bytes_of(self, piece_ids: Iterable[str]) -> int:
        """What the named pieces take on the disk."""
        return sum(self._events[piece_id].bytes_done for piece_id in piece_ids)

    def unfinished_bytes(self, model_id: str) -> int:
        """What would be lost of a model if its download were cancelled."""
        events = (self._events[piece_id] for piece_id in self._views[model_id].model.pieces)
        return sum(event.bytes_done for event in events if event.state is not PieceState.READY)

    @property
    def views(self) -> tuple[ModelView, ...]:
        """All models in the catalog's order."""
        return tuple(self._views.values())

    def view(self, model_id: str) -> ModelView:
        """Return one model."""
        return self._views[model_id]

    @property
    def is_moving(self) -> bool:
        """Whether anything is downloaded or verified."""
        return any(event.state.is_moving for event in self._events.values())

    @property
    def can_change(self) -> bool:
        """Whether models can be fetched and deleted now."""
        return self._survey is not None and self._survey.fault is None and self.tasks.task is None

    @property
    def can_fetch(self) -> bool:
        """Whether there is an address to fetch models from, as far as is known."""
        return self._survey is None or self._survey.source_fault is None

    @property
    def can_leave(self) -> bool:
        """Whether another folder can be chosen now, be it that nothing can be changed in this one."""
        return self._survey is not None and self.tasks.task is None

    # -- opening and closing ---------------------------------------------------------------------------------------

    def look_at_start(self) -> None:
        """Finish a move that a crash broke off, and find out whether a download waits to be resumed."""
        root, switch = self.root, self.tasks.switch_folder
        self._jobs.add(lambda: finish_begun_move(root, switch), lambda _: self._on_move_finished(root))

    def look_for_unfinished(self) -> None:
        """Find out whether a download waits to be resumed, without taking the folder."""
        root = self.root
        self._jobs.add(lambda: has_unfinished(root), self._on_unfinished_known)

    def watch(self) -> None:
        """Open the folder, or look into it again: somebody wants to see it."""
        self._is_watched = True
        if self._survey is None or not self.is_moving:
            self.open()
        if self.fits is None:
            self._judge.start(judged)

    def unwatch(self) -> None:
        """Give the folder free as soon as nothing moves: nobody looks any more."""
        self._is_watched = False
        self._rest()

    def open(self) -> None:
        """Open the folder anew, as it is set now; what was on its way there goes on."""
        wanted = self._on_their_way() if self._survey is not None and self._survey.root == self.root else []
        self._open(wanted)

    def look_again(self) -> None:
        """Look at the disk again after something other than a download changed it."""
        room, survey = self._room, self._survey
        if room is not None and survey is not None:
            self._jobs.add(lambda: room.look(survey), self._on_looked)

    def _open(self, wanted: list[str]) -> None:
        root = self.root
        self._jobs.add(lambda: self._opened(root), lambda survey: self._on_opened(survey, wanted))

    def close(self) -> None:
        """Stop everything and wait for it; what is unfinished is kept."""
        self.tasks.stop()
        self._jobs.close()
        self._judge.close()
        self._timer.stop()
        self._countdown.stop()
        self._asked.stop()
        if self._room is not None:
            self._room.close()

    # -- downloads -------------------------------------------------------------------------------------------------

    def download(self, model_id: str) -> None:
        """Fetch what is missing of a model."""
        self._fetch(model_id, lambda downloads: downloads.add(model_id))

    def pause(self, model_id: str) -> None:
        """Stop, and keep what is there."""
        self._order(lambda downloads: downloads.pause(model_id))

    def resume(self, model_id: str) -> None:
        """Go on with what is paused or failed."""
        self._fetch(model_id, lambda downloads: downloads.resume(model_id))

    def cancel(self, model_id: str) -> None:
        """Stop, and delete what is unfinished."""
        self._wanted.discard(model_id)
        self._order(lambda downloads: downloads.cancel(model_id))

    def verify(self, model_id: str) -> None:
        """Compare every file with what was published."""
        self._order(lambda downloads: downloads.verify(model_id), lambda: self._on_verify_begun(model_id))

    def _on_verify_begun(self, model_id: str) -> None:
        self._verifications.begin(model_id)
        self._show_events()  # it may be over by now

    def repair(self, model_id: str) -> None:
        """Fetch what is damaged."""
        self._fetch(model_id, lambda downloads: downloads.repair(model_id))

    def _fetch(self, model_id: str, order: Callable[[Any], None]) -> None:
        if self.can_fetch:
            self._wanted.add(model_id)
            self._order(order)

    def _order(self, order: Callable[[Any], None], then: Callable[[], None] = lambda: None) -> None:
        """Give an order to the downloads, in the worker: some orders look at the disk; ``then`` it is begun."""

        def on_begun(_: object) -> None:
            self._take_news()
            then()

        self._jobs.add(lambda: self._ordered(order), on_begun)

    def _ordered(self, order: Callable[[Any], None]) -> None:
        if self._room is not None and self._room.downloads is not None:
            order(self._room.downloads)

    # -- the worker ------------------------------------------------------------------------------------------------

    def _on_jobs_failed(self, error: S2VError) -> None:
        if error.code is ErrorCode.STORE_GONE:
            self.is_gone, self.has_unfinished, self._survey = True, False, None
            self._views.clear()
            self._events.clear()
        else:
            self.failed.emit(error)
        self.changed.emit()

    def _made_room(self) -> Storeroom:
        """Return the store's own hands, in the worker thread: importing them takes a while."""
        from s2v_desktop.ui.viewmodels.storeroom import Storeroom

        if self._room is None:
            self._room = Storeroom(self._on_told)
        return self._room

    def _opened(self, root: Path) -> Survey:
        """Open ``root`` in the worker; what the former folder still had to tell is not of this one."""
        room = self._made_room()
        room.close()
        with self._fresh_lock:
            self._fresh.clear()
        return room.open(root, self.tasks.switch_folder)

    def _on_looked(self, survey: Survey) -> None:
        self._survey = survey
        self._events = {event.piece_id: event for event in survey.events}
        self._show_events()
        self.looked.emit()

    def _on_opened(self, survey: Survey, wanted: list[str]) -> None:
        self.is_gone = False
        self._views = {}
        self._verifications.clear()
        self._on_looked(survey)
        for model_id in wanted:
            self.download(model_id)
        self._rest()

    def _on_their_way(self) -> list[str]:
        loading = (PieceState.DOWNLOADING, PieceState.QUEUED, PieceState.RETRYING)
        return [view.model.id for view in self._views.values() if view.state in loading]

    def _on_tasks_begun(self, task: StoreTask) -> None:
        """Give the folder free for a move, and remember what was on its way."""
        self._wanted_after = self._on_their_way()
        if task.kind is TaskKind.MOVE and self._room is not None:
            self._jobs.add(self._room.close, lambda _: self._take_news())

    def _on_tasks_ended(self, task: StoreTask) -> None:
        self.folder_changed.emit()
        if task.kind is TaskKind.MOVE:
            self._open(self._wanted_after)
        else:
            self.look_again()

    def _on_move_finished(self, root: Path) -> None:
        if self.root != root:
            self.folder_changed.emit()
        self.look_for_unfinished()

    def _on_unfinished_known(self, has_unfinished: bool) -> None:
        self.has_unfinished = has_unfinished
        self.changed.emit()

    def _rest(self) -> None:
        """Close the folder once all orders are carried out, unless somebody looks or something moves by then."""
        if not self._is_watched and self._room is not None:
            self._jobs.add(lambda: None, lambda _: self._rest_now())

    def _rest_now(self) -> None:
        self._take_news()
        is_needed = self._is_watched or self.is_moving or self.tasks.task is not None
        if not is_needed and not self._jobs.is_busy and self._room is not None:
            self._jobs.add(self._room.close, lambda _: self._forget())

    def _forget(self) -> None:
        """Know nothing of a folder that other programs may change now, except whether something waits in it."""
        self._survey = None
        self._views.clear()
        self.look_for_unfinished()

    # -- news ------------------------------------------------------------------------------------------------------

    def _on_told(self, event: StoreEvent) -> None:
        """Keep ``event`` for the window, in a thread of the store."""
        with self._fresh_lock:
            is_first = not self._fresh
            self._fresh[event.piece_id] = event
        if is_first:
            self._news.emit()

    def _on_news(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _take_news(self) -> None:
        with self._fresh_lock:
            fresh, self._fresh = self._fresh, {}
        if not fresh:
            return
        self._events.update(fresh)
        now_s = time.monotonic()
        self._heard_s.update(dict.fromkeys(fresh, now_s))
        self._show_events()
        if not self.is_moving:
            self._asked.stop()
            self._rest()
        elif not self._asked.isActive():
            self._asked.start()

    def _on_asked_timeout(self) -> None:
        from s2v_desktop.store.pause_request import answer_pauses

        if self._survey is not None and not self._jobs.is_busy:
            root = self._survey.root
            moving = [model_id for model_id, view in self._views.items() if view.state.is_moving]
            self._order(lambda downloads: answer_pauses(root, downloads, moving))

    def _show_events(self) -> None:
        if self._survey is None:
            return
        former, catalog, events = self._views, self._survey.catalog, self._current_events()
        imported, services = self._survey.imported, self._survey.services
        self._views = {
            model.id: self._verifications.told_of(
                view_of(model, catalog, events, services[model.id], imported, is_wanted=model.id in self._wanted)
            )
            for model in catalog.models
        }
        for model_id, view in self._views.items():
            before = former[model_id].state if model_id in former else view.state
            if view.state is before:
                continue
            if view.state is PieceState.READY:
                self._wanted.discard(model_id)
                self.model_ready.emit(model_id)
                self.folder_changed.emit()
                self.look_again()
            elif view.state is PieceState.FAILED and view.error is not None:
                self.model_failed.emit(model_id, view.error)
        whole = (PieceState.ABSENT, PieceState.READY)
        self.has_unfinished = any(view.state not in whole for view in self._views.values())
        self.changed.emit()

    def _current_events(self) -> dict[str, StoreEvent]:
        """Return the events with what has passed since of the waiting for a next try."""
        if any(event.state is PieceState.RETRYING for event in self._events.values()):
            self._countdown.start()
        return counted_down(self._events, self._heard_s, time.monotonic())

    def _on_judge_succeeded(self, fits: Fits) -> None:
        self.fits = fits
        self.changed.emit()
