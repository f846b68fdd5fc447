"""The clip: the part of the song that becomes the video."""

from __future__ import annotations

import math

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError, out_of_range
from s2v_desktop.core.timebase import format_time

MIN_DURATION_S = 3.0
MAX_DURATION_S = 15.0
MAX_FADE_S = 3.0
MAX_LEAD_IN_S = 1.0

#: Fades that fill the clip may add up to this much more, for the rounding of a sum.
_ROUNDING_S = 1e-9


class Clip(msgspec.Struct, frozen=True):
    """A part of the song, how its sound comes and goes, and the silence before it; all in seconds.

    ``start_s`` and ``duration_s`` (3-15) are the part of the song. ``fade_in_s`` and ``fade_out_s`` (0-3 each,
    together no longer than the part) are how long its sound takes to rise and to fall. ``lead_in_s`` (0-1) is how long
    the video is silent before the part begins: the video lasts ``duration_s + lead_in_s``.
    """

    start_s: float = 0.0
    duration_s: float = 8.0
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    lead_in_s: float = 0.0

    def __post_init__(self) -> None:
        _require_between(self.duration_s, MIN_DURATION_S, MAX_DURATION_S, "the duration")
        if not (math.isfinite(self.start_s) and self.start_s >= 0):
            raise out_of_range("the start", "0 s or later")
        _require_between(self.fade_in_s, 0, MAX_FADE_S, "the fade-in")
        _require_between(self.fade_out_s, 0, MAX_FADE_S, "the fade-out")
        if self.fade_in_s + self.fade_out_s > self.duration_s + _ROUNDING_S:
            raise out_of_range("the fades", "together no longer than the clip")
        _require_between(self.lead_in_s, 0, MAX_LEAD_IN_S, "the lead-in")

    @property
    def end_s(self) -> float:
        """The song time at which the clip ends."""
        return self.start_s + self.duration_s

    @property
    def video_start_s(self) -> float:
        """The song time of the video's first instant; negative where the lead-in begins before the song."""
        return self.start_s - self.lead_in_s

    @property
    def video_duration_s(self) -> float:
        """How long the video lasts."""
        return self.duration_s + self.lead_in_s

    def with_span(self, start_s: float, duration_s: float) -> Clip:
        """Return another part of the song with the same lead-in and fades; fades shrink where they no longer fit.

        Raises:
            InputError: ``start_s`` or ``duration_s`` is not allowed.
        """
        fades_s = self.fade_in_s + self.fade_out_s
        shrunk = min(1.0, duration_s / fades_s) if fades_s else 1.0
        return Clip(start_s, duration_s, self.fade_in_s * shrunk, self.fade_out_s * shrunk, self.lead_in_s)

    def require_inside(self, song_duration_s: float) -> None:
        """Raise ``InputError`` unless the clip lies inside a song of ``song_duration_s`` (1 ms of grace)."""
        if self.end_s > song_duration_s + 1e-3:
            span = f"{format_time(self.start_s)} to {format_time(self.end_s)}"
            raise InputError(ErrorCode.CLIP_OUTSIDE_SONG, span, format_time(song_duration_s))


def _require_between(value_s: float, least_s: float, most_s: float, name: str) -> None:
    if not (math.isfinite(value_s) and least_s <= value_s <= most_s):
        raise out_of_range(name, f"{least_s:g} to {most_s:g} s")
