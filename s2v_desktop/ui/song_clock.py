"""Even, steady time from the coarse counter of a sound card."""

from __future__ import annotations

import math
import statistics
import time
from collections import deque
from collections.abc import Callable

#: The counter's steps are evened out over this long.
_WINDOW_S = 0.7
_FOLLOW_S = 0.15
#: A counter that is this far from the clock for this long has truly jumped: the sound was interrupted.
_JUMP_S = 0.040
_JUMP_LASTS_S = 0.15
#: The clock may run this far ahead of the counter, which stands still between its steps.
_MAX_LEAD_S = 0.060


class SongClock:
    """Runs with the computer's clock and follows the median of what the sound card says it has taken.

    It never steps back: where the sound falls behind it waits. It never runs away: where the counter stands still,
    because the sound was interrupted or the computer slept, it stops.
    """

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._readings: deque[tuple[float, float]] = deque()
        self._offset_s = 0.0
        self._read_s = 0.0

    def read(self, counted_s: float) -> float:
        """Return the seconds played by now, given that the card has counted ``counted_s``; 0 until it begins."""
        if counted_s <= 0:
            return 0.0
        now_s = self._now_s()
        offset_s = counted_s - now_s
        if not self._readings:
            self._restart(now_s, offset_s)
        self._follow(now_s, offset_s)
        self._read_s = max(self._read_s, min(now_s + self._offset_s, counted_s + _MAX_LEAD_S))
        return self._read_s

    def _follow(self, now_s: float, offset_s: float) -> None:
        passed_s = now_s - self._readings[-1][0]
        self._readings.append((now_s, offset_s))
        while self._readings[0][0] < now_s - _WINDOW_S:
            self._readings.popleft()
        if self._has_jumped(now_s):
            self._restart(now_s, offset_s)
        wanted_s = statistics.median(offset for _, offset in self._readings)
        self._offset_s += (1 - math.exp(-passed_s / _FOLLOW_S)) * (wanted_s - self._offset_s)

    def _has_jumped(self, now_s: float) -> bool:
        errors_s = [offset - self._offset_s for at, offset in self._readings if at >= now_s - _JUMP_LASTS_S]
        lasts = self._readings[0][0] <= now_s - _JUMP_LASTS_S
        return lasts and (min(errors_s) > _JUMP_S or max(errors_s) < -_JUMP_S)

    def _restart(self, now_s: float, offset_s: float) -> None:
        self._readings.clear()
        self._readings.append((now_s, offset_s))
        self._offset_s = offset_s
