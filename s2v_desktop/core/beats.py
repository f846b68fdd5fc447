"""The beat grid: where the beats of a song are, how strong they are, and which of them begin a bar."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.errors import out_of_range

#: Two beats are never closer than this: 1200 BPM, far above any music, far below any slip of the hand.
MIN_BEAT_GAP_S = 0.05


class BeatSource(StrEnum):
    """Where a grid came from."""

    NONE = "none"
    TRACKED = "tracked"
    EDITED = "edited"
    FILE = "file"


class Beat(msgspec.Struct, frozen=True):
    """One beat: ``time_s`` in seconds of the song, ``strength`` 0-1, ``downbeat`` true on the first of a bar."""

    time_s: float
    strength: float = 1.0
    downbeat: bool = False


class BeatGrid(msgspec.Struct, frozen=True):
    """The beats of a song, sorted by time and at least ``MIN_BEAT_GAP_S`` apart.

    ``confidence`` and ``downbeat_confidence`` are 0-1: how sure the tracker was of the beats and of the bar lines
    (1 for beats that a person placed). ``beats_per_bar`` is the upper figure of the time signature.
    """

    beats: tuple[Beat, ...] = ()
    beats_per_bar: int = 4
    confidence: float = 0.0
    downbeat_confidence: float = 0.0
    source: BeatSource = BeatSource.NONE

    def __post_init__(self) -> None:
        times = self.times_s
        if times.size and not (np.isfinite(times).all() and times[0] >= 0):
            raise out_of_range("a beat", "a time of 0 s or later")
        if (np.diff(times) < MIN_BEAT_GAP_S - 1e-9).any():
            raise out_of_range("the beats", "sorted, at least 50 ms apart")
        if not all(0 <= beat.strength <= 1 for beat in self.beats):
            raise out_of_range("a beat's strength", "0 to 1")
        if not 1 <= self.beats_per_bar <= 16:
            raise out_of_range("beats per bar", "1 to 16")

    @classmethod
    def from_arrays(
        cls,
        times_s: NDArray[np.float64],
        strengths: NDArray[np.floating] | None = None,
        downbeats: NDArray[np.bool_] | None = None,
        **fields: object,
    ) -> BeatGrid:
        """Build a grid from parallel arrays of shape ``(beats,)``; ``fields`` are the other attributes.

        Beats that come less than ``MIN_BEAT_GAP_S`` after their neighbour are left out.
        """
        count = len(times_s)
        strength_values = np.ones(count) if strengths is None else np.clip(strengths, 0.0, 1.0)
        downbeat_values = np.zeros(count, bool) if downbeats is None else downbeats
        rows = sorted(zip(times_s, strength_values, downbeat_values, strict=True))
        beats = (Beat(float(time), float(strength), bool(down)) for time, strength, down in rows)
        return cls(beats=tuple(_spaced(beats)), **fields)  # type: ignore[arg-type]

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Beat times in seconds of the song, float64, shape ``(beats,)``."""
        return np.array([beat.time_s for beat in self.beats], np.float64)

    @property
    def strengths(self) -> NDArray[np.float64]:
        """Beat strengths 0-1, float64, shape ``(beats,)``."""
        return np.array([beat.strength for beat in self.beats], np.float64)

    @property
    def downbeats(self) -> NDArray[np.bool_]:
        """True where a beat begins a bar, shape ``(beats,)``."""
        return np.array([beat.downbeat for beat in self.beats], np.bool_)

    @property
    def tempo_bpm(self) -> float | None:
        """Median tempo in beats a minute, or None with fewer than two beats."""
        if len(self.beats) < 2:
            return None
        return float(60.0 / np.median(np.diff(self.times_s)))

    def between(self, start_s: float, end_s: float) -> BeatGrid:
        """Return the grid with only the beats in ``start_s <= time < end_s``."""
        kept = tuple(beat for beat in self.beats if start_s <= beat.time_s < end_s)
        return msgspec.structs.replace(self, beats=kept)

    def with_beat(self, beat: Beat) -> BeatGrid:
        """Return the grid with ``beat`` added, or unchanged where one stands within ``MIN_BEAT_GAP_S``."""
        if any(abs(other.time_s - beat.time_s) < MIN_BEAT_GAP_S for other in self.beats):
            return self
        return self._edited(sorted((*self.beats, beat), key=lambda b: b.time_s))

    def without_beat(self, index: int) -> BeatGrid:
        """Return the grid without the beat at ``index``."""
        return self._edited(self.beats[:index] + self.beats[index + 1 :])

    def with_beat_moved(self, index: int, time_s: float, song_duration_s: float) -> BeatGrid:
        """Return the grid with beat ``index`` at ``time_s``, kept between its neighbours and inside the song."""
        low = self.beats[index - 1].time_s + MIN_BEAT_GAP_S if index else 0.0
        last = index + 1 == len(self.beats)
        high = song_duration_s if last else self.beats[index + 1].time_s - MIN_BEAT_GAP_S
        moved = msgspec.structs.replace(self.beats[index], time_s=max(low, min(high, time_s)))
        return self._edited((*self.beats[:index], moved, *self.beats[index + 1 :]))

    def _edited(self, beats: Iterable[Beat]) -> BeatGrid:
        return msgspec.structs.replace(self, beats=tuple(beats), source=BeatSource.EDITED)


def _spaced(beats: Iterable[Beat]) -> Iterable[Beat]:
    last_s = -MIN_BEAT_GAP_S
    for beat in beats:
        if beat.time_s - last_s >= MIN_BEAT_GAP_S:
            last_s = beat.time_s
            yield beat
