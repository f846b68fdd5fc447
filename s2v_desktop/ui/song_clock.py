"""Song time from the coarse counter of a sound card."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable

#: A counter this far from the smoothed clock has truly jumped.
_RESYNC_S = 0.040
_READINGS = 40
_FOLLOW = 0.1


class SongClock:
    """Runs with the computer's clock and follows the median of what the sound card says it has played.

    The card's counter advances in steps of a buffer; taken as it is, a playhead would stutter.
    """

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._offsets: deque[float] = deque(maxlen=_READINGS)
        self._offset: float | None = None

    def read(self, played_s: float) -> float:
        """Return the seconds played by now, given that the card has counted ``played_s``; 0 until it begins."""
        if played_s <= 0:
            return 0.0
        now_s = self._now_s()
        offset = played_s - now_s
        self._offsets.append(offset)
        if self._offset is None or abs(offset - self._offset) > _RESYNC_S:
            self._offsets.clear()
            self._offsets.append(offset)
            self._offset = offset
        else:
            self._offset += _FOLLOW * (statistics.median(self._offsets) - self._offset)
        return max(0.0, now_s + self._offset)
