"""Talks to the engine host from a thread of its own, and tells the window what happens there."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core.errors import ErrorCode, JobCancelledError, S2VError
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.host.client import HostClient
from s2v_desktop.host.messages import FinishedEvent, PreviewEvent, ProgressEvent

_log = logging.getLogger(__name__)


class RenderWorker(QObject):
    """Lives in a ``QThread``; ``render`` blocks there, everything else may be called from any thread.

    ``progress`` carries ``core.progress.Progress``, ``preview`` a ``PreviewEvent``, ``finished`` a ``Take`` and
    ``failed`` an ``S2VError``. Each render ends with one ``finished`` or ``failed``.
    """

    progress = Signal(object)
    preview = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, client: HostClient) -> None:
        super().__init__()
        self._client = client
        self._cancelled = threading.Event()

    def expect(self) -> None:
        """Forget an earlier cancel; called before ``render`` is queued, so that a cancel in between counts."""
        self._cancelled.clear()

    @Slot()
    def prepare(self) -> None:
        """Start the host ahead of the first render; what fails now will be told by that render."""
        try:
            self._client.start()
        except (S2VError, OSError):
            _log.warning("the engine host could not be started ahead", exc_info=True)

    @Slot(object, object)
    def render(self, request: RenderRequest, target: Path) -> None:
        """Render ``request`` to ``target``."""
        try:
            self._follow(request, target)
        except S2VError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - the last net of a thread; logged and told
            _log.exception("the render failed unexpectedly")
            self.failed.emit(S2VError(ErrorCode.INTERNAL, type(error).__name__))

    def cancel(self) -> None:
        """Cancel the render that is running or queued."""
        self._cancelled.set()
        self._client.cancel()

    def pause(self) -> None:
        """Hold the render."""
        self._client.pause()

    def resume(self) -> None:
        """Let a held render go on."""
        self._client.resume()

    def close(self) -> None:
        """End the host; a running render fails as cancelled."""
        self._cancelled.set()
        self._client.close()

    def _follow(self, request: RenderRequest, target: Path) -> None:
        if self._cancelled.is_set():
            raise JobCancelledError
        for event in self._client.render(request, target):
            if self._cancelled.is_set():
                self._client.cancel()  # it may have come before the host knew of the job
            match event:
                case ProgressEvent():
                    self.progress.emit(event.progress)
                case PreviewEvent():
                    self.preview.emit(event)
                case FinishedEvent():
                    self.finished.emit(event.take)
