"""The whole engine on toy models: from a request to base frames, and what is told meanwhile."""

import numpy as np
import pytest
from wan_engine_runs import Run, at, request_for
from wan_toy_folder import write_toy_folder

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.look import Quality
from s2v_desktop.core.progress import Notice, NoticeCode, Task
from s2v_desktop.engines.wan_s2v import generation
from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache


def test_base_frames__of_a_request__last_as_long_as_the_clip_at_16_a_second(whole):
    frames, run = whole
    assert frames.shape == (80, 64, 64, 3)
    assert frames.dtype == np.uint8
    assert frames[:77].std() > 1
    assert run.notices == []


def test_progress__every_step__is_told_and_only_grows(whole):
    _, run = whole
    assert run.steps == [(clip, step) for clip in (1, 2) for step in (1, 2, 3, 4)]
    fractions = [told.fraction for told in run.told]
    assert fractions == sorted(fractions)
    assert 0.85 < fractions[-1] < 1
    tasks = [told.activity.task for told in run.told]
    assert tasks[:3] == [Task.LOADING, Task.READING_PROMPT, Task.LOADING]
    assert tasks.count(Task.DECODING) == 2
    assert {(told.activity.clips, told.activity.steps) for told in run.told if told.activity.step} == {(2, 4)}


def test_live_picture__while_denoising__is_a_small_colour_picture(whole):
    _, run = whole
    assert run.pictures
    assert {(picture.shape, picture.dtype.name) for picture in run.pictures} == {((32, 32, 3), "uint8")}


def test_standard__with_steps_left_out__is_another_video_of_the_same_length(models):
    run = Run()
    base = run.of(request_for(3.0, quality=Quality.STANDARD, skips_steps=True), models)
    assert len(run.steps) == 20
    assert len(base.frames) == 48


def test_steps__seen_once_as_a_whole__are_left_out_by_what_was_seen(models, monkeypatch):
    caches = []

    def recording(transformer, cache: StepCache | None) -> None:
        caches.append(cache)
        set_step_cache(transformer, cache)

    monkeypatch.setattr(generation, "set_step_cache", recording)
    whole = request_for(3.0, quality=Quality.STANDARD)
    skipping = request_for(3.0, quality=Quality.STANDARD, skips_steps=True)
    for request in (whole, skipping):
        Run().of(request, models)
    assert caches[0] is None
    ratios = caches[1].ratios
    assert len(ratios) == 20
    assert ratios[0] == 1
    assert all(0.2 < ratio < 5 for ratio in ratios)
    assert len(set(ratios)) > 10


def test_draft__without_its_lora__takes_more_steps_and_says_so(tmp_path):
    run = Run()
    run.on_progress = at(1, 1, run.control.cancel)
    with pytest.raises(JobCancelledError):
        run.of(request_for(), write_toy_folder(tmp_path))
    assert run.notices == [Notice(NoticeCode.NO_DRAFT_LORA)]
    assert run.told[-1].activity.steps == 12
