"""When to try again, and when to stop trying."""

from dataclasses import replace

import pytest
from store_scenes import QUICK

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.store.patience import PassingFaultError, Patience
from s2v_desktop.store.stop import StoppedError, StopSignal

FAULT = ModelError(ErrorCode.HUB_UNREACHABLE, "hub")


def failing(times, **options):
    left = [times]

    def action():
        left[0] -= 1
        if left[0] >= 0:
            raise PassingFaultError(FAULT, **options)
        return "done"

    return action


def patience(told, stop=None, **timing):
    return Patience(replace(QUICK, **timing), stop or StopSignal(), lambda *what: told.append(what))


def test_keep_trying__goes_well_the_fourth_time__says_why_it_waited():
    told = []
    assert patience(told).keep_trying(failing(3)) == "done"
    assert [what[0] for what in told] == [FAULT] * 3


def test_keep_trying__too_many_tries_or_too_long__raises_the_sentence():
    for options, timing in (({"most_tries": 3}, {}), ({}, {"give_up_after_s": 0.1})):
        told = []
        with pytest.raises(ModelError) as caught:
            patience(told, **timing).keep_trying(failing(1000, **options))
        assert caught.value is FAULT
        assert len(told) >= 2


def test_keep_trying__stopped_while_it_waits__stops_at_once():
    stop = StopSignal()
    own = Patience(replace(QUICK, first_wait_s=60, longest_wait_s=60), stop, lambda *_: stop.set())
    with pytest.raises(StoppedError):
        own.keep_trying(failing(1))


def test_keep_trying__another_error__is_not_tried_again():
    def action():
        raise FAULT

    told = []
    with pytest.raises(ModelError):
        patience(told).keep_trying(action)
    assert told == []


def test_stop__a_part_of_the_work__is_stopped_with_the_whole_and_alone():
    whole = StopSignal()
    part, other = whole.part(), whole.part()
    part.set()
    assert (whole.is_set, part.is_set, other.is_set) == (False, True, False)
    whole.set()
    assert other.is_set
    assert whole.part().is_set
