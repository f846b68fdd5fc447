"""Ctrl+C and a polite kill, as jobs want to be told of them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from s2v_desktop.core.progress import JobControl


@contextmanager
def cancelled_by_signals(control: JobControl) -> Iterator[None]:
    """Let Ctrl+C and a polite kill cancel the job, so that it clears up after itself."""

    def on_signal(signum: int, frame: FrameType | None) -> None:
        control.cancel()

    previous = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
