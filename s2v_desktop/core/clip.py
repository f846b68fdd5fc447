"""The clip: the part of the song that becomes the video."""

from __future__ import annotations

import math

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError, out_of_range
from s2v_desktop.core.timebase import format_time

MIN_DURATION_S = 3.0
MAX_DURATION_S = 15.0


class Clip(msgspec.Struct, frozen=True):
    """``start_s`` and ``duration_s`` (3-15) in seconds of the song."""

    start_s: float = 0.0
    duration_s: float = 8.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.duration_s) and MIN_DURATION_S <= self.duration_s <= MAX_DURATION_S):
            raise out_of_range("the duration", f"{MIN_DURATION_S:g} to {MAX_DURATION_S:g} s")
        if not (math.isfinite(self.start_s) and self.start_s >= 0):
            raise out_of_range("the start", "0 s or later")

    @property
    def end_s(self) -> float:
        """The song time at which the clip ends."""
        return self.start_s + self.duration_s

    def require_inside(self, song_duration_s: float) -> None:
        """Raise ``InputError`` unless the clip lies inside a song of ``song_duration_s`` (1 ms of grace)."""
        if self.end_s > song_duration_s + 1e-3:
            span = f"{format_time(self.start_s)} to {format_time(self.end_s)}"
            raise InputError(ErrorCode.CLIP_OUTSIDE_SONG, span, format_time(song_duration_s))
