"""Decodes songs in worker threads: first what can be drawn, then what plays and what colours the drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from s2v_desktop.core.clip import MIN_DURATION_S
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.project import media_file
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.sound_card_pcm import SoundCardPcm

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares

#: The window draws a new song for the first time before its processor is shared again.
_DRAW_FIRST_MS = 30

#: After the start, before what loading needs is imported: the window shows itself first.
_WARM_UP_AFTER_MS = 150


class SongLoader(QObject):
    """``loaded`` carries a ``LoadedSong``, ``bands_measured`` its ``BandShares`` a little later.

    ``failed`` carries an ``S2VError``. Of an outdated load nothing comes.
    """

    loaded = Signal(object)
    bands_measured = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._song: LoadedSong | None = None
        self._decoding = LatestTask(self)
        self._decoding.succeeded.connect(self._on_decoding_succeeded)
        self._decoding.failed.connect(self.failed)
        self._finishing = LatestTask(self)
        self._finishing.succeeded.connect(self.bands_measured)
        self._finishing.failed.connect(self.failed)
        self._warming_up = LatestTask(self)
        self._started = QTimer(self, singleShot=True, interval=_WARM_UP_AFTER_MS)
        self._started.timeout.connect(lambda: self._warming_up.start(_warm_up))
        self._started.start()
        self._drawn = QTimer(self, singleShot=True, interval=_DRAW_FIRST_MS)
        self._drawn.timeout.connect(self._on_drawn_timeout)

    def load(self, path: Path) -> None:
        """Decode the song at ``path``."""
        self._drawn.stop()
        self._finishing.forget()
        self._decoding.start(lambda: _decode(path))

    def finish(self, song: LoadedSong) -> None:
        """Measure the bands of a ``song`` that was decoded before."""
        self._song = song
        self._drawn.start()

    def close(self) -> None:
        """Wait for the threads to end."""
        self._drawn.stop()
        self._started.stop()
        self._warming_up.close()
        self._decoding.close()
        self._finishing.close()

    def _on_decoding_succeeded(self, song: LoadedSong) -> None:
        self.finish(song)
        self.loaded.emit(song)

    def _on_drawn_timeout(self) -> None:
        song = self._song
        if song is not None:
            self._finishing.start(lambda: _finish(song))


# What these functions import takes long; the window must not wait for it when it starts.


def _warm_up() -> None:
    """Import what loading a song needs, so that the first one appears as soon as any other."""
    import s2v_desktop.audio.decode
    import s2v_desktop.audio.peaks  # noqa: F401


def _decode(path: Path) -> LoadedSong:
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.audio.peaks import build_peaks

    media = media_file(path)
    song = decode_song(path)
    if song.duration_s < MIN_DURATION_S:
        span = f"{format_time(0)} – {format_time(MIN_DURATION_S)}"
        raise InputError(ErrorCode.CLIP_OUTSIDE_SONG, span, format_time(song.duration_s))
    return LoadedSong(media, song, build_peaks(song), SoundCardPcm(song))


def _finish(loaded: LoadedSong) -> BandShares:
    from s2v_desktop.audio.band_shares import measure_band_shares

    loaded.sound.get()
    return measure_band_shares(loaded.song)
