"""The whole engine, cancelled, paused and called again: nothing that is finished is computed twice."""

import os
from collections.abc import Callable

import numpy as np
import pytest
from wan_engine_runs import FullCard, Run, at, kept_files, pictures, request_for
from wan_toy_folder import LORA_NAME

from s2v_desktop.core.errors import EngineError, JobCancelledError
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode
from s2v_desktop.engines.wan_s2v import generation
from s2v_desktop.engines.wan_s2v.workbench import Workbench


def test_cancel__in_the_first_clip__is_answered_before_another_step_and_nothing_is_kept(models):
    run = Run()
    run.on_progress = at(1, 3, run.control.cancel)
    with pytest.raises(JobCancelledError):
        run.of(request_for(), models)
    assert run.steps[-1] == (1, 3)
    assert kept_files(request_for()) == ["job.json"]


def test_cancel__in_the_second_clip__is_resumed_after_the_first_with_the_same_frames(models, whole):
    run = Run()
    run.on_progress = at(2, 2, run.control.cancel)
    with pytest.raises(JobCancelledError):
        run.of(request_for(), models)
    assert run.steps[-1] == (2, 2)
    again = Run()
    base = again.of(request_for(), models)
    assert again.notices == [Notice(NoticeCode.RESUMED, "1")]
    assert again.steps == [(2, 1), (2, 2), (2, 3), (2, 4)]
    assert again.told[0].fraction == 0
    assert np.array_equal(pictures(base), whole[0])


class RecordingBench(Workbench):
    calls: list[str]

    def free_card(self) -> None:
        self.calls.append("free")
        super().free_card()

    def take_card(self) -> None:
        self.calls.append("take")
        super().take_card()


class Pausing(JobControl):
    """Is resumed as soon as the card is free."""

    def check(self, free_card: Callable[[], None] | None = None) -> None:
        def free_and_resume() -> None:
            assert free_card is not None
            free_card()
            self.resume()

        super().check(free_and_resume if free_card else None)


def test_pause__that_frees_the_card__takes_it_back_and_goes_on_where_it_was(models, short, monkeypatch):
    monkeypatch.setattr(generation, "Workbench", RecordingBench)
    RecordingBench.calls = []
    run = Run(control=Pausing())
    run.on_progress = at(1, 3, lambda: run.control.pause(free_card=True))
    base = run.of(request_for(3.0), models)
    assert RecordingBench.calls == ["free", "take"]
    assert run.steps == [(1, 1), (1, 2), (1, 3), (1, 4)]
    assert np.array_equal(pictures(base), short)


def test_cancel__in_a_pause__ends_the_job(models):
    control = Pausing()
    control.resume = control.cancel
    run = Run(control=control)
    run.on_progress = at(1, 2, lambda: control.pause(free_card=True))
    with pytest.raises(JobCancelledError):
        run.of(request_for(), models)
    assert run.steps[-1] == (1, 2)


class NoMemoryAtAll(FullCard):
    """Nothing may be computed."""


def test_all_clips_there__no_model_is_loaded_and_nothing_computed(models, short):
    request = request_for(3.0)
    Run().of(request, models)
    run = Run()
    with NoMemoryAtAll(-1.0):
        base = run.of(request, models)
    assert run.told == []
    assert run.notices == [Notice(NoticeCode.RESUMED, "1")]
    assert np.array_equal(pictures(base), short)
    assert len(short) == 48
    assert base.frames[5].depth is base.frames[40].depth
    assert base.frames[0].depth.dtype == np.float32

    os.utime(models / LORA_NAME, (1, 1))  # another model: its clips do not count
    run = Run()
    with NoMemoryAtAll(-1.0), pytest.raises(EngineError):
        run.of(request, models)
    assert run.notices[0].code is NoticeCode.SMALLER_MEMORY_PLAN
    assert kept_files(request) == ["job.json"]
