"""Stopping at once, also in the middle of waiting for a server."""

from __future__ import annotations

import contextlib
import socket
import threading


class StoppedError(Exception):
    """What was asked for is no longer wanted; never reaches a user."""


class StopSignal:
    """Set once, from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._parts: list[StopSignal] = []

    def part(self) -> StopSignal:
        """Return a signal for a part of the work: it is set with this one, and can be set alone."""
        part = StopSignal()
        with self._lock:
            self._parts.append(part)
        if self.is_set:
            part.set()
        return part

    @property
    def is_set(self) -> bool:
        """Whether to stop."""
        return self._event.is_set()

    def set(self) -> None:
        """Stop, and wake those who wait for data."""
        self._event.set()
        with self._lock:
            for part in self._parts:
                part.set()
            for connection in self._sockets:
                end_reading(connection)

    def check(self) -> None:
        """Raise ``StoppedError`` where it is time to stop."""
        if self.is_set:
            raise StoppedError

    def wait(self, seconds: float) -> None:
        """Wait that long; raise ``StoppedError`` as soon as it is time to stop."""
        if self._event.wait(seconds):
            raise StoppedError

    def watch(self, connection: socket.socket) -> None:
        """From now on, ``set`` ends the reading of ``connection``; raise ``StoppedError`` where it was set already."""
        with self._lock:
            self._sockets.add(connection)
        self.check()

    def forget(self, connection: socket.socket) -> None:
        """Let ``connection`` alone from now on; before it is closed."""
        with self._lock:
            self._sockets.discard(connection)


def end_reading(connection: socket.socket) -> None:
    """Let whoever waits for data from ``connection``, in any thread, get none."""
    with contextlib.suppress(OSError):  # closed by the other side already
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # below TLS, which is not made for threads
