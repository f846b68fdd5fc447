"""The engine host as its parent sees it: start it, give it a job, follow the job, survive its death."""

from __future__ import annotations

import contextlib
import logging
import shutil
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import EngineError, ErrorCode, JobCancelledError
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.host.messages import (
    PROTOCOL_VERSION,
    CancelCommand,
    Command,
    FailedEvent,
    FinishedEvent,
    HelloEvent,
    NoticeEvent,
    PauseCommand,
    PreviewEvent,
    ProgressEvent,
    RenderCommand,
    ResumeCommand,
    decode_event,
    encode_message,
)
from s2v_desktop.host.process import ENGINE_HOST, close_pipe, start_host
from s2v_desktop.video.encode import part_path

_log = logging.getLogger(__name__)

JobEvent = ProgressEvent | NoticeEvent | PreviewEvent | FinishedEvent

#: How long a host may take to clear up after its standard input was closed.
_CLOSE_TIMEOUT_S = 12.0


@dataclass(slots=True)
class _Wishes:
    """What is wanted of a job, from before the host knows of it."""

    job: str = field(default_factory=lambda: uuid.uuid4().hex)
    cancelled: bool = False
    held: bool = False


class HostClient:
    """One engine host process, started on first use and again after a crash.

    ``render`` is used from one thread at a time; the other methods from any thread.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch_dir: Path | None = None
        self._lock = threading.RLock()
        self._wishes = _Wishes()
        self._job: str | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process id of the running host."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the process ahead of the first render, which then finds it ready. Any thread."""
        with self._lock:
            self._ensure_process()

    def announce(self) -> str:
        """Return the name of a job to come: ``cancel``, ``pause`` and ``resume`` count for it at once. Any thread."""
        with self._lock:
            self._wishes = _Wishes()
            return self._wishes.job

    def render(self, request: RenderRequest, target: Path, job: str | None = None) -> Iterator[JobEvent]:
        """Render ``request`` to ``target``; yield what happens, ``FinishedEvent`` last. Blocks between events.

        ``job`` is what ``announce`` returned last; a job that was paused since then begins held.

        Raises:
            JobCancelledError: after ``cancel``; nothing is left under the name ``target``.
            EngineError: ``ENGINE_CRASHED`` when the process died; the next call starts another.
            S2VError: whatever the job met.
        """
        job = job or self.announce()
        try:
            process = self._start_job(job, request, target)
            yield from self._follow(process, job, target)
        finally:
            self._send(CancelCommand(job))  # changes nothing for a job that has ended
            with self._lock:
                self._job = None
                if self._closed:
                    self._close_output()

    def cancel(self) -> None:
        """Cancel the job that runs or was announced; ``render`` then raises. Any thread."""
        with self._lock:
            self._wishes.cancelled = True
            self._steer(CancelCommand(self._wishes.job))

    def pause(self, *, free_card: bool = False) -> None:
        """Hold the job that runs or was announced; with ``free_card``, off the graphics card. Any thread.

        One that is held already may be asked to free the card, too.
        """
        with self._lock:
            self._wishes.held = True
            self._steer(PauseCommand(self._wishes.job, free_card))

    def resume(self) -> None:
        """Let a held job go on. Any thread."""
        with self._lock:
            self._wishes.held = False
            self._steer(ResumeCommand(self._wishes.job))

    def close(self) -> None:
        """Stop the process and do not start another; safe to call twice. Any thread."""
        with self._lock:
            self._closed = True
            process = self._process
            if process is not None:
                close_pipe(process.stdin)
        if process is not None:
            try:
                process.wait(_CLOSE_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with self._lock:
            if self._job is None:  # else the thread that follows the job is still reading, up to the end
                self._close_output()
        self._remove_scratch()

    def _start_job(self, job: str, request: RenderRequest, target: Path) -> subprocess.Popen[bytes]:
        with self._lock:
            wishes = self._wishes
            if wishes.job != job or wishes.cancelled:
                raise JobCancelledError
            process = self._ensure_process()
            self._job = job
            self._send(RenderCommand(job, request, str(target), held=wishes.held))
            return process

    def _ensure_process(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise JobCancelledError
        if self._process is None or self._process.poll() is not None:
            self._process = self._start_process()
        return self._process

    def _start_process(self) -> subprocess.Popen[bytes]:
        self._remove_scratch()
        self._scratch_dir = Path(tempfile.mkdtemp(prefix="s2v-host-"))
        return start_host(ENGINE_HOST, self._scratch_dir)

    def _follow(self, process: subprocess.Popen[bytes], job: str, target: Path) -> Iterator[JobEvent]:
        assert process.stdout is not None
        for line in process.stdout:
            try:
                event = decode_event(line)
            except msgspec.MsgspecError as error:
                raise EngineError(ErrorCode.ENGINE_CRASHED) from error
            match event:
                case HelloEvent(protocol_version=version):
                    if version != PROTOCOL_VERSION:
                        raise EngineError(ErrorCode.INTERNAL, f"engine host speaks protocol {version}")
                case FailedEvent(job=ended) if ended == job:
                    raise JobCancelledError if event.code is ErrorCode.CANCELLED else event.to_error()
                case FailedEvent():
                    pass  # the end of an earlier job
                case _ if event.job == job:
                    yield event
                    if isinstance(event, FinishedEvent):
                        return
                case _:
                    pass
        self._clear_up_after(process, target)

    def _clear_up_after(self, process: subprocess.Popen[bytes], target: Path) -> None:
        """Remove what the dead host left, then raise."""
        exit_code = process.wait()
        with contextlib.suppress(OSError):  # it may never have come to be; the crash is the fault to tell
            part_path(target).unlink()
        with self._lock:
            if self._closed:
                raise JobCancelledError
            close_pipe(process.stdin)
            self._close_output()
        _log.error("the engine host ended with code %s", exit_code)
        self._remove_scratch()
        raise EngineError(ErrorCode.ENGINE_CRASHED, f"exit code {exit_code}")

    def _steer(self, command: CancelCommand | PauseCommand | ResumeCommand) -> None:
        if self._job == command.job:  # else the host will be told with the job itself
            self._send(command)

    def _send(self, command: Command) -> None:
        with self._lock:
            process = self._process
            if process is None or process.stdin is None or process.stdin.closed:
                return
            try:
                process.stdin.write(encode_message(command))
                process.stdin.flush()
            except OSError:
                _log.warning("the engine host is gone; %s not delivered", type(command).__name__)

    def _close_output(self) -> None:
        if self._process is not None:
            close_pipe(self._process.stdout)

    def _remove_scratch(self) -> None:
        if self._scratch_dir is not None:
            shutil.rmtree(self._scratch_dir, ignore_errors=True)
            self._scratch_dir = None
