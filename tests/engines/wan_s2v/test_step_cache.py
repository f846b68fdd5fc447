from itertools import pairwise

import pytest
import torch
from wan_toy_transformer import random_call, toy_transformer

from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache
from s2v_desktop.engines.wan_s2v.step_ratios import StepRatios, keep_ratios, load_ratios


def calls_of(model):
    """Counts the calls of the last block."""
    calls = []
    model.blocks[-1].attn1.register_forward_hook(lambda *_: calls.append(1))
    return calls


def steps_of(model, count, passes=("cond",)):
    for step in range(count):
        for name in passes:
            with model.cache_context(name):
                random_call(seed=step)(model)


def added_by_blocks(call):
    """What the blocks add to the tokens, worked out from outside."""
    model, seen = toy_transformer(), {}
    model.blocks[0].register_forward_pre_hook(lambda _, inputs: seen.update(before=inputs[0].clone()))
    model.blocks[-1].register_forward_hook(lambda _, __, output: seen.update(after=output.clone()))
    call(model)
    return (seen["after"] - seen["before"])[:, ::64].norm(dim=-1)


@pytest.mark.parametrize("passes", [1, 2])
def test_step_ratios__of_a_clip__are_the_growth_of_what_blocks_add_in_the_first_pass(passes):
    model = toy_transformer()
    calls = [random_call(seed=seed, height=16, width=32) for seed in range(3)]
    with StepRatios(model, passes) as seen:
        for call in calls:
            for _ in range(passes):
                call(model)
    added = [added_by_blocks(call) for call in calls]
    wanted = [1.0] + [float((now / before).mean()) for before, now in pairwise(added)]
    assert seen.of_last_clip(3) == pytest.approx(wanted, rel=1e-4)
    assert seen.of_last_clip(4) == ()
    calls[0](model)
    assert len(seen.of_last_clip(3)) == 3, "it has looked away"


def test_ratios__kept__are_found_for_as_many_steps_alone(tmp_path):
    path = tmp_path / "new" / "ratios.json"
    keep_ratios(path, (1.0, 1.25, 0.75))
    assert load_ratios(path, 3) == (1.0, 1.25, 0.75)
    assert load_ratios(path, 4) == ()
    assert load_ratios(tmp_path / "none.json", 3) == ()


@pytest.mark.parametrize("content", [b"{", b"[1, -1, 2]", b'["a"]', b"[1, 1e999, 1]", b"\xff"])
def test_ratios__damaged__are_none(tmp_path, content):
    (tmp_path / "ratios.json").write_bytes(content)
    assert load_ratios(tmp_path / "ratios.json", 3) == ()


def test_mag_cache__steps_that_add_the_same__are_skipped_but_not_the_first_nor_three_in_a_row():
    model = toy_transformer()
    set_step_cache(model, StepCache((1.0,) * 10))
    calls = calls_of(model)
    steps_of(model, 10)
    assert len(calls) == 4  # steps 0 and 1, then every third: 4 and 7


def test_mag_cache__steps_that_add_ever_more__are_all_computed():
    model = toy_transformer()
    set_step_cache(model, StepCache((1.5,) * 10))
    calls = calls_of(model)
    steps_of(model, 10)
    assert len(calls) == 10


def test_step_cache__none_after_another__computes_all_steps():
    model = toy_transformer()
    set_step_cache(model, StepCache())
    set_step_cache(model, None)
    calls = calls_of(model)
    steps_of(model, 3)
    assert len(calls) == 3
    assert torch.equal(random_call()(model), random_call()(toy_transformer()))


def test_name__other_ratios__is_another():
    names = {StepCache().name, StepCache((1.0, 1.1)).name, StepCache((1.0, 1.2)).name}
    assert len(names) == 3
