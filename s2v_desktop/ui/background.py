"""Work in a thread beside the event loop, of which only the newest outcome counts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal

from s2v_desktop.core.errors import ErrorCode, S2VError

_log = logging.getLogger(__name__)


class LatestTask(QObject):
    """Runs functions in one worker thread; the outcome of all but the last one started is dropped.

    ``succeeded`` carries the function's result, ``failed`` an ``S2VError``; both arrive in the thread of this object.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    _ended = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
        self._ticket = 0
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[], object]) -> None:
        """Run ``work``; forget whatever was started before."""
        self._ticket += 1
        self._executor.submit(self._run, self._ticket, work)

    def forget(self) -> None:
        """Drop the outcome of what is running."""
        self._ticket += 1

    def close(self) -> None:
        """Forget everything and wait for the thread to end."""
        self.forget()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _run(self, ticket: int, work: Callable[[], object]) -> None:
        if ticket != self._ticket:
            return
        try:
            outcome = work()
        except S2VError as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - the last net of a thread; logged and told
            _log.exception("background work failed")
            outcome = S2VError(ErrorCode.INTERNAL, type(error).__name__)
        self._ended.emit(ticket, outcome)

    def _on_ended(self, ticket: int, outcome: object) -> None:
        if ticket != self._ticket:
            return
        (self.failed if isinstance(outcome, S2VError) else self.succeeded).emit(outcome)
