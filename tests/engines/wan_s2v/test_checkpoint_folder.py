"""What is said about a folder before anything of it is loaded."""

import json

import torch
from checkpoint_layouts import as_fp8_scaled, prefixed, toy_official, wide_official, write_gguf, write_shards
from safetensors.torch import load_file, save_file
from wan_toy import DATA, toy_meta, toy_weights

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.checkpoint import Part
from s2v_desktop.engines.wan_s2v.layouts import Naming, recognise
from s2v_desktop.engines.wan_s2v.tensor_file import Container

REAL = json.loads((DATA / "wan22_s2v_14b_tensors.json").read_text())


def text_weights():
    tensors = load_file(DATA / "t5_toy.safetensors")
    return {n.removeprefix("text_encoder."): t for n, t in tensors.items() if n.startswith("text_encoder.")}


def official_vae():
    """Names of the published file; sizes do not matter here."""
    return {name: torch.zeros(2) for name in REAL["vae"]}


def write_official_folder(folder):
    write_shards(folder, {name: tensor.bfloat16() for name, tensor in toy_official().items()})
    torch.save(text_weights(), folder / "models_t5_umt5-xxl-enc-bf16.pth")
    torch.save(official_vae(), folder / "Wan2.1_VAE.pth")
    (folder / "google" / "umt5-xxl").mkdir(parents=True)
    (folder / "google" / "umt5-xxl" / "spiece.model").write_bytes(b"spiece")
    audio = folder / "wav2vec2-large-xlsr-53-english"
    audio.mkdir()
    save_file(toy_weights("wav2vec2."), audio / "model.safetensors")
    (audio / "config.json").write_text(json.dumps(toy_meta()["config"]["wav2vec2"]))


def test_recognise__real_names__are_what_they_are():
    assert recognise(REAL["transformer"].keys()) == (Part.TRANSFORMER, Naming.OFFICIAL, "")
    assert recognise(prefixed(REAL["transformer"]).keys()).prefix == "model.diffusion_model."
    assert recognise(REAL["vae"].keys()) == (Part.VAE, Naming.OFFICIAL, "")
    assert recognise(REAL["text_encoder"].keys()) == (Part.TEXT_ENCODER, Naming.OFFICIAL, "")


def test_describe_folder__official__has_everything(tmp_path):
    write_official_folder(tmp_path)
    found = checkpoint.describe_folder(tmp_path)
    assert found.is_complete
    assert found.unusable == ()
    assert [part.part for part in found.parts] == [
        Part.TRANSFORMER, Part.VAE, Part.TEXT_ENCODER, Part.TOKENIZER, Part.AUDIO_ENCODER,
    ]  # fmt: skip
    transformer = found.find(Part.TRANSFORMER)
    assert transformer.naming is Naming.OFFICIAL
    assert transformer.container is Container.SAFETENSORS
    assert transformer.dtype == "bf16"
    assert len(transformer.files) == 3
    assert transformer.parameters == sum(tensor.numel() for tensor in toy_official().values())
    assert transformer.size_bytes == sum(file.stat().st_size for file in tmp_path.glob("*.safetensors"))
    assert found.find(Part.VAE).container is Container.PICKLE
    assert found.find(Part.TEXT_ENCODER).dtype == "f32"
    assert found.find(Part.TOKENIZER).path == tmp_path / "google" / "umt5-xxl"


def test_describe_folder__comfyui__knows_parts_by_their_tensors(tmp_path):
    bf16 = {name: tensor.bfloat16() for name, tensor in wide_official(512, 1024).items()}
    fp8, text = as_fp8_scaled(bf16), checkpoint.convert_text_encoder_state_dict(text_weights())
    del text["encoder.embed_tokens.weight"]
    files = {
        "diffusion_models/a.safetensors": prefixed(fp8),
        "vae/b.safetensors": official_vae(),
        "text_encoders/c.safetensors": text | {"spiece_model": torch.zeros(9, dtype=torch.uint8)},
        "audio_encoders/d.safetensors": toy_weights("wav2vec2.wav2vec2."),
        "loras/e.safetensors": {"diffusion_model.blocks.0.self_attn.q.lora_down.weight": torch.zeros(4, 4)},
        "checkpoints/f.safetensors": {"model.diffusion_model.input_blocks.0.0.weight": torch.zeros(1)},
    }
    for name, tensors in files.items():
        (tmp_path / name).parent.mkdir()
        save_file(tensors, tmp_path / name)
    found = checkpoint.describe_folder(tmp_path)
    assert found.is_complete
    assert {part.part: part.path.name[0] for part in found.parts} == {
        Part.TRANSFORMER: "a", Part.VAE: "b", Part.TEXT_ENCODER: "c",
        Part.TOKENIZER: "c", Part.AUDIO_ENCODER: "d", Part.LORA: "e",
    }  # fmt: skip
    assert found.find(Part.TRANSFORMER).dtype == "f8_e4m3"
    assert [(file.path.name, file.error.code) for file in found.unusable] == [
        ("f.safetensors", ErrorCode.MODEL_WRONG_KIND)
    ]


def test_describe_folder__gguf_alone__says_what_is_missing(tmp_path):
    write_gguf(tmp_path / "model-Q4_K_M.gguf", wide_official(), "Q4_K")
    found = checkpoint.describe_folder(tmp_path)
    assert found.missing == (Part.VAE, Part.TEXT_ENCODER, Part.TOKENIZER, Part.AUDIO_ENCODER)
    assert found.find(Part.TRANSFORMER).container is Container.GGUF
    assert found.find(Part.TRANSFORMER).parameters == sum(tensor.numel() for tensor in wide_official().values())


def test_describe_folder__damaged_copy_beside_a_good_one__is_listed_and_not_taken(tmp_path):
    save_file(toy_official(), tmp_path / "good.safetensors")
    content = (tmp_path / "good.safetensors").read_bytes()
    (tmp_path / "a damaged copy.safetensors").write_bytes(content[:-1])
    found = checkpoint.describe_folder(tmp_path)
    assert found.find(Part.TRANSFORMER).path.name == "good.safetensors"
    assert [file.path.name for file in found.unusable] == ["a damaged copy.safetensors"]
    assert isinstance(found.unusable[0].error, ModelError)


def test_describe_folder__shards_without_index__are_one_model(tmp_path):
    write_shards(tmp_path, toy_official()).unlink()
    assert len(checkpoint.describe_folder(tmp_path).parts) == 1


def test_describe_folder__sparse_file_of_32_gigabytes__is_described_by_its_header(tmp_path):
    """Headers only: the data of this file, real names and shapes, are a hole on the disk."""
    header, offset = {}, 0
    for name, shape in REAL["transformer"].items():
        size = 2 * torch.Size(shape).numel()
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    raw = json.dumps(header).encode()
    with (tmp_path / "s2v.safetensors").open("wb") as file:
        file.write(len(raw).to_bytes(8, "little") + raw)
        file.truncate(8 + len(raw) + offset)
    part = checkpoint.describe_folder(tmp_path).find(Part.TRANSFORMER)
    assert part.size_bytes > 32e9
    assert round(part.parameters / 1e9, 3) == 16.296
