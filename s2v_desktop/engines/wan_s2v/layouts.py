"""What a set of tensors is, known by its names: which part of the model, in which naming.

Names of files and folders say nothing: the same name is used for different layouts and the other way round.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """A part of Wan2.2-S2V-14B, or something to put on top of it."""

    TRANSFORMER = "transformer"
    VAE = "vae"
    TEXT_ENCODER = "text encoder"
    TOKENIZER = "tokenizer"
    AUDIO_ENCODER = "audio encoder"
    LORA = "lora"


class Naming(StrEnum):
    """Whose names the tensors have."""

    OFFICIAL = "official"
    DIFFUSERS = "diffusers"
    TRANSFORMERS = "transformers"
    KOHYA = "kohya"


class Layout(NamedTuple):
    """What the tensors are; ``prefix`` stands before every name that belongs to the part."""

    part: Part
    naming: Naming
    prefix: str = ""


class _Signature(NamedTuple):
    """A layout whose tensors include all of ``names``."""

    part: Part
    naming: Naming
    names: tuple[str, ...]


_PREFIXES = ("", "model.diffusion_model.", "diffusion_model.", "transformer.", "model.", "module.", "vae.")

#: The published name has this spelling.
_S2V = "casual_audio_encoder.encoder.final_linear.weight"
_SIGNATURES = (
    _Signature(Part.TRANSFORMER, Naming.OFFICIAL, (_S2V, "blocks.0.self_attn.q.weight")),
    _Signature(
        Part.VAE, Naming.OFFICIAL, ("decoder.middle.0.residual.0.gamma", "decoder.upsamples.0.residual.0.gamma")
    ),
    _Signature(Part.VAE, Naming.DIFFUSERS, ("decoder.mid_block.resnets.0.norm1.gamma", "post_quant_conv.weight")),
    _Signature(Part.TEXT_ENCODER, Naming.OFFICIAL, ("token_embedding.weight", "blocks.0.attn.q.weight")),
    _Signature(
        Part.TEXT_ENCODER,
        Naming.TRANSFORMERS,
        ("encoder.block.0.layer.0.SelfAttention.q.weight", "encoder.block.0.layer.1.DenseReluDense.wi_0.weight"),
    ),
    _Signature(
        Part.AUDIO_ENCODER,
        Naming.TRANSFORMERS,
        ("encoder.layers.0.attention.k_proj.weight", "feature_extractor.conv_layers.0.conv.weight"),
    ),
)
_AUDIO_PREFIX = "wav2vec2."
_LORA_MARKS = (".lora_A.", ".lora_B.", ".lora_down.", ".lora_up.")
_KOHYA_PREFIX = "lora_unet_"

#: Other models that people have, by a name that only they have; what the user is told.
_OTHERS = (
    ("vace_patch_embedding.weight", "Wan VACE"),
    ("face_adapter.fuser_blocks.0.k_norm.weight", "Wan Animate"),
    ("audio_proj.audio_proj_glob_1.layer.bias", "Wan HuMo"),
    ("control_adapter.conv.weight", "Wan Camera"),
    ("img_emb.proj.0.weight", "Wan I2V"),
    ("head.modulation", "Wan T2V"),
    ("condition_embedder.time_proj.weight", "Wan T2V"),
    ("decoder.upsamples.0.upsamples.0.residual.0.gamma", "Wan 2.2 VAE"),
    ("double_blocks.0.img_attn.qkv.weight", "Flux"),
    ("input_blocks.0.0.weight", "Stable Diffusion"),
    ("down_blocks.0.resnets.0.conv1.weight", "Stable Diffusion"),
    ("joint_blocks.0.x_block.attn.qkv.weight", "Stable Diffusion 3"),
    ("encoder.down.0.block.0.norm1.weight", "Stable Diffusion VAE"),
    ("text_model.embeddings.token_embedding.weight", "CLIP"),
)


def recognise(names: Collection[str]) -> Layout | None:
    """Return what the tensors called ``names`` are, or None where they belong to no part of the model."""
    lora = _lora_naming(names)
    if lora is not None:
        return Layout(Part.LORA, lora)
    for prefix in (*_PREFIXES, _AUDIO_PREFIX):
        for signature in _SIGNATURES:
            if all(prefix + name in names for name in signature.names):
                return Layout(signature.part, signature.naming, prefix)
    prefix = _diffusers_s2v_prefix(names)
    return None if prefix is None else Layout(Part.TRANSFORMER, Naming.DIFFUSERS, prefix)


def name_of_other_model(names: Collection[str]) -> str:
    """Return what to call the model with tensors called ``names`` when it is none of ours."""
    for prefix in _PREFIXES:
        for name, model in _OTHERS:
            if prefix + name in names:
                return model
    return next(iter(sorted(names)), "0 tensors")


def without_prefix(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Return ``{name without prefix: name}`` for the names that have it; the others belong to other parts."""
    return {name.removeprefix(prefix): name for name in names if name.startswith(prefix)}


def _lora_naming(names: Iterable[str]) -> Naming | None:
    marked = [name for name in names if any(mark in name for mark in _LORA_MARKS)]
    if not marked:
        return None
    if any(name.startswith(_KOHYA_PREFIX) for name in marked):
        return Naming.KOHYA
    return Naming.DIFFUSERS if any(".attn1." in name or ".attn2." in name for name in marked) else Naming.OFFICIAL


def _diffusers_s2v_prefix(names: Collection[str]) -> str | None:
    """Return the prefix of an S2V transformer in diffusers' naming: its audio encoder has stood in several places."""
    if not any(name.endswith("al_audio_encoder.encoder.final_linear.weight") for name in names):
        return None
    return next((prefix for prefix in _PREFIXES if f"{prefix}blocks.0.attn1.to_q.weight" in names), None)
