"""The whole engine on toy models: from a request to base frames, and all that may come between."""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from wan_toy_folder import LORA_NAME, write_toy_folder

from s2v_desktop.audio.clip_sound import clip_sound
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import DEVICE_VARIABLE, MAX_AREA_VARIABLE, EngineSettings
from s2v_desktop.core.errors import EngineError, ErrorCode, JobCancelledError, ModelError, OutputError
from s2v_desktop.core.look import Aspect, Look, Quality, Resolution
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode, Phase, Progress, ProgressReporter, Task
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.core.sample import sample_files
from s2v_desktop.engines.registry import engine_kind
from s2v_desktop.engines.wan_s2v import generation
from s2v_desktop.engines.wan_s2v.clip_store import job_folder
from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache
from s2v_desktop.engines.wan_s2v.workbench import Workbench

#: 80 frames: a clip of 77 and one of 3.
TWO_CLIPS_S = 5.0
RATE_HZ = 8000


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small tensors on busy cores: threads would mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", autouse=True)
def libraries_are_no_garbage():
    """The engine collects garbage after each model; what is imported once need not be looked through each time."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def tiny_frames_on_the_processor():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DEVICE_VARIABLE, "cpu")
        patch.setenv(MAX_AREA_VARIABLE, "4096")
        yield


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    return write_toy_folder(tmp_path_factory.mktemp("models"), lora=True)


def request_for(duration_s: float = TWO_CLIPS_S, **look) -> RenderRequest:
    values = {"engine": "wan-s2v", "prompt": "a singer", "seed": 3, "quality": Quality.DRAFT} | look
    values = {"resolution": Resolution.P480, "aspect": Aspect.SQUARE} | values
    picture = MediaFile(str(sample_files().picture), "aa")
    return RenderRequest(picture, MediaFile("song.wav", "bb"), Clip(0, duration_s), BeatGrid(), Look(**values))


def hum(request: RenderRequest) -> Song:
    times_s = np.arange(20 * RATE_HZ) / RATE_HZ
    samples = 0.3 * np.sin(2 * np.pi * 220 * times_s) * (1 + np.sin(2 * np.pi * 3 * times_s))
    return clip_sound(Song(samples.astype(np.float32)[:, None], RATE_HZ), request.clip)


@dataclass
class Run:
    """One run of the engine and all that it told; ``on_progress`` may interfere."""

    on_progress: Callable[[Progress], None] = lambda _: None
    control: JobControl = field(default_factory=JobControl)
    told: list[Progress] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pictures: list[np.ndarray] = field(default_factory=list)

    def of(self, request: RenderRequest, models: Path):
        reporter = ProgressReporter(
            {Phase.FRAMES: 1.0}, self.control, self._progress, self.notices.append, self.pictures.append
        )
        engine = engine_kind("wan-s2v").create(EngineSettings(models_dir=str(models)))
        return engine.make_base_frames(request, hum(request), self.control, reporter)

    def _progress(self, progress: Progress) -> None:
        self.told.append(progress)
        self.on_progress(progress)

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Clip and step, from 1, of every step that was begun."""
        tasks = [told.activity for told in self.told if told.activity is not None]
        return [(task.clip, task.step) for task in tasks if task.task is Task.DENOISING]


def at(clip: int, step: int, act: Callable[[], object]) -> Callable[[Progress], None]:
    """Call ``act`` once, when ``step`` of ``clip`` is begun."""
    done = []

    def on_progress(progress: Progress) -> None:
        activity = progress.activity
        if not done and activity and (activity.task, activity.clip, activity.step) == (Task.DENOISING, clip, step):
            done.append(act())

    return on_progress


def kept_files(request: RenderRequest) -> list[str]:
    return sorted(path.name for path in job_folder(engine_kind("wan-s2v").base_key(request)).iterdir())


def pictures(base) -> np.ndarray:
    return np.stack([frame.picture for frame in base.frames])


@pytest.fixture(scope="module")
def whole(models, tmp_path_factory) -> tuple[np.ndarray, Run]:
    """The frames of a run that nothing happened to."""
    run = Run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("S2V_DESKTOP_HOME", str(tmp_path_factory.mktemp("home of the whole run")))
        return pictures(run.of(request_for(), models)), run


class Card(TorchDispatchMode):
    """An allocator with so much room left; it is full when what was allocated since is more. One thread."""

    def __init__(self, room_bytes: float = float("inf")) -> None:
        super().__init__()
        self.room_bytes = room_bytes
        self.refusals = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        self.room_bytes -= sum(leaf.nbytes for leaf in tree_leaves(made) if isinstance(leaf, torch.Tensor))
        if self.room_bytes < 0:
            self.refusals += 1
            self.room_bytes = self.room_after()
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return made

    def room_after(self) -> float:
        """What is left for the next, smaller plan."""
        return float("inf")


class FullCard(Card):
    def room_after(self) -> float:
        return -1.0


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


@pytest.fixture(scope="module")
def short(models, tmp_path_factory) -> np.ndarray:
    """The frames of a run of one clip."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("S2V_DESKTOP_HOME", str(tmp_path_factory.mktemp("home of the short run")))
        return pictures(Run().of(request_for(3.0), models))


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
