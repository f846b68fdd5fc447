"""The toy transformer, and calls of it."""

import dataclasses
import functools

import torch
from wan_toy import toy_meta, toy_tensor, toy_weights

from s2v_desktop.engines.wan_s2v.convert_transformer import config_from_state_dict, convert_transformer_state_dict
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

TOY_CONFIG = {
    "num_attention_heads": 4,
    "attention_head_dim": 12,
    "in_channels": 16,
    "out_channels": 16,
    "text_dim": 40,
    "freq_dim": 64,
    "ffn_dim": 96,
    "num_layers": 4,
    "audio_dim": 24,
    "num_audio_layers": 25,
    "num_audio_tokens": 4,
    "audio_inject_layers": (0, 2),
    "condition_channels": 16,
}


@functools.cache
def _toy_weights() -> dict[str, torch.Tensor]:
    return toy_weights("transformer.")


def toy_transformer() -> WanS2VTransformer3DModel:
    weights = _toy_weights()
    model = WanS2VTransformer3DModel(**config_from_state_dict(weights, toy_meta()["config"]["transformer"])).eval()
    model.load_state_dict(convert_transformer_state_dict(weights))
    return model


@dataclasses.dataclass(frozen=True)
class Call:
    """Inputs of one call of the transformer."""

    hidden_states: torch.Tensor
    timestep: torch.Tensor
    encoder_hidden_states: torch.Tensor
    reference_latents: torch.Tensor
    motion_latents: torch.Tensor
    condition_latents: torch.Tensor | None
    audio_states: torch.Tensor
    motion_frames: tuple[int, int] = (73, 19)
    drop_motion_frames: bool = False

    def replace(self, **changes) -> "Call":
        return dataclasses.replace(self, **changes)

    def __call__(self, model: WanS2VTransformer3DModel) -> torch.Tensor:
        arguments = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        with torch.no_grad():
            return model(**arguments)[0]


def recorded_call(case: str) -> Call:
    """A call of the published model, ``keep``, ``drop`` or ``short_motion``."""
    names = ("x", "t", "context", "ref", "motion", "cond", "audio")
    x, *rest = (toy_tensor(f"forward.{case}.in.{name}") for name in names)
    settings = toy_meta()[f"forward.{case}"]
    return Call(x[None], *rest, tuple(settings["motion_frames"]), settings["drop_motion_frames"])


def random_call(
    frames: int = 2, height: int = 8, width: int = 16, batch: int = 1, motion: int = 19, seed: int = 0
) -> Call:
    """A call with noise for everything; ``frames``, ``height``, ``width`` and ``motion`` in latents."""
    generator = torch.Generator().manual_seed(seed)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(batch, *shape, generator=generator)

    return Call(
        noise(16, frames, height, width),
        torch.rand(batch, generator=generator) * 1000,
        noise(7, 40),
        noise(16, 1, height, width),
        noise(16, motion, height, width),
        noise(16, frames, height, width),
        noise(25, 24, 4 * frames),
    )
