"""What the window holds of a picture and a song once they are read; made in worker threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from s2v_desktop.core.look import Size
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.sound_card_pcm import SoundCardPcm

if TYPE_CHECKING:
    from s2v_desktop.audio.decode import Song
    from s2v_desktop.audio.peaks import PeakPyramid


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPicture:
    """``thumbnail`` shows it upright over ``background``, large enough for the window; ``size`` is its own."""

    media: MediaFile
    background: str
    thumbnail: QImage
    size: Size


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSong:
    """The decoded ``song``, ``peaks`` to draw it by, and ``sound`` to play it from."""

    media: MediaFile
    song: Song
    peaks: PeakPyramid
    sound: SoundCardPcm

    @property
    def pcm(self) -> QByteArray:
        """The samples in 16 bits, interleaved; until a worker thread has made them, this waits for it."""
        return self.sound.get()
