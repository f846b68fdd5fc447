"""How long to wait for a server, and when to try again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from s2v_desktop.core.errors import S2VError
from s2v_desktop.store.stop import StopSignal

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, unless the name says otherwise.

    A server that sends less than ``least_bytes_per_s`` for ``silence_s`` counts as silent. Waits between tries double
    from ``first_wait_s`` to ``longest_wait_s``; a server's own wish counts up to ``longest_wish_s``.
    ``give_up_after_s`` without a byte the download fails; where another source is left, it is tried after
    ``switch_after_s``. Listeners hear of bytes every ``tell_every_s`` at most.
    """

    connect_s: float = 15
    silence_s: float = 30
    least_bytes_per_s: float = 1000
    first_wait_s: float = 1
    longest_wait_s: float = 30
    longest_wish_s: float = 600
    give_up_after_s: float = 900
    switch_after_s: float = 90
    tell_every_s: float = 0.25


class PassingFaultError(Exception):
    """Something that may go well the next time.

    ``error`` is for the user where it does not. ``wish_s`` is how long the server wants to be left alone;
    ``most_tries`` ends the trying sooner than time does, where more of the same would help nobody.
    """

    def __init__(self, error: S2VError, wish_s: float | None = None, most_tries: int | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.wish_s = wish_s
        self.most_tries = most_tries


class Patience:
    """Tries again and again, ever more slowly, until there is progress; for one thread.

    ``on_wait`` is told what is wrong before each wait, and how many seconds it takes.
    """

    def __init__(self, timing: Timing, stop: StopSignal, on_wait: Callable[[S2VError, float], None]) -> None:
        self._timing = timing
        self._stop = stop
        self._on_wait = on_wait
        self.progressed()

    def progressed(self) -> None:
        """Begin anew: something came."""
        self._tries = 0
        self._since_s = time.monotonic()

    def keep_trying(self, action: Callable[[], _Result]) -> _Result:
        """Return what ``action`` does once it raises no ``PassingFaultError``.

        Raises the fault's ``S2VError`` when patience is at its end, ``StoppedError`` when it is time to stop.
        """
        while True:
            self._stop.check()
            try:
                return action()
            except PassingFaultError as fault:
                self._stop.check()
                self._wait(fault)

    def _wait(self, fault: PassingFaultError) -> None:
        self._tries += 1
        waited_s = time.monotonic() - self._since_s
        too_often = fault.most_tries is not None and self._tries >= fault.most_tries
        if too_often or waited_s > self._timing.give_up_after_s:
            raise fault.error from fault
        own_s = min(self._timing.first_wait_s * 2 ** min(self._tries - 1, 16), self._timing.longest_wait_s)
        wait_s = max(own_s, min(fault.wish_s or 0, self._timing.longest_wish_s))
        self._on_wait(fault.error, wait_s)
        self._stop.wait(wait_s)
