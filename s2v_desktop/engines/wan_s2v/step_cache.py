"""Leaving out steps that would change little: diffusers' FirstBlockCache."""

from __future__ import annotations

from diffusers.hooks.first_block_cache import FirstBlockCacheConfig

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

#: All blocks but the first are skipped where the first one's effect differs by less than this from that of the last
#: step that was computed whole (mean of the differences, relative). It is diffusers' own default. Each pass of the
#: guidance keeps three float32 tensors as large as all tokens for it: 2.1 GB at 832 x 480, 4.6 GB at 1280 x 704.
FIRST_BLOCK_THRESHOLD = 0.05


def cache_name(skips_steps: bool) -> str:
    """Return what stands for the cache among the facts on which clips depend."""
    return f"first block {FIRST_BLOCK_THRESHOLD}" if skips_steps else ""


def set_step_cache(transformer: WanS2VTransformer3DModel, skips_steps: bool) -> None:
    """Let ``transformer`` skip its blocks where ``skips_steps``, or compute all of them."""
    if transformer.is_cache_enabled:
        transformer.disable_cache()
    if skips_steps:
        transformer.enable_cache(FirstBlockCacheConfig(threshold=FIRST_BLOCK_THRESHOLD))
