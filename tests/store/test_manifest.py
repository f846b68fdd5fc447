"""The shipped list of models, and what happens when it is broken."""

import json
import math
import shutil
from pathlib import Path

import pytest
import torch
from checkpoint_layouts import as_fp8_scaled, prefixed, toy_official, wide_official, write_gguf, write_shards
from safetensors.torch import load_file, save_file
from wan_toy import DATA, toy_weights

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.paths import model_manifest_dir
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.folder import describe_folder
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.engines.wan_s2v.memory import PLANS, Weights, needed
from s2v_desktop.store.layout import safe_target
from s2v_desktop.store.manifest import load_catalog

SHIPPED = load_catalog()
MODELS = [model for model in SHIPPED.models if not model.addition]
GIB = 1 << 30


def text_weights():
    tensors = load_file(DATA / "t5_toy.safetensors")
    return {n.removeprefix("text_encoder."): t for n, t in tensors.items() if n.startswith("text_encoder.")}


def bf16():
    return {name: tensor.bfloat16() for name, tensor in toy_official().items()}


def write_transformer(folder: Path, path: str) -> None:
    if path.endswith(".gguf"):
        write_gguf(folder / path, wide_official(), "Q8_0")
    elif "-of-" in path or path.endswith((".index.json", "config.json")):
        write_shards(folder, bf16(), 4)
    elif "fp8" in path:
        save_file(prefixed(as_fp8_scaled(bf16())), folder / path)
    else:
        save_file(prefixed(bf16()), folder / path)


def write_toy(folder: Path, path: str, part: Part) -> None:
    """Write a toy of the file that a piece has at ``path``."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    match part:
        case Part.TRANSFORMER:
            write_transformer(folder, path)
        case Part.TEXT_ENCODER if path.endswith(".pth"):
            torch.save(text_weights(), target)
        case Part.TEXT_ENCODER:
            tensors = checkpoint.convert_text_encoder_state_dict(text_weights())
            del tensors["encoder.embed_tokens.weight"]
            save_file(tensors, target)
        case Part.VAE:
            real = json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())["vae"]
            save_file({name: torch.zeros(2) for name in real}, target)
        case Part.AUDIO_ENCODER:
            save_file(toy_weights("wav2vec2.wav2vec2."), target)
        case Part.TOKENIZER:
            target.with_name("spiece.model").write_bytes(b"spiece")
        case Part.LORA:
            save_file({"diffusion_model.blocks.0.self_attn.q.lora_down.weight": torch.zeros(4, 4)}, target)


@pytest.mark.parametrize("model", SHIPPED.models, ids=lambda model: model.id)
def test_model__its_pieces_in_their_places__leave_nothing_missing(model, tmp_path):
    for piece in SHIPPED.pieces_of(model.id):
        for pattern in piece.patterns:
            path = pattern.replace("-*-of-*", "-00001-of-00004").replace("*", "tokenizer.json")
            write_toy(safe_target(tmp_path, piece.id, path).parents[path.count("/")], path, piece.part)
    found = describe_folder(tmp_path)
    assert [file.error for file in found.unusable] == []
    assert {part.part for part in found.parts} == {piece.part for piece in SHIPPED.pieces_of(model.id)}
    assert found.is_complete != model.addition


def test_catalog__has_the_models_of_the_manifest_folder():
    assert [model.id for model in SHIPPED.models] == [
        "wan2.2-s2v-14b-fp8-comfyui", "wan2.2-s2v-14b-bf16-official", "wan2.2-s2v-14b-q4-gguf",
        "wan2.2-s2v-14b-q5-gguf", "wan2.2-s2v-14b-q6-gguf", "wan2.2-s2v-14b-q8-gguf", "wan2.2-s2v-14b-q3-gguf",
        "wan2.2-s2v-14b-bf16-comfyui", "lightx2v-4steps",
    ]  # fmt: skip


def test_catalog__every_piece_is_used_and_says_where_it_is():
    for piece in SHIPPED.pieces:
        assert SHIPPED.models_with(piece.id), piece.id
        assert piece.repository.huggingface.count("/") == 1
        assert piece.about_bytes > MODELS[0].rank
        for pattern in piece.patterns:
            safe_target(Path("root"), piece.id, pattern.replace("*", "x"))


def test_catalog__what_models_share_is_one_piece():
    shared = [piece.id for piece in SHIPPED.pieces if len(SHIPPED.models_with(piece.id)) > 1]
    assert shared == ["umt5-xxl-bf16", "umt5-xxl-fp8", "umt5-tokenizer", "wan21-vae", "wav2vec2-xlsr-english"]
    everything = {piece.id for model in MODELS for piece in SHIPPED.pieces_of(model.id)}
    assert sum(SHIPPED.about_bytes(model.id) for model in MODELS) > 2 * sum(
        SHIPPED.piece(piece_id).about_bytes for piece_id in everything if piece_id in shared
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_model__what_it_needs__is_what_the_engine_says(model):
    transformer = next(piece for piece in SHIPPED.pieces_of(model.id) if piece.part is Part.TRANSFORMER)
    weights = Weights(transformer.about_bytes, "bf16" in model.id)
    assert model.needs[0].plan == "resident"
    for needs in model.needs:
        memory = needed(PLANS[needs.plan], FrameSize(480, 832), weights)
        assert needs.card_gb == math.ceil(memory.card_bytes / GIB * 10) / 10
        assert needs.ram_gb == math.ceil(memory.ram_bytes / GIB * 10) / 10


@pytest.mark.parametrize("model", SHIPPED.models, ids=lambda model: model.id)
def test_model__words__are_in_both_languages(model):
    for words in (model.title, model.purpose):
        assert words.for_language("en") == words.en
        assert words.for_language("zh_CN") == words.zh_CN
        assert words.en.isascii() or "“" in words.en
    assert any("一" <= letter <= "鿿" for letter in model.purpose.zh_CN)


def test_pieces_of__the_id_of_a_piece__is_that_piece():
    assert SHIPPED.pieces_of("wan21-vae") == (SHIPPED.piece("wan21-vae"),)


def test_model__unknown_id__says_which_there_are():
    with pytest.raises(S2VError) as caught:
        SHIPPED.pieces_of("wan3")
    assert caught.value.code is ErrorCode.MODEL_UNKNOWN
    assert "lightx2v-4steps" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("lightx2v-4steps.toml", "rank = 1", "rank = ", "Invalid value"),
        ("lightx2v-4steps.toml", "rank = 1", 'rank = "1"', "int"),
        ("lightx2v-4steps.toml", "licence", "license", "license"),
        ("lightx2v-4steps.toml", 'id = "light', 'id = "dark', "darkx2v-4steps"),
        ("lightx2v-4steps.toml", '["lightx2v-lora"]', '["lora"]', "lora"),
        ("lightx2v-4steps.toml", '["lightx2v-lora"]', "[]", "no pieces"),
        ("pieces.toml", '"wan21-vae"', '"umt5-xxl-fp8"', "umt5-xxl-fp8 twice"),
        ("pieces.toml", '"vae"', '"wheel"', "wheel"),
    ],
)
def test_load_catalog__broken_manifest__names_the_file_and_the_fault(tmp_path, name, old, new, told):
    folder = shutil.copytree(model_manifest_dir(), tmp_path / "models")
    path = folder / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(S2VError) as caught:
        load_catalog(folder)
    assert caught.value.code is ErrorCode.MANIFEST_INVALID
    assert caught.value.detail == name
    assert told in caught.value.hint


def test_load_catalog__no_pieces_file__is_told(tmp_path):
    with pytest.raises(S2VError) as caught:
        load_catalog(tmp_path)
    assert caught.value.code is ErrorCode.MANIFEST_INVALID
