"""The transformer in each layout that people have: what is loaded computes what the published model does."""

import pytest
import torch
from checkpoint_layouts import (
    prefixed,
    renamed_as_diffusers,
    toy_config,
    toy_official,
    write_shards,
)
from safetensors.torch import save_file
from wan_toy import relative_error, toy_tensor
from wan_toy_transformer import recorded_call, toy_transformer

from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

#: Of one call in float32, against the published code.
EXACT = 2e-6


def assert_computes_as_published(model: WanS2VTransformer3DModel, case: str = "keep") -> None:
    assert relative_error(recorded_call(case)(model), toy_tensor(f"forward.{case}.out")[None]) < EXACT


def test_load_transformer__official_shards__equals_the_published_model(tmp_path):
    index = write_shards(tmp_path, toy_official())
    assert_computes_as_published(checkpoint.load_transformer(index))


@pytest.mark.parametrize("case", ["keep", "drop", "short_motion"])
def test_load_transformer__folder__equals_the_published_model(tmp_path, case):
    write_shards(tmp_path, toy_official())
    assert_computes_as_published(checkpoint.load_transformer(tmp_path), case)


def test_load_transformer__one_of_the_shards__loads_all_of_them(tmp_path):
    index = write_shards(tmp_path, toy_official())
    assert_computes_as_published(
        checkpoint.load_transformer(tmp_path / "diffusion_pytorch_model-00002-of-00003.safetensors")
    )
    index.unlink()
    assert_computes_as_published(
        checkpoint.load_transformer(tmp_path / "diffusion_pytorch_model-00003-of-00003.safetensors")
    )


def test_load_transformer__diffusers_folder_with_official_names__equals_the_published_model(tmp_path):
    config = {"_class_name": "WanS2VTransformer3DModel"} | toy_config()
    write_shards(tmp_path / "transformer", toy_official(), config=config)
    assert_computes_as_published(checkpoint.load_transformer(tmp_path))


@pytest.mark.parametrize("audio_encoder", ["casual_audio_encoder", "causal_audio_encoder"])
def test_load_transformer__diffusers_folder_with_renamed_tensors__equals_the_published_model(tmp_path, audio_encoder):
    renamed = renamed_as_diffusers(toy_official(), audio_encoder)
    assert "blocks.0.norm2.weight" in renamed
    assert "blocks.0.norm3.weight" not in renamed
    write_shards(tmp_path / "transformer", renamed)
    assert_computes_as_published(checkpoint.load_transformer(tmp_path))


@pytest.mark.parametrize("prefix", ["", "model.diffusion_model."])
def test_load_transformer__comfyui__equals_the_published_model(tmp_path, prefix):
    path = tmp_path / "any name.safetensors"
    save_file(prefixed(toy_official(), prefix), path)
    assert_computes_as_published(checkpoint.load_transformer(path, config=toy_config()))


def test_load_transformer__bf16_file__has_the_weights_of_the_file(tmp_path):
    rounded = {name: tensor.bfloat16() for name, tensor in toy_official().items()}
    path = tmp_path / "bf16.safetensors"
    save_file(prefixed(rounded), path)
    expected = toy_transformer()
    for tensor in expected.state_dict().values():
        tensor.copy_(tensor.bfloat16())
    loaded = checkpoint.load_transformer(path, torch.float32, toy_config())
    assert torch.equal(recorded_call("keep")(loaded), recorded_call("keep")(expected))


def test_load_transformer__bf16_file__computes_in_bf16_and_keeps_in_float32_what_the_model_wants(tmp_path):
    path = tmp_path / "bf16.safetensors"
    save_file({name: tensor.bfloat16() for name, tensor in toy_official().items()}, path)
    model = checkpoint.load_transformer(path, config=toy_config())
    dtypes = {name: tensor.dtype for name, tensor in model.state_dict().items()}
    assert dtypes["blocks.0.attn1.to_q.weight"] == torch.bfloat16
    assert dtypes["blocks.0.scale_shift_table"] == torch.float32
    call = recorded_call("keep")
    out = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())(model)
    # 8 bits of mantissa: each product is off by up to 2^-9; ten layers of them add up to about 1 %
    assert relative_error(out, toy_tensor("forward.keep.out")[None]) < 0.03


def test_load_transformer__any_file__is_ready_for_inference(tmp_path):
    model = checkpoint.load_transformer(write_shards(tmp_path, toy_official()))
    assert not model.training
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert {tensor.device.type for tensor in (*model.parameters(), *model.buffers())} == {"cpu"}


def test_load_transformer__without_config__takes_128_channels_a_head(tmp_path):
    path = tmp_path / "alone.safetensors"
    save_file(toy_official(), path)
    assert checkpoint.load_transformer(path).config.num_attention_heads == 1


def test_load_transformer__config_of_another_model_beside__is_not_taken(tmp_path):
    (tmp_path / "config.json").write_text('{"num_heads": 3, "vocab_size": 10}')
    path = tmp_path / "alone.safetensors"
    save_file(toy_official(), path)
    assert checkpoint.load_transformer(path).config.num_attention_heads == 1


def test_convert__public_names__are_here():
    assert checkpoint.convert_transformer_state_dict({"blocks.0.norm3.weight": 1}) == {"blocks.0.norm2.weight": 1}
    assert checkpoint.convert_vae_state_dict({"conv2.bias": 1}) == {"post_quant_conv.bias": 1}
    assert checkpoint.convert_text_encoder_state_dict({"norm.weight": 1}) == {"encoder.final_layer_norm.weight": 1}
