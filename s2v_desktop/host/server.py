"""The engine host: reads commands from standard input, renders, writes events to standard output.

Runs in a process of its own (``python -m s2v_desktop engine-host``). The main thread reads commands; one worker thread
at a time renders. The end of standard input, which is also what the death of the parent looks like, cancels the job
and ends the process.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from s2v_desktop import __version__
from s2v_desktop.core.errors import EngineError, ErrorCode, S2VError
from s2v_desktop.core.progress import JobControl, Notice, Progress
from s2v_desktop.host.messages import (
    PROTOCOL_VERSION,
    SCRATCH_VARIABLE,
    CancelCommand,
    Event,
    FailedEvent,
    FinishedEvent,
    HelloEvent,
    NoticeEvent,
    PauseCommand,
    PreviewEvent,
    ProgressEvent,
    RenderCommand,
    ResumeCommand,
    decode_command,
    encode_message,
)

_log = logging.getLogger(__name__)

#: How long a cancelled job may take to clear up when the host is told to stop.
_STOP_TIMEOUT_S = 10.0


def serve() -> int:
    """Serve commands until standard input ends; return the exit code of the process."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = _Server(claim_standard_output())
    server.send(HelloEvent(PROTOCOL_VERSION, __version__))
    # Not a daemon: the interpreter cannot end in the middle of LLVM's work.
    threading.Thread(target=_warm_up, name="warm-up").start()
    for line in sys.stdin.buffer:
        server.obey(line)
    server.stop()
    if scratch := os.environ.get(SCRATCH_VARIABLE):
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


def claim_standard_output() -> BinaryIO:
    """Keep the pipe to the client for events alone: what a library prints goes to standard error."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _warm_up() -> None:
    """Compile the compositor while the first song is being decoded."""
    from s2v_desktop.render.compositor import warm_up

    warm_up()


class _Server:
    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._pipe_lock = threading.Lock()
        self._job = ""
        self._control = JobControl()
        self._worker: threading.Thread | None = None

    def send(self, event: Event) -> None:
        """Write ``event``; a client that has gone is noticed at the end of standard input. Any thread."""
        with self._pipe_lock:
            try:
                self._pipe.write(encode_message(event))
                self._pipe.flush()
            except BrokenPipeError:
                _log.warning("the client is gone; %s not delivered", type(event).__name__)

    def obey(self, line: bytes) -> None:
        """Carry out one command. The main thread."""
        command = decode_command(line)
        if isinstance(command, RenderCommand):
            self._start(command)
        elif command.job == self._job:
            self._steer(command)

    def stop(self) -> None:
        """Cancel the running job and wait until it has cleared up."""
        self._control.cancel()
        if self._worker is not None:
            self._worker.join(_STOP_TIMEOUT_S)

    def _steer(self, command: CancelCommand | PauseCommand | ResumeCommand) -> None:
        match command:
            case CancelCommand():
                self._control.cancel()
            case PauseCommand():
                self._control.pause(free_card=command.free_card)
            case ResumeCommand():
                self._control.resume()

    def _start(self, command: RenderCommand) -> None:
        self.stop()  # a client waits for its job's end; one that does not gets the new job
        self._job, self._control = command.job, JobControl()
        if command.held:
            self._control.pause()
        self._worker = threading.Thread(target=self._render, args=(command, self._control), name="render")
        self._worker.start()

    def _render(self, command: RenderCommand, control: JobControl) -> None:
        try:
            self.send(self._render_take(command, control))
        except S2VError as error:
            if isinstance(error, EngineError):
                _log.exception("job %s failed", command.job)
            self.send(FailedEvent(command.job, error.code, error.detail, error.hint))
        except MemoryError:
            _log.exception("job %s ran out of memory", command.job)
            self.send(FailedEvent(command.job, ErrorCode.OUT_OF_MEMORY))
        except Exception as error:  # noqa: BLE001 (reported to the client; logged below)
            _log.exception("job %s failed", command.job)
            self.send(FailedEvent(command.job, ErrorCode.INTERNAL, type(error).__name__))

    def _render_take(self, command: RenderCommand, control: JobControl) -> FinishedEvent:
        from s2v_desktop.host.render_job import RenderJob

        def on_progress(progress: Progress) -> None:
            self.send(ProgressEvent(command.job, progress))

        def on_preview(frame: int | None, jpeg: bytes) -> None:
            self.send(PreviewEvent(command.job, frame, jpeg))

        def on_notice(notice: Notice) -> None:
            self.send(NoticeEvent(command.job, notice))

        job = RenderJob(command.request, Path(command.target), control, on_progress, on_preview, on_notice)
        return FinishedEvent(command.job, job.run())
