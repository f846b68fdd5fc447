"""What the beats on both sides of a span say about the beats inside it: their tempo, their place and their bars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.beats import BeatGrid

_REACH_S = 10.0
_MOST_GAPS = 16
#: A beat closer to one outside the span than this share of the gap is that beat once more.
_SAME_BEAT = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class BeatsAround:
    """The beats of a grid outside a span: ``before_s`` and ``after_s`` ascending, with their downbeats."""

    before_s: NDArray[np.float64]
    after_s: NDArray[np.float64]
    before_downbeats: NDArray[np.bool_]
    after_downbeats: NDArray[np.bool_]
    beats_per_bar: int

    @classmethod
    def span(cls, grid: BeatGrid, start_s: float, end_s: float) -> BeatsAround:
        """Take the beats of ``grid`` before ``start_s`` and from ``end_s`` on."""
        times_s, downbeats = grid.times_s, grid.downbeats
        before, after = times_s < start_s, times_s >= end_s
        return cls(times_s[before], times_s[after], downbeats[before], downbeats[after], grid.beats_per_bar)

    def gap_s(self, start_s: float, end_s: float) -> float | None:
        """Return the median gap of the beats within 10 s of the span, or None where there are not two in a row."""
        before = self.before_s[self.before_s >= start_s - _REACH_S][-_MOST_GAPS:]
        after = self.after_s[self.after_s < end_s + _REACH_S][:_MOST_GAPS]
        gaps_s = np.concatenate([np.diff(before), np.diff(after)])
        return float(np.median(gaps_s)) if len(gaps_s) else None

    def agreement(self, times_s: NDArray[np.float64], gap_s: float) -> float:
        """Return -1 (half a beat off) to 1 (in step): how ``times_s`` goes on from the beats on each side."""
        joints_s = []
        if len(self.before_s) and times_s[0] - self.before_s[-1] < _REACH_S:
            joints_s.append(times_s[0] - self.before_s[-1])
        if len(self.after_s) and self.after_s[0] - times_s[-1] < _REACH_S:
            joints_s.append(self.after_s[0] - times_s[-1])
        return float(np.mean(np.cos(2 * np.pi * np.array(joints_s) / gap_s))) if joints_s else 0.0

    def without_repeats(self, times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which of ``times_s`` are not one of the beats outside, a few milliseconds off."""
        if len(times_s) < 2:
            return np.ones(len(times_s), bool)
        least_s = _SAME_BEAT * float(np.median(np.diff(times_s)))
        low_s = self.before_s[-1] + least_s if len(self.before_s) else -np.inf
        high_s = self.after_s[0] - least_s if len(self.after_s) else np.inf
        return (times_s > low_s) & (times_s < high_s)

    def bars_through(self, times_s: NDArray[np.float64]) -> NDArray[np.bool_] | None:
        """Return the downbeats of ``times_s`` when the bars are counted on from before, or back from after.

        None where no downbeat is near enough to count from.
        """
        gap_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
        count = np.arange(len(times_s))
        if gap_s and self.before_downbeats.any():
            since = len(self.before_s) - 1 - int(np.flatnonzero(self.before_downbeats)[-1])
            joint = max(1, round((times_s[0] - self.before_s[-1]) / gap_s))
            return (since + joint + count) % self.beats_per_bar == 0
        if gap_s and self.after_downbeats.any():
            until = int(np.flatnonzero(self.after_downbeats)[0])
            joint = max(1, round((self.after_s[0] - times_s[-1]) / gap_s))
            return (until + joint + count[::-1]) % self.beats_per_bar == 0
        return None
