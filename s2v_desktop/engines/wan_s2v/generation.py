"""Clip after clip of one video, with less memory where there is not enough, until all of them are on disk."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from s2v_desktop.core.errors import EngineError, ErrorCode
from s2v_desktop.core.paths import cache_dir
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode, ProgressReporter, Task
from s2v_desktop.engines.wan_s2v.attention import use_attention_backend
from s2v_desktop.engines.wan_s2v.checkpoint import FolderDescription, Part
from s2v_desktop.engines.wan_s2v.clip_progress import ClipProgress
from s2v_desktop.engines.wan_s2v.clip_store import ClipStore, ClipWriter
from s2v_desktop.engines.wan_s2v.clips import MOTION_FRAMES
from s2v_desktop.engines.wan_s2v.crew import Crew
from s2v_desktop.engines.wan_s2v.eight_bits import from_eight_bits, to_eight_bits
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.live_picture import LivePicture
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan
from s2v_desktop.engines.wan_s2v.out_of_memory import is_out_of_memory
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.recipe import Recipe
from s2v_desktop.engines.wan_s2v.steady_colours import ColourStatistics, colour_statistics, match_colours_
from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache
from s2v_desktop.engines.wan_s2v.step_ratios import StepRatios, keep_ratios
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel
from s2v_desktop.engines.wan_s2v.workbench import Workbench, free_memory

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is to be made.

    ``picture`` is uint8, (height, width, 3), of ``size``; ``waveform_16k`` is float32, mono, and begins with the
    silence that holds the sound back; ``num_frames`` at 16 fps. ``step_cache`` leaves steps out; ``ratios_path`` is
    where to keep what is seen of the steps of a whole clip, None for nowhere.
    """

    picture: NDArray[np.uint8]
    size: FrameSize
    waveform_16k: NDArray[np.float32]
    num_frames: int
    num_clips: int
    seed: int
    recipe: Recipe
    steady_colours: bool
    step_cache: StepCache | None = None
    ratios_path: Path | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """What it is made with: a complete ``folder``, the ``lora`` to add or None, the ``device`` that computes.

    ``fast``: in 8 bits where the device can. ``num_cards``: how many such devices work together.
    ``attention_backend``: one of diffusers', or empty to choose.
    """

    folder: FolderDescription
    lora: Path | None
    device: torch.device
    fast: bool
    num_cards: int = 1
    attention_backend: str = ""


class Generation:
    """Makes the clips of ``scene`` that are not in ``store`` yet; one thread."""

    def __init__(
        self, scene: Scene, models: Models, store: ClipStore, control: JobControl, reporter: ProgressReporter
    ) -> None:
        self._scene = scene
        self._models = models
        self._store = store
        self._reporter = reporter
        self._progress = ClipProgress(reporter, control, scene.num_clips, store.num_finished, scene.recipe.steps)
        self._live = LivePicture(reporter.show)
        self._step_cache = scene.step_cache
        self._prompts: list[torch.Tensor] | None = None
        self._features: torch.Tensor | None = None
        self._first_colours: ColourStatistics | None = None

    def run(self, plans: Sequence[MemoryPlan]) -> None:
        """Make them by the first of ``plans`` for which memory is enough; each goes on after the last finished clip.

        Raises ``EngineError`` with ``OUT_OF_MEMORY`` where it is enough for none, ``OutputError`` where a clip cannot
        be kept, ``ModelError`` where a file is damaged, ``JobCancelledError``.
        """
        for number, plan in enumerate(plans):
            if number:
                self._step_cache = None  # what is kept to skip steps takes memory, too
                self._reporter.tell(Notice(NoticeCode.SMALLER_MEMORY_PLAN, plan.name))
            try:
                if self._succeeds(plan):
                    return
            finally:
                free_memory()  # now that no frame of a function refers to the models
        raise EngineError(ErrorCode.OUT_OF_MEMORY)

    def _succeeds(self, plan: MemoryPlan) -> bool:
        """Return whether memory was enough; the fault, which holds on to tensors, is gone by then."""
        try:
            with _memory_told(plan, self._models.device), ClipWriter(self._store) as writer:
                self._make_clips(plan, writer)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            _log.warning("memory is not enough for the plan %s: %s", plan.name, error)
            return False
        return True

    def _make_clips(self, plan: MemoryPlan, writer: ClipWriter) -> None:
        models = self._models
        self._progress.setting_up(Task.LOADING)
        self._progress.check()
        bench = Workbench(
            models.folder,
            plan,
            self._scene.size,
            models.device,
            models.lora,
            fast=models.fast,
            skips_steps=self._step_cache is not None,
        )
        crew = Crew(
            models.num_cards,
            models.folder.path,
            plan,
            self._scene.size,
            models.device,
            models.lora,
            fast=models.fast,
            preferred=models.folder.preferred,
        )
        try:
            self._read_and_hear(bench)
            self._progress.setting_up(Task.LOADING)
            pipeline = bench.pipeline()
            if models.attention_backend:
                use_attention_backend(pipeline.transformer, models.attention_backend)
            crew.join(pipeline)
            set_step_cache(pipeline.transformer, self._step_cache)
            self._progress.check(bench)
            self._progress.step_begun(self._store.num_finished, 0)
            with self._steps_seen(pipeline.transformer):
                for clip in pipeline.iter_clips(self._scene.picture, **self._options(bench, writer)):
                    if clip.frames is not None:
                        writer.write(clip.index, to_eight_bits(clip.frames), clip.latents.cpu().numpy())
                    if clip.index + 1 < clip.num_clips:
                        self._progress.step_begun(clip.index + 1, 0)
        finally:
            crew.close()
            bench.close()

    @contextmanager
    def _steps_seen(self, transformer: WanS2VTransformer3DModel) -> Iterator[None]:
        """Look on while clips are made with all their steps, and keep what was seen for videos that skip some."""
        recipe, path = self._scene.recipe, self._scene.ratios_path
        if self._step_cache is not None or path is None:
            yield
            return
        with StepRatios(transformer, 2 if recipe.guides else 1) as seen:
            yield
        ratios = seen.of_last_clip(recipe.steps)
        if ratios:
            keep_ratios(path, ratios)

    def _read_and_hear(self, bench: Workbench) -> None:
        """Encode prompts and sound, each by a model that comes and goes; done once, whatever happens later."""
        recipe = self._scene.recipe
        self._progress.setting_up(Task.READING_PROMPT)
        if self._prompts is None:
            prompts = [recipe.prompt, recipe.negative_prompt] if recipe.guides else [recipe.prompt]
            self._prompts = bench.encode_prompts(prompts, _prompt_cache(self._models.folder))
        self._progress.check()
        if self._features is None:
            self._features = bench.encode_sound(self._scene.waveform_16k)
        self._progress.check()

    def _options(self, bench: Workbench, writer: ClipWriter) -> dict[str, Any]:
        """Return the options of the generation, from the last finished clip on."""
        scene, recipe, first = self._scene, self._scene.recipe, self._store.num_finished
        assert self._prompts is not None
        options: dict[str, Any] = {
            "prompt_embeds": self._prompts[0],
            "negative_prompt_embeds": self._prompts[1] if recipe.guides else None,
            "audio_features": self._features,
            "height": scene.size.height,
            "width": scene.size.width,
            "num_frames": scene.num_frames,
            "fits_last_clip": True,
            "num_inference_steps": recipe.steps,
            "guidance_scale": recipe.guidance_scale,
            "shift": recipe.shift,
            "seed": scene.seed,
            "finish_frames": self._finish_frames,
            "callback_on_step_end_tensor_inputs": ("clean_latents",),
        }
        if first:
            options["first_clip"] = first
            options["previous_frames"] = from_eight_bits(self._store.frames_before(first, MOTION_FRAMES))

        def on_step_end(pipeline: Any, step: int, _timestep: torch.Tensor, tensors: dict[str, torch.Tensor]) -> None:
            self._live.update(tensors["clean_latents"])
            self._progress.step_begun(pipeline.clip_index, step + 1)
            writer.check()
            self._progress.check(bench)

        return options | {"callback_on_step_end": on_step_end}

    def _finish_frames(self, index: int, frames: torch.Tensor) -> torch.Tensor:
        """Return ``frames`` with the colours of the first clip, and exactly as they are kept on disk.

        So the next clip goes on from the same frames, whether or not there was a break between.
        """
        if index and self._scene.steady_colours:
            match_colours_(frames, self._colours_of_first_clip())
        return from_eight_bits(to_eight_bits(frames))

    def _colours_of_first_clip(self) -> ColourStatistics:
        if self._first_colours is None:
            self._first_colours = colour_statistics(from_eight_bits(self._store.frames_of(0)))
        return self._first_colours


@contextmanager
def _memory_told(plan: MemoryPlan, device: torch.device) -> Iterator[None]:
    """Log ``plan``, and the most memory of the card that was taken."""
    on_card = device.type == "cuda"
    if on_card:
        torch.cuda.reset_peak_memory_stats(device)
    _log.info("memory plan %s on %s", plan.name, device)
    try:
        yield
    finally:
        if on_card:
            peak_gib = torch.cuda.max_memory_allocated(device) / (1 << 30)
            _log.info("memory plan %s took up to %.2f GiB of the card", plan.name, peak_gib)


def _prompt_cache(folder: FolderDescription) -> PromptCache:
    encoder = folder.find(Part.TEXT_ENCODER)
    stats = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in encoder.files]
    return PromptCache(cache_dir() / "prompts", repr(stats))
