"""Small models folders and catalogues: pieces with records as a download leaves them, and a user's own folders."""

import hashlib
from pathlib import Path

import torch
from checkpoint_layouts import as_fp8_scaled, wide_official
from safetensors.torch import load_file, save_file
from wan_toy_folder import write_toy_folder

from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.layout import FileRecord, PieceRecord, piece_folder, write_record
from s2v_desktop.store.manifest import Catalog, Model, Piece, Repositories, Words

GB = 1_000_000_000
_NOTHING = Words("Model", "模型")
_PIECES = (
    ("net-bf16-official", Part.TRANSFORMER, ("net-*-of-*.safetensors", "net.safetensors.index.json"), 32 * GB),
    ("net-bf16-comfyui", Part.TRANSFORMER, ("net_bf16.safetensors",), 32 * GB),
    ("net-fp8-comfyui", Part.TRANSFORMER, ("net_fp8.safetensors",), 16 * GB),
    ("net-q4-gguf", Part.TRANSFORMER, ("net-Q4_K_M.gguf",), 13 * GB),
    ("text-bf16", Part.TEXT_ENCODER, ("text.pth",), 11 * GB),
    ("text-fp8", Part.TEXT_ENCODER, ("text.safetensors",), 7 * GB),
    ("tokenizer", Part.TOKENIZER, ("google/umt5-xxl/*",), 20_000_000),
    ("vae", Part.VAE, ("vae/vae.safetensors",), 250_000_000),
    ("audio", Part.AUDIO_ENCODER, ("audio.safetensors",), 600_000_000),
    ("lora", Part.LORA, ("loras/wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors",), GB),
)
_COMMON = ("tokenizer", "vae", "audio")
_MODELS = (
    ("fp8", ("net-fp8-comfyui", "text-fp8", *_COMMON)),
    ("q4", ("net-q4-gguf", "text-fp8", *_COMMON)),
    ("official", ("net-bf16-official", "text-bf16", *_COMMON)),
    ("comfyui", ("net-bf16-comfyui", "text-fp8", *_COMMON)),
)


def small_catalog() -> Catalog:
    """Four models and an addition, of pieces like the shipped ones under shorter names."""
    pieces = tuple(
        Piece(piece_id, part, Repositories("owner/name"), patterns, about_bytes)
        for piece_id, part, patterns, about_bytes in _PIECES
    )
    models = [
        Model(model_id, _NOTHING, _NOTHING, "Apache-2.0", "comfyui", ids, rank)
        for rank, (model_id, ids) in enumerate(_MODELS, 1)
    ]
    addition = Model("draft", _NOTHING, _NOTHING, "Apache-2.0", "lora", ("lora",), 1, addition=True)
    return Catalog((*models, addition), pieces)


def install_piece(root: Path, piece_id: str, files: dict[str, bytes] | None = None) -> Path:
    """Put a finished piece into ``root``, of ``files`` or of one that says its name; return its folder."""
    files = files if files is not None else {"model.bin": piece_id.encode()}
    folder = piece_folder(root, piece_id)
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        records.append(FileRecord(path, len(content), hashlib.sha256(content).hexdigest()))
    write_record(root, PieceRecord(piece_id, "huggingface", "owner/name", "0" * 40, tuple(records)))
    return folder


def install_toy(root: Path, scratch: Path, *transformers: str) -> None:
    """Install toy models of which videos can be made: each transformer (ids of pieces) in files of its own."""
    common = write_toy_folder(scratch)
    install_piece(root, "text-bf16", {"text.pth": (common / "models_t5_umt5-xxl-enc-bf16.pth").read_bytes()})
    for piece_id, folder in (
        ("tokenizer", common / "google" / "umt5-xxl"),
        ("vae", common / "vae"),
        ("audio", common / "wav2vec2-large-xlsr-53-english"),
    ):
        install_piece(root, piece_id, {path.name: path.read_bytes() for path in folder.iterdir()})
    network = {path.name: path.read_bytes() for path in common.glob("*.json")}
    network |= {path.name: path.read_bytes() for path in common.glob("diffusion*.safetensors")}
    for piece_id in transformers:
        install_piece(root, piece_id, network)


def write_comfyui(folder: Path, scratch: Path) -> Path:
    """Write ComfyUI's ``models`` tree with toy weights, other people's models among them; return it."""
    common = write_toy_folder(scratch)
    network = {name: tensor.to(torch.bfloat16) for name, tensor in wide_official().items()}
    text = {name: tensor.to(torch.bfloat16) for name, tensor in torch.load(scratch / _TEXT).items()}
    files = {
        "diffusion_models/anything.safetensors": as_fp8_scaled(network),
        "diffusion_models/again bf16.safetensors": network,
        "text_encoders/text_bf16.safetensors": text,
        "vae/some vae.safetensors": load_file(common / "vae" / "diffusion_pytorch_model.safetensors"),
        "audio_encoders/w2v.safetensors": load_file(common / "wav2vec2-large-xlsr-53-english" / "model.safetensors"),
        "loras/other style.safetensors": {"lora_unet_x.lora_up.weight": torch.zeros(4, 4)},
        "checkpoints/sd15.safetensors": {"input_blocks.0.0.weight": torch.zeros(4)},
    }
    for path, tensors in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / path)
    (folder / "configs").mkdir()
    (folder / "configs" / "v1-inference.yaml").write_text("model: none")
    return folder


_TEXT = "models_t5_umt5-xxl-enc-bf16.pth"
