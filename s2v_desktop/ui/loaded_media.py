"""What the window holds of a picture and a song once they are read; made in worker threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.request import MediaFile

if TYPE_CHECKING:
    from s2v_desktop.audio.decode import Song
    from s2v_desktop.audio.peaks import PeakPyramid


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPicture:
    """``pixels`` are uint8, shape (height, width, 3), upright sRGB over ``background``."""

    media: MediaFile
    background: str
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSong:
    """The decoded ``song``, ``peaks`` to draw it by, and ``pcm`` to play it from (16 bits, interleaved)."""

    media: MediaFile
    song: Song
    peaks: PeakPyramid
    pcm: QByteArray


@dataclass(frozen=True, slots=True, eq=False)
class FoundBeats:
    """What the tracker made of the song ``media``, and the ``clip`` that it would choose."""

    media: MediaFile
    beats: BeatGrid
    clip: Clip
