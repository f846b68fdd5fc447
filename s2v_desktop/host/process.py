"""Starts a host process: this program again, with a pipe each way, a log and a folder for its temporary files."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from s2v_desktop.core.ffmpeg import NO_CONSOLE
from s2v_desktop.core.paths import log_dir
from s2v_desktop.host.messages import SCRATCH_VARIABLE

_log = logging.getLogger(__name__)

ENGINE_HOST = "engine-host"
PREVIEW_HOST = "preview-host"

#: Linux's pipes hold 64 KB unless asked for more: a preview frame then takes 15 turns of both processes.
_PIPE_BYTES = 1 << 20


def host_command(kind: str = ENGINE_HOST) -> list[str]:
    """Return the command line of a host: this program again, from source, a wheel or frozen."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "s2v_desktop"]
    return [*program, kind]


def start_host(kind: str, scratch_dir: Path) -> subprocess.Popen[bytes]:
    """Start the host ``kind``, whose temporary files go to ``scratch_dir``; whoever survives removes that folder."""
    environment = os.environ | dict.fromkeys((SCRATCH_VARIABLE, "TMPDIR", "TEMP", "TMP"), str(scratch_dir))
    with _open_log(kind) as log:
        return subprocess.Popen(
            host_command(kind),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            creationflags=NO_CONSOLE,
            pipesize=_PIPE_BYTES if kind == PREVIEW_HOST else -1,
        )


def close_pipe(pipe: IO[bytes] | None) -> None:
    """Close ``pipe``, whether or not there is still a process at its other end."""
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            _log.info("the host was gone already")


def _open_log(kind: str) -> IO[bytes]:
    """Open the host's log; a computer on which it cannot be written renders all the same."""
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        return (log_dir() / f"{kind}.log").open("ab")
    except OSError:
        _log.warning("the log of the %s cannot be written", kind, exc_info=True)
        return Path(os.devnull).open("ab")
