"""Speed and time left, as they are told."""

import pytest
from store_scenes import Told

from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.progress import PieceProgress, Speed


def run(speed, start_s, end_s, bytes_per_s, step_s=0.1):
    now_s = start_s
    while now_s < end_s:
        now_s += step_s
        speed.add(int(bytes_per_s * step_s), now_s)
    return now_s


def test_speed__steady__is_told_within_a_second_and_with_the_time_left():
    speed = Speed(0)
    run(speed, 0, 1.5, 10_000)
    assert speed.bytes_per_s == pytest.approx(10_000, rel=0.02)
    assert speed.seconds_left(50_000) == pytest.approx(5, rel=0.02)


def test_speed__at_the_very_beginning__no_time_left_is_told():
    speed = Speed(0)
    run(speed, 0, 0.5, 10_000)
    assert speed.seconds_left(50_000) is None


def test_speed__bursts__are_smoothed():
    speed = Speed(0)
    now_s = 0.0
    told = []
    for _ in range(40):
        now_s = run(speed, now_s, now_s + 0.5, 20_000)
        now_s = run(speed, now_s, now_s + 0.5, 0)
        told.append(speed.bytes_per_s)
    assert min(told[10:]) > 7_000
    assert max(told[10:]) < 13_000


def test_speed__changes__is_followed_within_ten_seconds():
    speed = Speed(0)
    now_s = run(speed, 0, 20, 100_000)
    run(speed, now_s, now_s + 10, 10_000)
    assert speed.bytes_per_s < 30_000


def progress(told, tell_every_s=0.0):
    return PieceProgress(StoreEvent("piece", PieceState.ABSENT, 0, 100), told, tell_every_s)


def test_progress__bytes_by_the_thousand__are_told_now_and_then():
    told = Told()
    own = progress(told, tell_every_s=60)
    for _ in range(1000):
        own.add(1, received=True)
    assert len(told.events) == 1
    assert own.event.bytes_done == 1000


def test_progress__closed__tells_nothing_more_and_its_successor_goes_on():
    told = Told()
    own = progress(told)
    own.add(40, received=True)
    own.tell(PieceState.PAUSED)
    own.close()
    own.add(5, received=True)
    own.tell(PieceState.FAILED)
    assert [event.state for event in told.events] == [PieceState.DOWNLOADING, PieceState.PAUSED]
    own.successor().tell(PieceState.QUEUED)
    assert told.events[-1].bytes_done == 40
