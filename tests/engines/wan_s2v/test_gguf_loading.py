import pytest
import torch
from checkpoint_layouts import prefixed, wide_config, wide_official, write_gguf
from diffusers.quantizers.gguf.utils import GGUFLinear
from safetensors.torch import save_file
from wan_toy import relative_error
from wan_toy_transformer import random_call

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.gguf_loading import list_gguf


def load_plain(tmp_path, weights):
    save_file(weights, tmp_path / "plain.safetensors")
    return checkpoint.load_transformer(tmp_path / "plain.safetensors", torch.float32, wide_config())


@pytest.mark.parametrize("kind", ["Q8_0", "Q4_K", "BF16"])
def test_load_transformer__gguf__equals_the_weights_that_the_file_stands_for(tmp_path, kind):
    path = tmp_path / "model.gguf"
    plain = load_plain(tmp_path, write_gguf(path, wide_official(), kind))
    model = checkpoint.load_transformer(path, torch.float32, wide_config())
    call = random_call()
    # diffusers expands blocks in float16, 11 bits of mantissa; the gguf package in float32
    assert relative_error(call(model), call(plain)) < (1e-6 if kind == "BF16" else 2e-3)


def test_load_transformer__gguf_q8_0__is_close_to_the_original(tmp_path):
    weights = wide_official()
    write_gguf(tmp_path / "model.gguf", weights, "Q8_0")
    model = checkpoint.load_transformer(tmp_path / "model.gguf", torch.float32, wide_config())
    call = random_call()
    # 8 bits in each block of 32: a weight is off by up to 1/254 of the largest, 0.5 % of the usual one
    assert relative_error(call(model), call(load_plain(tmp_path, weights))) < 0.02


def test_load_transformer__gguf__keeps_linears_quantised_and_expands_the_rest(tmp_path):
    write_gguf(tmp_path / "model.gguf", wide_official(), "Q8_0")
    model = checkpoint.load_transformer(tmp_path / "model.gguf", config=wide_config())
    linear = model.get_submodule("blocks.0.attn1.to_q")
    assert isinstance(linear, GGUFLinear)
    assert linear.weight.dtype == torch.uint8
    assert model.token_kind_embedding.weight.shape == (3, 256)
    assert model.token_kind_embedding.weight.dtype == torch.bfloat16
    assert model.patch_embedding.weight.shape == (256, 16, 1, 2, 2)
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_load_transformer__gguf__computes_in_bf16_by_default(tmp_path):
    plain = load_plain(tmp_path, write_gguf(tmp_path / "model.gguf", wide_official(), "Q8_0"))
    model = checkpoint.load_transformer(tmp_path / "model.gguf", config=wide_config())
    call = random_call()
    out = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())(model)
    assert relative_error(out, call(plain)) < 0.03


def test_load_transformer__gguf_with_prefix_and_five_dimensions__equals_the_plain_one(tmp_path):
    weights = prefixed(wide_official())
    write_gguf(tmp_path / "model.gguf", weights, "Q8_0", flatten_5d=False)
    model = checkpoint.load_transformer(tmp_path / "model.gguf", torch.float32, wide_config())
    assert model.motion_packer.proj_4x.weight.shape == (256, 16, 4, 8, 8)


def test_list_gguf__quantised_file__tells_true_shapes(tmp_path):
    write_gguf(tmp_path / "model.gguf", wide_official(), "Q4_K")
    tensors = list_gguf(tmp_path / "model.gguf").tensors
    assert tensors["blocks.0.ffn.0.weight"].shape == (512, 256)
    assert tensors["blocks.0.ffn.0.weight"].dtype == "Q4_K"
    assert tensors["patch_embedding.weight"].shape == (256, 16, 1, 2, 2)


@pytest.mark.parametrize("kept_bytes", [3, 8, 100, 20_000, -40])
def test_load_transformer__truncated_gguf__is_refused(tmp_path, kept_bytes):
    path = tmp_path / "model.gguf"
    write_gguf(path, wide_official(), "Q8_0")
    path.write_bytes(path.read_bytes()[:kept_bytes])
    with pytest.raises(ModelError) as caught:
        checkpoint.load_transformer(path)
    assert caught.value.code is (ErrorCode.MODEL_UNREADABLE if kept_bytes != 3 else ErrorCode.MODEL_WRONG_KIND)
