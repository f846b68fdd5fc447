import pytest
import torch

from s2v_desktop.engines.wan_s2v.fused import add_and_norm, norm_and_turn, norm_by_frame
from s2v_desktop.engines.wan_s2v.rope import clip_grids, rotary_table

DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA card")),
]
BATCH, NOISE, OTHERS, DIM = 2, 24, 11, 96


def random(*shape, device):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape))).to(device)


def layer_norm(states, eps):
    states = states.double()
    centred = states - states.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + eps).sqrt()


def by_kind(rows):
    """(B, 2, dim) -> (B, S, dim): what each token takes."""
    return torch.cat([rows[:, :1].expand(-1, NOISE, -1), rows[:, 1:].expand(-1, OTHERS, -1)], dim=1)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("gated", [True, False])
@pytest.mark.parametrize("in_place", [True, False])
def test_add_and_norm__two_kinds_of_tokens__agrees_with_float64(device, gated, in_place):
    states = random(BATCH, NOISE + OTHERS, DIM, device=device)
    update = random(BATCH, NOISE + OTHERS, DIM, device=device) * 3
    gate, gain, bias = (random(BATCH, 2, DIM, device=device) + index for index in range(3))
    wanted = states.double() + update.double() * (by_kind(gate) if gated else 1)
    normed_wanted = layer_norm(wanted, 1e-6) * by_kind(gain) + by_kind(bias)
    before = states.clone()
    summed, normed = add_and_norm(
        states, update, gate if gated else None, gain, bias, NOISE, 1e-6, torch.float32, in_place=in_place
    )
    torch.testing.assert_close(summed.double(), wanted, rtol=1e-6, atol=1e-5)
    torch.testing.assert_close(normed.double(), normed_wanted, rtol=1e-5, atol=1e-4)
    assert (summed.data_ptr() == states.data_ptr()) is in_place
    assert torch.equal(states, summed if in_place else before)


@pytest.mark.parametrize("device", DEVICES)
def test_add_and_norm__nothing_to_add__returns_the_states_themselves(device):
    states = random(1, NOISE + OTHERS, DIM, device=device)
    gain, bias = random(1, 2, DIM, device=device), random(1, 2, DIM, device=device) + 1
    summed, normed = add_and_norm(states, None, None, gain, bias, NOISE, 1e-6, torch.bfloat16)
    assert summed is states
    wanted = layer_norm(states, 1e-6) * by_kind(gain) + by_kind(bias)
    assert normed.dtype is torch.bfloat16
    torch.testing.assert_close(normed.double(), wanted, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("device", DEVICES)
def test_norm_by_frame__each_frame__has_its_own_gain_and_bias(device):
    states = random(BATCH, 6 * 4, DIM, device=device)
    gain, bias = random(BATCH, 6, 2 * DIM, device=device).chunk(2, dim=-1)
    normed = norm_by_frame(states, gain, bias, 1e-5, torch.float32)
    spread = [part.repeat_interleave(4, dim=1).double() for part in (gain, bias)]
    torch.testing.assert_close(normed.double(), layer_norm(states, 1e-5) * spread[0] + spread[1], rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("turned", [True, False])
def test_norm_and_turn__part_of_wider_rows__agrees_with_complex_float64(device, turned):
    heads, head_dim = 6, 16
    table = rotary_table(tuple(clip_grids(3, 2, 4)), head_dim).to(device)
    tokens = table.shape[1]
    wide = random(BATCH, tokens, 3 * heads * head_dim, device=device)
    states = wide[:, :, heads * head_dim : 2 * heads * head_dim]
    norm = torch.nn.RMSNorm(heads * head_dim, eps=1e-6).to(device)
    torch.nn.init.uniform_(norm.weight, 0.5, 2.0)
    with torch.no_grad():
        result = norm_and_turn(states, norm, table if turned else None, heads)
        normed = (
            states.double() / (states.double().square().mean(-1, keepdim=True) + 1e-6).sqrt() * norm.weight.double()
        )
    pairs = torch.view_as_complex(normed.unflatten(-1, (heads, -1, 2)))
    wanted = torch.view_as_real(pairs * (table.to(torch.complex128) if turned else 1)).flatten(-2)
    torch.testing.assert_close(result.double(), wanted, rtol=1e-5, atol=1e-5)
