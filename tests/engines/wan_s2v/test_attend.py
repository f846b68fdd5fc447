import pytest
import torch
from diffusers.models.attention_dispatch import AttentionBackendName
from wan_toy import relative_error
from wan_toy_transformer import random_call, toy_transformer

from s2v_desktop.engines.wan_s2v.attend import (
    EightBits,
    attend,
    attend_in_8_bits,
    attends_in_8_bits,
    norm_multiplier,
    range_of,
)
from s2v_desktop.engines.wan_s2v.attention import use_attention_backend

on_a_card = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA card")


def sides(tokens, keys, heads=2, channels=128, device="cpu", dtype=torch.float32):
    generator = torch.Generator().manual_seed(tokens)
    shapes = ((1, tokens, heads, channels), (1, keys, heads, channels), (1, keys, heads, channels))
    return [torch.randn(shape, generator=generator).to(device, dtype) for shape in shapes]


def in_float64(query, key, value):
    query, key, value = (part.double().transpose(1, 2) for part in (query, key, value))
    weights = (query @ key.transpose(2, 3) / query.shape[-1] ** 0.5).softmax(-1)
    return (weights @ value).transpose(1, 2).float()


@pytest.mark.parametrize("keys", [5, 40])
def test_attend__any_keys__agrees_with_float64(keys):
    query, key, value = sides(24, keys)
    assert relative_error(attend(query, key, value), in_float64(query, key, value)) < 1e-6


def test_range_of__values__lie_in_8_bits_around_their_mean():
    values = torch.randn(1, 640, 32) * 3 + 50
    centre, multiplier = range_of(values)
    brought = (values - centre) * multiplier
    assert abs(brought.mean()) < 40
    assert 100 < brought.abs().max() <= 448


def test_range_of__values_that_are_all_the_same__is_finite():
    centre, multiplier = range_of(torch.full((1, 64, 8), 7.0))
    assert torch.equal(centre, torch.full((8,), 7.0))
    assert torch.isfinite(multiplier).all()


def test_norm_multiplier__result_of_the_norm__lies_in_8_bits():
    norm = torch.nn.RMSNorm(256)
    torch.nn.init.uniform_(norm.weight, 2.0, 6.0)
    with torch.no_grad():
        normed = norm(torch.randn(500, 256)) * norm_multiplier(norm)
    assert 8 < normed.std() < 32
    assert normed.abs().max() < 448


@pytest.mark.parametrize("name", ["sage", "no such backend"])
def test_use_attention_backend__not_to_be_had__leaves_the_way_there_was(name):
    model = toy_transformer()
    use_attention_backend(model, name)
    assert torch.equal(random_call()(model), random_call()(toy_transformer()))


def test_use_attention_backend__fails_when_it_is_used__gives_way(caplog):
    model = toy_transformer()
    for block in model.blocks:  # a card's backend, set without the look at the card
        block.attn1.processor._attention_backend = AttentionBackendName._NATIVE_CUDNN
    assert relative_error(random_call()(model), random_call()(toy_transformer())) < 1e-6
    assert "does not work here" in caplog.text
    assert model.blocks[0].attn1.processor._attention_backend is None


def test_use_attention_backend__works__is_used():
    model = toy_transformer()
    use_attention_backend(model, "_native_math")
    assert model.blocks[0].attn1.processor._attention_backend == AttentionBackendName._NATIVE_MATH
    assert relative_error(random_call()(model), random_call()(toy_transformer())) < 1e-6


@on_a_card
@pytest.mark.parametrize("tokens", [300, 6000])
def test_attend__on_a_card__agrees_with_float64(tokens):
    query, key, value = sides(tokens, tokens, device="cuda", dtype=torch.bfloat16)
    assert relative_error(attend(query, key, value).float(), in_float64(query, key, value)) < 1e-2


@on_a_card
@pytest.mark.parametrize("tokens", [300, 6000])
def test_attend_in_8_bits__values_without_a_mean__is_off_by_a_rounding(tokens):
    if not attends_in_8_bits(torch.device("cuda")):
        pytest.skip("needs cuDNN's frontend and a card with 8-bit products")
    query, key, value = sides(tokens, tokens, device="cuda")
    multiplier = torch.full((1,), 50.0, device="cuda")
    given = [
        EightBits((side * 50).clamp(-448, 448).to(torch.float8_e4m3fn), multiplier) for side in (query, key, value)
    ]
    values, scale = attend_in_8_bits(*given)
    assert relative_error(values.float() / scale, in_float64(query, key, value)) < 0.1
