"""Wan's attention with one rotary table for all heads."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import ClassVar, cast

import torch
from diffusers.models.attention_dispatch import AttentionBackendName, dispatch_attention_fn
from diffusers.models.modeling_utils import ModelMixin
from diffusers.models.transformers.transformer_wan import WanAttention
from torch import nn

from s2v_desktop.engines.wan_s2v.attend import (
    EightBits,
    attend,
    attend_in_8_bits,
    attends_in_8_bits,
    give_up_8_bits,
    norm_multiplier,
    range_of,
)
from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Linear, Fp8Rows, takes_rows
from s2v_desktop.engines.wan_s2v.fused import norm_and_turn, quantise_by
from s2v_desktop.engines.wan_s2v.ulysses import attend_on_ranks

_log = logging.getLogger(__name__)


def use_attention_backend(model: ModelMixin, name: str) -> None:
    """Let ``model`` attend by diffusers' backend ``name`` (``sage``, ``flash`` ...); where it cannot, as before."""
    try:
        model.set_attention_backend(name)
    except (ValueError, RuntimeError, ImportError, NotImplementedError) as error:
        _log.warning("attention by %s is not to be had: %s", name, error)


class TokenPieces(ABC):
    """Tokens that are made when they are projected, some at a time: all of them at once would take memory."""

    @abstractmethod
    def projected(self, *layers: nn.Module) -> list[torch.Tensor]:
        """Return what each of ``layers`` makes of the tokens, (B, S, channels)."""


class WanS2VAttnProcessor:
    """Self- or cross-attention: the quickest way, or the backend chosen by diffusers' ``set_attention_backend``.

    ``fast`` lets tokens attend to one another in 8 bits where the card can.
    """

    _attention_backend: AttentionBackendName | None = None
    _parallel_config: ClassVar = None
    fast = False

    def __call__(
        self,
        attn: WanAttention,
        hidden_states: torch.Tensor | Fp8Rows | TokenPieces,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        rotary_emb: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Attend.

        Args:
            attn: The layer with its projections and norms.
            hidden_states: (B, S, dim), in 8 bits where the projections take that, or piece by piece.
            encoder_hidden_states: (B, L, dim) to attend to, or None for ``hidden_states``.
            attention_mask: Passed to the backend.
            rotary_emb: (1, S, 1, head_dim / 2) complex64 for queries and keys, or None.

        Returns:
            (B, S, dim).
        """
        query, key, value = _project(attn, hidden_states, encoder_hidden_states)
        if self._is_fast(attn, encoder_hidden_states, query.device):
            try:
                return _attend_fast(attn, query, key, value, rotary_emb)
            except torch.OutOfMemoryError:
                raise
            except Exception as error:  # noqa: BLE001 (cuDNN's own kinds; logged, and the way below is there)
                give_up_8_bits(error)
        query = norm_and_turn(query, attn.norm_q, rotary_emb, attn.heads)
        key = norm_and_turn(key, attn.norm_k, rotary_emb, attn.heads)
        value = value.unflatten(2, (attn.heads, -1))
        attended = self._attend(query, key, value, attention_mask, is_cross=encoder_hidden_states is not None)
        del query, key, value
        return attn.to_out[1](attn.to_out[0](attended.flatten(2, 3)))

    def _is_fast(self, attn: WanAttention, source: torch.Tensor | None, device: torch.device) -> bool:
        alone = self._attention_backend is None and self._parallel_config is None
        return self.fast and alone and source is None and takes_rows(attn.to_out[0]) and attends_in_8_bits(device)

    def _attend(
        self,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        mask: torch.Tensor | None,
        *,
        is_cross: bool,
    ) -> torch.Tensor:
        together = None if is_cross else self._parallel_config
        if self._attention_backend is not None or mask is not None:
            try:
                return dispatch_attention_fn(
                    query, key, value, attn_mask=mask, backend=self._attention_backend, parallel_config=together
                ).type_as(query)
            except torch.OutOfMemoryError:
                raise
            except Exception:
                if mask is not None or together is not None:  # no other way knows masks; ranks must not part
                    raise
                _log.warning("attention by %s does not work here", self._attention_backend, exc_info=True)
                self._attention_backend = None
        return attend(query, key, value) if together is None else attend_on_ranks(query, key, value, together)


def _attend_fast(
    attn: WanAttention, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, rotary_emb: torch.Tensor | None
) -> torch.Tensor:
    """What the tokens gather from one another, (B, S, dim), by products in 8 bits.

    Weights add up to 1: what is taken off all values is what the result lacks, and comes back with the last product.
    """
    by_query, by_key = norm_multiplier(attn.norm_q), norm_multiplier(attn.norm_k)
    centre, by_value = range_of(value)
    sides = (
        EightBits(norm_and_turn(query, attn.norm_q, rotary_emb, attn.heads, by_query), by_query),
        EightBits(norm_and_turn(key, attn.norm_k, rotary_emb, attn.heads, by_key), by_key),
        EightBits(quantise_by(value, centre, by_value).unflatten(2, (attn.heads, -1)), by_value),
    )
    attended = attend_in_8_bits(*sides)
    rows = attended.values.flatten(2, 3)
    scales = (1 / attended.multiplier).expand(rows[..., 0].numel(), 1).contiguous()
    return cast(Fp8Linear, attn.to_out[0]).multiply(Fp8Rows(rows, scales), centre)


def _project(
    attn: WanAttention,
    hidden_states: torch.Tensor | Fp8Rows | TokenPieces,
    encoder_hidden_states: torch.Tensor | None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries, keys and values, from fused matrices where ``fuse_qkv_projections`` made them."""
    if isinstance(hidden_states, TokenPieces):
        query, key, value = hidden_states.projected(attn.to_q, attn.to_k, attn.to_v)
        return query, key, value
    source = hidden_states if encoder_hidden_states is None else encoder_hidden_states
    if not attn.fused_projections:
        return attn.to_q(hidden_states), attn.to_k(source), attn.to_v(source)
    if not attn.is_cross_attention:
        query, key, value = attn.to_qkv(hidden_states).chunk(3, dim=-1)
        return query, key, value
    key, value = attn.to_kv(source).chunk(2, dim=-1)
    return attn.to_q(hidden_states), key, value
