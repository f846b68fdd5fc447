"""Reads a finished video back, as a player shows and plays it: edit lists applied, picture and sound from time 0."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.errors import EngineError, ErrorCode
from s2v_desktop.core.ffmpeg import NO_CONSOLE, QUIET_FLAGS, SAFE_INPUT_FLAGS, ffmpeg_path
from s2v_desktop.video.probe import probe_video

#: Chroma is interpolated and levels are rounded properly; the fast default is up to 4 levels off. Chroma lies on the
#: left luma column, as H.264 has it where nothing else is said; the scaler's own guess is the middle, half a pixel off.
_EXACT = "flags=accurate_rnd+full_chroma_int+full_chroma_inp+bicubic:in_h_chr_pos=0"


def read_frames(path: Path, width: int | None = None) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of the video at ``path``, uint8 (h, w, 3) sRGB, scaled to ``width`` pixels if given.

    Frame ``i`` is what is seen from ``i / fps`` on. Closing the iterator early ends the decoder.

    Raises:
        EngineError: ``ENCODING_FAILED`` when the file cannot be decoded to its end.
    """
    facts = probe_video(path)
    columns = width or facts.width
    rows = max(1, round(facts.height * columns / facts.width))
    picture = ("-map", "0:v:0", "-fps_mode", "cfr", "-vf", f"scale={columns}:{rows}:{_EXACT}")
    command = _command(path, *picture, "-f", "rawvideo", "-pix_fmt", "rgb24")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=NO_CONSOLE
    ) as process:
        assert process.stdout
        try:
            while len(frame := process.stdout.read(rows * columns * 3)) == rows * columns * 3:
                yield np.frombuffer(frame, np.uint8).reshape(rows, columns, 3)
            if process.wait():
                raise EngineError(ErrorCode.ENCODING_FAILED, path.name)
        finally:
            process.kill()


def read_sound(path: Path) -> tuple[NDArray[np.float32], int]:
    """Return the sound of the video at ``path``: float32 (samples, channels), and samples a second.

    Raises:
        EngineError: ``ENCODING_FAILED`` when the file cannot be decoded.
    """
    facts = probe_video(path)
    command = _command(path, "-map", "0:a:0", "-af", "aresample=first_pts=0", "-f", "f32le", "-c:a", "pcm_f32le")
    done = subprocess.run(command, capture_output=True, check=False, creationflags=NO_CONSOLE)
    if done.returncode:
        raise EngineError(ErrorCode.ENCODING_FAILED, path.name)
    return np.frombuffer(done.stdout, "<f4").reshape(-1, facts.audio_channels), facts.sample_rate_hz


def _command(path: Path, *output: str) -> list[str]:
    return [ffmpeg_path(), *QUIET_FLAGS, *SAFE_INPUT_FLAGS, "-i", str(path.absolute()), *output, "pipe:1"]
