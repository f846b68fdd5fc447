import itertools

import pytest
import torch
import torch.distributed as dist
from wan_ranks import (
    CALLS,
    all_calls,
    cached_steps,
    guided_steps,
    refused_backend,
    run_cached_steps,
    run_guided_steps,
    run_on_ranks,
)
from wan_toy import relative_error
from wan_toy_transformer import toy_transformer

from s2v_desktop.core.error_text import describe_error
from s2v_desktop.core.errors import InputError
from s2v_desktop.engines.wan_s2v.denoise import GuidedTransformer
from s2v_desktop.engines.wan_s2v.motion_packer import MOTION_BUCKETS
from s2v_desktop.engines.wan_s2v.parallel import (
    join_noise,
    require_shared_heads,
    share_sizes,
    split_call,
    take_share,
)
from s2v_desktop.engines.wan_s2v.rope import clip_grids, motion_grids

SIZES = [(832, 480), (1280, 704), (624, 624), (560, 704), (720, 720), (720, 896), (64, 64)]
"""Of the video in pixels: those of the engine, and the smallest."""
FRAMES = 20
"""Latents of a clip."""


@pytest.fixture(scope="module", params=[2, 4])
def ranks(request, tmp_path_factory) -> list[dict]:
    """What each of two or four ranks computed."""
    return run_on_ranks(all_calls, request.param, tmp_path_factory.mktemp("ranks"))


@pytest.fixture(scope="module")
def model():
    return toy_transformer()


@pytest.mark.parametrize("case", CALLS)
def test_split_call__two_or_four_ranks__each_has_the_result_of_one(ranks, model, case):
    expected = CALLS[case]()(model)
    for results in ranks:
        assert relative_error(results[case], expected) < 1e-6


def test_split_call__backend_of_diffusers__gives_the_same(ranks, model):
    expected = CALLS["one frame"]()(model)
    for results in ranks:
        assert relative_error(results["chosen backend"], expected) < 1e-6


def test_split_call__two_or_four_ranks__together_see_every_token_once(ranks, model):
    whole: list[int] = []
    for part in (model.blocks[0].ffn, model.audio_injectors[0].attn):
        part.register_forward_pre_hook(lambda module, inputs: whole.append(inputs[0].shape[0] * inputs[0].shape[1]))
    for make in CALLS.values():
        make()(model)
    assert [sum(counts) for counts in zip(*(results["seen"] for results in ranks), strict=True)] == whole
    assert all(max(seen) < max(whole) for seen in (results["seen"] for results in ranks))


def test_split_call__block_caches__skip_the_same_steps_as_on_one(tmp_path):
    expected = run_cached_steps(toy_transformer())
    for results in run_on_ranks(cached_steps, 2, tmp_path):
        for step, exact in zip(itertools.chain(*results), itertools.chain(*expected), strict=True):
            assert relative_error(step, exact) < 1e-6


def test_split_call__ranks_that_cannot_share_the_heads__are_refused(model, monkeypatch):
    monkeypatch.setattr(dist, "get_world_size", lambda: 3)
    with pytest.raises(InputError) as caught:
        split_call(model, torch.device("cpu"))
    assert describe_error(caught.value) == (
        "The value of cards (3) cannot be used. Allowed: numbers that divide the model's 4 attention heads: 1, 2, 4."
    )


def test_split_call__backend_for_one_card_alone__is_refused(tmp_path):
    assert (
        run_on_ranks(refused_backend, 2, tmp_path)
        == ["diffusers' attention backend _native_math does not work on several cards"] * 2
    )


@pytest.mark.parametrize("num_ranks", [1, 2, 4, 5, 8])
def test_require_shared_heads__published_model__takes_what_divides_forty(num_ranks):
    require_shared_heads(40, num_ranks)


def test_guidance_on_two__both_ranks__have_the_prediction_of_one_to_the_bit(tmp_path):
    *expected, _ = run_guided_steps(GuidedTransformer)
    for *flows, calls in run_on_ranks(guided_steps, 2, tmp_path):
        assert calls == 2  # one for each step, with guidance or without
        torch.testing.assert_close(flows, expected, rtol=0, atol=0)


@pytest.mark.parametrize("num_ranks", [2, 3, 4, 8])
@pytest.mark.parametrize("size", SIZES + [(height, width) for width, height in SIZES])
@pytest.mark.parametrize("motion", [True, False])
def test_take_share__any_size_of_the_engine__gives_all_frames_and_every_token_once(size, num_ranks, motion):
    columns, rows = (side // 16 for side in size)
    grids = clip_grids(FRAMES, rows, columns) + (motion_grids(2 * rows, 2 * columns, MOTION_BUCKETS) if motion else [])
    num_noise = grids[0].num_tokens
    tokens = torch.arange(sum(grid.num_tokens for grid in grids))[None, :, None]
    patches_of_ranks = share_sizes(rows * columns, num_ranks)
    shares = [take_share(tokens, FRAMES, num_noise, rank, num_ranks) for rank in range(num_ranks)]
    noise = [share[:, : FRAMES * patches] for share, patches in zip(shares, patches_of_ranks, strict=True)]
    others = [share[:, FRAMES * patches :] for share, patches in zip(shares, patches_of_ranks, strict=True)]
    for part in noise:  # each frame's patches stand together, as many in every frame
        frames = part.unflatten(1, (FRAMES, -1)) // (rows * columns)
        assert torch.equal(frames, torch.arange(FRAMES)[None, :, None, None].expand_as(frames))
    assert torch.equal(join_noise(noise, FRAMES), tokens[:, :num_noise])
    assert torch.equal(torch.cat(others, dim=1), tokens[:, num_noise:])
    for one, other in itertools.pairwise(shares):
        assert 0 <= one.shape[1] - other.shape[1] <= FRAMES + 1
