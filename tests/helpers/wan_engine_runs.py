"""Runs of the whole engine on toy models: a request, all that is told, interference, and cards of any size."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from s2v_desktop.audio.clip_sound import clip_sound
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.core.look import Aspect, Look, Quality, Resolution
from s2v_desktop.core.progress import JobControl, Notice, Phase, Progress, ProgressReporter, Task
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.core.sample import sample_files
from s2v_desktop.engines.registry import engine_kind
from s2v_desktop.engines.wan_s2v.clip_store import job_folder

#: 80 frames: a clip of 77 and one of 3.
TWO_CLIPS_S = 5.0
RATE_HZ = 8000


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
