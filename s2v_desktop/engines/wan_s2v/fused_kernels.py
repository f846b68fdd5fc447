"""Triton kernels for what stands between the matrix products: each tensor is read once and written once.

Imported only where Triton is installed and the tensors lie on its card; ``fused`` decides.
"""

# Triton's own way of writing: kernels take pointers and compile-time constants without annotations.
# ruff: noqa: ANN001, ANN202, N803
# pyright: reportMissingImports=false, reportIndexIssue=false

from __future__ import annotations

import torch
import triton
import triton.language as tl


def add_and_norm(
    states: torch.Tensor,
    update: torch.Tensor | None,
    gate: torch.Tensor | None,
    gain: torch.Tensor,
    bias: torch.Tensor,
    num_first: int,
    eps: float,
    normed: torch.Tensor,
    scales: torch.Tensor | None,
    summed: torch.Tensor | None,
) -> None:
    """Fill ``normed`` with the layer norm of ``states + update * gate``, and ``summed`` with what was normalised.

    Args:
        states: (B, S, dim) float32, contiguous.
        update: (B, S, dim) contiguous, or None for zeros.
        gate: (B, 2, dim) float32, or None for ones.
        gain: (B, groups, dim) float32.
        bias: The same shape.
        num_first: Tokens of group 0; those that follow are of group 1. 0 with any other number of groups than two:
            the tokens are shared out evenly.
        eps: Added to the variance.
        normed: (B, S, dim), contiguous.
        scales: (B * S,) float32 to be filled where ``normed`` is in 8 bits: what each row of it is to be multiplied by.
        summed: (B, S, dim) float32, contiguous, may be ``states``; None where there is no update.
    """
    batch, tokens, dim = states.shape
    groups = gain.shape[1]
    block = triton.next_power_of_2(dim)
    _add_and_norm[(batch * tokens,)](
        states, update, gate, gain, bias, normed, scales, summed, tokens, num_first, tokens // groups, groups, dim, eps,
        HAS_UPDATE=update is not None, HAS_GATE=gate is not None, TWO_KINDS=num_first > 0,
        QUANTISE=scales is not None, BLOCK=block, num_warps=_warps(block),
    )  # fmt: skip


def norm_and_turn(
    states: torch.Tensor,
    weight: torch.Tensor,
    table: torch.Tensor | None,
    eps: float,
    turned: torch.Tensor,
    multiplier: torch.Tensor | None = None,
) -> None:
    """Fill ``turned`` with the RMS norm of ``states`` over its channels, pairs of channels turned by ``table``.

    Args:
        states: (B, S, channels); rows may lie apart, channels may not.
        weight: (channels,).
        table: (S, head_dim / 2, 2) float32: cosine and sine of each pair of a head; None turns nothing.
        eps: Added to the mean square.
        turned: (B, S, channels), contiguous; may be ``states``.
        multiplier: One float32 on the card by which everything is multiplied before it is rounded to 8 bits; None
            where ``turned`` is not in 8 bits.
    """
    batch, tokens, channels = states.shape
    block = triton.next_power_of_2(channels)
    _norm_and_turn[(batch * tokens,)](
        states, weight, table, turned, multiplier, tokens, states.stride(0), states.stride(1), channels,
        1 if table is None else table.shape[1], eps, TURN=table is not None, QUANTISE=multiplier is not None,
        PAIRS=block // 2, num_warps=_warps(block),
    )  # fmt: skip


def quantise_rows(values: torch.Tensor, quantised: torch.Tensor, scales: torch.Tensor, *, gelu: bool) -> None:
    """Fill ``quantised`` with ``values`` (after GELU, tanh form, where ``gelu``), each row over its scale.

    Args:
        values: (rows, channels); rows may lie apart, channels may not.
        quantised: (rows, channels) float8_e4m3fn, contiguous.
        scales: (rows,) float32, filled with the largest magnitude of the row over 448.
        gelu: Whether to bend first.
    """
    rows, channels = values.shape
    block = triton.next_power_of_2(channels)
    _quantise_rows[(rows,)](
        values, quantised, scales, values.stride(0), channels, GELU=gelu, BLOCK=block, num_warps=_warps(block)
    )


def quantise_by(values: torch.Tensor, centre: torch.Tensor, multiplier: torch.Tensor, quantised: torch.Tensor) -> None:
    """Fill ``quantised`` with ``(values - centre) * multiplier``.

    Args:
        values: (rows, channels); rows may lie apart, channels may not.
        centre: (channels,) float32.
        multiplier: (1,) float32.
        quantised: (rows, channels) float8_e4m3fn, contiguous.
    """
    rows, channels = values.shape
    block = triton.next_power_of_2(channels)
    _quantise_by[(rows,)](
        values, centre, quantised, multiplier, values.stride(0), channels, BLOCK=block, num_warps=_warps(block)
    )


def _warps(block: int) -> int:
    return min(8, max(1, block // 512))


@triton.jit
def _over_largest(values, scale_place):
    scale = tl.maximum(tl.max(tl.abs(values), 0) / 448.0, 1e-12)
    tl.store(scale_place, scale)
    return values / scale


@triton.jit
def _quantise_rows(values, quantised, scales, row_stride, channels, GELU: tl.constexpr, BLOCK: tl.constexpr):
    row = tl.program_id(0).to(tl.int64)
    columns = tl.arange(0, BLOCK)
    inside = columns < channels
    found = tl.load(values + row * row_stride + columns, inside, 0.0).to(tl.float32)
    if GELU:
        inner = 0.7978845608028654 * (found + 0.044715 * found * found * found)
        found = found * tl.sigmoid(2.0 * inner)  # 0.5 (1 + tanh(x)) is the sigmoid of 2 x
    result = _over_largest(found, scales + row)
    tl.store(quantised + row * channels + columns, result.to(quantised.dtype.element_ty), inside)


@triton.jit
def _quantise_by(values, centre, quantised, multiplier, row_stride, channels, BLOCK: tl.constexpr):
    row = tl.program_id(0).to(tl.int64)
    columns = tl.arange(0, BLOCK)
    inside = columns < channels
    found = tl.load(values + row * row_stride + columns, inside, 0.0).to(tl.float32)
    found -= tl.load(centre + columns, inside, 0.0)
    result = tl.clamp(found * tl.load(multiplier), -448.0, 448.0)
    tl.store(quantised + row * channels + columns, result.to(quantised.dtype.element_ty), inside)


@triton.jit
def _add_and_norm(
    states, update, gate, gain, bias, normed, scales, summed, tokens, num_first, group_tokens, groups, dim, eps,
    HAS_UPDATE: tl.constexpr, HAS_GATE: tl.constexpr, TWO_KINDS: tl.constexpr, QUANTISE: tl.constexpr,
    BLOCK: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0).to(tl.int64)
    batch, token = row // tokens, row % tokens
    group = (token >= num_first).to(tl.int64) if TWO_KINDS else token // group_tokens
    at = (batch * groups + group) * dim
    columns = tl.arange(0, BLOCK)
    inside = columns < dim
    values = tl.load(states + row * dim + columns, inside, 0.0)
    if HAS_UPDATE:
        added = tl.load(update + row * dim + columns, inside, 0.0).to(tl.float32)
        if HAS_GATE:
            kind = (token >= num_first).to(tl.int64)
            added *= tl.load(gate + (batch * 2 + kind) * dim + columns, inside, 0.0)
        values += added
        tl.store(summed + row * dim + columns, values, inside)
    centred = tl.where(inside, values - tl.sum(values, 0) / dim, 0.0)
    scale = tl.rsqrt(tl.sum(centred * centred, 0) / dim + eps)
    gains = tl.load(gain + at + columns, inside, 0.0)
    result = centred * scale * gains + tl.load(bias + at + columns, inside, 0.0)
    if QUANTISE:
        result = _over_largest(tl.where(inside, result, 0.0), scales + row)
    tl.store(normed + row * dim + columns, result.to(normed.dtype.element_ty), inside)


@triton.jit
def _norm_and_turn(
    states, weight, table, turned, multiplier, tokens, batch_stride, row_stride, channels, half, eps,
    TURN: tl.constexpr, QUANTISE: tl.constexpr, PAIRS: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0).to(tl.int64)
    batch, token = row // tokens, row % tokens
    pair = tl.arange(0, PAIRS)
    side = tl.arange(0, 2)
    columns = pair[:, None] * 2 + side[None, :]
    inside = columns < channels
    values = tl.load(states + batch * batch_stride + token * row_stride + columns, inside, 0.0).to(tl.float32)
    scale = tl.rsqrt(tl.sum(tl.sum(values * values, 1), 0) / channels + eps)
    values = values * scale * tl.load(weight + columns, inside, 0.0).to(tl.float32)
    if TURN:
        even, odd = tl.split(values)
        angles = tl.load(table + token * half * 2 + (pair % half)[:, None] * 2 + side[None, :], inside, 0.0)
        cos, sin = tl.split(angles)
        values = tl.join(even * cos - odd * sin, even * sin + odd * cos)
    if QUANTISE:
        values = tl.clamp(values * tl.load(multiplier), -448.0, 448.0)
    tl.store(turned + row * channels + columns, values.to(turned.dtype.element_ty), inside)
