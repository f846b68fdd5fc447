"""From noise to the latents of one clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler

from s2v_desktop.engines.wan_s2v.clips import MOTION_FRAMES, MOTION_LATENTS

if TYPE_CHECKING:
    from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

_LARGEST_SIGMA = 0.999


def make_scheduler(shift: float = 3.0, config: dict | None = None) -> UniPCMultistepScheduler:
    """Return the sampler that the model was published with; ``shift`` > 1 spends more steps on high noise."""
    scheduler = UniPCMultistepScheduler.from_config(
        config or {}, prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift
    )
    return cast(UniPCMultistepScheduler, scheduler)


def set_steps(scheduler: UniPCMultistepScheduler, num_inference_steps: int, device: torch.device) -> None:
    """Begin a new run of ``num_inference_steps`` steps."""
    sigmas = np.linspace(_LARGEST_SIGMA, 0, num_inference_steps + 1)[:-1]
    scheduler.set_timesteps(sigmas=sigmas, device=device)  # pyright: ignore[reportArgumentType] - an array is needed


#: Takes a step's number from 0, its timestep (0-999), the latents after it and what they are expected to become without
#: noise; returns the latents to go on with.
AfterStep = Callable[[int, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class ClipConditions:
    """All that the transformer is told about one clip; tensors on its device, batch of 1.

    ``audio`` is (1, layers, dim, frames); ``negative_prompt`` is None where there is no guidance, ``pose`` where there
    is no pose video.
    """

    prompt: torch.Tensor
    negative_prompt: torch.Tensor | None
    reference: torch.Tensor
    motion: torch.Tensor
    pose: torch.Tensor | None
    audio: torch.Tensor
    drop_motion: bool


class GuidedTransformer:
    """The transformer's prediction, led away from what it predicts for the negative prompt and silence.

    Args:
        transformer: The model.
        conditions: What the clip shows.
        guidance_scale: How far; 1 or less means not at all, at half the cost.
        as_batch: Both predictions in one call (faster where the card is not full, more memory), or one after the other.
    """

    def __init__(
        self, transformer: WanS2VTransformer3DModel, conditions: ClipConditions, guidance_scale: float, as_batch: bool
    ) -> None:
        self._transformer = transformer
        self._dtype = compute_dtype(transformer)
        self._conditions = conditions
        self._scale = guidance_scale
        self._as_batch = as_batch

    def predict(self, latents: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """Return the flow at ``latents`` (1, 16, T, h, w), float32."""
        prompt, audio = self._conditions.prompt, self._conditions.audio
        negative = self._conditions.negative_prompt
        if negative is None:
            return self._call("cond", latents, timestep, prompt, audio)
        if self._as_batch:
            prompts, sounds = torch.cat([prompt, negative]), torch.cat([audio, torch.zeros_like(audio)])
            positive, opposite = self._call("both", latents, timestep, prompts, sounds).chunk(2)
        else:
            positive = self._call("cond", latents, timestep, prompt, audio)
            opposite = self._call("uncond", latents, timestep, negative, torch.zeros_like(audio))
        return opposite + self._scale * (positive - opposite)

    def _call(
        self, context: str, latents: torch.Tensor, timestep: torch.Tensor, prompt: torch.Tensor, audio: torch.Tensor
    ) -> torch.Tensor:
        batch = len(prompt)
        with self._transformer.cache_context(context):  # block caches remember the two passes apart
            (flow,) = self._transformer(
                hidden_states=latents.expand(batch, *latents.shape[1:]),
                timestep=timestep.expand(batch),
                encoder_hidden_states=prompt.to(self._dtype),
                reference_latents=self._conditions.reference,
                motion_latents=self._conditions.motion,
                condition_latents=self._conditions.pose,
                audio_states=audio,
                motion_frames=(MOTION_FRAMES, MOTION_LATENTS),
                drop_motion_frames=self._conditions.drop_motion,
                return_dict=False,
            )
        return flow


def compute_dtype(transformer: WanS2VTransformer3DModel) -> torch.dtype:
    """Return the dtype that the transformer computes in; its weights may be stored in fewer bits."""
    stored = transformer.dtype
    return stored if stored in (torch.float32, torch.bfloat16, torch.float16) else torch.bfloat16


def denoise(
    noise: torch.Tensor, transformer: GuidedTransformer, scheduler: UniPCMultistepScheduler, after_step: AfterStep
) -> torch.Tensor:
    """Return the latents of a clip, by all steps that ``scheduler`` is set to; what ``after_step`` raises ends it."""
    latents = noise
    for index, timestep in enumerate(scheduler.timesteps):
        flow = transformer.predict(latents, timestep)
        latents = scheduler.step(flow, timestep, latents, return_dict=False)[0]
        clean = cast(torch.Tensor, scheduler.model_outputs[-1])  # it predicts these, and steps towards them
        latents = after_step(index, timestep, latents, clean)
    return latents
