"""A click on every beat, mixed with the song for the ear alone: with it, a beat grid is proved by listening."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.beats import BeatGrid

_DURATION_S = 0.030
_DECAY_S = 0.007
_BEAT_HZ, _BEAT_LEVEL = 1_000.0, 0.6
_DOWNBEAT_HZ, _DOWNBEAT_LEVEL = 1_600.0, 0.9


class ClickTrack:
    """The clicks of a beat grid at one sample rate: the attack of each is the sample nearest to its beat.

    Downbeats are higher and a little louder. Clicks are shorter than two beats can be apart, so they never overlap.
    """

    def __init__(self, beats: BeatGrid, sample_rate_hz: int) -> None:
        self._first_frames = np.rint(beats.times_s * sample_rate_hz).astype(np.int64)
        self._downbeats = beats.downbeats
        self._frames = round(_DURATION_S * sample_rate_hz)
        self._beat = _click(_BEAT_HZ, _BEAT_LEVEL, sample_rate_hz)
        self._downbeat = _click(_DOWNBEAT_HZ, _DOWNBEAT_LEVEL, sample_rate_hz)

    def mix(
        self, samples: NDArray[np.int16], first_frame: int, song_volume: float, click_volume: float
    ) -> NDArray[np.int16]:
        """Return ``samples`` with the clicks that sound during them.

        Under a click the song gives way by as much as the click takes, so that the sum never clips. However a song is
        cut into blocks, the blocks fit together.

        Args:
            samples: int16, shape ``(frames, channels)``: the song from ``first_frame`` on; not changed.
            first_frame: where in the song the samples begin.
            song_volume: 0-1.
            click_volume: 0-1, whatever the song's volume is.
        """
        mixed = samples * np.float32(song_volume)
        end_frame = first_frame + len(samples)
        begin, end = np.searchsorted(self._first_frames, [first_frame - self._frames + 1, end_frame])
        for index in range(begin, end):
            click_frame = int(self._first_frames[index])
            low, high = max(first_frame, click_frame), min(end_frame, click_frame + self._frames)
            click, envelope = self._downbeat if self._downbeats[index] else self._beat
            sounding = slice(low - click_frame, high - click_frame)
            part = mixed[low - first_frame : high - first_frame]
            part *= 1 - envelope[sounding, None] * np.float32(click_volume)
            part += click[sounding, None] * np.float32(32767 * click_volume)
        return np.rint(mixed).astype(np.int16)


def _click(pitch_hz: float, level: float, sample_rate_hz: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return a struck tone and its envelope, both float32, shape ``(frames,)``; a cosine, so that it starts loud."""
    time_s = np.arange(round(_DURATION_S * sample_rate_hz)) / sample_rate_hz
    envelope = level * np.exp(-time_s / _DECAY_S) * (1 - time_s / _DURATION_S)
    tone = np.cos(2 * np.pi * min(pitch_hz, sample_rate_hz / 4) * time_s)
    return (envelope * tone).astype(np.float32), envelope.astype(np.float32)
