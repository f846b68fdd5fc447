"""Writes the video: frames and sound into one ffmpeg, to a file beside the target that takes its place when good."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.errors import EngineError, ErrorCode, OutputError, S2VError
from s2v_desktop.core.ffmpeg import NO_CONSOLE, QUIET_FLAGS, SAFE_INPUT_FLAGS, ffmpeg_path
from s2v_desktop.core.files import output_error
from s2v_desktop.video.probe import VideoFacts, probe_video

#: Frames between the caller and ffmpeg.
_QUEUE_FRAMES = 4

#: How often a wait asks ``check`` whether to go on.
_PATIENCE_S = 0.1

_KEYFRAME_INTERVAL_S = 2
_SOUND_RATES_HZ = (44_100, 48_000)

#: With less room than this left, a failure of ffmpeg is a full disk, whatever it says.
_NO_ROOM_BYTES = 256 * 2**10
_FILE_LIMIT_CODE = -int(getattr(signal, "SIGXFSZ", 0))  # POSIX ends a process whose file may not grow
_FULL_DISK_WORDS = ("No space left", "File too large", "Disk quota exceeded")

#: Given on input as well as output, so that ffmpeg has nothing to convert.
_BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")


def part_path(target: Path) -> Path:
    """Return the file that is written before it takes the place of ``target``; a crash may leave it behind."""
    return target.with_name(target.name + ".part")


def _keep_going() -> None:
    """Never ask to stop."""


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM_BYTES
    except OSError:  # the folder is gone: that is another failure
        return False


class VideoWriter:
    """Encodes one MP4 (H.264 High, BT.709, constant frame rate; AAC-LC stereo, 192 kbit/s), whole or not at all.

    Use it as a context manager from one thread. Leaving it finishes the file and moves it onto ``target``; leaving it
    by an exception removes everything that was written. A writer thread feeds ffmpeg.

    Args:
        target: Where the video goes; an existing file is replaced at the very end.
        width: Pixels, even.
        height: Pixels, even.
        fps: Frames a second, exact.
        sound: float32, shape (samples, 1 or 2); cut or filled with silence to the length of the picture.
        sample_rate_hz: Samples a second of ``sound``.
        frames: How many frames will be written.
        check: Called at least every 0.1 s during long waits; raises to cancel.

    Raises:
        OutputError: ``TARGET_NOT_WRITABLE`` on entering; ``DISK_FULL`` at any time.
        EngineError: ``ENCODING_FAILED``, ``FFMPEG_MISSING``.
    """

    def __init__(
        self,
        target: Path,
        width: int,
        height: int,
        fps: Fraction,
        sound: NDArray[np.float32],
        sample_rate_hz: int,
        frames: int,
        check: Callable[[], None] = _keep_going,
    ) -> None:
        self._target = target.absolute()
        self._part = part_path(self._target)
        self._width, self._height, self._fps, self._frames = width, height, fps, frames
        self._sound, self._sample_rate_hz = sound, sample_rate_hz
        self._check = check
        self._written = 0
        self._cleanup = contextlib.ExitStack()
        self._stderr_lines: deque[str] = deque(maxlen=20)
        self._pipe_broke = threading.Event()
        self._filled: queue.SimpleQueue[NDArray[np.uint8] | None] = queue.SimpleQueue()
        self._free: queue.SimpleQueue[NDArray[np.uint8]] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        try:
            self._require_replaceable_target()
            self._part.open("wb").close()
        except OSError as error:
            raise output_error(error, self._target) from error
        except ValueError as error:  # a NUL byte in the name
            raise OutputError(ErrorCode.TARGET_NOT_WRITABLE, str(self._target)) from error
        self._cleanup.callback(self._part.unlink, missing_ok=True)
        try:
            self._start(self._store_sound())
        except BaseException:
            self._cleanup.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._cleanup:
            if error is None:
                self._finish()

    def write(self, frame: NDArray[np.uint8] | bytes | memoryview) -> None:
        """Queue a yuv420p frame (w * h * 3 / 2 bytes, BT.709 limited range), which may be reused at once.

        Waits while the queue is full; raises what stopped the encoder.
        """
        buffer = self._await_free_buffer()
        buffer[:] = np.frombuffer(frame, np.uint8)
        self._filled.put(buffer)
        self._written += 1

    def _require_replaceable_target(self) -> None:
        if self._target.is_dir():
            raise IsADirectoryError(str(self._target))
        if self._target.exists() and not os.access(self._target, os.W_OK):
            raise PermissionError(str(self._target))

    def _store_sound(self) -> Path:
        """Write exactly the picture's length of sound, interleaved float32 stereo, to a temporary file."""
        samples = round(self._frames / self._fps * self._sample_rate_hz)
        stereo = np.zeros((samples, 2), "<f4")
        kept = min(samples, len(self._sound))
        stereo[:kept] = np.clip(self._sound[:kept], -1, 1)  # one channel is doubled
        try:
            descriptor, name = tempfile.mkstemp(prefix="s2v-", suffix=".f32")
            self._cleanup.callback(Path(name).unlink, missing_ok=True)
            with os.fdopen(descriptor, "wb") as file:
                file.write(stereo.data)
        except OSError as error:
            raise output_error(error, Path(tempfile.gettempdir())) from error
        return Path(name)

    def _start(self, sound_path: Path) -> None:
        try:
            process = subprocess.Popen(
                self._command(sound_path),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                bufsize=0,
                creationflags=NO_CONSOLE,
                start_new_session=True,  # Ctrl+C in a terminal is for us to handle
            )
        except OSError as error:
            raise EngineError(ErrorCode.FFMPEG_MISSING) from error
        self._process = process
        frame_bytes = self._width * self._height * 3 // 2
        for _ in range(_QUEUE_FRAMES):
            self._free.put(np.empty(frame_bytes, np.uint8))
        assert process.stdin
        assert process.stderr
        self._feeder = threading.Thread(target=self._feed, args=(process.stdin,), name="video feeder")
        self._listener = threading.Thread(target=self._listen, args=(process.stderr,), name="ffmpeg listener")
        self._feeder.start()
        self._listener.start()
        self._cleanup.callback(self._stop)

    def _command(self, sound_path: Path) -> list[str]:
        fps = f"{self._fps.numerator}/{self._fps.denominator}"
        song_rate = self._sample_rate_hz
        sound_rate = song_rate if song_rate in _SOUND_RATES_HZ else _SOUND_RATES_HZ[-1]
        picture_in = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{self._width}x{self._height}")
        sound_in = ("-f", "f32le", "-ar", str(song_rate), "-ch_layout", "stereo")
        key_frames = ("-g", str(round(_KEYFRAME_INTERVAL_S * self._fps)), "-flags", "+cgop")
        h264 = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-profile:v", "high", "-pix_fmt", "yuv420p")
        aac = ("-c:a", "aac", "-profile:a", "aac_low", "-b:a", "192k", "-ar", str(sound_rate))
        return [
            *(ffmpeg_path(), *QUIET_FLAGS, "-y"),
            *(*SAFE_INPUT_FLAGS, *picture_in, "-framerate", fps, *_BT709, "-i", "pipe:0"),
            *(*SAFE_INPUT_FLAGS, *sound_in, "-i", str(sound_path)),
            *("-map", "0:v:0", "-map", "1:a:0"),
            *(*h264, *key_frames, "-fps_mode", "cfr", "-r", fps, *_BT709),
            *aac,
            *("-movflags", "+faststart", "-f", "mp4", str(self._part)),
        ]

    def _feed(self, pipe: IO[bytes]) -> None:
        """Hand queued frames to ffmpeg; after a broken pipe only give their buffers back. The writer thread."""
        while (buffer := self._filled.get()) is not None:
            try:
                view = buffer.data
                while view and not self._pipe_broke.is_set():
                    view = view[pipe.write(view) :]
            except OSError:
                self._pipe_broke.set()  # ffmpeg has ended: its exit code and last words tell why
            self._free.put(buffer)
        with contextlib.suppress(OSError):
            pipe.close()

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                self._stderr_lines.append(line.decode(errors="replace").strip())

    def _await_free_buffer(self) -> NDArray[np.uint8]:
        while True:
            if self._pipe_broke.is_set():
                raise self._failure()
            try:
                return self._free.get(timeout=_PATIENCE_S)
            except queue.Empty:
                self._check()

    def _finish(self) -> None:
        """Let ffmpeg end, judge its file and move it onto the target."""
        self._filled.put(None)
        while self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE_S)
            self._check()
        if self._process.returncode or self._pipe_broke.is_set():
            raise self._failure()
        self._require_good(probe_video(self._part))
        try:
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            self._part.replace(self._target)
        except OSError as error:
            raise output_error(error, self._target) from error

    def _require_good(self, facts: VideoFacts) -> None:
        """Raise unless the file on disk is the video that was asked for."""
        frame_s = float(1 / self._fps)
        duration_s = self._frames * frame_s
        faults = {
            f"{self._written} of {self._frames} frames written": self._written != self._frames,
            f"{facts.frames} of {self._frames} frames stored": facts.frames != self._frames,
            f"{facts.width}x{facts.height} pixels": (facts.width, facts.height) != (self._width, self._height),
            f"{facts.duration_s:.3f} s of picture": abs(facts.duration_s - duration_s) > frame_s,
            f"{facts.audio_duration_s:.3f} s of sound": abs(facts.audio_duration_s - duration_s) > frame_s,
        }
        for fault, found in faults.items():
            if found:
                raise EngineError(ErrorCode.ENCODING_FAILED, fault)

    def _failure(self) -> S2VError:
        """Wait for ffmpeg, which has failed or is about to, and return the error that tells why."""
        self._stop()
        text = "\n".join(self._stderr_lines)
        limited = self._process.returncode == _FILE_LIMIT_CODE != 0
        if limited or any(words in text for words in _FULL_DISK_WORDS) or _is_full(self._target.parent):
            return OutputError(ErrorCode.DISK_FULL, str(self._target))
        last = self._stderr_lines[-1] if self._stderr_lines else f"exit code {self._process.returncode}"
        return EngineError(ErrorCode.ENCODING_FAILED, last[:200])

    def _stop(self) -> None:
        """End ffmpeg, at once if it still runs, and both threads."""
        if self._pipe_broke.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)  # it ends by itself, and its exit code is worth having
        self._process.kill()
        self._process.wait()
        self._pipe_broke.set()
        self._filled.put(None)
        self._feeder.join()
        self._listener.join()
