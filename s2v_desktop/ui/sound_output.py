"""What a play is heard on: a sound device, or nothing at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from s2v_desktop.ui.song_clock import SongClock

#: The device takes samples this far ahead: after a longer stall of the window there is a gap in the sound; what is
#: changed during the play is heard this much later.
_SINK_BUFFER_US = 200_000
#: The device's own buffer: what it has taken is heard about this much later.
_DEVICE_DELAY_S = 0.015
_TRIMMED_BYTES = 1 << 20
#: By name: the type that holds them is another from Qt to Qt.
_HARMLESS = ("NoError", "UnderrunError")
_MAX_READING_GAP_S = 0.25
_STALLED_AFTER_S = 3.0


def device_id(device: Any) -> bytes:
    """Return what tells one ``QAudioDevice`` from another; empty where there is none."""
    return bytes(device.id().data())


class SoundOutput:
    """Plays the samples that are queued, on one device, until it is stopped.

    The queue is a ``QBuffer``: an ``QIODevice`` written in Python starves the device when Python is busy. The device
    takes samples only while the event loop of this thread runs, so that between two events the queue may be changed.
    """

    def __init__(self, multimedia: ModuleType, device: Any, sample_rate_hz: int, channels: int) -> None:
        audio_format: Any = multimedia.QAudioFormat()
        audio_format.setSampleRate(sample_rate_hz)
        audio_format.setChannelCount(channels)
        audio_format.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        self.device_id = device_id(device)
        self._frame_bytes = channels * 2
        self._queue = QByteArray()
        self._trimmed_bytes = 0
        self._buffer = QBuffer()
        self._buffer.setBuffer(self._queue)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)
        self._sink: Any = multimedia.QAudioSink(device, audio_format)
        self._sink.setBufferSize(audio_format.bytesForDuration(_SINK_BUFFER_US))
        self._clock = SongClock()
        self._watch = _StallWatch()

    @property
    def taken_frames(self) -> int:
        """How much the device has taken from the queue; it can no longer be changed."""
        return (self._trimmed_bytes + self._buffer.pos()) // self._frame_bytes

    @property
    def failed(self) -> bool:
        """Whether nothing can be heard any more: the device is gone, or takes nothing although there is something."""
        return self._sink.error().name not in _HARMLESS or self._watch.stalled

    def start(self) -> None:
        """Begin to play the queue."""
        self._sink.start(self._buffer)

    def append(self, pcm: bytes) -> None:
        """Queue samples, 16 bits, interleaved."""
        if self._buffer.pos() > _TRIMMED_BYTES:
            self._trimmed_bytes += self._buffer.pos()
            self._queue.remove(0, self._buffer.pos())
            self._buffer.seek(0)
        self._queue.append(pcm)

    def discard_queue(self) -> None:
        """Drop what the device has not taken yet."""
        self._queue.truncate(self._buffer.pos())

    def heard_s(self) -> float:
        """Seconds heard since the start, as far as the computer knows."""
        counted_s = self._sink.processedUSecs() / 1e6
        self._watch.look(counted_s)
        return max(0.0, self._clock.read(counted_s) - _DEVICE_DELAY_S)

    def stop(self) -> None:
        """Fall silent at once."""
        self._sink.reset()
        self._buffer.close()


class Silence:
    """Lets time pass where there is no sound device. A computer that slept has not played."""

    def __init__(self, sample_rate_hz: int, now_s: Callable[[], float] = time.perf_counter) -> None:
        self.device_id = b""
        self.failed = False
        self._sample_rate_hz = sample_rate_hz
        self._now_s = now_s
        self._last_s = now_s()
        self._heard_s = 0.0

    @property
    def taken_frames(self) -> int:
        """What has passed cannot be changed."""
        return int(self._heard_s * self._sample_rate_hz) + 1

    def start(self) -> None:
        """Begin to count."""
        self._last_s = self._now_s()

    def append(self, pcm: bytes) -> None:
        """There is nothing to play it on."""

    def discard_queue(self) -> None:
        """There is no queue."""

    def heard_s(self) -> float:
        """Seconds passed since the start."""
        now_s = self._now_s()
        self._heard_s += min(now_s - self._last_s, _MAX_READING_GAP_S)
        self._last_s = now_s
        return self._heard_s

    def stop(self) -> None:
        """There is nothing to stop."""


class _StallWatch:
    """Notices a counter that stands still. Time in which nobody looked (a busy window, sleep) does not count."""

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._last_s = now_s()
        self._counted_s = 0.0
        self._still_s = 0.0

    @property
    def stalled(self) -> bool:
        return self._still_s > _STALLED_AFTER_S

    def look(self, counted_s: float) -> None:
        now_s = self._now_s()
        self._still_s += min(now_s - self._last_s, _MAX_READING_GAP_S)
        if counted_s != self._counted_s:
            self._still_s = 0.0
        self._last_s, self._counted_s = now_s, counted_s
