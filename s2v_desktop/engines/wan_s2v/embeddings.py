"""Time and text as the transformer takes them."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from diffusers.models.embeddings import PixArtAlphaTextProjection, TimestepEmbedding
from torch import nn

from s2v_desktop.engines.wan_s2v.precision import input_dtype


def sinusoids(timestep: torch.Tensor, dim: int, theta: float = 10000.0) -> torch.Tensor:
    """Cosines, then sines of ``timestep`` (N,) at ``dim / 2`` wavelengths: (N, dim) float32, computed in float64."""
    dtype = torch.float32 if timestep.device.type == "mps" else torch.float64
    steps = torch.arange(dim // 2, dtype=dtype, device=timestep.device)
    angles = timestep.to(dtype)[:, None] * torch.exp(steps * (-math.log(theta) / (dim // 2)))
    return torch.cat([angles.cos(), angles.sin()], dim=-1).float()


class TimeTextEmbedding(nn.Module):
    """Embeds timesteps and text. The published model embeds time in float32."""

    def __init__(self, dim: int, freq_dim: int, text_dim: int, text_len: int) -> None:
        super().__init__()
        self.freq_dim = freq_dim
        self.text_len = text_len
        self.time_embedder = TimestepEmbedding(in_channels=freq_dim, time_embed_dim=dim)
        self.time_proj = nn.Linear(dim, 6 * dim)
        self.text_embedder = PixArtAlphaTextProjection(text_dim, dim, act_fn="gelu_tanh")

    def forward(
        self, timestep: torch.Tensor, encoder_hidden_states: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Embed.

        Args:
            timestep: (B,), 0..1000.
            encoder_hidden_states: (B, L, text_dim) or (L, text_dim) with L <= text_len; the free slots are zeros
                that the model attends to.

        Returns:
            The time (B, dim) and the blocks' modulation (B, 2, 6, dim), row 0 for the noise at ``timestep``, row 1
            for what has no noise, both float32; the text (B, text_len, dim) in its own dtype.

        Raises:
            ValueError: The text has more than ``text_len`` tokens.
        """
        times = torch.cat([timestep, timestep.new_zeros(1)])
        states = sinusoids(times, self.freq_dim)
        dtype = encoder_hidden_states.dtype
        temb = self.time_embedder(states.to(input_dtype(self.time_embedder.linear_1, dtype))).float()
        modulation = self.time_proj(F.silu(temb).to(input_dtype(self.time_proj, dtype))).float()
        noisy, clean = modulation.unflatten(1, (6, -1)).split([len(timestep), 1])
        return temb[:-1], torch.stack([noisy, clean.expand_as(noisy)], dim=1), self._embed_text(encoder_hidden_states)

    def _embed_text(self, text: torch.Tensor) -> torch.Tensor:
        """(B, L, text_dim) or (L, text_dim) -> (B, text_len, dim)."""
        if text.ndim == 2:
            text = text.unsqueeze(0)
        if text.shape[1] > self.text_len:
            raise ValueError(f"the text has {text.shape[1]} tokens, the model takes {self.text_len}")
        padded = F.pad(text, (0, 0, 0, self.text_len - text.shape[1]))
        return self.text_embedder(padded.to(input_dtype(self.text_embedder.linear_1, text.dtype))).to(text.dtype)
