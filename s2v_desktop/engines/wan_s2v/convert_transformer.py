"""Names of the transformer's tensors: from any layout in which its files are passed around to ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PREFIX = "model.diffusion_model."

# Whole path components; what follows (weight, bias, scale_weight, ...) stays. Where two names stand for one module, one
# is Wan's own and the other one that of a renamed copy of the weights.
_RENAMED_MODULES = {
    "time_embedding.0": "condition_embedder.time_embedder.linear_1",
    "time_embedding.2": "condition_embedder.time_embedder.linear_2",
    "time_projection.1": "condition_embedder.time_proj",
    "text_embedding.0": "condition_embedder.text_embedder.linear_1",
    "text_embedding.2": "condition_embedder.text_embedder.linear_2",
    "head.head": "proj_out",
    "head.modulation": "scale_shift_table",
    "cond_encoder": "condition_embedding",
    "condition_embedder.pose_embedder": "condition_embedding",
    "trainable_cond_mask": "token_kind_embedding",
    "trainable_condition_mask": "token_kind_embedding",
    "frame_packer": "motion_packer",
}
_RENAMED_IN_AUDIO_ENCODER = {
    "weights": "layer_weights",
    "encoder.padding_tokens": "padding_token",
    "encoder.conv1_local.conv": "conv1_local",
    "encoder.conv1_global.conv": "conv1_global",
    "encoder.conv2.conv": "conv2",
    "encoder.conv3.conv": "conv3",
    "encoder.final_linear": "global_proj",
}
# norm3 of Wan's own layout is the norm before the text, norm2 of diffusers'. The two other norms have no weights.
_RENAMED_IN_BLOCK = {
    "self_attn": "attn1",
    "cross_attn": "attn2",
    "norm3": "norm2",
    "ffn.0": "ffn.net.0.proj",
    "ffn.2": "ffn.net.2",
    "modulation": "scale_shift_table",
}
_RENAMED_IN_ATTENTION = {"q": "to_q", "k": "to_k", "v": "to_v", "o": "to_out.0"}

# What the published config.json calls the settings that shapes cannot always tell.
_RENAMED_SETTINGS = {
    "num_heads": "num_attention_heads",
    "in_dim": "in_channels",
    "out_dim": "out_channels",
    "text_dim": "text_dim",
    "text_len": "text_len",
    "freq_dim": "freq_dim",
    "ffn_dim": "ffn_dim",
    "num_layers": "num_layers",
    "eps": "eps",
    "audio_dim": "audio_dim",
    "num_audio_token": "num_audio_tokens",
    "audio_inject_layers": "audio_inject_layers",
    "cond_dim": "condition_channels",
}
_REQUIRED_SETTINGS = {
    "enable_adain": True,
    "adain_mode": "attn_norm",
    "zero_timestep": True,
    "enable_framepack": True,
    "enable_motioner": False,
    "add_last_motion": True,
}
_HEAD_DIM = 128  # of every published Wan model
_PUBLISHED_INJECTION = (0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39)  # of 40 blocks

_AUDIO_ENCODER = re.compile(r"(?:condition_embedder\.)?ca(?:su|us)al_audio_encoder\.(.+)")
_BLOCK = re.compile(r"(blocks\.\d+)\.(.+)")
_INJECTOR = re.compile(r"audio_injector\.injector\.(\d+)\.(.+)")
_BLOCK_NUMBER = re.compile(r"blocks\.(\d+)\.")
_INJECTOR_NUMBER = re.compile(r"audio_injectors\.(\d+)\.")
_INJECTOR_NORM = re.compile(r"audio_injector\.injector_adain_layers\.(\d+)\.linear\.(.+)")


def convert_transformer_state_dict(state_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Rename the tensors of a Wan2.2-S2V transformer to those of ``WanS2VTransformer3DModel``.

    Takes Wan's own names (official shards, ComfyUI with or without its prefix, GGUF), those of copies that were renamed
    as diffusers renames Wan, and ours, which stay. What a quantised layer carries besides its weight (``scale_weight``,
    ``scale_input``) goes with it. Unknown names stay too. Values are passed on as they are.

    Args:
        state_dict: Tensors (or anything else) by name.

    Returns:
        The same values by our names, in the same order.

    Raises:
        ValueError: Two names stand for the same tensor.
    """
    converted: dict[str, Any] = {}
    for name, value in state_dict.items():
        ours = convert_transformer_name(name)
        if ours in converted:
            raise ValueError(f"two tensors for {ours}: {name} is the second")
        converted[ours] = value
    return converted


def convert_transformer_name(name: str) -> str:
    """Our name for a tensor of a Wan2.2-S2V transformer."""
    name = name.removeprefix(_PREFIX)
    if match := _AUDIO_ENCODER.fullmatch(name):
        return f"audio_encoder.{_rename_start(match[1], _RENAMED_IN_AUDIO_ENCODER)}"
    if match := _BLOCK.fullmatch(name):
        return f"{match[1]}.{_rename_attention(_rename_start(match[2], _RENAMED_IN_BLOCK))}"
    if match := _INJECTOR.fullmatch(name):
        return f"audio_injectors.{match[1]}.{_rename_attention('attn.' + match[2])}"
    if match := _INJECTOR_NORM.fullmatch(name):
        return f"audio_injectors.{match[1]}.modulation.{match[2]}"
    return _rename_start(name, _RENAMED_MODULES)


def _rename_start(name: str, renamed: Mapping[str, str]) -> str:
    """Replace the leading path components that ``renamed`` knows."""
    for old, new in renamed.items():
        if name == old or name.startswith(f"{old}."):
            return new + name[len(old) :]
    return name


def _rename_attention(name: str) -> str:
    """Rename the projections inside ``attn.``, ``attn1.`` or ``attn2.``."""
    attention, _, rest = name.partition(".")
    if attention not in ("attn", "attn1", "attn2"):
        return name
    return f"{attention}.{_rename_start(rest, _RENAMED_IN_ATTENTION)}"


def config_from_state_dict(state_dict: Mapping[str, Any], config: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Arguments of ``WanS2VTransformer3DModel`` for these tensors.

    Shapes do not tell the number of heads (128 channels each, as in every published Wan model) nor which blocks inject
    sound (those of the published model, or evenly spread); ``config`` does.

    Args:
        state_dict: Tensors by any of the names that ``convert_transformer_state_dict`` takes; quantised GGUF weights
            count by the shape that they unpack to.
        config: The published ``config.json``, or our own. What it says goes before what shapes say.

    Returns:
        Keyword arguments.

    Raises:
        KeyError: A tensor is missing, so this is not such a transformer.
        ValueError: ``config`` asks for a variant that was never published.
    """
    shapes = {name: _shape(value) for name, value in convert_transformer_state_dict(state_dict).items()}
    num_layers = 1 + max((int(match[1]) for match in map(_BLOCK_NUMBER.match, shapes) if match), default=-1)
    num_injectors = 1 + max((int(match[1]) for match in map(_INJECTOR_NUMBER.match, shapes) if match), default=-1)
    audio_channels, audio_dim, _ = shapes["audio_encoder.conv1_local.weight"]
    found = {
        "num_attention_heads": max(1, shapes["patch_embedding.bias"][0] // _HEAD_DIM),
        "in_channels": shapes["patch_embedding.weight"][1],
        "out_channels": shapes["proj_out.bias"][0] // 4,
        "text_dim": shapes["condition_embedder.text_embedder.linear_1.weight"][1],
        "freq_dim": shapes["condition_embedder.time_embedder.linear_1.weight"][1],
        "ffn_dim": shapes["blocks.0.ffn.net.0.proj.bias"][0],
        "num_layers": num_layers,
        "audio_dim": audio_dim,
        "num_audio_layers": shapes["audio_encoder.layer_weights"][1],
        "num_audio_tokens": audio_channels // shapes["audio_encoder.conv1_global.bias"][0],
        "audio_inject_layers": _injection(num_layers, num_injectors),
        "condition_channels": shapes["condition_embedding.weight"][1],
    }
    found |= arguments_from_config(config or {})
    found["attention_head_dim"] = shapes["patch_embedding.bias"][0] // found["num_attention_heads"]
    return found


def arguments_from_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of ``WanS2VTransformer3DModel`` that a ``config.json`` gives, whether it is the published one or ours.

    Raises:
        ValueError: It asks for a variant that was never published.
    """
    for name, needed in _REQUIRED_SETTINGS.items():
        if config.get(name, needed) != needed:
            raise ValueError(f"{name} = {config[name]!r} is not supported, only {needed!r}")
    names = {ours: ours for ours in (*_RENAMED_SETTINGS.values(), "attention_head_dim", "num_audio_layers")}
    arguments = {ours: config[name] for name, ours in (names | _RENAMED_SETTINGS).items() if name in config}
    if "audio_inject_layers" in arguments:
        arguments["audio_inject_layers"] = tuple(arguments["audio_inject_layers"])
    if "dim" in config and "num_heads" in config:
        arguments["attention_head_dim"] = config["dim"] // config["num_heads"]
    return arguments


def _injection(num_layers: int, num_injectors: int) -> tuple[int, ...]:
    """Blocks that inject sound where no config says it."""
    if (num_layers, num_injectors) == (40, len(_PUBLISHED_INJECTION)):
        return _PUBLISHED_INJECTION
    return tuple(index * num_layers // num_injectors for index in range(num_injectors))


def _shape(value: Any) -> tuple[int, ...]:
    """Shape of a tensor, of what a quantised one unpacks to, or the shape itself."""
    return tuple(getattr(value, "quant_shape", None) or getattr(value, "shape", value))
