"""The whole engine where something is missing: memory, room on the disk, models, a card."""

import sys

import numpy as np
import pytest
import torch
from wan_engine_runs import Card, FullCard, Run, at, kept_files, pictures, request_for
from wan_toy_folder import write_toy_folder

from s2v_desktop.core.engine_settings import DEVICE_VARIABLE
from s2v_desktop.core.errors import EngineError, ErrorCode, JobCancelledError, ModelError, OutputError
from s2v_desktop.core.look import Quality
from s2v_desktop.core.progress import NoticeCode, Progress
from s2v_desktop.engines.wan_s2v import generation
from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache


def test_memory__not_enough_in_the_second_clip__goes_on_after_the_first_by_a_smaller_plan(models, whole):
    card = Card()
    run = Run(at(2, 3, lambda: setattr(card, "room_bytes", 20_000)))
    with card:
        base = run.of(request_for(), models)
    assert card.refusals == 1
    (notice,) = run.notices
    assert notice.code is NoticeCode.SMALLER_MEMORY_PLAN
    assert notice.detail
    assert run.steps == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (2, 1), (2, 2), (2, 3), (2, 4)]
    fractions = [told.fraction for told in run.told]
    assert fractions == sorted(fractions)
    assert np.array_equal(pictures(base), whole[0])


def test_memory__not_enough_for_any_plan__is_one_error_after_all_were_tried(models):
    run = Run()
    with FullCard(100_000) as card, pytest.raises(EngineError) as caught:
        run.of(request_for(), models)
    assert caught.value.code is ErrorCode.OUT_OF_MEMORY
    assert card.refusals == len(run.notices) + 1 >= 3
    assert len({notice.detail for notice in run.notices}) == len(run.notices)


def test_memory__not_enough_while_steps_are_left_out__smaller_plans_compute_them_all(models, monkeypatch):
    skipped = []

    def recording(transformer, cache: StepCache | None) -> None:
        skipped.append(cache is not None)
        set_step_cache(transformer, cache)

    monkeypatch.setattr(generation, "set_step_cache", recording)
    card, run = Card(), Run()
    fill_card = at(1, 2, lambda: setattr(card, "room_bytes", 20_000))

    def on_progress(progress: Progress) -> None:
        fill_card(progress)
        if len(skipped) == 2:
            run.control.cancel()

    run.on_progress = on_progress
    with card, pytest.raises(JobCancelledError):
        run.of(request_for(3.0, quality=Quality.STANDARD, skips_steps=True), models)
    assert skipped == [True, False]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of files")
def test_disk__full__is_told_and_leaves_nothing_half_written(models):
    import resource

    request = request_for()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    run = Run(at(1, 1, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))))
    try:
        with pytest.raises(OutputError) as caught:
            run.of(request, models)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert run.steps[-1][0] == 2, "it is told as soon as it is known"
    assert kept_files(request) == ["job.json"]


def test_models__missing__are_named_with_their_folder(tmp_path):
    folder = tmp_path / "models"
    for parts in ("transformer", "transformer, vae, text encoder, tokenizer, audio encoder"):
        with pytest.raises(ModelError) as caught:
            Run().of(request_for(), folder)
        assert (caught.value.code, caught.value.detail) == (ErrorCode.MODEL_MISSING, parts)
        assert caught.value.hint == str(folder)
        folder.mkdir(exist_ok=True)


def test_models__damaged__are_named(tmp_path):
    encoder = write_toy_folder(tmp_path) / "models_t5_umt5-xxl-enc-bf16.pth"
    encoder.write_bytes(encoder.read_bytes()[:-500])
    with pytest.raises(ModelError) as caught:
        Run().of(request_for(), tmp_path)
    assert (caught.value.code, caught.value.detail) == (ErrorCode.MODEL_UNREADABLE, encoder.name)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card")
def test_card__asked_for_and_absent__is_told(models, monkeypatch):
    monkeypatch.delenv(DEVICE_VARIABLE)
    with pytest.raises(EngineError) as caught:
        Run().of(request_for(), models)
    assert caught.value.code is ErrorCode.NO_CARD
