"""What stands between a block's matrix products, in one pass over the tokens where the card allows it."""

from __future__ import annotations

import importlib.util
from functools import cache

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)

from s2v_desktop.engines.wan_s2v.fp8_linear import Fp8Rows
from s2v_desktop.engines.wan_s2v.rope import apply_rotary


def add_and_norm(
    states: torch.Tensor,
    update: torch.Tensor | None,
    gate: torch.Tensor | None,
    gain: torch.Tensor,
    bias: torch.Tensor,
    num_noise: int,
    eps: float,
    dtype: torch.dtype,
    *,
    in_place: bool = False,
    as_rows: bool = False,
) -> tuple[torch.Tensor, torch.Tensor | Fp8Rows]:
    """Add a gated update, then take the layer norm; gate, gain and bias differ between two kinds of tokens.

    Args:
        states: (B, S, dim) float32.
        update: (B, S, dim), or None for nothing to add.
        gate: (B, 2, dim) float32, or None for an update that is added as it is.
        gain: (B, 2, dim) float32, of the norm.
        bias: (B, 2, dim) float32, of the norm.
        num_noise: The first tokens take row 0 of gate, gain and bias, the rest row 1.
        eps: Added to the variance.
        dtype: Of the norm.
        in_place: Whether the sum may take the place of ``states``.
        as_rows: Whether the norm is wanted in 8 bits, on a card that has them.

    Returns:
        The sum (B, S, dim) float32 (``states`` itself without an update) and its norm in ``dtype``, or ``Fp8Rows``.
    """
    if uses_kernels(states, update):
        from s2v_desktop.engines.wan_s2v import fused_kernels

        normed = torch.empty_like(states, dtype=torch.float8_e4m3fn if as_rows else dtype)
        scales = states.new_empty(states[..., 0].numel(), 1) if as_rows else None
        summed = states if update is None or in_place else torch.empty_like(states)
        fused_kernels.add_and_norm(states, update, gate, gain, bias, num_noise, eps, normed, scales, summed)
        return summed, normed if scales is None else Fp8Rows(normed, scales)
    if update is not None:
        states = states if in_place else states.clone()
        add_gated_(states, update, gate, num_noise)
    normed = _norm_of_two_kinds(states, gain, bias, num_noise, eps, dtype)
    return states, quantise_rows(normed) if as_rows else normed


def quantise_rows(values: torch.Tensor, *, gelu: bool = False) -> Fp8Rows:
    """Return ``values`` (..., channels), after GELU (tanh form) where ``gelu``, in 8 bits; on a card with Triton."""
    from s2v_desktop.engines.wan_s2v import fused_kernels

    quantised = torch.empty(values.shape, dtype=torch.float8_e4m3fn, device=values.device)
    rows = values.flatten(0, -2)
    scales = torch.empty(len(rows), 1, device=values.device)
    fused_kernels.quantise_rows(rows, quantised.flatten(0, -2), scales, gelu=gelu)
    return Fp8Rows(quantised, scales)


def add_gated_(states: torch.Tensor, update: torch.Tensor, gate: torch.Tensor | None, num_noise: int) -> None:
    """Add ``update * gate`` to ``states`` in place; arguments as in ``add_and_norm``."""
    if gate is None:
        states += update
        return
    states[:, :num_noise].addcmul_(update[:, :num_noise], gate[:, :1])
    states[:, num_noise:].addcmul_(update[:, num_noise:], gate[:, 1:])


def quantise_by(values: torch.Tensor, centre: torch.Tensor, multiplier: torch.Tensor) -> torch.Tensor:
    """Return ``(values - centre) * multiplier`` in float8_e4m3fn; on a card with Triton.

    ``values`` is (B, S, channels), ``centre`` (channels,) float32, ``multiplier`` (1,) float32.
    """
    from s2v_desktop.engines.wan_s2v import fused_kernels

    quantised = torch.empty(values.shape, dtype=torch.float8_e4m3fn, device=values.device)
    fused_kernels.quantise_by(values.flatten(0, 1), centre, multiplier, quantised.flatten(0, 1))
    return quantised


def norm_by_frame(
    states: torch.Tensor, gain: torch.Tensor, bias: torch.Tensor, eps: float, dtype: torch.dtype
) -> torch.Tensor:
    """Take the layer norm of (B, T * patches, dim) float32 with gain and bias (B, T, dim) of each frame."""
    if uses_kernels(states):
        from s2v_desktop.engines.wan_s2v import fused_kernels

        normed = torch.empty_like(states, dtype=dtype)
        fused_kernels.add_and_norm(states, None, None, gain.contiguous(), bias.contiguous(), 0, eps, normed, None, None)
        return normed
    frames = states.unflatten(1, (gain.shape[1], -1))
    normed = F.layer_norm(frames, frames.shape[-1:], eps=eps)
    return torch.addcmul(bias.unsqueeze(2), normed, gain.unsqueeze(2)).to(dtype).flatten(1, 2)


def norm_and_turn(
    states: torch.Tensor,
    norm: torch.nn.RMSNorm,
    table: torch.Tensor | None,
    heads: int,
    multiplier: torch.Tensor | None = None,
) -> torch.Tensor:
    """Take the RMS norm over all heads' channels, then turn the pairs of each head by its position.

    Args:
        states: (B, S, heads * head_dim); may be a part of wider rows.
        norm: Over ``heads * head_dim`` channels.
        table: (1, S, 1, head_dim / 2) complex64, or None to turn nothing.
        heads: How many.
        multiplier: None, or one float32 on the card: the result is multiplied by it and rounded to float8_e4m3fn.

    Returns:
        (B, S, heads, head_dim) in the dtype of ``states``, in the memory of ``states`` where its rows allow that; in
        8 bits with a multiplier.
    """
    if norm.weight is not None and uses_kernels(states[:, :, :1], rows_apart=True):
        from s2v_desktop.engines.wan_s2v import fused_kernels

        eps = norm.eps if norm.eps is not None else torch.finfo(states.dtype).eps
        turned = (
            states if states.is_contiguous() else torch.empty(states.shape, dtype=states.dtype, device=states.device)
        )
        if multiplier is not None:
            turned = torch.empty(states.shape, dtype=torch.float8_e4m3fn, device=states.device)
        angles = None if table is None else torch.view_as_real(table).reshape(states.shape[1], -1, 2)
        fused_kernels.norm_and_turn(states, norm.weight, angles, eps, turned, multiplier)
        return turned.unflatten(2, (heads, -1))
    normed = norm(states).unflatten(2, (heads, -1))
    return normed if table is None else apply_rotary(normed, table)


def uses_kernels(*tensors: torch.Tensor | None, rows_apart: bool = False) -> bool:
    """Whether the kernels take ``tensors``: on a card that Triton knows, nothing traced, rows beside one another."""
    present = [tensor for tensor in tensors if tensor is not None]
    if not all(tensor.is_cuda for tensor in present) or torch.compiler.is_compiling() or not has_triton():
        return False
    return rows_apart or all(tensor.is_contiguous() for tensor in present)


@cache
def has_triton() -> bool:
    """Return whether the kernels' compiler is installed."""
    return importlib.util.find_spec("triton") is not None


def _norm_of_two_kinds(
    states: torch.Tensor, gain: torch.Tensor, bias: torch.Tensor, num_noise: int, eps: float, dtype: torch.dtype
) -> torch.Tensor:
    normed = torch.empty_like(states, dtype=dtype)
    for row, gains, biases in zip(range(len(states)), gain, bias, strict=True):
        for kind, tokens in enumerate((slice(0, num_noise), slice(num_noise, None))):
            # The norm's own gain and bias: no pass over the tokens for the modulation.
            normed[row, tokens] = F.layer_norm(states[row, tokens], biases[kind].shape, gains[kind], biases[kind], eps)
    return normed
