import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.progress import JobControl, Phase, ProgressReporter

WEIGHTS = {Phase.AUDIO: 1.0, Phase.FRAMES: 6.0, Phase.ENCODING: 3.0}


@given(st.lists(st.tuples(st.sampled_from(list(WEIGHTS)), st.floats(0, 1)), max_size=30))
def test_reporter__phases_in_order__never_goes_back(steps):
    seen = []
    reporter = ProgressReporter(WEIGHTS, JobControl(), seen.append)
    for phase, fraction in sorted(steps, key=lambda step: (list(WEIGHTS).index(step[0]), step[1])):
        reporter.report(phase, fraction)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert all(0 <= fraction <= 1 for fraction in fractions)


def test_reporter__last_phase_done__is_the_whole_job():
    seen = []
    ProgressReporter(WEIGHTS, JobControl(), seen.append).report(Phase.ENCODING, 1.0)
    assert seen[0].fraction == pytest.approx(1.0)


def test_control__cancelled_while_paused__raises_at_once():
    control = JobControl()
    control.pause()
    ended = []

    def job():
        with pytest.raises(JobCancelledError):
            control.check()
        ended.append(True)

    thread = threading.Thread(target=job)
    thread.start()
    control.cancel()
    thread.join(5)
    assert ended == [True]


def test_control__resumed__goes_on_and_knows_how_long_it_waited():
    control = JobControl()
    control.pause()
    threading.Timer(0.1, control.resume).start()
    control.check()
    assert control.paused_s >= 0.09


def held_job(control):
    """Start a job that waits in ``control``; return its thread and the list that each freeing of the card goes into."""
    freed, at_work = [], threading.Event()

    def free():
        freed.append(True)
        at_work.set()

    thread = threading.Thread(target=lambda: control.check(free))
    thread.start()
    return thread, freed, at_work


def test_control__paused_to_free_the_card__frees_it_once_and_goes_on_later():
    control = JobControl()
    control.pause(free_card=True)
    thread, freed, at_work = held_job(control)
    assert at_work.wait(5)
    control.pause(free_card=True)
    assert thread.is_alive()
    control.resume()
    thread.join(5)
    assert freed == [True]


def test_control__card_asked_for_in_a_pause__is_freed_then():
    control = JobControl()
    control.pause()
    thread, freed, at_work = held_job(control)
    assert not freed
    control.pause(free_card=True)
    assert at_work.wait(5)
    control.resume()
    thread.join(5)
    assert not thread.is_alive()


def test_control__next_pause__keeps_the_card_unless_asked_again():
    control = JobControl()
    control.pause(free_card=True)
    control.resume()
    control.pause()
    thread, freed, _ = held_job(control)
    control.resume()
    thread.join(5)
    assert freed == []
