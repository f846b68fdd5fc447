"""The clock runs evenly although the sound card counts in steps, and waits where the sound is interrupted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from s2v_desktop.ui.song_clock import SongClock

START_S = 100.0


class Time:
    def __init__(self) -> None:
        self.now_s = START_S

    def __call__(self) -> float:
        return self.now_s


class Card:
    """Counts in steps, as a device takes buffer after buffer."""

    def __init__(self, step_s: float) -> None:
        self.time = Time()
        self.clock = SongClock(self.time)
        self.lost_s = 0.0
        self._step_s = step_s

    def read(self, passed_s: float, interrupted: bool = False) -> float:
        self.time.now_s += passed_s
        self.lost_s += passed_s if interrupted else 0.0
        return self.clock.read((self.time.now_s - START_S - self.lost_s) // self._step_s * self._step_s)


@pytest.mark.parametrize("step_s", [0.0058, 0.0107, 0.0232, 0.1])
def test_read__counter_in_steps__advances_evenly(step_s: float) -> None:
    card = Card(step_s)
    readings = [card.read(0.016) for _ in range(600)]
    steps_s = [after - before for before, after in pairwise(readings[200:])]
    assert min(steps_s) > 0.010
    assert max(steps_s) < 0.022
    assert readings[-1] == pytest.approx(600 * 0.016 - step_s / 2, abs=0.01)


def test_read__nothing_played_yet__is_zero() -> None:
    assert SongClock(Time()).read(0.0) == 0.0


def test_read__counter_jumps_ahead__follows_within_a_fifth_of_a_second() -> None:
    card = Card(0.01)
    for _ in range(100):
        card.read(0.016)
    card.lost_s -= 4.0
    readings = [card.read(0.016) for _ in range(13)]
    assert readings[-1] == pytest.approx(card.time.now_s - START_S + 4.0, abs=0.02)


def test_read__sound_interrupted__waits_and_never_steps_back() -> None:
    card = Card(0.0232)
    readings = [card.read(0.016) for _ in range(100)]
    before_s = readings[-1]
    readings += [card.read(0.016, interrupted=True) for _ in range(50)]
    assert readings[-1] - before_s < 0.09
    readings += [card.read(0.016) for _ in range(100)]
    assert all(after >= before for before, after in pairwise(readings))
    assert readings[-1] == pytest.approx(card.time.now_s - START_S - card.lost_s, abs=0.02)


def test_read__computer_slept_for_an_hour__goes_on_where_it_was() -> None:
    card = Card(0.01)
    before_s = [card.read(0.016) for _ in range(100)][-1]
    after_s = card.read(3600.0, interrupted=True)
    assert 0 <= after_s - before_s < 0.09


def test_read__window_stalled_while_the_sound_went_on__is_where_the_sound_is() -> None:
    card = Card(0.01)
    before_s = [card.read(0.016) for _ in range(100)][-1]
    assert card.read(0.4) - before_s == pytest.approx(0.4, abs=0.02)
