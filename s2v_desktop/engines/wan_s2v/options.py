"""What a caller can choose about a generation."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from s2v_desktop.core.errors import out_of_range
from s2v_desktop.engines.wan_s2v.clips import require_infer_frames
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache

_LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, kw_only=True)
class GenerationOptions:
    """Choices with the published tool's defaults, except ``align_audio``.

    Attributes:
        negative_prompt: What to lead away from; None is the model's own.
        height: Height of the video in pixels, a multiple of 16; goes with ``width``.
        width: Width of the video in pixels, a multiple of 16.
        max_area: Where no size is given: most pixels in a frame; the size then follows the picture's aspect.
        num_frames: Length of the video in frames at 16 fps; None is the sound's length, rounded up to whole clips.
        infer_frames: Frames in one clip, a multiple of 4.
        fits_last_clip: Make the last clip no longer than ``num_frames`` asks (but at least 32 frames), as the model
            allows clips of any length: the published tool makes it whole and throws the rest away.
        num_clips: At most so many clips.
        num_inference_steps: Denoising steps for each clip.
        guidance_scale: How strongly to lead; 1 turns guidance off and halves the time.
        shift: Of the noise schedule; larger spends more steps on high noise.
        generator: Stands for its ``initial_seed()``; its state is neither read nor changed.
        seed: Clip k starts from the noise of ``seed + k``; None (and no ``generator``) is a random one.
        init_first_frame: The video begins with the picture itself.
        align_audio: Put 3 frames of silence before the sound that the model hears. The published tool does not, and
            its picture is 187.5 ms ahead of the sound. Without effect on ``audio_features`` and with
            ``init_first_frame``, which has no such lead.
        pose_video: Poses to follow: uint8, shape ``(frames, h, w, 3)``, at 16 fps, black after its end.
        prompt_embeds: Instead of a prompt: ``(tokens, dim)`` or ``(1, tokens, dim)``, at most 512 tokens.
        negative_prompt_embeds: The same instead of ``negative_prompt``.
        audio_features: Instead of the sound: ``(layers, T30, dim)`` as from ``extract_features``.
        prompt_cache: Where embeddings of prompts are kept.
        batch_guidance: Both passes of the guidance as one batch of 2: quicker on small sizes, more memory.
        previous_frames: The clips of an earlier, broken-off run with the same options: float, (1, 3, frames, height,
            width), -1 to 1; the first clip made is the one that follows.
        first_clip: The clip that follows, where ``previous_frames`` are not all but (at least) the last 73 frames.
        finish_frames: Called as ``finish_frames(index, frames)`` with the frames of each clip as they were decoded
            (as in ``Clip``); returns those that count, for the caller and as what the next clip goes on from.
        decode_last: Whether the last clip gets frames, not just latents.
        callback_on_step_end: Called as ``callback(pipeline, step, timestep, tensors)`` after each step; may return
            a dict with other ``latents``; what it raises ends the generation before anything else is computed.
        callback_on_step_end_tensor_inputs: Names of what is in ``tensors``: ``latents``, ``clean_latents`` (what the
            noise is expected to become), ``prompt_embeds``, ``negative_prompt_embeds``.
    """

    negative_prompt: str | None = None
    height: int | None = None
    width: int | None = None
    max_area: int = 480 * 832
    num_frames: int | None = None
    infer_frames: int = 80
    fits_last_clip: bool = False
    num_clips: int | None = None
    num_inference_steps: int = 40
    guidance_scale: float = 4.5
    shift: float = 3.0
    generator: torch.Generator | None = None
    seed: int | None = None
    init_first_frame: bool = False
    align_audio: bool = True
    pose_video: NDArray[np.uint8] | None = None
    prompt_embeds: torch.Tensor | None = None
    negative_prompt_embeds: torch.Tensor | None = None
    audio_features: torch.Tensor | None = None
    prompt_cache: PromptCache | None = None
    batch_guidance: bool = False
    previous_frames: torch.Tensor | None = None
    first_clip: int | None = None
    finish_frames: Callable[[int, torch.Tensor], torch.Tensor] | None = None
    decode_last: bool = True
    callback_on_step_end: Callable[[Any, int, Any, dict[str, Any]], dict[str, Any] | None] | None = None
    callback_on_step_end_tensor_inputs: Sequence[str] = ("latents",)

    def __post_init__(self) -> None:
        require_infer_frames(self.infer_frames)
        if self.num_inference_steps < 1:
            raise out_of_range(f"num_inference_steps ({self.num_inference_steps})", "1 and more")
        if self.num_clips is not None and self.num_clips < 1:
            raise out_of_range(f"num_clips ({self.num_clips})", "1 and more")
        if (self.first_clip or 0) > 0 and self.previous_frames is None:
            raise ValueError("first_clip needs previous_frames")
        if (self.height is None) != (self.width is None):
            raise ValueError("height and width go together: give both or neither")
        if self.generator is not None and self.seed is not None:
            raise ValueError("give a seed or a generator, not both")
        if self.negative_prompt is not None and self.negative_prompt_embeds is not None:
            raise ValueError("give negative_prompt or negative_prompt_embeds, not both")

    @property
    def delays_audio(self) -> bool:
        """Whether the sound has to be held back for the picture to be on time."""
        return self.align_audio and not self.init_first_frame

    @property
    def guides(self) -> bool:
        """Whether the negative prompt has any effect."""
        return self.guidance_scale > 1

    def choose_seed(self) -> int:
        """Return the seed of the first clip: a new one at each call where none was chosen."""
        if self.generator is not None:
            return self.generator.initial_seed()
        return random.SystemRandom().randint(0, _LARGEST_SEED) if self.seed is None else self.seed
