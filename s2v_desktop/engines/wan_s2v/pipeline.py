"""A picture and a piece of sound become a video: Wan2.2-S2V in the form of a diffusers pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from diffusers.loaders.lora_pipeline import WanLoraLoaderMixin
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.pipelines.wan.pipeline_output import WanPipelineOutput
from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler
from diffusers.video_processor import VideoProcessor
from numpy.typing import NDArray
from PIL import Image
from transformers import PreTrainedTokenizerBase, UMT5EncoderModel, Wav2Vec2PreTrainedModel

from s2v_desktop.engines.wan_s2v import clips
from s2v_desktop.engines.wan_s2v.audio_encoder import SAMPLE_RATE_HZ, bucket_features, extract_features, frame_features
from s2v_desktop.engines.wan_s2v.clips import FPS, Clip, ClipPlan, fitting_last_clip
from s2v_desktop.engines.wan_s2v.denoise import (
    AfterStep,
    ClipConditions,
    GuidedTransformer,
    denoise,
    make_scheduler,
    set_steps,
)
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.latents import SPATIAL_STEP, clip_noise, decode_latents, encode_pixels
from s2v_desktop.engines.wan_s2v.options import GenerationOptions
from s2v_desktop.engines.wan_s2v.picture_size import cover_crop_picture, require_frame_size, size_within_area
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.text_encoder import NEGATIVE_PROMPT, encode_prompt, fill_slots
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

Picture = Image.Image | NDArray[np.uint8]
Waveform = torch.Tensor | NDArray[np.float32]


@dataclass(frozen=True)
class _Scene:
    """What stays the same from clip to clip; tensors on the device that computes."""

    plan: ClipPlan
    seed: int
    prompt: torch.Tensor
    negative_prompt: torch.Tensor | None
    picture: torch.Tensor  # pixels, on the CPU
    reference: torch.Tensor  # the picture's latents
    audio: torch.Tensor  # (1, layers, dim, frames of all clips)


class WanS2VPipeline(DiffusionPipeline, WanLoraLoaderMixin):
    """Wan2.2-S2V-14B: a video of one picture that moves to a sound.

    Text and audio encoder run once and first; with ``enable_model_cpu_offload`` they then leave the card. Where
    embeddings and features are given instead, neither they nor the tokenizer are needed.

    Args:
        transformer: Predicts the flow.
        vae: The VAE of Wan 2.1.
        scheduler: Its configuration is used, with the ``shift`` of each call; None is the published one.
        text_encoder: UMT5-XXL.
        tokenizer: That of UMT5.
        audio_encoder: wav2vec2-large-xlsr-53-english, with or without a head.
    """

    _lora_loadable_modules = ["transformer"]  # noqa: RUF012 - as diffusers declares it
    model_cpu_offload_seq = "text_encoder->audio_encoder->transformer->vae"
    _optional_components = ["text_encoder", "tokenizer", "audio_encoder"]  # noqa: RUF012
    _callback_tensor_inputs = ["latents", "clean_latents", "prompt_embeds", "negative_prompt_embeds"]  # noqa: RUF012

    def __init__(
        self,
        transformer: WanS2VTransformer3DModel,
        vae: AutoencoderKLWan,
        scheduler: UniPCMultistepScheduler | None = None,
        text_encoder: UMT5EncoderModel | None = None,
        tokenizer: PreTrainedTokenizerBase | None = None,
        audio_encoder: Wav2Vec2PreTrainedModel | None = None,
    ) -> None:
        super().__init__()
        self.register_modules(
            transformer=transformer,
            vae=vae,
            scheduler=scheduler or make_scheduler(),
            text_encoder=text_encoder,
            tokenizer=tokenizer,
            # Without its head, so that offloading, which hooks what is registered, sees every call.
            audio_encoder=None if audio_encoder is None else audio_encoder.base_model,
        )
        self.video_processor = VideoProcessor(vae_scale_factor=SPATIAL_STEP)
        #: What computes, where that is not where the weights lie; None is diffusers' own rule.
        self.compute_device: torch.device | None = None
        #: What each clip's flow is predicted by; several cards have one of their own.
        self.predictor: Callable[..., GuidedTransformer] = GuidedTransformer
        self._clip_index = 0
        self._num_clips = 0
        self._num_timesteps = 0

    @property
    def _execution_device(self) -> torch.device:
        return self.compute_device or super()._execution_device

    @property
    def clip_index(self) -> int:
        """Number of the clip in the making, from 0."""
        return self._clip_index

    @property
    def num_clips(self) -> int:
        """How many clips the video in the making has."""
        return self._num_clips

    @property
    def num_timesteps(self) -> int:
        """How many steps each clip of the video in the making takes."""
        return self._num_timesteps

    def __call__(
        self,
        image: Picture,
        audio: Waveform | tuple[Waveform, int] | None = None,
        prompt: str | None = None,
        *,
        output_type: str = "np",
        return_dict: bool = True,
        **options: Any,
    ) -> WanPipelineOutput | tuple:
        """Return the whole video.

        Args:
            image: What the video shows: a PIL image, or uint8 of shape ``(h, w, 3)``; its middle, where the shape of
                the video is another.
            audio: Mono waveform at 16 kHz, float, shape ``(samples,)``, or a pair of one and its rate in Hz.
            prompt: What happens, in words.
            output_type: ``"np"`` (float32, 0 to 1, (1, frames, height, width, 3)), ``"pil"`` (a list of a list of
                images) or ``"latent"`` (a list with each clip's latents as they would be decoded, normalised).
            return_dict: Whether the result is a ``WanPipelineOutput`` or a tuple of its one field, ``frames``.
            **options: See ``GenerationOptions``.

        Raises:
            InputError: for a size or a number that cannot be.
            ValueError: for inputs that are missing or contradict each other.
        """
        if output_type not in ("latent", "np", "pil"):
            raise ValueError(f"output_type is latent, np or pil, not {output_type}")
        options = {"decode_last": output_type != "latent", **options}
        made = list(self.iter_clips(image, audio, prompt, **options))
        if output_type == "latent":
            frames: Any = [clip.latents for clip in made]
        else:
            video = torch.cat([clip.frames for clip in made if clip.frames is not None], dim=2)
            frames = self.video_processor.postprocess_video(video, output_type=output_type)
        return WanPipelineOutput(frames=frames) if return_dict else (frames,)

    @torch.no_grad()
    def iter_clips(
        self,
        image: Picture,
        audio: Waveform | tuple[Waveform, int] | None = None,
        prompt: str | None = None,
        **options: Any,
    ) -> Iterator[Clip]:
        """Yield every clip as soon as it is finished; arguments as for a call, without ``output_type``."""
        chosen = GenerationOptions(**options)
        try:
            scene = self._prepare(image, audio, prompt, chosen)
            self._num_clips, self._num_timesteps = scene.plan.num_clips, chosen.num_inference_steps
            history, first = clips.first_history(scene.plan, scene.picture), 0
            if chosen.previous_frames is not None:
                first = chosen.first_clip
                if first is None:
                    first = scene.plan.clips_in(chosen.previous_frames)
                history = clips.next_history(history, chosen.previous_frames.float().cpu())
            for index in range(first, scene.plan.num_clips):
                self._clip_index = index
                clip = self._make_clip(index, scene, history, chosen)
                if clip.frames is not None:
                    history = clips.next_history(history, clip.frames)
                    clip = replace(clip, frames=scene.plan.cut(index, clip.frames))
                yield clip
        finally:
            self.maybe_free_model_hooks()

    def encode_prompt(self, prompt: str, cache: PromptCache | None = None) -> torch.Tensor:
        """Return the embeddings of ``prompt``, (tokens, dim), from ``cache`` where it has them."""
        known = cache.load(prompt) if cache else None
        if known is not None:
            return known
        if self.text_encoder is None or self.tokenizer is None:
            raise ValueError("a prompt needs a text encoder and its tokenizer; otherwise give prompt_embeds")
        embeds = encode_prompt(prompt, self.tokenizer, self.text_encoder)
        if cache:
            cache.store(prompt, embeds)
        return embeds

    def encode_audio(self, audio: Waveform | tuple[Waveform, int], delay_frames: int = 0) -> torch.Tensor:
        """Return the features of ``audio`` after ``delay_frames`` video frames of silence, (layers, T30, dim)."""
        if self.audio_encoder is None:
            raise ValueError("a sound needs an audio encoder; otherwise give audio_features")
        waveform, rate_hz = audio if isinstance(audio, tuple) else (audio, SAMPLE_RATE_HZ)
        samples = np.asarray(waveform, np.float32)
        if rate_hz != SAMPLE_RATE_HZ:
            import soxr

            samples = soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ)
        silence = np.zeros(delay_frames * SAMPLE_RATE_HZ // FPS, np.float32)
        return extract_features(np.concatenate([silence, samples]), self.audio_encoder)

    def _prepare(
        self,
        image: Picture,
        audio: Waveform | tuple[Waveform, int] | None,
        prompt: str | None,
        options: GenerationOptions,
    ) -> _Scene:
        device = self._execution_device
        unknown = set(options.callback_on_step_end_tensor_inputs) - set(self._callback_tensor_inputs)
        if unknown:
            raise ValueError(f"the step callback cannot have {sorted(unknown)}, only {self._callback_tensor_inputs}")
        size = _frame_size(image, options)
        prompts = self._encode_prompts(prompt, options, device)
        features = self._audio_features(audio, options)
        plan = _plan(size, features, options)
        picture = cover_crop_picture(image, size)
        return _Scene(
            plan=plan,
            seed=options.choose_seed(),
            prompt=prompts[0],
            negative_prompt=prompts[1],
            picture=picture,
            reference=encode_pixels(self.vae, picture, device),
            audio=frame_features(features, plan.total_frames, FPS).permute(1, 2, 0)[None].to(device),
        )

    def _encode_prompts(
        self, prompt: str | None, options: GenerationOptions, device: torch.device
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        embeds = options.prompt_embeds
        if (prompt is None) == (embeds is None):
            raise ValueError("give a prompt or prompt_embeds, and not both")
        if embeds is None:
            embeds = self.encode_prompt(prompt or "", options.prompt_cache)
        if not options.guides:
            return fill_slots(embeds).to(device), None
        negative = options.negative_prompt_embeds
        if negative is None:
            words = NEGATIVE_PROMPT if options.negative_prompt is None else options.negative_prompt
            negative = self.encode_prompt(words, options.prompt_cache)
        return fill_slots(embeds).to(device), fill_slots(negative).to(device)

    def _audio_features(
        self, audio: Waveform | tuple[Waveform, int] | None, options: GenerationOptions
    ) -> torch.Tensor:
        if (audio is None) == (options.audio_features is None):
            raise ValueError("give audio or audio_features, and not both")
        if options.audio_features is not None:
            return options.audio_features
        assert audio is not None
        return self.encode_audio(audio, clips.LEAD_FRAMES if options.delays_audio else 0)

    def _make_clip(self, index: int, scene: _Scene, history: torch.Tensor, options: GenerationOptions) -> Clip:
        plan, device = scene.plan, scene.reference.device
        conditions = self._conditions(index, scene, history, options)
        scheduler = make_scheduler(options.shift, self.scheduler.config)
        set_steps(scheduler, options.num_inference_steps, device)
        self.transformer._reset_stateful_cache()  # noqa: SLF001 - diffusers' own pipelines do; nothing carries over
        latents = denoise(
            clip_noise(scene.seed, index, plan.latent_shape(index)).to(device),
            self.predictor(self.transformer, conditions, options.guidance_scale, options.batch_guidance),
            scheduler,
            self._after_step(conditions, options),
        )
        before = scene.reference if plan.is_lead_in(index) else conditions.motion
        to_decode = torch.cat([before, latents], dim=2)
        if index == plan.num_clips - 1 and not options.decode_last:
            return Clip(index, plan.num_clips, None, to_decode)
        frames = plan.shown(index, decode_latents(self.vae, to_decode)).cpu().float()
        if options.finish_frames is not None:
            frames = options.finish_frames(index, frames)
        return Clip(index, plan.num_clips, frames, to_decode)

    def _conditions(
        self, index: int, scene: _Scene, history: torch.Tensor, options: GenerationOptions
    ) -> ClipConditions:
        plan, device = scene.plan, scene.reference.device
        shape = plan.latent_shape(index)
        drop_motion = plan.is_lead_in(index)
        if drop_motion:
            motion = torch.zeros(*shape[:2], clips.MOTION_LATENTS, *shape[3:], device=device)  # looked at by nobody
        else:
            motion = encode_pixels(self.vae, history, device)
        pose = None
        if options.pose_video is not None:
            delay = clips.LEAD_FRAMES if options.delays_audio else 0
            pose = encode_pixels(self.vae, clips.pose_pixels(plan, index, options.pose_video, delay), device)[:, :, 1:]
        audio = scene.audio[..., plan.begin_of(index) : plan.begin_of(index) + plan.frames_of(index)]
        return ClipConditions(
            scene.prompt, scene.negative_prompt, scene.reference, motion, pose, audio, drop_motion=drop_motion
        )

    def _after_step(self, conditions: ClipConditions, options: GenerationOptions) -> AfterStep:
        callback = options.callback_on_step_end

        def after_step(step: int, timestep: torch.Tensor, latents: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
            if callback is None:
                return latents
            tensors = {
                "latents": latents,
                "clean_latents": clean,
                "prompt_embeds": conditions.prompt,
                "negative_prompt_embeds": conditions.negative_prompt,
            }
            wanted = {name: tensors[name] for name in options.callback_on_step_end_tensor_inputs}
            return (callback(self, step, timestep, wanted) or {}).get("latents", latents)

        return after_step


def _frame_size(image: Picture, options: GenerationOptions) -> FrameSize:
    if options.height is not None and options.width is not None:
        return require_frame_size(options.height, options.width)
    height, width = image.shape[:2] if isinstance(image, np.ndarray) else (image.height, image.width)
    return size_within_area(height, width, options.max_area)


def _plan(size: FrameSize, features: torch.Tensor, options: GenerationOptions) -> ClipPlan:
    leads_in = not options.init_first_frame
    if options.num_frames is None:
        num_clips = bucket_features(features, FPS, options.infer_frames).num_clips
    else:
        num_clips = clips.clips_for(options.num_frames, options.infer_frames, leads_in)
    if options.num_clips is not None:
        num_clips = min(num_clips, options.num_clips)
    plan = ClipPlan(size, num_clips, options.infer_frames, leads_in, options.num_frames)
    return fitting_last_clip(plan) if options.fits_last_clip and options.num_frames is not None else plan
