import pytest
import torch
from diffusers import FirstBlockCacheConfig, MagCacheConfig
from wan_toy import relative_error
from wan_toy_transformer import random_call, toy_transformer

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel


@pytest.fixture
def model() -> WanS2VTransformer3DModel:
    return toy_transformer()


def count_calls(modules) -> list[int]:
    """A list whose i-th number grows with each call of the i-th module's own forward."""
    counts = [0] * len(modules)
    for index, module in enumerate(modules):

        def count(*_: object, index: int = index) -> None:
            counts[index] += 1

        module.register_forward_pre_hook(count)
    return counts


def run(model, calls, context="cond"):
    with model.cache_context(context):
        return [call(model) for call in calls]


def test_first_block_cache__same_input_again__skips_later_blocks_with_their_sound(model):
    attentions = count_calls([block.attn1 for block in model.blocks])
    injectors = count_calls(model.audio_injectors)  # of blocks 0 and 2
    call = random_call()
    exact = call(model)
    model.enable_cache(FirstBlockCacheConfig(threshold=0.1))
    first, second = run(model, [call, call])
    assert attentions == [3, 2, 2, 2]
    assert injectors == [3, 2]
    torch.testing.assert_close(first, exact)
    torch.testing.assert_close(second, exact)


def test_first_block_cache__other_sound__computes_all_blocks(model):
    call = random_call()
    louder = call.replace(audio_states=call.audio_states * -3)
    exact = louder(model)
    injectors = count_calls(model.audio_injectors)
    model.enable_cache(FirstBlockCacheConfig(threshold=1e-6))
    _, second = run(model, [call, louder])
    assert injectors == [2, 2]
    torch.testing.assert_close(second, exact)


def test_mag_cache__skipped_step__skips_all_blocks_with_their_sound(model):
    call = random_call()
    exact = call(model)
    attentions = count_calls([block.attn1 for block in model.blocks])
    injectors = count_calls(model.audio_injectors)
    ratios = [1.0] * 4
    model.enable_cache(
        MagCacheConfig(mag_ratios=ratios, num_inference_steps=4, retention_ratio=0.25, max_skip_steps=1, threshold=0.1)
    )
    outputs = run(model, [call] * 4)
    assert attentions == [2] * 4  # steps 0 and 2; 1 and 3 are skipped
    assert injectors == [2, 2]
    for output in outputs:
        assert relative_error(output, exact) < 2e-6


def test_cache__both_guidance_passes__are_kept_apart(model):
    silent = random_call()
    loud = silent.replace(audio_states=silent.audio_states + 4)
    exact = {"cond": loud(model), "uncond": silent(model)}
    model.enable_cache(FirstBlockCacheConfig(threshold=0.1))
    for _ in range(2):
        for context, call in (("cond", loud), ("uncond", silent)):
            torch.testing.assert_close(run(model, [call], context)[0], exact[context])


def test_cache__disabled_again__computes_all_blocks(model):
    model.enable_cache(FirstBlockCacheConfig(threshold=0.1))
    call = random_call()
    run(model, [call, call])
    model.disable_cache()
    injectors = count_calls(model.audio_injectors)
    call(model)
    call(model)
    assert injectors == [2, 2]
