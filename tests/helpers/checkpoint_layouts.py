"""Writes toy checkpoints in the layouts in which people have the real ones."""

import json
import re
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import save_file
from wan_toy import toy_meta, toy_weights

from s2v_desktop.engines.wan_s2v.convert_transformer import convert_transformer_name
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

Weights = dict[str, torch.Tensor]
FP8_MAX = 448.0


def toy_official() -> Weights:
    """The toy transformer under the published names."""
    return toy_weights("transformer.")


def toy_config() -> dict:
    """The toy's ``config.json`` as published."""
    return toy_meta()["config"]["transformer"]


def wide_official(dim: int = 256, ffn_dim: int = 512, seed: int = 0) -> Weights:
    """Random weights, wide enough for quantisation in blocks of 256, under the published names."""
    torch.manual_seed(seed)
    ours = WanS2VTransformer3DModel(
        num_attention_heads=dim // 64,
        attention_head_dim=64,
        text_dim=40,
        freq_dim=64,
        ffn_dim=ffn_dim,
        num_layers=4,
        audio_dim=24,
        audio_inject_layers=(0, 2),
    ).state_dict()
    return {name: ours[convert_transformer_name(name)] for name in toy_official()}


def wide_config(dim: int = 256) -> dict:
    return toy_config() | {"dim": dim, "num_heads": dim // 64, "ffn_dim": 2 * dim}


def write_shards(folder: Path, weights: Weights, count: int = 3, config: dict | None = None) -> Path:
    """Write the official layout; return the index."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(weights)
    weight_map: dict[str, str] = {}
    for number in range(count):
        file = f"diffusion_pytorch_model-{number + 1:05d}-of-{count:05d}.safetensors"
        own = names[number::count]
        save_file({name: weights[name].contiguous() for name in own}, folder / file, {"format": "pt"})
        weight_map |= dict.fromkeys(own, file)
    total = sum(tensor.numel() * tensor.element_size() for tensor in weights.values())
    index = folder / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}))
    (folder / "config.json").write_text(json.dumps(toy_config() if config is None else config))
    return index


def prefixed(weights: Weights, prefix: str = "model.diffusion_model.") -> Weights:
    return {prefix + name: tensor for name, tensor in weights.items()}


# The order in which the public conversion script replaces parts of names; S2V's own parts at the end.
_DIFFUSERS_RENAMES = (
    ("time_embedding.0", "condition_embedder.time_embedder.linear_1"),
    ("time_embedding.2", "condition_embedder.time_embedder.linear_2"),
    ("text_embedding.0", "condition_embedder.text_embedder.linear_1"),
    ("text_embedding.2", "condition_embedder.text_embedder.linear_2"),
    ("time_projection.1", "condition_embedder.time_proj"),
    ("head.modulation", "scale_shift_table"),
    ("head.head", "proj_out"),
    ("modulation", "scale_shift_table"),
    ("ffn.0", "ffn.net.0.proj"),
    ("ffn.2", "ffn.net.2"),
    ("norm3", "norm2"),
    ("self_attn.norm", "attn1.norm"),
    ("cross_attn.norm", "attn2.norm"),
    ("cond_encoder", "condition_embedder.pose_embedder"),
    ("trainable_cond_mask", "trainable_condition_mask"),
)


def renamed_as_diffusers(weights: Weights, audio_encoder: str = "causal_audio_encoder") -> Weights:
    """The kind that renames; its audio encoder was spelled in two ways over time."""

    def rename(name: str) -> str:
        for old, new in _DIFFUSERS_RENAMES:
            name = name.replace(old, new)
        name = name.replace("casual_audio_encoder", f"condition_embedder.{audio_encoder}")
        name = re.sub(r"self_attn\.([qkv])\.", r"attn1.to_\1.", name).replace("self_attn.o.", "attn1.to_out.0.")
        name = re.sub(r"cross_attn\.([qkv])\.", r"attn2.to_\1.", name).replace("cross_attn.o.", "attn2.to_out.0.")
        name = re.sub(r"(injector\.\d+)\.([qkv])\.", r"\1.to_\2.", name)
        return re.sub(r"(injector\.\d+)\.o\.", r"\1.to_out.0.", name)

    return {rename(name): tensor for name, tensor in weights.items()}


def is_quantised_in_files(name: str, tensor: torch.Tensor) -> bool:
    """Whether the files with 8 or fewer bits hold this tensor quantised."""
    kept = ("text_embedding", "time_embedding", "time_projection", "patch_embedding", "head.", "modulation")
    return name.endswith(".weight") and tensor.ndim == 2 and not name.startswith(kept)


def as_fp8_scaled(weights: Weights, input_scale: bool = True) -> Weights:
    """ComfyUI's ``fp8_scaled``: 8 bits in the blocks and injectors, a scale for each."""
    scaled: Weights = {"scaled_fp8": torch.zeros(2, dtype=torch.float8_e4m3fn)}
    for name, tensor in weights.items():
        if is_quantised_in_files(name, tensor) and name.startswith(("blocks.", "audio_injector.")):
            scale = tensor.float().abs().max() / FP8_MAX
            scaled[name] = (tensor.float() / scale).to(torch.float8_e4m3fn)
            scaled[name.replace(".weight", ".scale_weight")] = scale
            if input_scale:
                scaled[name.replace(".weight", ".scale_input")] = torch.tensor(1.0)
        else:
            scaled[name] = tensor
    return scaled


def from_fp8_scaled(scaled: Weights) -> Weights:
    """What such a file stands for."""
    plain: Weights = {}
    for name, tensor in scaled.items():
        if tensor.dtype == torch.float8_e4m3fn and name != "scaled_fp8":
            plain[name] = tensor.float() * scaled[name.replace(".weight", ".scale_weight")]
        elif not name.endswith((".scale_weight", ".scale_input", "scaled_fp8")):
            plain[name] = tensor
    return plain


def random_q4_k(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Valid Q4_K blocks of random content (there is no quantiser in Python): scales of about 1e-3."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (*shape[:-1], shape[-1] // 256, 144), dtype=np.uint8)
    scales = rng.uniform(0.5e-4, 2e-4, (*blocks.shape[:-1], 2)).astype(np.float16)
    blocks[..., :4] = scales.view(np.uint8)
    return blocks.reshape(*shape[:-1], -1)


def write_gguf(path: Path, weights: Weights, kind: str, flatten_5d: bool = True) -> Weights:
    """Write ``weights`` as converters do; return what the file stands for, expanded by the gguf package.

    ``kind`` is ``Q8_0``, ``Q4_K`` (random content) or ``BF16``; what is not quantised is F32, or BF16 for 2-D weights.
    """
    writer = gguf.GGUFWriter(path, "wan")
    stands_for: Weights = {}
    for seed, (name, tensor) in enumerate(weights.items()):
        array = tensor.float().numpy()
        quant = gguf.GGMLQuantizationType.F32
        if is_quantised_in_files(name, tensor) and tensor.shape[-1] % 256 == 0:
            quant = gguf.GGMLQuantizationType[kind]
        elif tensor.ndim == 2:
            quant = gguf.GGMLQuantizationType.BF16
        if kind == "Q4_K" and quant.name == kind:
            data = random_q4_k(tuple(tensor.shape), seed)
        else:
            data = array if quant.name == "F32" else gguf.quants.quantize(array, quant)
        expanded = array if quant.name == "F32" else gguf.quants.dequantize(data, quant)
        stands_for[name] = torch.from_numpy(np.array(expanded, dtype=np.float32)).reshape(tensor.shape)
        if tensor.ndim > 4 and flatten_5d:  # the format's limit
            writer.add_array(f"comfy.gguf.orig_shape.{name}", [int(side) for side in tensor.shape])
            data = data.reshape(data.shape[0], -1)
        writer.add_tensor(name, data, raw_dtype=quant)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return stands_for
