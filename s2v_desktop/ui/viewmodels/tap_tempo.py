"""Tempo from taps: what a hand taps while the song plays becomes a steady beat. No Qt."""

from __future__ import annotations

import time
from collections.abc import Callable

from s2v_desktop.core.beats import Tempo, tempo_from_taps

#: After a pause this long a tap begins anew.
_PAUSE_S = 2.5
#: Older taps than this are forgotten, so that the tempo follows a hand that finds into it.
_MOST_TAPS = 24


class TapTempo:
    """Counts taps by the computer's clock, since the playhead jumps in a loop; the newest tap ties them to the song."""

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._taps_s: list[float] = []
        self._dropped = 0

    @property
    def count(self) -> int:
        """How many taps have come without a pause."""
        return len(self._taps_s) + self._dropped

    def tap(self, position_s: float) -> Tempo | None:
        """Take a tap while the playhead is at ``position_s``; return the tempo so far, or None.

        The tempo is anchored at the beat of the first tap, which counts as the first of a bar.
        """
        now_s = self._now_s()
        if self._taps_s and now_s - self._taps_s[-1] > _PAUSE_S:
            self.reset()
        self._taps_s.append(now_s)
        if len(self._taps_s) > _MOST_TAPS:
            del self._taps_s[0]
            self._dropped += 1
        tempo = tempo_from_taps(self._taps_s)
        if tempo is None:
            return None
        beats_before = round((now_s - tempo.anchor_s) * tempo.bpm / 60) + self._dropped
        return Tempo(tempo.bpm, self._steady_position_s(position_s, now_s, tempo) - beats_before * 60 / tempo.bpm)

    def reset(self) -> None:
        """Forget all taps."""
        self._taps_s.clear()
        self._dropped = 0

    def _steady_position_s(self, position_s: float, now_s: float, tempo: Tempo) -> float:
        """Return where in the song the newest tap should have come: the line through all taps averages the hand."""
        gap_s = 60 / tempo.bpm
        line_s = tempo.anchor_s + round((now_s - tempo.anchor_s) / gap_s) * gap_s
        return position_s + line_s - now_s
