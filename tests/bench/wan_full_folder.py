"""A models folder of Wan2.2-S2V-14B in its full size and official layout, with random weights drawn on the card."""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import Wav2Vec2Config, Wav2Vec2Model
from wan_toy import DATA, word_tokenizer

LORA_NAME = "wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors"
_SHARD_BYTES = 4_000_000_000
_LORA_RANK = 64


def write_full_folder(folder: Path, device: str = "cuda") -> Path:
    """Write 46 GB: transformer (bf16), VAE, UMT5 (bf16), tokenizer, wav2vec2 and a 4-step LoRA; return ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    names = json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())
    generator = torch.Generator(device).manual_seed(0)

    def draw(name: str, shape: list[int], dtype: torch.dtype) -> torch.Tensor:
        values = torch.randn(shape, device=device, dtype=torch.float32, generator=generator)
        if ("norm" in name and name.endswith(".weight")) or name.endswith("gamma"):
            values = 1 + 0.1 * values
        elif len(shape) > 1 and "modulation" not in name:
            values *= 1 / math.sqrt(math.prod(shape[1:]))
        else:
            values *= 0.1
        return values.to(dtype).cpu()

    _write_shards(folder, names["transformer"], draw)
    config = dict(names["transformer_config"])
    (folder / "config.json").write_text(json.dumps(config))
    save_file({n: draw(n, s, torch.float32) for n, s in names["vae"].items()}, folder / "wan_2.1_vae.safetensors")
    text = {name: draw(name, shape, torch.bfloat16) for name, shape in names["text_encoder"].items()}
    save_file(text, folder / "umt5_xxl.safetensors")
    word_tokenizer("a singer on stage slow pan right film grain").save_pretrained(folder / "google" / "umt5-xxl")
    _write_audio_encoder(folder / "wav2vec2-large-xlsr-53-english")
    save_file(_lora(names["transformer"], draw), folder / LORA_NAME)
    return folder


def _write_shards(folder: Path, shapes: dict[str, list[int]], draw) -> None:
    shards: list[list[str]] = [[]]
    size = 0
    for name, shape in shapes.items():
        size += 2 * math.prod(shape)
        if size > _SHARD_BYTES:
            shards.append([])
            size = 2 * math.prod(shape)
        shards[-1].append(name)
    weight_map = {}
    for number, names in enumerate(shards, 1):
        file = f"diffusion_pytorch_model-{number:05d}-of-{len(shards):05d}.safetensors"
        save_file({name: draw(name, shapes[name], torch.bfloat16) for name in names}, folder / file)
        weight_map |= dict.fromkeys(names, file)
    index = folder / "diffusion_pytorch_model.safetensors.index.json"
    total = sum(2 * math.prod(shape) for shape in shapes.values())
    index.write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}))


def _write_audio_encoder(folder: Path) -> None:
    config = Wav2Vec2Config(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, conv_bias=True,
        feat_extract_norm="layer", do_stable_layer_norm=True, vocab_size=33,
    )  # fmt: skip
    Wav2Vec2Model(config).to(torch.float16).save_pretrained(folder)


def _lora(shapes: dict[str, list[int]], draw) -> dict[str, torch.Tensor]:
    weights = {}
    for name, shape in shapes.items():
        if name.startswith("blocks.") and len(shape) == 2 and name.endswith(".weight"):
            layer = "diffusion_model." + name.removesuffix(".weight")
            weights[f"{layer}.lora_down.weight"] = draw("down", [_LORA_RANK, shape[1]], torch.bfloat16)
            weights[f"{layer}.lora_up.weight"] = draw("up", [shape[0], _LORA_RANK], torch.bfloat16) * 0.02
            weights[f"{layer}.alpha"] = torch.tensor(float(_LORA_RANK))
    return weights
