"""Pixels to normalised latents and back, and the noise that a clip starts from."""

from __future__ import annotations

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan

#: One latent covers 8 x 8 pixels and, after the first, 4 frames.
SPATIAL_STEP = 8
TEMPORAL_STEP = 4


def encode_pixels(vae: AutoencoderKLWan, pixels: torch.Tensor, device: torch.device) -> torch.Tensor:
    """Return the latents of ``pixels`` (batch, 3, 4 n + 1, height, width; -1 to 1), as the transformer wants them.

    float32 on ``device``, shape (batch, 16, n + 1, height / 8, width / 8), mean 0 and variance 1 by channel over the
    VAE's training data.
    """
    latents = vae.encode(pixels.to(device, vae.dtype), return_dict=False)[0].mode().float()
    mean, std = _statistics(vae, latents)
    return (latents - mean) / std


def decode_latents(vae: AutoencoderKLWan, latents: torch.Tensor) -> torch.Tensor:
    """Return the pixels of normalised latents, -1 to 1, on the latents' device and of the VAE's dtype."""
    mean, std = _statistics(vae, latents)
    return vae.decode((latents * std + mean).to(vae.dtype), return_dict=False)[0]


def clip_noise(seed: int, clip_index: int, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the noise of one clip: float32 on the CPU, so that a seed means the same on every computer."""
    return torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed + clip_index), dtype=torch.float32)


def _statistics(vae: AutoencoderKLWan, latents: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    mean = torch.tensor(vae.config["latents_mean"], dtype=latents.dtype, device=latents.device)
    std = torch.tensor(vae.config["latents_std"], dtype=latents.dtype, device=latents.device)
    return mean.view(1, -1, 1, 1, 1), std.view(1, -1, 1, 1, 1)
