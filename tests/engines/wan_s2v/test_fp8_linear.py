import math

import pytest
import torch
from checkpoint_layouts import as_fp8_scaled, from_fp8_scaled, prefixed, toy_config, toy_official
from safetensors.torch import save_file
from torch import nn
from wan_toy import relative_error, toy_tensor
from wan_toy_transformer import recorded_call

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear, Fp8Scales


def fp8_linear(weight: torch.Tensor, scale: float, bias: torch.Tensor | None = None) -> Fp8Linear:
    return Fp8Linear(weight.to(torch.float8_e4m3fn), bias, Fp8Scales(torch.tensor(scale)))


def test_forward__any_weight__is_that_of_the_expanded_weight():
    weight, bias, inputs = torch.randn(6, 8), torch.randn(6), torch.randn(2, 3, 8)
    linear = fp8_linear(weight, 0.37, bias)
    expanded = weight.to(torch.float8_e4m3fn).float() * torch.tensor(0.37)
    assert torch.equal(linear(inputs), nn.functional.linear(inputs, expanded, bias))


def test_forward__bf16_input__computes_in_bf16_with_the_exact_scale():
    linear = fp8_linear(torch.eye(4), 1.001)
    assert linear(torch.ones(1, 4, dtype=torch.bfloat16)).dtype == torch.bfloat16
    # rounded once: 448 * 1.001 is 448.448, and 448 in bfloat16; a scale rounded first would be 1
    big = fp8_linear(torch.eye(4) * 352, 1.004)
    assert big.expanded_weight(torch.bfloat16)[0, 0] == torch.tensor(352 * 1.004).bfloat16()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float16])
def test_to__another_dtype__keeps_eight_bits_and_the_exact_scale(dtype):
    linear = fp8_linear(torch.randn(4, 4), 0.1234567, torch.zeros(4))
    before = linear(torch.eye(4))
    linear = nn.Sequential(linear).to(dtype)[0]
    assert linear.weight.element_size() == 1
    assert torch.equal(linear(torch.eye(4)), before)
    assert linear.weight_scale == torch.tensor(0.1234567)
    assert linear.bias.dtype == dtype


@pytest.mark.parametrize("prefix", ["", "model.diffusion_model."])
def test_load_transformer__fp8_scaled__equals_the_weights_that_the_file_stands_for(tmp_path, prefix):
    scaled = as_fp8_scaled(toy_official())
    save_file(prefixed(scaled, prefix), tmp_path / "fp8.safetensors")
    save_file(from_fp8_scaled(scaled), tmp_path / "plain.safetensors")
    model = checkpoint.load_transformer(tmp_path / "fp8.safetensors", torch.float32, toy_config())
    plain = checkpoint.load_transformer(tmp_path / "plain.safetensors", torch.float32, toy_config())
    assert isinstance(model.get_submodule("blocks.3.ffn.net.2"), Fp8Linear)
    assert isinstance(model.get_submodule("audio_injectors.1.attn.to_out.0"), Fp8Linear)
    call = recorded_call("keep")
    assert torch.equal(call(model), call(plain))
    # 3 bits of mantissa: a weight is off by up to 1/16, 3 % on average; errors of one layer average out in the sum
    assert relative_error(call(model), toy_tensor("forward.keep.out")[None]) < 0.05


def test_load_transformer__fp8_scaled__takes_bf16_by_default_and_half_the_size(tmp_path):
    save_file(as_fp8_scaled(toy_official(), input_scale=False), tmp_path / "fp8.safetensors")
    model = checkpoint.load_transformer(tmp_path / "fp8.safetensors", config=toy_config())
    call = recorded_call("keep")
    out = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())(model)
    assert relative_error(out, toy_tensor("forward.keep.out")[None]) < 0.06
    assert model.get_submodule("blocks.0.attn1.to_q").weight.element_size() == 1


def test_load_transformer__fp8_without_scales__is_scaled_by_one(tmp_path):
    weights = {
        name: tensor.to(torch.float8_e4m3fn) if tensor.ndim > 1 else tensor for name, tensor in toy_official().items()
    }
    save_file(weights, tmp_path / "fp8.safetensors")
    save_file({name: tensor.float() for name, tensor in weights.items()}, tmp_path / "plain.safetensors")
    model = checkpoint.load_transformer(tmp_path / "fp8.safetensors", torch.float32, toy_config())
    plain = checkpoint.load_transformer(tmp_path / "plain.safetensors", torch.float32, toy_config())
    call = recorded_call("drop")
    assert torch.equal(call(model), call(plain))
    assert model.patch_embedding.weight.dtype == torch.float32


@pytest.mark.parametrize("scale", [torch.tensor(math.nan), torch.tensor(math.inf), torch.tensor(0.0), torch.ones(2)])
def test_load_transformer__scale_that_is_none__is_refused(tmp_path, scale):
    scaled = as_fp8_scaled(toy_official()) | {"blocks.1.ffn.0.scale_weight": scale}
    save_file(scaled, tmp_path / "fp8.safetensors")
    with pytest.raises(ModelError) as caught:
        checkpoint.load_transformer(tmp_path / "fp8.safetensors", config=toy_config())
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE
    assert "blocks.1.ffn.0.scale_weight" in caught.value.hint


def test_load_transformer__scale_without_weight__is_refused(tmp_path):
    scaled = as_fp8_scaled(toy_official())
    scaled["blocks.1.ffn.0.weight"] = toy_official()["blocks.1.ffn.0.weight"]
    save_file(scaled, tmp_path / "fp8.safetensors")
    with pytest.raises(ModelError) as caught:
        checkpoint.load_transformer(tmp_path / "fp8.safetensors", config=toy_config())
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE
