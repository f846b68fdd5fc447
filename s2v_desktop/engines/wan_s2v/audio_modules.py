"""How sound enters the transformer: hidden states of a speech model -> audio tokens -> attention from each frame."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import nn

from s2v_desktop.engines.wan_s2v.attention import WanS2VAttnProcessor
from s2v_desktop.engines.wan_s2v.fused import norm_by_frame
from s2v_desktop.engines.wan_s2v.precision import input_dtype

_ENCODER_EPS = 1e-6
_INJECTOR_EPS = 1e-5


class AudioTokens(NamedTuple):
    """The sound of a clip's T latent frames."""

    local: torch.Tensor
    """(B, T, tokens, dim): what the frame's patches attend to."""
    pooled: torch.Tensor
    """(B, T, dim): what scales and shifts them before."""


class CausalConv1d(nn.Conv1d):
    """A convolution that sees only the present and the past; before the start the first value holds."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__(in_channels, out_channels, kernel_size=3, stride=stride)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002  (the base class's name)
        """(B, in_channels, t) -> (B, out_channels, ceil(t / stride))."""
        return super().forward(F.pad(input, (2, 0), mode="replicate"))


class CausalAudioEncoder(nn.Module):
    """Mixes the speech model's layers and brings its frame rate down to that of the latents, a quarter.

    The published model runs it in float32.
    """

    def __init__(self, num_layers: int, audio_dim: int, dim: int, num_tokens: int) -> None:
        super().__init__()
        self.num_tokens = num_tokens
        self.layer_weights = nn.Parameter(torch.full((1, num_layers, 1, 1), 0.01))
        self.padding_token = nn.Parameter(torch.zeros(1, 1, 1, dim))
        self.conv1_local = CausalConv1d(audio_dim, dim // 4 * num_tokens)
        self.conv1_global = CausalConv1d(audio_dim, dim // 4)
        self.conv2 = CausalConv1d(dim // 4, dim // 2, stride=2)
        self.conv3 = CausalConv1d(dim // 2, dim, stride=2)
        self.global_proj = nn.Linear(dim, dim)

    def forward(self, audio_states: torch.Tensor, motion_frames: tuple[int, int]) -> AudioTokens:
        """Encode a clip's sound.

        Args:
            audio_states: (B, layers, audio_dim, frames), one column a video frame.
            motion_frames: Video frames before the clip, for which the first column is repeated, and the latents that
                they make, whose tokens are dropped.

        Returns:
            Tokens of ``ceil(ceil((motion_frames[0] + frames) / 2) / 2) - motion_frames[1]`` latent frames, in the
            dtype of the encoder's weights.
        """
        frames_before, latents_before = motion_frames
        dtype = self.conv1_local.weight.dtype
        share = F.silu(self.layer_weights.float())
        share = (share / share.sum()).to(dtype)
        # The mix is linear: mixing first repeats one column instead of one in each layer.
        mixed = (audio_states.to(dtype) * share).sum(dim=1)
        mixed = F.pad(mixed, (frames_before, 0), mode="replicate")
        # Local tokens and the global one go through the same two convolutions, side by side.
        branches = torch.cat([self.conv1_local(mixed), self.conv1_global(mixed)], dim=1)
        states = branches.unflatten(1, (self.num_tokens + 1, -1)).flatten(0, 1)
        for conv in (self.conv2, self.conv3):
            states = conv(self._activate(states).transpose(1, 2))
        tokens = self._activate(states).unflatten(0, (-1, self.num_tokens + 1)).transpose(1, 2)[:, latents_before:]
        padding = self.padding_token.to(dtype).expand(*tokens.shape[:2], 1, -1)
        local = torch.cat([tokens[:, :, : self.num_tokens], padding], dim=2)
        pooled = tokens[:, :, self.num_tokens].to(input_dtype(self.global_proj, dtype))
        return AudioTokens(local, self.global_proj(pooled))

    @staticmethod
    def _activate(states: torch.Tensor) -> torch.Tensor:
        """Normalise and bend (B, channels, t) over its channels; returns (B, t, channels)."""
        channels_last = states.transpose(1, 2)
        return F.silu(F.layer_norm(channels_last, channels_last.shape[-1:], eps=_ENCODER_EPS))


class AudioInjector(nn.Module):
    """Lets the patches of each frame attend to the sound of that frame."""

    def __init__(self, dim: int, num_heads: int, eps: float) -> None:
        super().__init__()
        self.modulation = nn.Linear(dim, 2 * dim)
        self.attn = WanAttention(
            dim=dim,
            heads=num_heads,
            dim_head=dim // num_heads,
            eps=eps,
            cross_attention_dim_head=dim // num_heads,
            processor=WanS2VAttnProcessor(),
        )

    def forward(self, noise_states: torch.Tensor, audio: AudioTokens) -> torch.Tensor:
        """What the sound adds to the noise tokens.

        Args:
            noise_states: (B, T * patches, dim) float32, frame by frame.
            audio: Tokens of the same T frames.

        Returns:
            (B, T * patches, dim) in the dtype of the audio tokens.
        """
        shift, scale = self.modulation(F.silu(audio.pooled)).float().chunk(2, dim=-1)
        normed = norm_by_frame(noise_states, 1 + scale, shift, _INJECTOR_EPS, audio.local.dtype)
        frames = normed.unflatten(1, (audio.local.shape[1], -1)).flatten(0, 1)
        return self.attn(frames, audio.local.flatten(0, 1)).view(noise_states.shape)
