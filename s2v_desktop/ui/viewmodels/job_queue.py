"""Work that a worker thread does one after the other, each with its own way to go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.errors import S2VError
from s2v_desktop.ui.background import LatestTask


class _Job(NamedTuple):
    work: Callable[[], Any]
    then: Callable[[Any], None]
    otherwise: Callable[[S2VError], None] | None


class JobQueue(QObject):
    """Unlike ``LatestTask`` it drops nothing.

    ``failed`` carries the ``S2VError`` of a job that says nothing else about it, after which the next begins.
    """

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: deque[_Job] = deque()
        self._is_closed = False
        self._worker = LatestTask(self)
        self._worker.succeeded.connect(self._on_worker_succeeded)
        self._worker.failed.connect(self._on_worker_failed)

    @property
    def is_busy(self) -> bool:
        """Whether anything waits or is being done."""
        return bool(self._jobs)

    def add(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        otherwise: Callable[[S2VError], None] | None = None,
    ) -> None:
        """Let the worker do ``work`` after what it has to do, and call ``then`` with the outcome in this thread.

        Where it raises, ``otherwise`` is called in place of ``failed``. Nothing happens once the queue is closed.
        """
        if self._is_closed:
            return
        self._jobs.append(_Job(work, then, otherwise))
        if len(self._jobs) == 1:
            self._worker.start(work)

    def close(self) -> None:
        """Forget what waits, and wait for the work in hand to end."""
        self._is_closed = True
        self._jobs.clear()
        self._worker.close()

    def _on_worker_succeeded(self, outcome: Any) -> None:
        self._next().then(outcome)

    def _on_worker_failed(self, error: S2VError) -> None:
        (self._next().otherwise or self.failed.emit)(error)

    def _next(self) -> _Job:
        job = self._jobs.popleft()
        if self._jobs:
            self._worker.start(self._jobs[0].work)
        return job
