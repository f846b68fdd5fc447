"""Attention among the tokens of all ranks (``parallel.py``), by the quickest way that each card has."""

from __future__ import annotations

from typing import Any, cast

import torch
from diffusers.models._modeling_parallel import ParallelConfig
from diffusers.models.attention_dispatch import _templated_context_parallel_attention

from s2v_desktop.engines.wan_s2v.attend import attend


def attend_on_ranks(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, config: ParallelConfig
) -> torch.Tensor:
    """Return the attention of this rank's tokens to those of all ranks.

    Args:
        query: (B, tokens of this rank, heads, head_dim).
        key: Of the same shape.
        value: Of the same shape.
        config: Of the transformer, by ``enable_parallelism``: the ranks, and whether they have different numbers of
            tokens.

    Returns:
        Like ``query``.
    """
    attended = _templated_context_parallel_attention(
        query, key, value, forward_op=_attend_with_own_heads, backward_op=None, _parallel_config=config
    )
    return cast(torch.Tensor, attended)  # a tuple only where the log-sum-exp is wanted


def _attend_with_own_heads(
    _context: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *_unused: Any, **_also_unused: Any
) -> torch.Tensor:
    """What diffusers calls between its exchanges, with all tokens of this rank's share of the heads."""
    return attend(query, key, value)
