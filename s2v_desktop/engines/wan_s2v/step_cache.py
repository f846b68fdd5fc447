"""Leaving out steps that would change little: diffusers' FirstBlockCache."""

from __future__ import annotations

from diffusers.hooks.first_block_cache import FirstBlockCacheConfig

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

#: All blocks but the first are skipped where the first one's effect differs by less than this from that of the last
#: step that was computed whole (mean of the differences, relative). It is diffusers' own default, at which others
#: report no visible loss. Each pass of the guidance then keeps two tensors as large as all tokens.
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
