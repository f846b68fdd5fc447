"""A hub with toy models on this computer, and the manifests that name them: two models that share all but one part."""

from __future__ import annotations

from pathlib import Path

from hub_server import HubServer
from wan_toy_folder import LORA_NAME, write_toy_folder

REPOSITORY = "toys/Wan-toy"
#: The part that makes each of the two models, and where it is below its own folder.
FIRST, SECOND = "toy", "toy-second"
LORA = "toy-lora"

_PIECES = {
    "toy-transformer": ("transformer", "first/*"),
    "toy-transformer-second": ("transformer", "second/*"),
    "toy-text-encoder": ("text encoder", "models_t5_umt5-xxl-enc-bf16.pth"),
    "toy-tokenizer": ("tokenizer", "google/umt5-xxl/*"),
    "toy-vae": ("vae", "vae/*"),
    "toy-wav2vec2": ("audio encoder", "wav2vec2-large-xlsr-53-english/*"),
    "toy-lora": ("lora", LORA_NAME),
}
_SHARED = ("toy-text-encoder", "toy-tokenizer", "toy-vae", "toy-wav2vec2")
_MODELS = {
    FIRST: ("Toy", "玩具", ("toy-transformer", *_SHARED)),
    SECOND: ("Second toy", "第二个玩具", ("toy-transformer-second", *_SHARED)),
    LORA: ("Toy LoRA", "玩具 LoRA", ("toy-lora",)),
}


def toy_files(folder: Path) -> dict[str, bytes]:
    """Return the files of the toy repository, made in ``folder``: the transformer is there twice."""
    write_toy_folder(folder, lora=True)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shards = {name: content for name, content in files.items() if name.startswith("diffusion_pytorch_model")}
    others = {name: content for name, content in files.items() if name not in shards}
    for copy in ("first", "second"):
        others |= {f"{copy}/{name}": content for name, content in shards.items()}
    return others


def toy_hub(files: dict[str, bytes]) -> HubServer:
    """Return a hub that has ``files``, not yet at work."""
    return HubServer({REPOSITORY: dict(files)})


def write_toy_manifests(folder: Path, files: dict[str, bytes]) -> Path:
    """Write manifests of the toy models into ``folder``; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [_piece(name, part, pattern, files) for name, (part, pattern) in _PIECES.items()]
    (folder / "pieces.toml").write_text("\n".join(pieces), encoding="utf-8")
    for rank, (name, (title, chinese, needed)) in enumerate(_MODELS.items(), 1):
        text = (
            f'id = "{name}"\nlicence = "Apache-2.0"\nlayout = "official"\nrank = {rank}\n'
            f"addition = {str(name == LORA).lower()}\npieces = {list(needed)!r}\n"
            f'[title]\nen = "{title}"\nzh_CN = "{chinese}"\n'
            '[purpose]\nen = "To try things out."\nzh_CN = "用来试验。"\n'
        )
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def piece_bytes(piece_id: str, files: dict[str, bytes]) -> int:
    """Return how large a piece is."""
    prefix = _PIECES[piece_id][1].removesuffix("*")
    return sum(len(content) for name, content in files.items() if name.startswith(prefix))


def _piece(name: str, part: str, pattern: str, files: dict[str, bytes]) -> str:
    return (
        f'[[piece]]\nid = "{name}"\npart = "{part}"\nabout_bytes = {piece_bytes(name, files)}\n'
        f'patterns = ["{pattern}"]\n[piece.repository]\nhuggingface = "{REPOSITORY}"\n'
    )
