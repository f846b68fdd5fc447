"""Decodes songs and finds their beats in worker threads: first what can be drawn and played, then the beats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QObject, Signal

from s2v_desktop.core.clip import MIN_DURATION_S
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.project import media_file
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.loaded_media import FoundBeats, LoadedSong

if TYPE_CHECKING:
    from s2v_desktop.audio.decode import Song

_BLOCK_FRAMES = 1 << 18


class SongLoader(QObject):
    """``loaded`` carries a ``LoadedSong``, ``beats_found`` a ``FoundBeats``, ``failed`` an ``S2VError``.

    Of an outdated load nothing comes.
    """

    loaded = Signal(object)
    beats_found = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decoding = LatestTask(self)
        self._decoding.succeeded.connect(self.loaded)
        self._decoding.failed.connect(self.failed)
        self._tracking = LatestTask(self)
        self._tracking.succeeded.connect(self.beats_found)
        self._tracking.failed.connect(self.failed)

    def load(self, path: Path) -> None:
        """Decode the song at ``path``."""
        self._tracking.forget()
        self._decoding.start(lambda: _decode(path))

    def find_beats(self, loaded: LoadedSong, clip_duration_s: float) -> None:
        """Find the beats of ``loaded`` and the best ``clip_duration_s`` seconds of it."""
        self._tracking.start(lambda: _find_beats(loaded, clip_duration_s))

    def close(self) -> None:
        """Wait for the threads to end."""
        self._decoding.close()
        self._tracking.close()


# What these functions import takes long; the window must not wait for it when it starts.


def _decode(path: Path) -> LoadedSong:
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.audio.peaks import build_peaks

    media = media_file(path)
    song = decode_song(path)
    if song.duration_s < MIN_DURATION_S:
        span = f"{format_time(0)} – {format_time(MIN_DURATION_S)}"
        raise InputError(ErrorCode.CLIP_OUTSIDE_SONG, span, format_time(song.duration_s))
    return LoadedSong(media, song, build_peaks(song), _pcm(song))


def _pcm(song: Song) -> QByteArray:
    """Return the samples as a sound card takes them: 16 bits, interleaved.

    In small blocks: one large copy would hold up the window.
    """
    pcm = QByteArray()
    pcm.reserve(song.samples.size * 2)
    for first in range(0, song.frames, _BLOCK_FRAMES):
        block = song.samples[first : first + _BLOCK_FRAMES] * np.float32(32767)
        pcm.append(block.clip(-32768, 32767).astype(np.int16).tobytes())
    return pcm


def _find_beats(loaded: LoadedSong, clip_duration_s: float) -> FoundBeats:
    from s2v_desktop.audio.beat_tracker import track_beats
    from s2v_desktop.audio.highlight import suggest_clip

    beats = track_beats(loaded.song)
    return FoundBeats(loaded.media, beats, suggest_clip(loaded.song, beats, clip_duration_s))
