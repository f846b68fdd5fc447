"""The messages between a client and the engine host: one JSON object a line, told apart by ``type``.

The client writes commands to the host's standard input, the host writes events to its standard output; the end of
standard input tells the host to stop. Nothing large crosses the pipe: small JPEG previews at most.
"""

from __future__ import annotations

import msgspec

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.progress import Notice, Progress
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.library.takes import Take

#: Raised with every change that an older client or host would misread.
PROTOCOL_VERSION = 2

#: Environment variable that names the host's own folder for temporary files; whoever survives removes it.
SCRATCH_VARIABLE = "S2V_DESKTOP_HOST_SCRATCH"


class RenderCommand(msgspec.Struct, frozen=True, tag="render"):
    """Render ``request`` to the file ``target``; one job runs at a time. One that is ``held`` begins with a pause."""

    job: str
    request: RenderRequest
    target: str
    held: bool = False


class CancelCommand(msgspec.Struct, frozen=True, tag="cancel"):
    """Cancel ``job``; answered by ``FailedEvent`` with the code ``cancelled``."""

    job: str


class PauseCommand(msgspec.Struct, frozen=True, tag="pause"):
    """Hold ``job`` at its next frame, step or block; with ``free_card``, leave the graphics card to other programs."""

    job: str
    free_card: bool = False


class ResumeCommand(msgspec.Struct, frozen=True, tag="resume"):
    """Let a paused ``job`` go on."""

    job: str


class HelloEvent(msgspec.Struct, frozen=True, tag="hello"):
    """The host's first line."""

    protocol_version: int
    app_version: str


class ProgressEvent(msgspec.Struct, frozen=True, tag="progress"):
    """How far ``job`` is."""

    job: str
    progress: Progress


class NoticeEvent(msgspec.Struct, frozen=True, tag="notice"):
    """What a user should know of ``job``, which goes on."""

    job: str
    notice: Notice


class PreviewEvent(msgspec.Struct, frozen=True, tag="preview"):
    """A small picture (``jpeg``, base64 on the wire) of output frame ``frame``, or of what the engine is at (None)."""

    job: str
    frame: int | None
    jpeg: bytes


class FinishedEvent(msgspec.Struct, frozen=True, tag="finished"):
    """``job`` is done; the video and its sidecar are in place."""

    job: str
    take: Take


class FailedEvent(msgspec.Struct, frozen=True, tag="failed"):
    """``job`` ended without a video; the fields are those of ``S2VError``."""

    job: str
    code: ErrorCode
    detail: str = ""
    hint: str = ""

    def to_error(self) -> S2VError:
        """Return the error that the host met."""
        return S2VError(self.code, self.detail, self.hint)


Command = RenderCommand | CancelCommand | PauseCommand | ResumeCommand
Event = HelloEvent | ProgressEvent | NoticeEvent | PreviewEvent | FinishedEvent | FailedEvent


def encode_message(message: Command | Event) -> bytes:
    """Return ``message`` as one line, newline included."""
    return msgspec.json.encode(message) + b"\n"


def decode_command(line: bytes) -> Command:
    """Read one line from a client; raise ``msgspec.MsgspecError`` on anything else."""
    return msgspec.json.decode(line, type=Command)


def decode_event(line: bytes) -> Event:
    """Read one line from a host; raise ``msgspec.MsgspecError`` on anything else."""
    return msgspec.json.decode(line, type=Event)
