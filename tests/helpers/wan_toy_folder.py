"""A complete folder of toy models, laid out as the official one, that the whole engine can run on."""

import json
from pathlib import Path

import torch
from checkpoint_layouts import toy_official, write_shards
from safetensors.torch import load_file, save_file
from wan_toy import DATA, toy_meta, toy_weights, word_tokenizer

LORA_NAME = "wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors"
_TOY_TEXT_DIM = 32


def write_toy_folder(folder: Path, lora: bool = False) -> Path:
    """Write all parts into ``folder`` (about 8 MB), the 4-step LoRA among them where ``lora``; return it."""
    write_shards(folder, toy_official())
    torch.save(_text_encoder(), folder / "models_t5_umt5-xxl-enc-bf16.pth")
    word_tokenizer("a singer on stage slow pan right film grain").save_pretrained(folder / "google" / "umt5-xxl")
    _write_configured(folder / "vae" / "diffusion_pytorch_model.safetensors", "vae.", toy_meta()["config"]["vae"])
    audio = folder / "wav2vec2-large-xlsr-53-english" / "model.safetensors"
    _write_configured(audio, "wav2vec2.", toy_meta()["config"]["wav2vec2"])
    if lora:
        save_file(_lora(), folder / LORA_NAME)
    return folder


def _write_configured(path: Path, prefix: str, config: dict) -> None:
    path.parent.mkdir(parents=True)
    save_file(toy_weights(prefix), path)
    path.with_name("config.json").write_text(json.dumps(config))


def _text_encoder() -> dict[str, torch.Tensor]:
    """Random weights under the published names, as wide as the toy transformer's text."""
    generator = torch.Generator().manual_seed(0)
    wanted = toy_meta()["config"]["transformer"]["text_dim"]
    weights = {}
    for name, tensor in load_file(DATA / "t5_toy.safetensors").items():
        if name.startswith("text_encoder."):
            is_table = "pos_embedding" in name  # its 32 are distances
            shape = [wanted if side == _TOY_TEXT_DIM and not is_table else side for side in tensor.shape]
            weights[name.removeprefix("text_encoder.")] = torch.randn(shape, generator=generator) * 0.2
    return weights


def _lora(rank: int = 4) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    weights = {}
    for name, tensor in toy_official().items():
        if name.startswith("blocks.") and "self_attn" in name and name.endswith((".q.weight", ".o.weight")):
            layer = "diffusion_model." + name.removesuffix(".weight")
            weights[f"{layer}.lora_down.weight"] = torch.randn(rank, tensor.shape[1], generator=generator) * 0.1
            weights[f"{layer}.lora_up.weight"] = torch.randn(tensor.shape[0], rank, generator=generator) * 0.1
            weights[f"{layer}.alpha"] = torch.tensor(float(rank))
    return weights
