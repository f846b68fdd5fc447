"""The clock runs evenly although the sound card counts in steps."""

from __future__ import annotations

from itertools import pairwise

import pytest

from s2v_desktop.ui.song_clock import SongClock


class Time:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_read__counter_in_20_ms_steps__advances_evenly() -> None:
    time = Time()
    clock = SongClock(time)
    readings = []
    for _ in range(600):
        time.now_s += 0.005
        played_s = (time.now_s - 100.0) // 0.02 * 0.02
        readings.append(clock.read(played_s))
    steps = [after - before for before, after in pairwise(readings[200:])]
    assert min(steps) > 0.0035
    assert max(steps) < 0.0065
    assert readings[-1] == pytest.approx(3.0, abs=0.025)


def test_read__nothing_played_yet__is_zero() -> None:
    assert SongClock(Time()).read(0.0) == 0.0


def test_read__counter_jumps__follows_at_once() -> None:
    time = Time()
    clock = SongClock(time)
    clock.read(1.0)
    assert clock.read(5.0) == pytest.approx(5.0)
