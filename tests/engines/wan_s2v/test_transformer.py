import gguf
import pytest
import torch
from diffusers.quantizers.gguf.utils import GGUFLinear, GGUFParameter
from peft import LoraConfig
from wan_toy import relative_error, toy_tensor
from wan_toy_transformer import Call, random_call, recorded_call, toy_transformer

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel


@pytest.fixture(scope="module")
def model() -> WanS2VTransformer3DModel:
    return toy_transformer()


def rows(call: Call, start: int, stop: int) -> Call:
    """The batch's rows from ``start`` to ``stop``."""
    tensors = {name: value[start:stop] for name, value in vars(call).items() if isinstance(value, torch.Tensor)}
    return call.replace(**tensors)


@pytest.mark.parametrize("case", ["keep", "drop", "short_motion"])
def test_forward__recorded_call__equals_the_published_model(model, case):
    assert relative_error(recorded_call(case)(model)[0], toy_tensor(f"forward.{case}.out")) < 2e-6


@pytest.mark.parametrize("drop", [False, True])
def test_forward__batch_of_both_guidance_passes__equals_two_calls(model, drop):
    call = random_call(batch=2).replace(drop_motion_frames=drop)
    together = call(model)
    for row in range(2):
        assert relative_error(together[row : row + 1], rows(call, row, row + 1)(model)) < 2e-6


def test_forward__inputs_shared_by_the_batch__equal_repeated_ones(model):
    both = random_call(batch=2)
    one = rows(both, 0, 1)
    shared = both.replace(
        reference_latents=one.reference_latents,
        motion_latents=one.motion_latents,
        condition_latents=one.condition_latents,
        audio_states=one.audio_states,
    )
    repeated = {
        name: getattr(one, name).expand(2, *getattr(one, name).shape[1:])
        for name in ("reference_latents", "motion_latents", "condition_latents", "audio_states")
    }
    torch.testing.assert_close(shared(model), both.replace(**repeated)(model))


@pytest.mark.parametrize(("frames", "height", "width"), [(1, 8, 8), (3, 10, 12), (5, 8, 22), (2, 18, 8)])
def test_forward__any_even_size__gives_that_size(model, frames, height, width):
    call = random_call(frames, height, width)
    assert call(model).shape == call.hidden_states.shape


def test_forward__odd_size__equals_the_call_without_last_row_and_column(model):
    call = random_call(2, 15, 17)
    names = ("hidden_states", "reference_latents", "motion_latents", "condition_latents")
    cut = call.replace(**{name: getattr(call, name)[..., :14, :16] for name in names})
    torch.testing.assert_close(call(model), cut(model))


def test_forward__motion_longer_than_the_buckets__sees_only_the_last(model):
    call = random_call(motion=26)
    torch.testing.assert_close(call(model), call.replace(motion_latents=call.motion_latents[:, :, -19:])(model))


@pytest.mark.parametrize("length", [0, 1, 2, 4, 18])
def test_forward__motion_shorter_than_the_buckets__counts_zeros_before_it(model, length):
    call = random_call()
    short = call.motion_latents[:, :, 19 - length :]
    padded = torch.cat([torch.zeros_like(call.motion_latents[:, :, : 19 - length]), short], dim=2)
    torch.testing.assert_close(call.replace(motion_latents=short)(model), call.replace(motion_latents=padded)(model))


def test_forward__motion_dropped__does_not_see_it(model):
    call = random_call().replace(drop_motion_frames=True)
    torch.testing.assert_close(call(model), call.replace(motion_latents=call.motion_latents * 9)(model))


def test_forward__motion_kept__sees_each_bucket(model):
    call = random_call()
    usual = call(model)
    for frame in (0, 16, 18):
        motion = call.motion_latents.clone()
        motion[:, :, frame] += 1
        assert relative_error(call.replace(motion_latents=motion)(model), usual) > 1e-6


def test_forward__no_condition__equals_zeros(model):
    call = random_call()
    zeros = call.replace(condition_latents=torch.zeros_like(call.condition_latents))
    torch.testing.assert_close(call.replace(condition_latents=None)(model), zeros(model))


def test_forward__text_padded_before__equals_text_padded_inside(model):
    call = random_call()
    padded = torch.nn.functional.pad(call.encoder_hidden_states, (0, 0, 0, 512 - 7))
    torch.testing.assert_close(call.replace(encoder_hidden_states=padded)(model), call(model))


def test_audio_encoder__sound_changed_from_a_frame_on__leaves_earlier_tokens(model):
    call = random_call(frames=4)
    changed = call.audio_states.clone()
    changed[..., 12:] += 1  # a token hears up to the last of its four columns
    with torch.no_grad():
        before, after = (model.audio_encoder(audio, (73, 19)) for audio in (call.audio_states, changed))
    torch.testing.assert_close(before.local[:, :3], after.local[:, :3])
    assert relative_error(after.local[:, 3], before.local[:, 3]) > 1e-3


def test_forward__too_much_text__is_refused(model):
    call = random_call()
    with pytest.raises(ValueError, match="513 tokens"):
        call.replace(encoder_hidden_states=torch.zeros(1, 513, 40))(model)


def test_forward__sound_of_another_length__is_refused(model):
    call = random_call(frames=3)
    with pytest.raises(ValueError, match="8 audio columns make 2 latent frames, the clip has 3"):
        call.replace(audio_states=call.audio_states[..., :8])(model)


def test_forward__return_dict__gives_the_same_sample(model):
    call = random_call()
    arguments = vars(call) | {"return_dict": True}
    with torch.no_grad():
        torch.testing.assert_close(model(**arguments).sample, call(model))


def test_forward__gradients_not_switched_off__gives_the_same_numbers(model):
    call = random_call()
    with torch.enable_grad():
        (sample,) = model(**vars(call))
    torch.testing.assert_close(sample.detach(), call(model))


def test_forward__inputs__are_left_unchanged(model):
    call = random_call()
    copies = {name: value.clone() for name, value in vars(call).items() if isinstance(value, torch.Tensor)}
    call(model)
    for name, copy in copies.items():
        torch.testing.assert_close(getattr(call, name), copy, rtol=0, atol=0)


def test_forward__bfloat16__stays_close_with_a_float32_residual_stream():
    model = toy_transformer()
    call = random_call()
    exact = call(model)
    keep = tuple(model._keep_in_fp32_modules)
    for name, parameter in model.named_parameters():
        if not any(part in name for part in keep):
            parameter.data = parameter.data.bfloat16()
    dtypes = set()
    for block in model.blocks:
        block.register_forward_hook(lambda module, inputs, output: dtypes.add((inputs[0].dtype, output.dtype)))
        block.attn1.register_forward_hook(lambda module, inputs, output: dtypes.add(output.dtype))
    rough = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())(model)
    assert dtypes == {(torch.float32, torch.float32), torch.bfloat16}
    assert rough.dtype == torch.float32
    assert 1e-5 < relative_error(rough, exact) < 3e-2


def test_forward__all_weights_bfloat16__runs():
    model = toy_transformer().to(torch.bfloat16)
    call = random_call(batch=2)
    call = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())
    assert (
        relative_error(
            call(model), call.replace(encoder_hidden_states=call.encoder_hidden_states.float())(toy_transformer())
        )
        < 6e-2
    )


def test_forward__linear_layers_packed_as_gguf__runs_in_the_dtype_that_they_unpack_to(model):
    packed = toy_transformer()
    linears = [(name, layer) for name, layer in packed.named_modules() if isinstance(layer, torch.nn.Linear)]
    for name, layer in linears:
        weight = torch.from_numpy(gguf.quantize(layer.weight.detach().numpy(), gguf.GGMLQuantizationType.BF16))
        replacement = GGUFLinear(layer.in_features, layer.out_features, bias=True, compute_dtype=torch.bfloat16)
        replacement.weight = GGUFParameter(weight, quant_type=gguf.GGMLQuantizationType.BF16)
        replacement.bias = layer.bias
        packed.set_submodule(name, replacement)
    for name, parameter in packed.named_parameters():
        if "norm_" in name:
            parameter.data = parameter.data.bfloat16()
    call = random_call()
    rough = call.replace(encoder_hidden_states=call.encoder_hidden_states.bfloat16())(packed)
    assert 1e-5 < relative_error(rough, call(model)) < 6e-2


def test_forward__fused_projections_or_another_backend__equals_the_plain_model(model):
    call = random_call()
    changed = toy_transformer()
    changed.fuse_qkv_projections()
    changed.set_attention_backend("_native_math")
    assert relative_error(call(changed), call(model)) < 2e-6


def test_compile__blocks__are_traced_whole(model):
    compiled = toy_transformer()
    compiled.compile_repeated_blocks(fullgraph=True, backend="eager")
    call = random_call()
    assert relative_error(call(compiled), call(model)) < 2e-6


def test_group_offloading__block_by_block__equals_the_plain_model(model):
    offloaded = toy_transformer()
    cpu = torch.device("cpu")
    offloaded.enable_group_offload(cpu, cpu, offload_type="block_level", num_blocks_per_group=1)
    call = random_call()
    torch.testing.assert_close(call(offloaded), call(model))


def test_lora__fresh_adapter_on_attention__changes_nothing_until_it_learns(model):
    call = random_call()
    adapted = toy_transformer()
    adapted.add_adapter(LoraConfig(r=2, target_modules=["attn1.to_q", "proj_out", "ffn.net.0.proj"]))
    torch.testing.assert_close(call(adapted), call(model))
    torch.nn.init.ones_(adapted.blocks[1].attn1.to_q.lora_B["default"].weight)
    assert relative_error(call(adapted), call(model)) > 1e-4


def test_save_pretrained__loaded_again__gives_the_same_numbers(model, tmp_path):
    model.save_pretrained(tmp_path)
    loaded = WanS2VTransformer3DModel.from_pretrained(tmp_path, torch_dtype=torch.float32)
    call = random_call()
    torch.testing.assert_close(call(loaded), call(model), rtol=0, atol=0)
