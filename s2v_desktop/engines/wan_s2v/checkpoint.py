"""Loading Wan2.2-S2V-14B from every layout that people have; this is the module that others call.

What a file is, is known by the names of its tensors. Weights are mapped from the file and handed to a model that was
made without memory, so that loading takes no second copy of them. Errors are ``InputError`` where there is no such
file and ``ModelError`` where it is damaged, unsafe or of another model.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.assembly import PartTensors, build_empty, fill, read_part
from s2v_desktop.engines.wan_s2v.convert_audio_encoder import convert_audio_encoder_state_dict
from s2v_desktop.engines.wan_s2v.convert_text_encoder import convert_text_encoder_state_dict
from s2v_desktop.engines.wan_s2v.convert_transformer import config_from_state_dict, convert_transformer_state_dict
from s2v_desktop.engines.wan_s2v.convert_vae import convert_vae_state_dict
from s2v_desktop.engines.wan_s2v.folder import FolderDescription, PartDescription, describe_folder, describe_model
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.engines.wan_s2v.lora import LoraReport, load_lora
from s2v_desktop.engines.wan_s2v.model_files import read_json
from s2v_desktop.engines.wan_s2v.sizes import audio_encoder_config, text_encoder_config
from s2v_desktop.engines.wan_s2v.tensor_file import unreadable
from s2v_desktop.engines.wan_s2v.tokenizer import load_tokenizer

if TYPE_CHECKING:
    import torch
    from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
    from transformers import UMT5EncoderModel, Wav2Vec2Model

    from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

__all__ = [
    "FolderDescription",
    "LoraReport",
    "Part",
    "PartDescription",
    "convert_text_encoder_state_dict",
    "convert_transformer_state_dict",
    "convert_vae_state_dict",
    "describe_folder",
    "describe_model",
    "load_audio_encoder",
    "load_lora",
    "load_text_encoder",
    "load_tokenizer",
    "load_transformer",
    "load_vae",
]


def load_transformer(
    path: Path, dtype: torch.dtype | None = None, config: Mapping[str, Any] | None = None
) -> WanS2VTransformer3DModel:
    """Load the transformer from a file, an index of shards, one of the shards, or a folder.

    Args:
        path: Official, either diffusers kind, ComfyUI (bf16 or 8 bits) or GGUF.
        dtype: What is computed in; by default what most weights are, bfloat16 where they are quantised. Layers that
            the model keeps in float32 stay so.
        config: Sizes that shapes do not tell (the number of heads), as in the official ``config.json``; by default
            that file beside ``path``, or 128 channels a head.
    """
    from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

    part = read_part(path, Part.TRANSFORMER)
    sizes = _transformer_config(part, _config_beside(part.path, "audio_dim") if config is None else config)
    model = build_empty(part.path, lambda: WanS2VTransformer3DModel(**sizes))
    in_float32 = WanS2VTransformer3DModel._keep_in_fp32_modules  # noqa: SLF001 (diffusers' name for a public fact)
    fill(model, part, convert_transformer_state_dict, dtype or part.compute_dtype, in_float32)
    return model


def load_vae(path: Path, dtype: torch.dtype | None = None, config: Mapping[str, Any] | None = None) -> AutoencoderKLWan:
    """Load the Wan 2.1 VAE (official ``.pth``, safetensors of either naming).

    ``config`` are arguments of ``AutoencoderKLWan``, by default ``config.json`` beside ``path`` or the published ones.
    """
    from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan

    part = read_part(path, Part.VAE)
    sizes = dict(_config_beside(part.path, "z_dim") if config is None else config)
    known = signature(AutoencoderKLWan.__init__).parameters
    model = build_empty(
        part.path, lambda: AutoencoderKLWan(**{name: value for name, value in sizes.items() if name in known})
    )
    fill(model, part, convert_vae_state_dict, dtype or part.compute_dtype)
    return model


def load_text_encoder(
    path: Path, dtype: torch.dtype | None = None, config: Mapping[str, Any] | None = None
) -> UMT5EncoderModel:
    """Load UMT5 (official ``.pth``, safetensors of either naming, ComfyUI's in 8 bits).

    ``config`` are arguments of ``UMT5Config`` that go before what the shapes tell.
    """
    from transformers import UMT5Config, UMT5EncoderModel

    part = read_part(path, Part.TEXT_ENCODER)
    sizes = text_encoder_config(part.path, convert_text_encoder_state_dict(part.shapes)) | dict(config or {})
    model = build_empty(part.path, lambda: UMT5EncoderModel(UMT5Config(**sizes)))
    fill(model, part, convert_text_encoder_state_dict, dtype or part.compute_dtype)
    return model


def load_audio_encoder(
    path: Path, dtype: torch.dtype | None = None, config: Mapping[str, Any] | None = None
) -> Wav2Vec2Model:
    """Load wav2vec2 (a weights file of transformers' folder, or ComfyUI's single file).

    ``config`` are arguments of ``Wav2Vec2Config``, by default ``config.json`` beside ``path``, or the shapes and what
    all large models share.
    """
    from transformers import Wav2Vec2Config, Wav2Vec2Model

    part = read_part(path, Part.AUDIO_ENCODER)
    given = _config_beside(part.path, "conv_stride") if config is None else config
    sizes = dict(given or audio_encoder_config(part.path, convert_audio_encoder_state_dict(part.shapes)))
    model = build_empty(part.path, lambda: Wav2Vec2Model(Wav2Vec2Config(**sizes)))
    fill(model, part, convert_audio_encoder_state_dict, dtype or part.compute_dtype)
    return model


def _transformer_config(part: PartTensors, config: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return config_from_state_dict(part.shapes, config)
    except KeyError as error:
        raise unreadable(part.path, f"{error.args[0]} missing") from error
    except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, part.path.name, str(error)) from error


def _config_beside(path: Path, known_by: str) -> dict[str, Any]:
    """Return ``config.json`` beside ``path`` where it has the setting ``known_by``: other models lie in folders too."""
    config_path = path.with_name("config.json")
    config = read_json(config_path) if config_path.exists() else {}
    return config if known_by in config else {}
