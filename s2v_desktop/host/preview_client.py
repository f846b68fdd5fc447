"""The preview host as the window sees it: gets commands without ever blocking, tells of frames, survives its death."""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, Protocol

import msgspec

from s2v_desktop.host.preview_messages import (
    DrawCommand,
    FrameEvent,
    RefusedEvent,
    ShowCommand,
    decode_preview_event,
    encode_preview_message,
)
from s2v_desktop.host.process import PREVIEW_HOST, close_pipe, start_host

_log = logging.getLogger(__name__)


class PreviewListener(Protocol):
    """Who is told what comes from the host. All methods are called in threads of the client."""

    def on_frame(self, event: FrameEvent, pixels: bytes) -> None:
        """``pixels`` are those of the frame that ``event`` tells of."""

    def on_refused(self, event: RefusedEvent) -> None:
        """A request cannot be shown."""

    def on_restarted(self) -> None:
        """The host died and was started again with the latest request; what else had been asked for is lost."""

    def on_stopped(self) -> None:
        """The host cannot be kept running; the next request tries again."""


class _Ended(NamedTuple):
    """A host's standard output has ended."""

    process: subprocess.Popen[bytes]


class _Start:
    """A request will come before long."""


class _Close:
    """Nothing comes after this."""


class PreviewClient:
    """One preview host, started with the first request or ahead of it.

    Its methods may be called from any thread; none blocks but ``close``, which waits for the host's end.
    Whoever calls keeps to one unanswered ``ShowCommand`` and a few unanswered ``DrawCommand`` at a time.
    """

    def __init__(self, listener: PreviewListener) -> None:
        self._listener = listener
        self._orders: SimpleQueue[ShowCommand | DrawCommand | _Start | _Ended | _Close] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._scratch_dir: Path | None = None
        self._latest: ShowCommand | None = None
        self._may_restart = True
        self._worker = threading.Thread(target=self._work, name="preview link", daemon=True)
        self._worker.start()

    @property
    def pid(self) -> int | None:
        """The process id of the running host."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def prepare(self) -> None:
        """Start the host ahead of the first request, which then finds it ready."""
        self._orders.put(_Start())

    def send(self, command: ShowCommand | DrawCommand) -> None:
        """Pass ``command`` on; a ``DrawCommand`` without a running host is dropped."""
        self._orders.put(command)

    def close(self) -> None:
        """End the host and wait for it: it is killed, since it has nothing to lose."""
        self._orders.put(_Close())
        if (process := self._process) is not None:
            process.kill()  # it may keep the worker waiting
        self._worker.join()

    def _work(self) -> None:
        """Carry out orders until closed. The worker thread, to which everything below belongs but ``_read``."""
        while not isinstance(order := self._orders.get(), _Close):
            match order:
                case _Start():
                    self._ensure_process()
                case ShowCommand():
                    self._latest, self._may_restart = order, True
                    self._show(order)
                case DrawCommand():
                    self._write(order)
                case _Ended(process) if process is self._process:
                    self._recover(process)
                case _Ended():
                    pass
        self._end_process()

    def _show(self, command: ShowCommand) -> None:
        if self._ensure_process():
            self._write(command)

    def _ensure_process(self) -> bool:
        """Return whether there is a host now."""
        if self._process is None:
            try:
                self._start()
            except OSError:
                _log.exception("the preview host cannot be started")
                self._listener.on_stopped()
        return self._process is not None

    def _start(self) -> None:
        self._scratch_dir = Path(tempfile.mkdtemp(prefix="s2v-preview-"))
        self._process = start_host(PREVIEW_HOST, self._scratch_dir)
        self._reader = threading.Thread(target=self._read, args=(self._process,), name="preview frames", daemon=True)
        self._reader.start()

    def _write(self, command: ShowCommand | DrawCommand) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(encode_preview_message(command))
            self._process.stdin.flush()
        except OSError:
            _log.warning("the preview host is gone; %s not delivered", type(command).__name__)

    def _recover(self, process: subprocess.Popen[bytes]) -> None:
        """Start the host again once for each request; then give up until the next one."""
        _log.error("the preview host ended with code %s", process.wait())
        self._end_process()
        if self._latest is not None and self._may_restart:
            self._may_restart = False
            self._listener.on_restarted()
            self._show(self._latest)
        else:
            self._listener.on_stopped()

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            close_pipe(process.stdin)
            assert self._reader is not None
            self._reader.join()
            close_pipe(process.stdout)
        if self._scratch_dir is not None:
            shutil.rmtree(self._scratch_dir, ignore_errors=True)
            self._scratch_dir = None

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Tell what the host writes until it ends. The reader thread."""
        assert process.stdout is not None
        try:
            for line in iter(process.stdout.readline, b""):
                event = decode_preview_event(line)
                if isinstance(event, RefusedEvent):
                    self._listener.on_refused(event)
                elif len(pixels := process.stdout.read(event.size_bytes)) == event.size_bytes:
                    self._listener.on_frame(event, pixels)
        except (OSError, msgspec.MsgspecError):
            _log.exception("the preview host's words cannot be understood")
            process.kill()
        self._orders.put(_Ended(process))
