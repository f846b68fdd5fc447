"""The live preview as the window observes it: the newest request, drawn at the playhead by the preview host."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import EngineError, ErrorCode
from s2v_desktop.core.look import Size
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.core.timebase import frame_at, frame_count, frame_middle_s
from s2v_desktop.host.preview_client import PreviewClient
from s2v_desktop.host.preview_messages import DrawCommand, FrameEvent, RefusedEvent, ShowCommand, preview_size

#: Signals of one edit come together; a request that is already being prepared holds back the next one anyway.
_SETTLE_MS = 15

#: Frames asked for beyond the one heard now, while the song plays: they bridge the host's uneven pace.
_AHEAD = 4

#: Frames that may be under way at once.
_MAX_ASKED = 6


class PreviewModel(QObject):
    """``image_changed`` carries the ``QImage`` to show now, ``failed`` an ``S2VError`` that comes in its place."""

    image_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: RenderRequest | None = None
        self._area = (0, 0)
        self._number = 0
        self._awaited: int | None = None
        self._outdated = False
        self._muted = False
        self._frames: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._time_s = 0.0
        self._playing = False
        self._loop: Clip | None = None
        self._shown: tuple[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        link = _PreviewLink(self)
        queued = Qt.ConnectionType.QueuedConnection
        link.framed.connect(self._on_link_framed, queued)
        link.refused.connect(self._on_link_refused, queued)
        link.restarted.connect(self._on_link_restarted, queued)
        link.stopped.connect(self._on_link_stopped, queued)
        self._client = PreviewClient(link)

    @property
    def pid(self) -> int | None:
        """The process id of the preview host."""
        return self._client.pid

    @property
    def frame(self) -> int:
        """The frame of the clip at the playhead: the nearest where the playhead is outside the clip."""
        request = self._request
        if request is None:
            return 0
        fps = request.look.frame_rate
        count = frame_count(request.clip.video_duration_s, fps)
        return min(max(frame_at(self._time_s, request.clip.video_start_s, fps), 0), count - 1)

    def frame_time_s(self, frame: int) -> float:
        """Return the song time that ``frame`` stands for."""
        assert self._request is not None
        return frame_middle_s(frame, self._request.clip.video_start_s, self._request.look.frame_rate)

    def show_request(self, request: RenderRequest | None) -> None:
        """Preview ``request`` from now on; with None, nothing."""
        if request != self._request:
            self._request = request
            self._outdated = True
            if not self._timer.isActive():
                self._timer.start()

    def forget_frames(self) -> None:
        """Show no more of what was asked for so far: it is of another picture or song."""
        self._muted = self._outdated = True
        self._shown = None
        self._frames.clear()
        if not self._timer.isActive():
            self._timer.start()

    def prepare(self) -> None:
        """Start the preview host ahead of the first request."""
        self._client.prepare()

    @property
    def size(self) -> Size:
        """The size in which frames are drawn now."""
        assert self._request is not None
        return preview_size(self._request.look, *self._area)

    def show_area(self, width_px: int, height_px: int) -> None:
        """Draw frames that look sharp in so many pixels of the screen."""
        before = self.size if self._request is not None else None
        self._area = (width_px, height_px)
        if before is not None and self.size != before:
            self._outdated = True
            self._timer.start()

    def show_time(self, time_s: float, *, playing: bool, loop: Clip | None) -> None:
        """Show the frame at song time ``time_s``; while ``playing``, those after it, or round ``loop``, come next."""
        self._time_s, self._playing, self._loop = time_s, playing, loop
        self._advance()

    def close(self) -> None:
        """End the preview host."""
        self._timer.stop()
        self._request = None
        self._client.close()

    def _advance(self) -> None:
        """Show what is there for the playhead; ask for what is not."""
        if self._outdated or self._awaited is not None or self._request is None or self._shown is None:
            return  # what the host would draw now is not of the newest request
        now = self.frame
        ready = [frame for frame in self._frames if now - _AHEAD <= frame <= now] if self._playing else [now]
        self._show(max(ready, default=now))
        wanted = self._coming(self._request.clip, now) if self._playing else [now]
        self._frames = {frame: image for frame, image in self._frames.items() if frame in (now - 1, *wanted)}
        for frame in wanted:
            if len(self._asked) >= _MAX_ASKED:
                break
            if frame not in self._frames and frame not in self._asked:
                self._asked.add(frame)
                self._client.send(DrawCommand(self._number, frame))

    def _coming(self, clip: Clip, now: int) -> list[int]:
        """Return the frame ``now`` and those that come after it, beyond the end those of the next round."""
        assert self._request is not None
        fps, frames = self._request.look.frame_rate, range(now, now + _AHEAD + 1)
        count = frame_count(clip.video_duration_s, fps)
        if self._loop is None or self._loop.end_s > clip.end_s or self._loop.start_s < clip.start_s:
            return [frame for frame in frames if frame < count]
        first, end = (frame_at(time_s, clip.video_start_s, fps) for time_s in (self._loop.start_s, self._loop.end_s))
        return [frame if frame < end else first + (frame - end) % max(1, end - first) for frame in frames]

    def _show(self, frame: int) -> None:
        image = self._frames.get(frame)
        if image is not None and not self._muted and self._shown != (self._number, frame):
            self._shown = (self._number, frame)
            self.image_changed.emit(image)

    def _on_timer_timeout(self) -> None:
        """Send the newest request, unless one is under way: its answer will ask again."""
        if self._awaited is not None or not self._outdated:
            return
        self._outdated = self._muted = False
        self._frames.clear()
        self._asked.clear()
        if self._request is None:
            self._shown = None
            return
        self._number += 1
        self._awaited = self._number
        self._client.send(ShowCommand(self._number, self._request, *self.size, self.frame))

    def _on_link_framed(self, event: FrameEvent, image: QImage) -> None:
        if event.number != self._number:
            return
        answered, self._awaited = self._awaited is not None, None
        if self._request is None:
            return
        self._asked.discard(event.frame)
        self._frames[event.frame] = image
        if answered:
            self._show(event.frame)
            self._on_timer_timeout()
        self._advance()

    def _on_link_refused(self, event: RefusedEvent) -> None:
        if event.number != self._number:
            return
        self._awaited = None
        self._shown = None
        if self._outdated:
            self._on_timer_timeout()
        else:
            self.failed.emit(event.to_error())

    def _on_link_restarted(self) -> None:
        """The newest request will be answered once more; the frames that were under way are lost."""
        self._awaited = self._number
        self._asked.clear()

    def _on_link_stopped(self) -> None:
        self._awaited = None
        self._shown = None
        if self._outdated:
            self._on_timer_timeout()
        elif self._request is not None:
            self.failed.emit(EngineError(ErrorCode.PREVIEW_STOPPED))


class _PreviewLink(QObject):
    """Turns what the threads of a ``PreviewClient`` tell into signals."""

    framed = Signal(object, object)
    refused = Signal(object)
    restarted = Signal()
    stopped = Signal()

    def on_frame(self, event: FrameEvent, pixels: bytes) -> None:
        """Pass the frame on as a picture of its own."""
        image = QImage(pixels, event.width, event.height, 4 * event.width, QImage.Format.Format_RGB32)
        self.framed.emit(event, image.copy())

    def on_refused(self, event: RefusedEvent) -> None:
        """Pass the refusal on."""
        self.refused.emit(event)

    def on_restarted(self) -> None:
        """Pass it on."""
        self.restarted.emit()

    def on_stopped(self) -> None:
        """Pass it on."""
        self.stopped.emit()
