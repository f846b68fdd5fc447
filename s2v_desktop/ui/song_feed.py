"""The samples of one play, in the order in which they are heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from s2v_desktop.audio.click_track import ClickTrack
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.play_route import PlayRoute, Span


@dataclass(slots=True)
class PlayMix:
    """How loud song and clicks are, 0-1; ``clicks`` is None while they are switched off."""

    song_volume: float = 1.0
    click_volume: float = 0.7
    clicks: ClickTrack | None = None


class SongFeed:
    """Renders what ``route`` lays: the song's samples, with the clicks and at the volumes that ``mix`` then has."""

    def __init__(self, loaded: LoadedSong, route: PlayRoute, mix: PlayMix) -> None:
        self._samples = np.frombuffer(cast("Any", loaded.pcm), np.int16).reshape(-1, loaded.song.channels)
        self._route = route
        self._mix = mix

    def read(self, frames: int) -> bytes:
        """Lay and return the next ``frames`` frames, 16 bits, interleaved."""
        return b"".join(self._rendered(span) for span in self._route.lay(frames))

    def _rendered(self, span: Span) -> bytes:
        samples = self._samples[span.song_frame : span.song_frame + span.frames]
        if not len(samples):
            return bytes(span.frames * self._samples.strides[0])
        if self._mix.clicks is not None:
            samples = self._mix.clicks.mix(samples, span.song_frame, self._mix.song_volume, self._mix.click_volume)
        elif self._mix.song_volume != 1.0:
            samples = np.rint(samples * np.float32(self._mix.song_volume)).astype(np.int16)
        return samples.tobytes()
