"""Files that cannot be used are refused with a sentence, before anything in them is run."""

import json
import os
import pickle

import pytest
import torch
from checkpoint_layouts import toy_config, toy_official, write_shards
from safetensors.torch import load_file, save_file
from wan_toy import DATA, toy_weights

from s2v_desktop.core.error_text import describe_error
from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.engines.wan_s2v import checkpoint

UNREADABLE, MISSING = ErrorCode.MODEL_UNREADABLE, ErrorCode.MODEL_MISSING
WRONG_KIND, UNSAFE = ErrorCode.MODEL_WRONG_KIND, ErrorCode.MODEL_UNSAFE


def refusal(path, load=checkpoint.load_transformer) -> S2VError:
    """The error of ``load``; its sentence is one that a user can read."""
    with pytest.raises(S2VError) as caught:
        load(path)
    words = describe_error(caught.value)
    assert len(words) < 300
    assert "Traceback" not in words
    assert "\n" not in words
    return caught.value


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file(toy_official(), path)
    return path


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.999])
def test_truncated_safetensors__is_refused(file, kept):
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * kept)])
    error = refusal(file)
    assert error.code is UNREADABLE
    assert error.detail == "model.safetensors"
    assert f"of {len(content)} bytes" in error.hint


def test_truncated_header__is_refused(file):
    file.write_bytes(file.read_bytes()[:1000])
    assert refusal(file).code is UNREADABLE


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 7, b"\xff" * 64, b"\x02\0\0\0\0\0\0\0{}", b"<html>404 Not Found</html>"]
)
def test_no_safetensors_at_all__is_refused(file, content):
    file.write_bytes(content)
    assert refusal(file).code in (UNREADABLE, ErrorCode.FILE_EMPTY)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [-1], "data_offsets": [0, -4]},
        {"dtype": "X9", "shape": [1], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": "1"},
        7,
    ],
)
def test_header_that_makes_no_sense__is_refused(file, entry):
    header = json.dumps({"weight": entry}).encode()
    file.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)
    assert refusal(file).code is UNREADABLE


def test_missing_file__is_refused(tmp_path):
    assert refusal(tmp_path / "none.safetensors").code is ErrorCode.FILE_MISSING


def test_empty_folder__is_refused(tmp_path):
    error = refusal(tmp_path)
    assert (error.code, error.detail) == (MISSING, "transformer")


def test_folder_with_a_damaged_model__tells_the_damage(file):
    file.write_bytes(file.read_bytes()[:-1])
    assert refusal(file.parent).code is UNREADABLE


def test_shard_missing__is_named(tmp_path):
    index = write_shards(tmp_path, toy_official())
    (tmp_path / "diffusion_pytorch_model-00002-of-00003.safetensors").unlink()
    for path in (index, tmp_path / "diffusion_pytorch_model-00001-of-00003.safetensors"):
        error = refusal(path)
        assert (error.code, error.detail) == (MISSING, "diffusion_pytorch_model-00002-of-00003.safetensors")


def test_shard_of_another_model__is_refused(tmp_path):
    index = write_shards(tmp_path, toy_official())
    shard = tmp_path / "diffusion_pytorch_model-00002-of-00003.safetensors"
    save_file({f"other.{name}": tensor for name, tensor in load_file(shard).items()}, shard)
    error = refusal(index)
    assert (error.code, error.detail) == (UNREADABLE, shard.name)


def test_shard_of_the_same_model_in_another_precision__is_refused(tmp_path):
    index = write_shards(tmp_path, toy_official())
    shard = tmp_path / "diffusion_pytorch_model-00002-of-00003.safetensors"
    save_file({name: tensor.half() for name, tensor in load_file(shard).items()}, shard)
    assert refusal(index).code is UNREADABLE


def test_shards_twice_the_same__are_refused(tmp_path):
    write_shards(tmp_path, toy_official()).unlink()
    first, second = (tmp_path / f"diffusion_pytorch_model-0000{i}-of-00003.safetensors" for i in (1, 2))
    second.write_bytes(first.read_bytes())
    assert refusal(first).code is UNREADABLE


@pytest.mark.parametrize("index", ["[]", "{", '{"weight_map": 3}', '{"weight_map": {"a": "../../secret"}}'])
def test_index_that_makes_no_sense__is_refused(tmp_path, index):
    path = write_shards(tmp_path, toy_official())
    path.write_text(index)
    assert refusal(path).code is UNREADABLE


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["head.modulation", "blocks.0.self_attn.q.weight", "patch_embedding.weight"], "Wan T2V"),
        (["model.diffusion_model.input_blocks.0.0.weight", "cond_stage_model.x"], "Stable Diffusion"),
        (["blocks.0.self_attn.q.lora_down.weight", "blocks.0.self_attn.q.lora_up.weight"], "lora"),
        (["encoder.layers.0.attention.k_proj.weight", "feature_extractor.conv_layers.0.conv.weight"], "audio encoder"),
        (["my.own.weight"], "my.own.weight"),
    ],
)
def test_another_model__is_told_what_it_is(tmp_path, names, kind):
    path = tmp_path / "s2v.safetensors"
    save_file({name: torch.zeros(2, 2) for name in names}, path)
    error = refusal(path)
    assert (error.code, error.detail, error.hint) == (WRONG_KIND, path.name, kind)


@pytest.mark.parametrize(
    "load", [checkpoint.load_vae, checkpoint.load_text_encoder, checkpoint.load_audio_encoder], ids=lambda f: f.__name__
)
def test_transformer_given_as_another_part__is_refused(file, load):
    error = refusal(file, load)
    assert (error.code, error.hint) == (WRONG_KIND, "transformer")


def test_tensor_missing__is_named(tmp_path):
    weights = toy_official()
    del weights["blocks.2.ffn.0.bias"]
    save_file(weights, tmp_path / "m.safetensors")
    error = refusal(tmp_path / "m.safetensors")
    assert error.code is UNREADABLE
    assert error.hint == "blocks.2.ffn.net.0.proj.bias missing"


def test_tensor_that_the_model_does_not_have__is_named(tmp_path):
    save_file(toy_official() | {"blocks.2.extra.weight": torch.zeros(1)}, tmp_path / "m.safetensors")
    error = refusal(tmp_path / "m.safetensors")
    assert (error.code, error.hint) == (WRONG_KIND, "blocks.2.extra.weight")


def test_tensor_of_another_shape__is_named(tmp_path):
    weights = toy_official()
    weights["blocks.2.ffn.0.weight"] = weights["blocks.2.ffn.0.weight"].T.contiguous()
    save_file(weights, tmp_path / "m.safetensors")
    error = refusal(tmp_path / "m.safetensors")
    assert error.code is UNREADABLE
    assert error.hint == "blocks.2.ffn.net.0.proj.weight [48, 96] ≠ [96, 48]"


def test_tensor_of_integers__is_refused(tmp_path):
    weights = toy_official()
    weights["blocks.2.ffn.0.weight"] = weights["blocks.2.ffn.0.weight"].to(torch.int8)
    save_file(weights, tmp_path / "m.safetensors")
    assert refusal(tmp_path / "m.safetensors").code is WRONG_KIND


@pytest.mark.parametrize("shape", [None, (0, 4)])
def test_file_without_tensors__is_refused(tmp_path, shape):
    tensors = {} if shape is None else {"blocks.0.self_attn.q.weight": torch.zeros(shape)}
    save_file(tensors, tmp_path / "m.safetensors")
    assert refusal(tmp_path / "m.safetensors").code is UNREADABLE


@pytest.mark.parametrize(
    "config", [{"enable_framepack": False}, {"num_heads": 7}, {"num_heads": 0}, {"num_heads": "x"}]
)
def test_config_that_fits_no_model__is_refused(file, config):
    (file.parent / "config.json").write_text(json.dumps(toy_config() | config))
    assert refusal(file).code in (WRONG_KIND, UNREADABLE)


class _CreatesFile:
    def __init__(self, path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("save", ["zip", "legacy", "bare"])
def test_pickle_with_code__is_refused_and_not_run(tmp_path, save):
    content = dict(toy_weights("vae.")) | {"decoder.extra": _CreatesFile(tmp_path / "was run")}
    path = tmp_path / "Wan2.1_VAE.pth"
    if save == "bare":
        path.write_bytes(pickle.dumps(content))
    else:
        torch.save(content, path, _use_new_zipfile_serialization=save == "zip")
    assert refusal(path, checkpoint.load_vae).code is UNSAFE
    assert checkpoint.describe_folder(tmp_path).unusable[0].error.code is UNSAFE
    assert not (tmp_path / "was run").exists()


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_truncated_pickle__is_refused(tmp_path, kept):
    path = tmp_path / "vae.pth"
    torch.save(toy_weights("vae."), path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    assert refusal(path, checkpoint.load_vae).code is UNREADABLE


@pytest.mark.parametrize("content", [{}, {"epoch": 3}, [torch.zeros(3)], {1: torch.zeros(3)}])
def test_pickle_of_something_else__is_refused(tmp_path, content):
    torch.save(content, tmp_path / "vae.pth")
    assert refusal(tmp_path / "vae.pth", checkpoint.load_vae).code is WRONG_KIND


def test_zip_that_is_no_model__is_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "vae.pth", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(tmp_path / "vae.pth", checkpoint.load_vae).code is UNREADABLE


def test_text_encoder_without_its_sizes__is_refused(tmp_path):
    weights = {n: t for n, t in load_file(DATA / "t5_toy.safetensors").items() if n.startswith("text_encoder.")}
    weights = {n.removeprefix("text_encoder."): t for n, t in weights.items() if "pos_embedding" not in n}
    save_file(weights, tmp_path / "t5.safetensors")
    assert refusal(tmp_path / "t5.safetensors", checkpoint.load_text_encoder).code is UNREADABLE
