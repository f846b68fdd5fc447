"""Decode a song file to PCM, once: what is played, tracked and muxed are these samples.

libsndfile reads first; ffmpeg reads what it cannot (m4a, wma, the sound of a video). Only self-contained formats are
offered to ffmpeg, so that a playlist under any name is refused instead of followed.
"""

from __future__ import annotations

import contextlib
import math
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import soundfile
from numpy.typing import NDArray

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.ffmpeg import NO_CONSOLE, QUIET_FLAGS, SAFE_INPUT_FLAGS, ffmpeg_path
from s2v_desktop.core.files import require_readable_file

MAX_DURATION_MIN = 60
_SAMPLE_RATES_HZ = range(1_000, 768_001)
_BLOCK_VALUES = 1 << 21
_UNKNOWN_LENGTH_S = 300
_MAX_MP3_BITS_PER_S = 640_000
_FOREIGN_HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"PK\x03\x04", b"BM", b"#EXTM3U")

#: ffmpeg's demuxers that hold their sound themselves: no playlists, scripts or devices, and no MP3, which libsndfile
#: reads and which ffmpeg sees in any long binary file.
_DEMUXERS = "mov,matroska,webm,asf,avi,flv,mpeg,mpegts,aac,ac3,eac3,dts,amr,ape,wv,tta,tak,mpc,mpc8,caf,aiff,au,wav,w64,ogg,flac,dsf"  # noqa: E501

#: Gains of each channel in the left and right output, in the channel order of WAV, for each channel count.
_CENTRE = (0.7071, 0.7071)
_LOW = (0.0, 0.0)
_LEFT, _RIGHT = (1.0, 0.0), (0.0, 1.0)
_LEFT_REAR, _RIGHT_REAR = (0.7071, 0.0), (0.0, 0.7071)
_DOWNMIXES: dict[int, tuple[tuple[float, float], ...]] = {
    3: (_LEFT, _RIGHT, _CENTRE),
    4: (_LEFT, _RIGHT, _LEFT_REAR, _RIGHT_REAR),
    5: (_LEFT, _RIGHT, _CENTRE, _LEFT_REAR, _RIGHT_REAR),
    6: (_LEFT, _RIGHT, _CENTRE, _LOW, _LEFT_REAR, _RIGHT_REAR),
    7: (_LEFT, _RIGHT, _CENTRE, _LOW, (0.5, 0.5), _LEFT_REAR, _RIGHT_REAR),
    8: (_LEFT, _RIGHT, _CENTRE, _LOW, _LEFT_REAR, _RIGHT_REAR, _LEFT_REAR, _RIGHT_REAR),
}


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """Decoded sound: ``samples`` float32, shape ``(frames, channels)`` with 1 or 2 channels, full scale at +-1."""

    samples: NDArray[np.float32]
    sample_rate_hz: int

    @property
    def frames(self) -> int:
        """Samples in each channel."""
        return self.samples.shape[0]

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self.samples.shape[1]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate_hz

    def mono(self) -> NDArray[np.float32]:
        """Return the mean of the channels, float32, shape ``(frames,)``."""
        return self.samples[:, 0] if self.channels == 1 else self.samples.mean(axis=1)

    def between(self, start_s: float, end_s: float) -> Song:
        """Return the part from ``start_s`` to ``end_s`` (a view, cut to the song's length)."""
        first = min(self.frames, max(0, round(start_s * self.sample_rate_hz)))
        last = min(self.frames, max(first, round(end_s * self.sample_rate_hz)))
        return Song(self.samples[first:last], self.sample_rate_hz)


def decode_song(path: Path) -> Song:
    """Decode the song at ``path``; any thread, seconds of work.

    Of a truncated file, what can be decoded is returned.

    Raises:
        InputError: the file is missing, empty or unreadable, holds no sound, holds NaN or Inf, or plays for longer
            than ``MAX_DURATION_MIN`` minutes.
    """
    require_readable_file(path)
    _require_no_foreign_head(path)
    song = _decode_with_libsndfile(path) or _decode_with_ffmpeg(path)
    if song.frames == 0:
        raise InputError(ErrorCode.SONG_EMPTY, path.name)
    return song


class _PcmBuffer:
    """Collects decoded blocks in one growing array, so that a song is in memory once."""

    def __init__(self, path: Path, sample_rate_hz: int, channels: int, expected_frames: int) -> None:
        if sample_rate_hz not in _SAMPLE_RATES_HZ or channels < 1:
            raise InputError(ErrorCode.SONG_UNREADABLE, path.name)
        self._name = path.name
        self._sample_rate_hz = sample_rate_hz
        self._downmix = _downmix_matrix(channels)
        self._max_frames = MAX_DURATION_MIN * 60 * sample_rate_hz
        self._require_short_enough(expected_frames)
        self._samples = np.empty((expected_frames, min(channels, 2)), np.float32)
        self._frames = 0

    def room(self) -> NDArray[np.float32]:
        """Return the space that is left of the expected length, shape ``(frames, channels)``, to read into."""
        return self._samples[self._frames :]

    def take(self, frames: int) -> None:
        """Count in ``frames`` frames that were read into ``room``; raise ``InputError`` on NaN or Inf."""
        end = self._frames + frames
        for first in range(self._frames, end, _BLOCK_VALUES):
            self._require_finite(self._samples[first : min(end, first + _BLOCK_VALUES)])
        self._frames = end

    def append(self, block: NDArray[np.floating]) -> None:
        """Add ``block``, shape ``(frames, channels)``; raise ``InputError`` on NaN, Inf or too much sound."""
        self._require_finite(block)
        end = self._frames + len(block)
        self._require_short_enough(end)
        if end > len(self._samples):
            self._samples.resize((max(end, len(self._samples) * 3 // 2), self._samples.shape[1]), refcheck=False)
        self._samples[self._frames : end] = block if self._downmix is None else block @ self._downmix
        self._frames = end

    def song(self) -> Song:
        """Return what was collected."""
        self._samples.resize((self._frames, self._samples.shape[1]), refcheck=False)
        return Song(self._samples, self._sample_rate_hz)

    def _require_finite(self, block: NDArray[np.floating]) -> None:
        if not (math.isfinite(block.min()) and math.isfinite(block.max())):
            raise InputError(ErrorCode.SONG_DAMAGED, self._name)

    def _require_short_enough(self, frames: int) -> None:
        if frames > self._max_frames:
            raise InputError(ErrorCode.SONG_TOO_LONG, self._name, f"{MAX_DURATION_MIN} min")


def _downmix_matrix(channels: int) -> NDArray[np.float32] | None:
    """Return gains of shape ``(channels, 2)`` that cannot clip, or None for mono and stereo."""
    if channels <= 2:
        return None
    alternating = tuple(_LEFT if channel % 2 == 0 else _RIGHT for channel in range(channels))
    gains = np.array(_DOWNMIXES.get(channels, alternating), np.float32)
    return gains / gains.sum(axis=0)


def _require_no_foreign_head(path: Path) -> None:
    """Refuse pictures, documents and playlists, in which an MP3 decoder may still find "sound"."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(_FOREIGN_HEADS):
        raise InputError(ErrorCode.SONG_UNREADABLE, path.name)


def _require_plausible_mp3(path: Path, duration_s: float) -> None:
    """Refuse a file of which far too little decodes: chance MP3 frames in a program, an archive or the like."""
    with path.open("rb") as file:
        tagged = file.read(3) == b"ID3"  # cover pictures make any size plausible
    if not tagged and path.stat().st_size * 8 > _MAX_MP3_BITS_PER_S * (duration_s + 1):
        raise InputError(ErrorCode.SONG_UNREADABLE, path.name)


def _decode_with_libsndfile(path: Path) -> Song | None:
    """Return the song, or None where libsndfile does not know the format or finds nothing in it."""
    try:
        file = soundfile.SoundFile(path)
    except (soundfile.LibsndfileError, TypeError):  # TypeError: a name in .raw
        return None
    with file:
        if file.format == "RAW":  # guessed from the name alone
            return None
        buffer = _PcmBuffer(path, file.samplerate, file.channels, file.frames)
        try:
            if file.channels <= 2:
                buffer.take(len(file.read(out=buffer.room())))
            _append_blocks(file, buffer)
        except soundfile.LibsndfileError:
            return _undamaged_part(path)
        song = buffer.song()
        if file.format == "MP3":
            _require_plausible_mp3(path, song.duration_s)
        return song


def _append_blocks(file: soundfile.SoundFile, buffer: _PcmBuffer) -> None:
    """Read on to the end, however long the header says that the file is.

    Between two reads soundfile seeks to where it is, which is inexact in an MP3: the first read must take all of it.
    """
    block_frames = max(1, _BLOCK_VALUES // file.channels)
    while len(block := np.asarray(file.read(block_frames, always_2d=True, dtype="float32"), np.float32)):
        buffer.append(block)


def _undamaged_part(path: Path) -> Song | None:
    """Return the song up to where it is damaged, or None where nothing comes before: ffmpeg is asked then."""
    with soundfile.SoundFile(path) as file:
        buffer = _PcmBuffer(path, file.samplerate, file.channels, file.frames)
        with contextlib.suppress(soundfile.LibsndfileError):  # the damage itself
            _append_blocks(file, buffer)
        song = buffer.song()
        return song if song.frames else None


def _decode_with_ffmpeg(path: Path) -> Song:
    command = [
        ffmpeg_path(),
        *QUIET_FLAGS,
        *SAFE_INPUT_FLAGS,
        *("-format_whitelist", _DEMUXERS),
        *("-i", f"file:{path}"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"),
        *("-t", str(MAX_DURATION_MIN * 60 + 1)),
        *("-c:a", "pcm_f32be", "-f", "au", "pipe:1"),
    ]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, creationflags=NO_CONSOLE
        ) as process,
    ):
        try:
            assert process.stdout is not None
            song = _read_au_stream(process.stdout, path)
        except BaseException:
            process.kill()
            raise
        process.wait()
        complaints.seek(0)
        soundless = b"matches no streams" in complaints.read()
    if song is None:
        raise InputError(ErrorCode.SONG_EMPTY if soundless else ErrorCode.SONG_UNREADABLE, path.name)
    return song


def _read_au_stream(stream: IO[bytes], path: Path) -> Song | None:
    """Read an AU file of 32-bit floats of unknown length; its 24-byte header names the rate and the channels.

    Returns None where ffmpeg wrote nothing.
    """
    header = stream.read(24)
    if len(header) < 24:
        return None
    _magic, data_offset, _size, _encoding, sample_rate_hz, channels = struct.unpack(">4s5I", header)
    stream.read(data_offset - len(header))
    buffer = _PcmBuffer(path, sample_rate_hz, channels, _UNKNOWN_LENGTH_S * sample_rate_hz)
    frame_bytes = 4 * channels
    while content := stream.read(_BLOCK_VALUES // channels * frame_bytes):
        whole = len(content) - len(content) % frame_bytes
        if whole:
            buffer.append(np.frombuffer(content[:whole], ">f4").astype(np.float32).reshape(-1, channels))
    return buffer.song()
