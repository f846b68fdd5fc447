import pytest
import torch
from checkpoint_layouts import (
    as_fp8_scaled,
    from_fp8_scaled,
    toy_config,
    toy_official,
    wide_config,
    wide_official,
    write_gguf,
)
from diffusers import FirstBlockCacheConfig
from safetensors.torch import save_file
from wan_toy import relative_error
from wan_toy_transformer import random_call, toy_transformer

from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear
from s2v_desktop.engines.wan_s2v.lora import load_lora
from s2v_desktop.engines.wan_s2v.memory import PLANS, WeightsPlace
from s2v_desktop.engines.wan_s2v.placement import Placement, has_adapters

CPU = torch.device("cpu")
DEVICES = [
    CPU,
    pytest.param(
        torch.device("cuda"), marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA card")
    ),
]


def on(device, call):
    tensors = {name: getattr(call, name).to(device) for name in ("hidden_states", "timestep", "encoder_hidden_states",
               "reference_latents", "motion_latents", "condition_latents", "audio_states")}  # fmt: skip
    return call.replace(**tensors)


def group_bytes(model, index=0):
    return max(
        sum(p.numel() * p.element_size() for p in (*block.parameters(), *(injector.parameters() if injector else ())))
        for block, injector in model.blocks_and_injectors()
    )


def write_lora(folder):
    """A LoRA on one layer, strong enough to be seen."""
    generator = torch.Generator().manual_seed(3)
    layer, path = "diffusion_model.blocks.1.ffn.0", folder / "lora.safetensors"
    down, up = torch.randn(4, 48, generator=generator), torch.randn(96, 4, generator=generator) * 0.1
    save_file({f"{layer}.lora_down.weight": down, f"{layer}.lora_up.weight": up}, path)
    return path


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_call__under_each_plan__is_that_of_weights_in_one_place(plan, device):
    call = on(device, random_call())
    expected = call(toy_transformer().to(device))
    model = toy_transformer()
    placement = Placement(model, plan, device)
    error = relative_error(call(model), expected)
    again = relative_error(call(model), expected)
    placement.close()
    assert error == again
    assert error < (0.1 if plan.eight_bits else 1e-5)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("held", range(5))
def test_call__with_room_for_some_blocks__streams_the_others_alone(held, device):
    call = on(device, random_call())
    expected = call(toy_transformer().to(device))
    model = toy_transformer()
    placement = Placement(model, PLANS["streamed"], device, held * group_bytes(model))
    assert relative_error(call(model), expected) < 1e-6
    assert relative_error(call(model), expected) < 1e-6
    streamed = 0 if placement._stream is None else len(placement._stream._homes)
    assert streamed == len(model.blocks) - held
    placement.close()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["streamed", "streamed-small", "disk-small"])
def test_call__after_one_that_was_broken_off__uses_the_right_weights(name, device):
    call = on(device, random_call())
    expected = call(toy_transformer().to(device))
    model = toy_transformer()
    placement = Placement(model, PLANS[name], device)

    def break_off(*_):
        raise torch.OutOfMemoryError("for the test")

    hook = model.blocks[1].attn2.register_forward_hook(break_off)
    with pytest.raises(torch.OutOfMemoryError):
        call(model)
    hook.remove()
    assert relative_error(call(model), expected) < 1e-5
    placement.close()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["resident", "streamed", "streamed-8bit-small", "disk-small"])
def test_device__freed_between_two_calls__gives_the_same_again(name, device):
    call = on(device, random_call())
    model = toy_transformer()
    placement = Placement(model, PLANS[name], device)
    before = call(model)
    placement.free_device()
    assert {tensor.device.type for tensor in model.parameters()} == {"cpu"}
    placement.take_device()
    assert torch.equal(call(model), before)
    placement.close()


def test_weights__in_8_bits__take_half_the_memory():
    model = toy_transformer().to(torch.bfloat16)
    before = model.blocks[0].ffn.get_submodule("net.2").weight
    Placement(model, PLANS["streamed-8bit"], CPU).close()
    after = model.blocks[0].ffn.get_submodule("net.2").weight
    assert (before.element_size(), after.element_size()) == (2, 1)


def test_weights__that_stay_in_their_file__are_not_copied():
    model = toy_transformer()
    places = [parameter.data_ptr() for parameter in model.blocks.parameters()]
    placement = Placement(model, PLANS["disk-small"], CPU)
    random_call()(model)
    placement.close()
    assert [parameter.data_ptr() for parameter in model.blocks.parameters()] == places


def test_block_cache__with_streamed_weights__skips_blocks_and_their_weights():
    model, plain = toy_transformer(), toy_transformer()
    placement = Placement(model, PLANS["streamed"], CPU)
    for one in (model, plain):
        one.enable_cache(FirstBlockCacheConfig(threshold=1e9))
    first, second = random_call(seed=1), random_call(seed=2)
    results = []
    for one in (model, plain):
        with one.cache_context("cond"):
            results.append([call(one) for call in (first, second)])
    for streamed, resident in zip(*results, strict=True):
        assert relative_error(streamed, resident) < 1e-6
    assert not torch.equal(results[0][1], second(toy_transformer()))  # blocks were skipped indeed
    placement.close()


@pytest.mark.parametrize("plan", [plan for plan in PLANS.values() if plan.place is not WeightsPlace.DISK])
def test_lora__under_a_plan_that_moves_weights__becomes_part_of_them(tmp_path, plan):
    lora = write_lora(tmp_path)
    beside, folded = toy_transformer(), toy_transformer()
    for model in (beside, folded):
        load_lora(model, lora, 0.5)
    assert has_adapters(folded)
    placement = Placement(folded, plan, CPU)
    assert not has_adapters(folded)
    call = random_call()
    error = relative_error(call(folded), call(beside))
    assert error < (0.1 if plan.eight_bits else 1e-5)
    assert relative_error(call(beside), call(toy_transformer())) > 1e-3
    placement.close()


@pytest.mark.parametrize("name", ["streamed", "disk-small"])
@pytest.mark.parametrize("kind", ["Q8_0", "Q4_K"])
def test_call__quantised_by_gguf_and_streamed__is_that_of_weights_in_one_place(tmp_path, kind, name):
    write_gguf(tmp_path / "model.gguf", wide_official(), kind)
    call = random_call()
    model, plain = (
        checkpoint.load_transformer(tmp_path / "model.gguf", torch.float32, wide_config()) for _ in range(2)
    )
    placement = Placement(model, PLANS[name], CPU)
    assert relative_error(call(model), call(plain)) < 1e-6
    assert relative_error(call(model), call(plain)) < 1e-6
    placement.close()


def test_lora__on_weights_in_8_bits__becomes_part_of_them(tmp_path):
    scaled = as_fp8_scaled(toy_official())
    save_file(scaled, tmp_path / "fp8.safetensors")
    save_file(from_fp8_scaled(scaled), tmp_path / "plain.safetensors")
    lora = write_lora(tmp_path)
    folded, beside = (
        checkpoint.load_transformer(tmp_path / name, torch.float32, toy_config())
        for name in ("fp8.safetensors", "plain.safetensors")
    )
    for model in (folded, beside):
        load_lora(model, lora, 0.5)
    placement = Placement(folded, PLANS["streamed"], CPU)
    assert isinstance(folded.get_submodule("blocks.1.ffn.net.0.proj"), Fp8Linear)
    call = random_call()
    assert relative_error(call(folded), call(beside)) < 0.02
    placement.close()
