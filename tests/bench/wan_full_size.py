"""Wan2.2-S2V-14B in its full size with random weights, and inputs for it: nothing of it can be downloaded for tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from accelerate import init_empty_weights

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

SIZES = {"832x480": (480, 832), "1280x704": (704, 1280)}


def random_transformer(device: str, dtype: torch.dtype, **config: Any) -> WanS2VTransformer3DModel:
    """The transformer, its weights drawn on ``device``; what the model keeps in float32 is so."""
    with init_empty_weights(include_buffers=False):
        model = WanS2VTransformer3DModel(**config)
    generator = torch.Generator(device).manual_seed(0)
    in_float32 = set(WanS2VTransformer3DModel._keep_in_fp32_modules)
    for name, parameter in list(model.named_parameters()):
        owner, _, short = name.rpartition(".")
        values = torch.randn(parameter.shape, device=device, dtype=torch.float32, generator=generator)
        if parameter.ndim > 1 and "scale_shift_table" not in name:
            values *= 1 / math.sqrt(parameter[0].numel())
        elif "norm" in owner and short == "weight":
            values = 1 + 0.1 * values
        else:
            values *= 0.1
        kept = torch.float32 if set(name.split(".")) & in_float32 else dtype
        module = model.get_submodule(owner)
        setattr(module, short, torch.nn.Parameter(values.to(kept), requires_grad=False))
    return model.eval()


@dataclass(frozen=True)
class Call:
    """Inputs of one call of the transformer."""

    inputs: dict[str, Any]

    def __call__(self, model: WanS2VTransformer3DModel, dtype: torch.dtype = torch.bfloat16) -> torch.Tensor:
        text = self.inputs["encoder_hidden_states"].to(dtype)
        with torch.no_grad():
            return model(**self.inputs | {"encoder_hidden_states": text})[0]


def random_call(
    height: int, width: int, device: str, latent_frames: int = 20, seed: int = 1, *, model: WanS2VTransformer3DModel
) -> Call:
    """A call of a later clip (motion kept) of ``height`` x ``width`` pixels."""
    generator = torch.Generator(device).manual_seed(seed)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, device=device, generator=generator)

    config = model.config
    h, w = height // 8, width // 8
    return Call(
        {
            "hidden_states": noise(1, 16, latent_frames, h, w),
            "timestep": torch.tensor([500.0], device=device),
            "encoder_hidden_states": noise(1, 512, config["text_dim"]),
            "reference_latents": noise(1, 16, 1, h, w),
            "motion_latents": noise(1, 16, 19, h, w),
            "condition_latents": None,
            "audio_states": noise(1, config["num_audio_layers"], config["audio_dim"], 4 * latent_frames),
        }
    )


def relative_error(actual: torch.Tensor, expected: torch.Tensor) -> float:
    """``||actual - expected|| / ||expected||``; NaN is NaN."""
    return float((actual.float() - expected.float()).norm() / expected.float().norm())
