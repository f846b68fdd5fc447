"""The Wan2.2-S2V transformer in diffusers' form.

Behaviour follows the published model (github.com/Wan-Video/Wan2.2, Apache-2.0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.loaders.peft import PeftAdapterMixin
from diffusers.loaders.single_file_model import FromOriginalModelMixin
from diffusers.models.attention import AttentionMixin
from diffusers.models.cache_utils import CacheMixin
from diffusers.models.modeling_outputs import Transformer2DModelOutput
from diffusers.models.modeling_utils import ModelMixin
from diffusers.utils.peft_utils import apply_lora_scale
from torch import nn

from s2v_desktop.engines.wan_s2v.audio_modules import AudioInjector, AudioTokens, CausalAudioEncoder
from s2v_desktop.engines.wan_s2v.blocks import WanS2VTransformerBlock
from s2v_desktop.engines.wan_s2v.convert_transformer import arguments_from_config
from s2v_desktop.engines.wan_s2v.embeddings import TimeTextEmbedding
from s2v_desktop.engines.wan_s2v.motion_packer import MOTION_BUCKETS, MotionPacker
from s2v_desktop.engines.wan_s2v.precision import input_dtype
from s2v_desktop.engines.wan_s2v.rope import WanS2VRotaryPosEmbed, clip_grids, motion_grids

PATCH_SIZE = (1, 2, 2)
"""Latent frames, rows and columns in a token."""

_NOISE, _REFERENCE, _MOTION = range(3)  # rows of token_kind_embedding


class WanS2VTransformer3DModel(
    ModelMixin, ConfigMixin, PeftAdapterMixin, FromOriginalModelMixin, CacheMixin, AttentionMixin
):
    """Predicts the flow of a clip's latents from a reference picture, text, sound and the latents before the clip.

    Made for inference: the residual stream is updated in place unless a block cache keeps it. Defaults are those of
    Wan2.2-S2V-14B.

    Args:
        num_attention_heads: Heads of every attention.
        attention_head_dim: Channels of one head.
        in_channels: Channels of the latents.
        out_channels: Channels of the prediction.
        text_dim: Channels of the text encoder's states.
        text_len: Slots for text.
        freq_dim: Sinusoids of the timestep.
        ffn_dim: Inner channels of the feed-forward layers.
        num_layers: Blocks.
        eps: Of the blocks' norms.
        audio_dim: Channels of the speech model's states.
        num_audio_layers: Layers of the speech model that are mixed.
        num_audio_tokens: Tokens a latent frame, besides a learned one.
        audio_inject_layers: Blocks after whose feed-forward layer the sound is injected, in ascending order.
        condition_channels: Channels of the condition latents (an encoded pose video).
    """

    _supports_gradient_checkpointing = False
    _no_split_modules: ClassVar = ["WanS2VTransformerBlock", "AudioInjector"]
    _repeated_blocks: ClassVar = ["WanS2VTransformerBlock"]
    _skip_layerwise_casting_patterns: ClassVar = [
        "patch_embedding",
        "condition_embedding",
        "motion_packer",
        "condition_embedder",
        "token_kind_embedding",
        "norm",
    ]
    _keep_in_fp32_modules: ClassVar = [
        "time_embedder",
        "time_proj",
        "scale_shift_table",
        "norm1",
        "norm2",
        "norm3",
        "audio_encoder",
        "proj_out",
    ]

    @register_to_config
    def __init__(
        self,
        num_attention_heads: int = 40,
        attention_head_dim: int = 128,
        in_channels: int = 16,
        out_channels: int = 16,
        text_dim: int = 4096,
        text_len: int = 512,
        freq_dim: int = 256,
        ffn_dim: int = 13824,
        num_layers: int = 40,
        eps: float = 1e-6,
        audio_dim: int = 1024,
        num_audio_layers: int = 25,
        num_audio_tokens: int = 4,
        audio_inject_layers: tuple[int, ...] = (0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39),
        condition_channels: int = 16,
    ) -> None:
        super().__init__()
        dim = num_attention_heads * attention_head_dim
        self.eps = eps
        self.out_channels = out_channels
        self.rope = WanS2VRotaryPosEmbed(attention_head_dim)
        self.patch_embedding = nn.Conv3d(in_channels, dim, kernel_size=PATCH_SIZE, stride=PATCH_SIZE)
        self.condition_embedding = nn.Conv3d(condition_channels, dim, kernel_size=PATCH_SIZE, stride=PATCH_SIZE)
        self.motion_packer = MotionPacker(in_channels, dim)
        self.token_kind_embedding = nn.Embedding(3, dim)
        self.condition_embedder = TimeTextEmbedding(dim, freq_dim, text_dim, text_len)
        self.audio_encoder = CausalAudioEncoder(num_audio_layers, audio_dim, dim, num_audio_tokens)
        self.blocks = nn.ModuleList(
            WanS2VTransformerBlock(dim, ffn_dim, num_attention_heads, eps) for _ in range(num_layers)
        )
        self.audio_injectors = nn.ModuleList(AudioInjector(dim, num_attention_heads, eps) for _ in audio_inject_layers)
        self._injector_of_block = {block: index for index, block in enumerate(audio_inject_layers)}
        self.proj_out = nn.Linear(dim, out_channels * math.prod(PATCH_SIZE))
        self.scale_shift_table = nn.Parameter(torch.randn(1, 2, dim) / dim**0.5)

    @classmethod
    def from_config(cls, config: Any = None, return_unused_kwargs: bool = False, **kwargs: Any) -> Any:
        """Make an untrained model from our config or the published ``config.json``; otherwise as in diffusers."""
        if isinstance(config, dict) and "num_heads" in config:
            config = arguments_from_config(config)
        return super().from_config(config, return_unused_kwargs, **kwargs)

    @apply_lora_scale("attention_kwargs")
    def forward(
        self,
        hidden_states: torch.Tensor,
        timestep: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        reference_latents: torch.Tensor,
        motion_latents: torch.Tensor,
        condition_latents: torch.Tensor | None,
        audio_states: torch.Tensor,
        motion_frames: tuple[int, int] = (73, 19),
        drop_motion_frames: bool = False,
        return_dict: bool = False,
        attention_kwargs: dict[str, Any] | None = None,
    ) -> tuple[torch.Tensor] | Transformer2DModelOutput:
        """Predict the flow.

        Matrices are multiplied in the dtype of ``encoder_hidden_states``, which must be that of the weights (or, for
        quantised weights, the one that they are unpacked to). All other inputs may have any float dtype; where B > 1
        those after the text may have a batch of 1, shared by all.

        Args:
            hidden_states: (B, in_channels, T, h, w) noisy latents.
            timestep: (B,), 0..1000.
            encoder_hidden_states: (B, L, text_dim) or (L, text_dim), L <= text_len, unpadded or padded with zeros.
            reference_latents: (B, in_channels, 1, h, w).
            motion_latents: (B, in_channels, Tm, h, w), the latents before the clip, oldest first.
            condition_latents: (B, condition_channels, T, h, w), or None for zeros.
            audio_states: (B, layers, audio_dim, frames), one column a video frame of the clip.
            motion_frames: Video frames that the motion shows and latents that they make.
            drop_motion_frames: Leave the motion tokens out (first clip).
            return_dict: Return an object instead of a tuple.
            attention_kwargs: ``{"scale": float}`` scales LoRA layers; the decorator reads it.

        Returns:
            ``(sample,)`` or ``Transformer2DModelOutput(sample)``, with sample (B, out_channels, T, h, w) in the dtype
            of ``hidden_states``; odd h and w are rounded down to even.

        Raises:
            ValueError: The text is too long, or the sound does not have one token a latent frame.
        """
        grid = tuple(size // patch for size, patch in zip(hidden_states.shape[2:], PATCH_SIZE, strict=True))
        temb, modulation, text = self.condition_embedder(timestep, encoder_hidden_states)
        audio = self._encode_audio(audio_states, motion_frames, len(hidden_states), grid[0], text.dtype)
        motion = None if drop_motion_frames else motion_latents
        states = self._embed_tokens(hidden_states, reference_latents, motion, condition_latents)
        grids = clip_grids(*grid)
        if motion is not None:
            grids += motion_grids(motion.shape[3], motion.shape[4], MOTION_BUCKETS)
        rotary_emb = self.rope(tuple(grids), states.device)

        num_noise_tokens = math.prod(grid)
        in_place = not self.is_cache_enabled and not torch.is_grad_enabled()
        for block, injector in self.blocks_and_injectors():
            sound = (None, None) if injector is None else (injector, audio)
            states = block(states, text, modulation, rotary_emb, num_noise_tokens, *sound, in_place=in_place)

        sample = self._project(states[:, :num_noise_tokens], temb, grid, text.dtype).to(hidden_states.dtype)
        return Transformer2DModelOutput(sample=sample) if return_dict else (sample,)

    def blocks_and_injectors(self) -> Iterator[tuple[nn.Module, nn.Module | None]]:
        """Yield the blocks in order, each with its audio injector or None."""
        for index, block in enumerate(self.blocks):
            injector = self._injector_of_block.get(index)
            yield block, None if injector is None else self.audio_injectors[injector]

    def _encode_audio(
        self,
        audio_states: torch.Tensor,
        motion_frames: tuple[int, int],
        batch: int,
        num_latent_frames: int,
        dtype: torch.dtype,
    ) -> AudioTokens:
        """Audio tokens of the clip in ``dtype``, as many rows as the batch, one group a latent frame."""
        audio = self.audio_encoder(audio_states, motion_frames)
        if audio.local.shape[1] != num_latent_frames:
            raise ValueError(
                f"{audio_states.shape[-1]} audio columns make {audio.local.shape[1]} latent frames, "
                f"the clip has {num_latent_frames}"
            )
        return AudioTokens(*(tokens.to(dtype).expand(batch, *tokens.shape[1:]) for tokens in audio))

    def _embed_tokens(
        self,
        noise_latents: torch.Tensor,
        reference_latents: torch.Tensor,
        motion_latents: torch.Tensor | None,
        condition_latents: torch.Tensor | None,
    ) -> torch.Tensor:
        """All tokens, [noise | reference | motion], each marked with its kind: (B, S, dim) float32."""
        dtype = self.patch_embedding.weight.dtype
        noise = self.patch_embedding(noise_latents.to(dtype)) + self._embed_condition(condition_latents)
        parts = [(_NOISE, noise), (_REFERENCE, self.patch_embedding(reference_latents.to(dtype)))]
        if motion_latents is not None:
            parts += [(_MOTION, bucket) for bucket in self.motion_packer(motion_latents)]
        kinds = self.token_kind_embedding.weight.float()
        tokens = [part.flatten(2).transpose(1, 2) + kinds[kind] for kind, part in parts]
        return torch.cat([part.expand(len(noise), -1, -1) for part in tokens], dim=1)

    def _embed_condition(self, condition_latents: torch.Tensor | None) -> torch.Tensor:
        """What the condition adds to the noise's patches; without latents the embedding's bias still counts."""
        if condition_latents is None:
            bias = self.condition_embedding.get_parameter("bias")
            return bias[:, None, None, None]
        return self.condition_embedding(condition_latents.to(self.condition_embedding.weight.dtype))

    def _project(
        self, states: torch.Tensor, temb: torch.Tensor, grid: tuple[int, ...], dtype: torch.dtype
    ) -> torch.Tensor:
        """Noise tokens (B, N, dim) float32 -> latents (B, out_channels, T, h, w)."""
        shift, scale = (self.scale_shift_table.float() + temb.unsqueeze(1)).unbind(dim=1)
        rows = zip(states, 1 + scale, shift, strict=True)
        normed = torch.stack([F.layer_norm(row, gain.shape, gain, bias, self.eps) for row, gain, bias in rows])
        patches = self.proj_out(normed.to(input_dtype(self.proj_out, dtype)))
        patches = patches.unflatten(1, grid).unflatten(-1, (*PATCH_SIZE, self.out_channels))
        return patches.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6, 7).flatten(4, 5).flatten(2, 3)
