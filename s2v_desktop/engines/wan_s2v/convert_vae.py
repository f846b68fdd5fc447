"""Names of the official Wan 2.1 VAE, turned into those of diffusers' ``AutoencoderKLWan``."""

from __future__ import annotations

from diffusers.loaders.single_file_utils import convert_wan_vae_to_diffusers


def convert_vae_state_dict(state_dict: dict) -> dict:
    """Return the tensors of ``Wan2.1_VAE.pth`` under the names of ``AutoencoderKLWan``; diffusers' names stay.

    Tensors are not copied; the argument is not changed.
    """
    return convert_wan_vae_to_diffusers(state_dict)
