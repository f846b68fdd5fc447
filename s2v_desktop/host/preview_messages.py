"""The messages between the window and its preview host: one JSON object a line, and pixels after a frame's line.

The window writes commands to the host's standard input; the host obeys them in order and answers each with one event on
its standard output. A ``FrameEvent`` is followed by ``height * width * 4`` bytes B, G, R, 255, row by row from the top.
"""

from __future__ import annotations

import msgspec

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.look import Look, Size
from s2v_desktop.core.request import RenderRequest

#: Pixels of a preview frame, from small to large: few sizes, so that a window being resized seldom asks for another.
#: The largest can still be drawn 30 times a second on one core.
_PIXELS = (640 * 360, 960 * 540, 1280 * 720)


class ShowCommand(msgspec.Struct, frozen=True, tag="show"):
    """Draw frame ``frame`` of the video of ``request`` at ``width`` x ``height``; later frames are of it too.

    ``number`` tells this request from the ones before and after; the answers carry it.
    """

    number: int
    request: RenderRequest
    width: int
    height: int
    frame: int


class DrawCommand(msgspec.Struct, frozen=True, tag="draw"):
    """Draw another frame of the request that was shown last."""

    number: int
    frame: int


class FrameEvent(msgspec.Struct, frozen=True, tag="frame"):
    """Frame ``frame`` of request ``number`` follows."""

    number: int
    frame: int
    width: int
    height: int

    @property
    def size_bytes(self) -> int:
        """How many bytes of pixels follow."""
        return self.width * self.height * 4


class RefusedEvent(msgspec.Struct, frozen=True, tag="refused"):
    """Request ``number`` cannot be shown; the fields are those of ``S2VError``."""

    number: int
    code: ErrorCode
    detail: str = ""
    hint: str = ""

    def to_error(self) -> S2VError:
        """Return the error that the host met."""
        return S2VError(self.code, self.detail, self.hint)


PreviewCommand = ShowCommand | DrawCommand
PreviewEvent = FrameEvent | RefusedEvent


def preview_size(look: Look, area_width: int, area_height: int) -> Size:
    """Return the size of preview frames for ``look`` that are fitted into an area of so many pixels of the screen.

    It has the video's shape, even sides and is no larger than the video.
    """
    width, height = look.size
    fitted = min(area_width / width, area_height / height) ** 2 * width * height
    pixels = next((pixels for pixels in _PIXELS if pixels >= fitted), _PIXELS[-1])
    scale = min(1.0, (pixels / (width * height)) ** 0.5)
    return Size(2 * round(width * scale / 2), 2 * round(height * scale / 2))


def encode_preview_message(message: PreviewCommand | PreviewEvent) -> bytes:
    """Return ``message`` as one line, newline included."""
    return msgspec.json.encode(message) + b"\n"


def decode_preview_command(line: bytes) -> PreviewCommand:
    """Read one line from the window; raise ``msgspec.MsgspecError`` on anything else."""
    return msgspec.json.decode(line, type=PreviewCommand)


def decode_preview_event(line: bytes) -> PreviewEvent:
    """Read one line from the preview host; raise ``msgspec.MsgspecError`` on anything else."""
    return msgspec.json.decode(line, type=PreviewEvent)
