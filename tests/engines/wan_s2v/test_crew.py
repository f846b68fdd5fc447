"""Several cards through the whole engine: real processes that stand for them, on toy models."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.distributed as dist
from wan_toy_folder import LORA_NAME, write_toy_folder

from s2v_desktop.audio.clip_sound import clip_sound
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import CARDS_VARIABLE, DEVICE_VARIABLE, MAX_AREA_VARIABLE, EngineSettings
from s2v_desktop.core.errors import EngineError, ErrorCode, JobCancelledError
from s2v_desktop.core.look import Aspect, Look, Quality, Resolution
from s2v_desktop.core.progress import JobControl, Phase, Progress, ProgressReporter, Task
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.core.sample import sample_files
from s2v_desktop.engines.registry import engine_kind
from s2v_desktop.engines.wan_s2v import crew
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan, WeightsPlace

RATE_HZ = 8000


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    return write_toy_folder(tmp_path_factory.mktemp("models"), lora=True)


@pytest.fixture(autouse=True)
def tiny_frames_on_the_processor(monkeypatch):
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    monkeypatch.setenv(MAX_AREA_VARIABLE, "4096")


@pytest.fixture
def processes(monkeypatch) -> list[subprocess.Popen]:
    """The other ranks that were started."""
    started = []
    start = crew._start

    def start_and_note(task):
        started.append(start(task))
        return started[-1]

    monkeypatch.setattr(crew, "_start", start_and_note)
    return started


def make_frames(models: Path, seed: int, on_step=lambda control: None) -> list[np.ndarray]:
    """Three seconds of video; ``on_step`` is called with the job's control at each step."""
    picture = MediaFile(str(sample_files().picture), "aa")
    look = Look(
        engine="wan-s2v", prompt="a singer", seed=seed, quality=Quality.DRAFT, resolution=Resolution.P480,
        aspect=Aspect.SQUARE,
    )  # fmt: skip
    request = RenderRequest(picture, MediaFile("song.wav", "bb"), Clip(0, 3.0), BeatGrid(), look)
    hum = 0.3 * np.sin(2 * np.pi * 220 * np.arange(20 * RATE_HZ) / RATE_HZ).astype(np.float32)
    control = JobControl()

    def on_progress(progress: Progress) -> None:
        if progress.activity is not None and progress.activity.task is Task.DENOISING:
            on_step(control)

    reporter = ProgressReporter({Phase.FRAMES: 1.0}, control, on_progress, lambda notice: None, lambda picture: None)
    engine = engine_kind("wan-s2v").create(EngineSettings(models_dir=str(models)))
    sound = clip_sound(Song(hum[:, None], RATE_HZ), request.clip)
    base = engine.make_base_frames(request, sound, control, reporter)
    return [frame.picture for frame in base.frames]


def test_two_cards__whole_video__is_that_of_one(models, monkeypatch, processes, home):
    alone = make_frames(models, seed=3)
    assert processes == []
    monkeypatch.setenv(CARDS_VARIABLE, "2")
    monkeypatch.setenv("S2V_DESKTOP_HOME", str(home / "another"))  # where the finished clip is not kept
    together = make_frames(models, seed=3)
    assert len(processes) == 1
    assert processes[0].poll() == 0
    assert not dist.is_initialized()
    assert len(together) == len(alone) == 48
    difference = np.abs(np.stack(together).astype(int) - np.stack(alone).astype(int))
    assert difference.max() <= 1  # rounded to 8 bits
    assert difference.mean() < 1e-3


def test_two_cards__cancelled__leaves_no_process(models, monkeypatch, processes):
    monkeypatch.setenv(CARDS_VARIABLE, "2")
    with pytest.raises(JobCancelledError):
        make_frames(models, seed=4, on_step=lambda control: control.cancel())
    assert [process.poll() for process in processes] == [0]
    assert not dist.is_initialized()


def test_crew__a_card_without_its_models__is_told(tmp_path):
    plan, size = MemoryPlan(WeightsPlace.RESIDENT), FrameSize(64, 64)
    others = crew.Crew(2, tmp_path, plan, size, torch.device("cpu"), tmp_path / LORA_NAME, fast=False)
    try:
        with pytest.raises(EngineError) as caught:
            others.join(pipeline=None)  # nobody gets so far
    finally:
        others.close()
    assert caught.value.code is ErrorCode.ENGINE_CRASHED
