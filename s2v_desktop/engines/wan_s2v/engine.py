"""The engine ``wan-s2v``: from a render request to base frames at 16 a second, by Wan2.2-S2V-14B."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import soxr
import torch
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import EngineSettings, engine_settings
from s2v_desktop.core.errors import EngineError, ErrorCode, ModelError
from s2v_desktop.core.look import Quality
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode, ProgressReporter
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.core.timebase import sample_at
from s2v_desktop.engines.base import BaseFrames
from s2v_desktop.engines.base_key import diffusion_key
from s2v_desktop.engines.wan_s2v.audio_encoder import SAMPLE_RATE_HZ
from s2v_desktop.engines.wan_s2v.checkpoint import FolderDescription, Part, PartDescription, describe_folder
from s2v_desktop.engines.wan_s2v.clip_store import ClipStore, JobFacts, ModelFile, StoredFrames, job_folder
from s2v_desktop.engines.wan_s2v.clips import FPS, LEAD_FRAMES, clips_for
from s2v_desktop.engines.wan_s2v.frame_size import frame_size
from s2v_desktop.engines.wan_s2v.generation import Generation, Models, Scene
from s2v_desktop.engines.wan_s2v.memory_plans import plans_for
from s2v_desktop.engines.wan_s2v.recipe import Recipe, recipe_for
from s2v_desktop.engines.wan_s2v.step_cache import StepCache
from s2v_desktop.engines.wan_s2v.step_ratios import load_ratios, ratios_path
from s2v_desktop.picture.crop import cover_crop
from s2v_desktop.picture.depth import estimate_depth
from s2v_desktop.picture.load import load_picture

#: Raised whenever the same request and models would give other clips.
_CLIPS_REVISION = 1

#: Frames of one clip as the transformer counts them, as published.
_CLIP_FRAMES = 80

#: Depth is estimated once, from the mean of so many frames: estimated for each, it would flicker.
_DEPTH_FRAMES = 5

#: Parts of the names under which the 4-step LoRA is found; of its two, the one for high noise suits this model.
_DRAFT_LORA_NAMES = ("lightx2v", "4step", "4-step", "lightning")
_LOW_NOISE = "low_noise"


class WanS2VEngine:
    """Runs on an NVIDIA card with 8 GB or more (and, for tests, on the processor); needs the model's files.

    Every finished clip is kept, so that a job which was broken off goes on from there.
    """

    name = "wan-s2v"

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self._settings = settings

    def make_base_frames(
        self,
        request: RenderRequest,
        sound: Song,
        control: JobControl,
        reporter: ProgressReporter,
    ) -> BaseFrames:
        """Make the clips that are not there yet; where all are, no model is loaded.

        Raises besides: ``ModelError`` where a part is missing or damaged, ``EngineError`` where there is no card or
        not enough memory, ``OutputError`` where a clip cannot be kept.
        """
        settings = self._settings or engine_settings()
        device = _device(settings.device)
        folder = _complete_folder(settings)
        look = request.look
        lora = _draft_lora(folder)
        scene = _scene(request, sound, settings, folder, recipe_for(look, has_draft_lora=lora is not None))
        if look.quality is Quality.DRAFT and lora is None:
            reporter.tell(Notice(NoticeCode.NO_DRAFT_LORA))
        if not scene.recipe.uses_lora:
            lora = None
        store = ClipStore(job_folder(diffusion_key(request)), _facts(scene, folder, lora))
        if store.num_finished:
            reporter.tell(Notice(NoticeCode.RESUMED, str(store.num_finished)))
        control.check()
        if store.num_finished < scene.num_clips:
            num_cards = _num_cards(device, settings.num_cards)
            fast = look.quality is Quality.DRAFT
            skips_steps = scene.step_cache is not None
            wanted = settings.memory_plan
            plans = plans_for(device, scene.size, folder, wanted, fast=fast, skips_steps=skips_steps)
            models = Models(folder, lora.path if lora else None, device, fast, num_cards, settings.attention_backend)
            Generation(scene, models, store, control, reporter).run(plans)
        return BaseFrames(StoredFrames(store, _depth(store)), Fraction(FPS))


def _device(name: str) -> torch.device:
    device = torch.device(name)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise EngineError(ErrorCode.NO_CARD)
    return device


def _num_cards(device: torch.device, wanted: int) -> int:
    """Return how many cards can share the work: no more than there are."""
    return min(wanted, torch.cuda.device_count()) if device.type == "cuda" else wanted


def _complete_folder(settings: EngineSettings) -> FolderDescription:
    path = settings.models_path
    if not path.is_dir():
        raise ModelError(ErrorCode.MODEL_MISSING, Part.TRANSFORMER.value, str(path))
    folder = describe_folder(path).preferring(settings.model_folders)
    for file in folder.unusable:
        if folder.missing and file.error.code is not ErrorCode.MODEL_WRONG_KIND:
            raise file.error
    if folder.missing:
        raise ModelError(ErrorCode.MODEL_MISSING, ", ".join(folder.missing), str(path))
    return folder


def _draft_lora(folder: FolderDescription) -> PartDescription | None:
    def fits(lora: PartDescription) -> bool:
        return any(name in lora.path.name.lower() for name in _DRAFT_LORA_NAMES)

    found = [part for part in folder.parts if part.part is Part.LORA and fits(part)]
    return min(found, key=lambda lora: _LOW_NOISE in lora.path.name.lower(), default=None)


def _scene(
    request: RenderRequest, sound: Song, settings: EngineSettings, folder: FolderDescription, recipe: Recipe
) -> Scene:
    look = request.look
    size = frame_size(look, settings.max_area_px)
    picture = load_picture(request.picture_path, look.background_rgb)
    num_frames = _frames_in(request.clip)
    alone = settings.num_cards == 1  # several cards decide together, by the first block
    kept = ratios_path(folder, recipe) if alone and not recipe.uses_lora else None
    ratios = load_ratios(kept, recipe.steps) if kept else ()
    return Scene(
        picture=cover_crop(picture, size.width, size.height, look.crop_x, look.crop_y, look.crop_zoom),
        size=size,
        waveform_16k=_heard(sound, request.clip),
        num_frames=num_frames,
        num_clips=clips_for(num_frames, _CLIP_FRAMES, leads_in=True),
        seed=look.seed,
        recipe=recipe,
        steady_colours=look.steady_colours,
        step_cache=StepCache(ratios) if recipe.skips_steps else None,
        ratios_path=kept,
    )


def _frames_in(clip: Clip) -> int:
    """Return how many frames reach to the end of ``clip``; a little is left out for the rounding of a sum."""
    return math.ceil(clip.video_duration_s * FPS - 1e-6)


def _heard(sound: Song, clip: Clip) -> NDArray[np.float32]:
    """Return what the model hears: mono at 16 kHz, after the silence that holds it back by the lead frames.

    ``sound`` ends with the video's frames; here it ends with the clip, so that the frame rate makes no difference.
    """
    mono = sound.mono()[: sample_at(clip.video_duration_s, sound.sample_rate_hz)]
    resampled = soxr.resample(mono, sound.sample_rate_hz, SAMPLE_RATE_HZ)
    silence = np.zeros(LEAD_FRAMES * SAMPLE_RATE_HZ // FPS, np.float32)
    return np.concatenate([silence, resampled.astype(np.float32, copy=False)])


def _facts(scene: Scene, folder: FolderDescription, lora: PartDescription | None) -> JobFacts:
    return JobFacts(
        revision=_CLIPS_REVISION,
        height=scene.size.height,
        width=scene.size.width,
        num_frames=scene.num_frames,
        num_clips=scene.num_clips,
        recipe=repr(scene.recipe),
        step_cache=scene.step_cache.name if scene.step_cache else "",
        models=tuple(_model_files(folder, lora)),
    )


def _model_files(folder: FolderDescription, lora: PartDescription | None) -> Iterator[ModelFile]:
    for part in Part:
        description = lora if part is Part.LORA else folder.find(part)
        for file in description.files if description else ():
            found = file.stat()
            yield ModelFile(part.value, file.name, found.st_size, found.st_mtime_ns)


def _depth(store: ClipStore) -> NDArray[np.float32]:
    spread = np.linspace(0, store.num_frames - 1, _DEPTH_FRAMES).astype(int)
    mean = np.mean([store.frame(int(index)).astype(np.float32) for index in spread], axis=0)
    return estimate_depth(np.rint(mean).astype(np.uint8))
