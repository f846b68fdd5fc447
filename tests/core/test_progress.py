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
