"""Taps in, a tempo out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.beats import MIN_TAPS
from s2v_desktop.ui.viewmodels.tap_tempo import TapTempo


class Hand:
    """Taps at given times of a computer's clock, while a song plays that began when the clock showed ``began_s``."""

    def __init__(self, began_s: float) -> None:
        self.now_s = 0.0
        self._began_s = began_s
        self.taps = TapTempo(lambda: self.now_s)

    def tap_at(self, now_s: float):
        self.now_s = now_s
        return self.taps.tap(now_s - self._began_s)


@given(bpm=st.floats(50, 200), began_s=st.floats(-100, 100), count=st.integers(MIN_TAPS, 40))
def test_tap__in_time__gives_the_tempo_anchored_at_the_first_tap(bpm: float, began_s: float, count: int) -> None:
    hand = Hand(began_s)
    times_s = [500 + number * 60 / bpm for number in range(count)]
    tempo = [hand.tap_at(time_s) for time_s in times_s][-1]
    assert tempo.bpm == pytest.approx(bpm, rel=1e-6)
    assert tempo.anchor_s == pytest.approx(times_s[0] - began_s, abs=1e-6)


def test_tap__fewer_than_four__gives_none() -> None:
    hand = Hand(0)
    assert [hand.tap_at(0.5 * number) for number in range(MIN_TAPS - 1)] == [None] * (MIN_TAPS - 1)
    assert hand.taps.count == MIN_TAPS - 1


def test_tap__last_one_late__is_averaged_by_the_others() -> None:
    hand = Hand(0)
    for number in range(15):
        hand.tap_at(10 + 0.5 * number)
    tempo = hand.tap_at(17.5 + 0.030)
    phase_s = (tempo.anchor_s - 10) % (60 / tempo.bpm)
    assert min(phase_s, 60 / tempo.bpm - phase_s) < 0.012


def test_tap__after_a_pause__begins_anew() -> None:
    hand = Hand(0)
    for number in range(6):
        hand.tap_at(0.5 * number)
    assert hand.tap_at(20.0) is None
    assert hand.taps.count == 1


def test_tap__while_the_song_goes_round_in_a_loop__is_in_the_newest_round() -> None:
    hand = Hand(0)
    now_s, tempo = 0.0, None
    for number in range(12):
        now_s = 0.5 * number
        hand.now_s = now_s
        tempo = hand.taps.tap(2.0 + now_s % 4.0)
    assert tempo is not None
    position_s = 2.0 + now_s % 4.0
    assert ((position_s - tempo.anchor_s) / 0.5) % 1 == pytest.approx(0, abs=1e-6)
