"""Leaving out steps that would change little: diffusers' MagCache where the model was measured, else FirstBlockCache.

Both keep what the blocks have added to the tokens in the last step that was computed, and add it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from diffusers.hooks.first_block_cache import FirstBlockCacheConfig
from diffusers.hooks.mag_cache import MagCacheConfig

from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

#: All blocks but the first are skipped where the first one's effect differs by less than this from that of the last
#: step that was computed whole (mean of the differences, relative). It is diffusers' own default. Each pass of the
#: guidance keeps three float32 tensors as large as all tokens for it: 2.1 GB at 832 x 480, 4.6 GB at 1280 x 704.
FIRST_BLOCK_THRESHOLD = 0.05

#: A step is skipped while the errors expected by the ratios add up to less than this, at most so many in a row, and
#: none in the first fifth of the steps, which decide what the clip shows: what MagCache's authors advise for Wan.
MAG_THRESHOLD = 0.12
_MAG_MOST_IN_A_ROW = 2
_MAG_KEPT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class StepCache:
    """``ratios``: one for each step, from ``step_ratios``; without them the first block decides."""

    ratios: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """What stands for the cache among the facts on which clips depend."""
        if not self.ratios:
            return f"first block {FIRST_BLOCK_THRESHOLD}"
        digest = hashlib.sha256(repr(self.ratios).encode()).hexdigest()[:16]
        return f"magnitude {MAG_THRESHOLD} {_MAG_MOST_IN_A_ROW} {_MAG_KEPT_SHARE} {digest}"


def set_step_cache(transformer: WanS2VTransformer3DModel, cache: StepCache | None) -> None:
    """Let ``transformer`` skip its blocks as ``cache`` says, or compute all of them where it is None."""
    if transformer.is_cache_enabled:
        transformer.disable_cache()
    if cache is None:
        return
    if not cache.ratios:
        transformer.enable_cache(FirstBlockCacheConfig(threshold=FIRST_BLOCK_THRESHOLD))
        return
    transformer.enable_cache(
        MagCacheConfig(
            threshold=MAG_THRESHOLD,
            max_skip_steps=_MAG_MOST_IN_A_ROW,
            retention_ratio=_MAG_KEPT_SHARE,
            num_inference_steps=len(cache.ratios),
            mag_ratios=list(cache.ratios),
        )
    )
