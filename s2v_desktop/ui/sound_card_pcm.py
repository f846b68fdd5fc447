"""A song as a sound card takes it, made when it is first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray

if TYPE_CHECKING:
    from s2v_desktop.audio.decode import Song

#: Converted at once: one large copy would hold up the window.
_BLOCK_FRAMES = 1 << 16


class SoundCardPcm:
    """Holds the samples of ``song`` in 16 bits, interleaved, once some thread has asked for them."""

    def __init__(self, song: Song) -> None:
        self._song = song
        self._pcm: QByteArray | None = None
        self._making = threading.Lock()

    def get(self) -> QByteArray:
        """Return the samples; any thread. The first caller makes them (0.1 s for five minutes), others wait for it."""
        with self._making:
            if self._pcm is None:
                self._pcm = _converted(self._song)
            return self._pcm


def _converted(song: Song) -> QByteArray:
    pcm = QByteArray()
    pcm.reserve(song.samples.size * 2)
    for first in range(0, song.frames, _BLOCK_FRAMES):
        block = song.samples[first : first + _BLOCK_FRAMES] * np.float32(32767)
        pcm.append(block.clip(-32768, 32767).astype(np.int16).tobytes())
    return pcm
