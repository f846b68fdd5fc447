"""Conversions between seconds of the song, video frames and sound samples.

Seconds are float64; frame rates are ``Fraction`` so that a long clip never drifts; sample positions are integers.
Frame ``i`` of a clip is shown from ``start_s + i / fps`` to ``start_s + (i + 1) / fps`` and stands for the middle
of that interval: judged at its beginning, a picture would be half a frame late on average.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

#: Tolerance for float rounding when a time is turned into an index: far below a sample at 192 kHz.
_EPSILON_S = 1e-9


def frame_count(duration_s: float, fps: Fraction) -> int:
    """Return how many frames show ``duration_s`` seconds at ``fps`` (nearest whole number, at least 1)."""
    return max(1, round(Fraction(duration_s) * fps))


def frame_start_s(index: int, start_s: float, fps: Fraction) -> float:
    """Return the song time at which frame ``index`` of a clip that begins at ``start_s`` appears."""
    return start_s + float(Fraction(index) / fps)


def frame_middle_s(index: int, start_s: float, fps: Fraction) -> float:
    """Return the song time that frame ``index`` of a clip that begins at ``start_s`` stands for."""
    return start_s + float(Fraction(2 * index + 1, 2) / fps)


def frame_middles_s(frames: int, start_s: float, fps: Fraction) -> NDArray[np.float64]:
    """Return the song times (float64, shape ``(frames,)``) that the frames of a clip stand for."""
    return start_s + (np.arange(frames, dtype=np.float64) + 0.5) * float(1 / fps)


def frame_at(time_s: float, start_s: float, fps: Fraction) -> int:
    """Return the index of the frame whose showing contains song time ``time_s``; negative before the clip."""
    return int(np.floor((time_s - start_s + _EPSILON_S) * float(fps)))


def sample_at(time_s: float, sample_rate_hz: int) -> int:
    """Return the sample nearest to ``time_s``."""
    return round(time_s * sample_rate_hz)


def format_time(time_s: float) -> str:
    """Return ``time_s`` as ``m:ss.mmm``, as a musician reads it."""
    total_ms = round(abs(time_s) * 1000)
    minutes, rest_ms = divmod(total_ms, 60_000)
    sign = "-" if time_s < 0 and total_ms else ""
    return f"{sign}{minutes}:{rest_ms // 1000:02d}.{rest_ms % 1000:03d}"
