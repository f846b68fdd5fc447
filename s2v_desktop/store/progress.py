"""What is told about a piece while it moves: how far, how fast, how long still."""

from __future__ import annotations

import math
import threading
import time

from s2v_desktop.core.errors import S2VError
from s2v_desktop.store.events import Listener, PieceState, StoreEvent

#: After this time two thirds of the speed told are new.
_SMOOTHING_S = 5.0
#: Sooner, a speed is a guess.
_FIRST_ESTIMATE_S = 1.0


class Speed:
    """Bytes a second, smoothed; ``now_s`` is any clock that only grows."""

    def __init__(self, now_s: float) -> None:
        self._start_s = self._last_s = now_s
        self._waiting_bytes = 0
        self.bytes_per_s = 0.0

    def add(self, num_bytes: int, now_s: float) -> None:
        """Count bytes that came until now."""
        self._waiting_bytes += num_bytes
        span_s = now_s - self._last_s
        if span_s < _FIRST_ESTIMATE_S / 4:
            return
        newest = self._waiting_bytes / span_s
        age_s = now_s - self._start_s
        share = 1 - math.exp(-span_s / min(_SMOOTHING_S, age_s))
        self.bytes_per_s += (newest - self.bytes_per_s) * (1 if self._last_s == self._start_s else share)
        self._last_s, self._waiting_bytes = now_s, 0

    def seconds_left(self, num_bytes: int) -> float | None:
        """Return how long ``num_bytes`` take, None where that cannot be told yet."""
        is_guess = self._last_s - self._start_s < _FIRST_ESTIMATE_S
        return None if is_guess or self.bytes_per_s < 1 else num_bytes / self.bytes_per_s


class PieceProgress:
    """The last word about one piece; tells it to the listener, in order, from any thread."""

    def __init__(self, event: StoreEvent, listener: Listener, tell_every_s: float) -> None:
        self._event = event
        self._listener = listener
        self._tell_every_s = tell_every_s
        self._lock = threading.RLock()
        self._told_s = -math.inf
        self._is_closed = False
        self._speed = Speed(time.monotonic())

    @property
    def event(self) -> StoreEvent:
        """The piece as it is now."""
        with self._lock:
            return self._event

    def tell(self, state: PieceState, error: S2VError | None = None, wait_s: float | None = None) -> None:
        """Go into ``state``; ``wait_s`` is how long a RETRYING one waits."""
        with self._lock:
            self._put(state, self._event.bytes_done, self._event.bytes_total, error, wait_s)

    def put(self, event: StoreEvent) -> None:
        """Take over what a look at the disk says."""
        with self._lock:
            self._put(event.state, event.bytes_done, event.bytes_total, event.error)

    def close(self) -> None:
        """Tell nothing more: whoever still works on the piece is no longer wanted."""
        with self._lock:
            self._is_closed = True

    def successor(self) -> PieceProgress:
        """Return one that goes on from here, for the next work on the piece."""
        with self._lock:
            return PieceProgress(self._event, self._listener, self._tell_every_s)

    def restart(self, bytes_done: int, total: int, state: PieceState) -> None:
        """Begin counting anew from ``bytes_done``."""
        with self._lock:
            self._speed = Speed(time.monotonic())
            self._put(state, bytes_done, total, None)

    def add(self, num_bytes: int, *, received: bool) -> None:
        """Count bytes that are in place; those ``received`` just now make the speed."""
        with self._lock:
            now_s = time.monotonic()
            if received:
                self._speed.add(num_bytes, now_s)
            state = PieceState.DOWNLOADING if received else self._event.state
            done = self._event.bytes_done + num_bytes
            if self._is_closed:
                return
            if state is self._event.state and now_s - self._told_s < self._tell_every_s:
                self._event = self._now(state, done, self._event.bytes_total, self._event.error)
                return
            self._put(state, done, self._event.bytes_total, None)

    def _put(
        self, state: PieceState, done: int, total: int, error: S2VError | None, wait_s: float | None = None
    ) -> None:
        if self._is_closed:
            return
        self._event = self._now(state, done, total, error, wait_s)
        self._told_s = time.monotonic()
        self._listener(self._event)

    def _now(
        self, state: PieceState, done: int, total: int, error: S2VError | None, wait_s: float | None = None
    ) -> StoreEvent:
        loads = state is PieceState.DOWNLOADING
        rate = self._speed.bytes_per_s if loads else 0.0
        left = self._speed.seconds_left(total - done) if loads else wait_s
        return StoreEvent(self._event.piece_id, state, done, total, rate, left, error)
