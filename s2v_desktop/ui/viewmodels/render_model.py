"""The render as the window observes it: idle, running, paused or being cancelled; one at a time."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.progress import Progress
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.host.client import HostClient
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.batch import UnheardProject
from s2v_desktop.ui.render_worker import RenderWorker


class RenderState(Enum):
    """What the render is doing."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLING = "cancelling"


class RenderModel(QObject):
    """Starts renders in a worker thread.

    ``state_changed`` carries a ``RenderState``, ``progressed`` a ``Progress``, ``noticed`` a ``Notice``, ``previewed``
    a ``PreviewEvent``, ``finished`` a ``Take``, ``failed`` an ``S2VError``; ``cancelled`` comes instead of ``failed``
    after ``cancel``. ``prepared`` carries the ``Project`` that became of an ``UnheardProject`` before its render.
    """

    state_changed = Signal(object)
    prepared = Signal(object)
    progressed = Signal(object)
    noticed = Signal(object)
    previewed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    _preparation_requested = Signal()
    _render_requested = Signal(object, object)

    def __init__(self, client: HostClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = RenderState.IDLE
        self._thread = QThread(self)
        self._thread.setObjectName("render worker")
        self._worker = RenderWorker(client)
        self._worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._preparation_requested.connect(self._worker.prepare, queued)
        self._render_requested.connect(self._worker.render, queued)
        self._worker.prepared.connect(self.prepared, queued)
        self._worker.progress.connect(self._on_worker_progress, queued)
        self._worker.notice.connect(self.noticed, queued)
        self._worker.preview.connect(self.previewed, queued)
        self._worker.finished.connect(self._on_worker_finished, queued)
        self._worker.failed.connect(self._on_worker_failed, queued)
        self._thread.start()

    @property
    def state(self) -> RenderState:
        """What the render is doing."""
        return self._state

    def prepare(self) -> None:
        """Start the engine host in the background, so that the first render finds it ready."""
        self._preparation_requested.emit()

    def start(self, work: RenderRequest | UnheardProject, target: Path) -> None:
        """Render ``work`` to ``target``; does nothing while another render runs."""
        if self._state is RenderState.IDLE:
            self._worker.expect()
            self._set_state(RenderState.RUNNING)
            self._render_requested.emit(work, target)

    def cancel(self) -> None:
        """Cancel the render."""
        if self._state in (RenderState.RUNNING, RenderState.PAUSED):
            self._set_state(RenderState.CANCELLING)
            self._worker.cancel()

    def toggle_pause(self) -> None:
        """Hold the render, or let it go on."""
        if self._state is RenderState.RUNNING:
            self._set_state(RenderState.PAUSED)
            self._worker.pause()
        elif self._state is RenderState.PAUSED:
            self._set_state(RenderState.RUNNING)
            self._worker.resume()

    def free_card(self) -> None:
        """Let a held render leave the graphics card to other programs until it goes on."""
        if self._state is RenderState.PAUSED:
            self._worker.pause(free_card=True)

    def close(self) -> None:
        """End the render, the host and the thread; waits for them."""
        self._worker.close()
        self._thread.quit()
        self._thread.wait()

    def _set_state(self, state: RenderState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _on_worker_progress(self, progress: Progress) -> None:
        if self._state is not RenderState.CANCELLING:
            self.progressed.emit(progress)

    def _on_worker_finished(self, take: Take) -> None:
        self._set_state(RenderState.IDLE)
        self.finished.emit(take)

    def _on_worker_failed(self, error: S2VError) -> None:
        self._set_state(RenderState.IDLE)
        if error.code is ErrorCode.CANCELLED:
            self.cancelled.emit()
        else:
            self.failed.emit(error)
