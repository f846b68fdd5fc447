"""Talks to the engine host from a thread of its own, and tells the window what happens there."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core.errors import ErrorCode, JobCancelledError, S2VError
from s2v_desktop.core.progress import Phase, Progress
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.host.client import HostClient
from s2v_desktop.host.messages import FinishedEvent, NoticeEvent, PreviewEvent, ProgressEvent
from s2v_desktop.ui.batch import SongEar, UnheardProject

_log = logging.getLogger(__name__)


class RenderWorker(QObject):
    """Lives in a ``QThread``; ``render`` blocks there, everything else may be called from any thread.

    ``progress`` carries ``core.progress.Progress``, ``notice`` a ``core.progress.Notice``, ``preview`` a
    ``PreviewEvent``, ``finished`` a ``Take`` and ``failed`` an ``S2VError``. Each render ends with one ``finished`` or
    ``failed``. ``prepared`` carries the ``Project`` that was made of a picture and a song before their render.
    """

    prepared = Signal(object)
    progress = Signal(object)
    notice = Signal(object)
    preview = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, client: HostClient) -> None:
        super().__init__()
        self._client = client
        self._ear = SongEar()
        self._cancelled = threading.Event()
        self._job: str | None = None

    def expect(self) -> None:
        """Forget an earlier cancel or pause; called before ``render`` is queued, so that one in between counts."""
        self._cancelled.clear()
        self._job = self._client.announce()

    @Slot()
    def prepare(self) -> None:
        """Start the host ahead of the first render; what fails now will be told by that render."""
        try:
            self._client.start()
        except (S2VError, OSError):
            _log.warning("the engine host could not be started ahead", exc_info=True)

    @Slot(object, object)
    def render(self, work: RenderRequest | UnheardProject, target: Path) -> None:
        """Render ``work`` to ``target``; what is not known of it yet is found out first."""
        try:
            self._follow(work if isinstance(work, RenderRequest) else self._prepare(work), target)
        except S2VError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - the last net of a thread; logged and told
            _log.exception("the render failed unexpectedly")
            self.failed.emit(S2VError(ErrorCode.INTERNAL, type(error).__name__))

    def cancel(self) -> None:
        """Cancel the render that is running or queued."""
        self._cancelled.set()
        self._client.cancel()

    def pause(self, *, free_card: bool = False) -> None:
        """Hold the render; with ``free_card``, off the graphics card."""
        self._client.pause(free_card=free_card)

    def resume(self) -> None:
        """Let a held render go on."""
        self._client.resume()

    def close(self) -> None:
        """End the host; a running render fails as cancelled."""
        self._cancelled.set()
        self._client.close()

    def _prepare(self, unheard: UnheardProject) -> RenderRequest:
        self.progress.emit(Progress(Phase.AUDIO, 0.0))
        project = self._ear.complete(unheard, self._check)
        self.prepared.emit(project)
        return project.to_request()

    def _check(self) -> None:
        if self._cancelled.is_set():
            raise JobCancelledError

    def _follow(self, request: RenderRequest, target: Path) -> None:
        for event in self._client.render(request, target, self._job):
            match event:
                case ProgressEvent():
                    self.progress.emit(event.progress)
                case NoticeEvent():
                    self.notice.emit(event.notice)
                case PreviewEvent():
                    self.preview.emit(event)
                case FinishedEvent():
                    self.finished.emit(event.take)
