"""Wan's attention with one rotary table for all heads."""

from __future__ import annotations

from typing import ClassVar

import torch
from diffusers.models.attention_dispatch import dispatch_attention_fn
from diffusers.models.transformers.transformer_wan import WanAttention

from s2v_desktop.engines.wan_s2v.fused import norm_and_turn


class WanS2VAttnProcessor:
    """Self- or cross-attention through whichever backend diffusers has chosen."""

    _attention_backend: ClassVar = None
    _parallel_config: ClassVar = None

    def __call__(
        self,
        attn: WanAttention,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        rotary_emb: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Attend.

        Args:
            attn: The layer with its projections and norms.
            hidden_states: (B, S, dim).
            encoder_hidden_states: (B, L, dim) to attend to, or None for ``hidden_states``.
            attention_mask: Passed to the backend.
            rotary_emb: (1, S, 1, head_dim / 2) complex64 for queries and keys, or None.

        Returns:
            (B, S, dim).
        """
        query, key, value = _project(attn, hidden_states, encoder_hidden_states)
        query = norm_and_turn(query, attn.norm_q, rotary_emb, attn.heads)
        key = norm_and_turn(key, attn.norm_k, rotary_emb, attn.heads)
        value = value.unflatten(2, (attn.heads, -1))
        attended = dispatch_attention_fn(
            query,
            key,
            value,
            attn_mask=attention_mask,
            backend=self._attention_backend,
            parallel_config=self._parallel_config if encoder_hidden_states is None else None,
        )
        return attn.to_out[1](attn.to_out[0](attended.flatten(2, 3).type_as(query)))


def _project(
    attn: WanAttention, hidden_states: torch.Tensor, encoder_hidden_states: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries, keys and values, from fused matrices where ``fuse_qkv_projections`` made them."""
    source = hidden_states if encoder_hidden_states is None else encoder_hidden_states
    if not attn.fused_projections:
        return attn.to_q(hidden_states), attn.to_k(source), attn.to_v(source)
    if not attn.is_cross_attention:
        query, key, value = attn.to_qkv(hidden_states).chunk(3, dim=-1)
        return query, key, value
    key, value = attn.to_kv(source).chunk(2, dim=-1)
    return attn.to_q(hidden_states), key, value
