"""The preview host: draws the frames that the window asks for, in a process of its own.

Runs as ``python -m s2v_desktop preview-host``. One thread obeys one command after another; the window sends the next
request only when the last one has been answered, so that nothing piles up. It ends with its standard input, which is
also what the death of the window looks like.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from typing import BinaryIO

from s2v_desktop.core.errors import EngineError, ErrorCode, S2VError
from s2v_desktop.core.look import Size
from s2v_desktop.host.messages import SCRATCH_VARIABLE
from s2v_desktop.host.preview_messages import (
    FrameEvent,
    RefusedEvent,
    ShowCommand,
    decode_preview_command,
    encode_preview_message,
)
from s2v_desktop.host.preview_stage import PreviewStage, warm_up
from s2v_desktop.host.server import claim_standard_output

_log = logging.getLogger(__name__)


def serve_preview() -> int:
    """Serve commands until standard input ends; return the exit code of the process."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    pipe = claim_standard_output()
    stage = PreviewStage()
    warm_up()
    try:
        for line in sys.stdin.buffer:
            _obey(line, stage, pipe)
    except BrokenPipeError:
        _log.info("the window is gone")
    if scratch := os.environ.get(SCRATCH_VARIABLE):
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _obey(line: bytes, stage: PreviewStage, pipe: BinaryIO) -> None:
    """Carry out one command and answer it."""
    command = decode_preview_command(line)
    try:
        if isinstance(command, ShowCommand):
            stage.show(command.request, Size(command.width, command.height))
        pixels = stage.draw(command.frame)
    except S2VError as error:
        if isinstance(error, EngineError):
            _log.exception("request %d failed", command.number)
        event = RefusedEvent(command.number, error.code, error.detail, error.hint)
    except MemoryError:
        _log.exception("request %d ran out of memory", command.number)
        event = RefusedEvent(command.number, ErrorCode.OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 (reported to the window; logged below)
        _log.exception("request %d failed", command.number)
        event = RefusedEvent(command.number, ErrorCode.INTERNAL, type(error).__name__)
    else:
        height, width = pixels.shape[:2]
        pipe.write(encode_preview_message(FrameEvent(command.number, command.frame, width, height)))
        pipe.write(pixels.data)
        pipe.flush()
        return
    pipe.write(encode_preview_message(event))
    pipe.flush()
