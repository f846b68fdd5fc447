"""Linear layers whose weight stays in 8-bit floats, as in ComfyUI's ``fp8_scaled`` files."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Self

import torch
from torch import nn

FP8_DTYPES = (torch.float8_e4m3fn, torch.float8_e5m2)


class Fp8Scales(NamedTuple):
    """What belongs to one 8-bit weight: ``W = fp8 * weight_scale``; both are float32, shape ()."""

    weight_scale: torch.Tensor
    input_scale: torch.Tensor | None = None


class Fp8Linear(nn.Linear):
    """A Linear that keeps its weight in 8 bits and expands it to the input's type when called.

    ``weight`` holds the float8 numbers' bytes as int8, shape (out_features, in_features), because libraries cast
    inputs and adapters to the type of a weight when it is a float. ``weight_scale`` is float32, shape ().
    ``input_scale``, where the file has one, is for matrix products in 8 bits and not needed here. Casting the module
    neither changes the weight nor rounds the scales.

    Args:
        weight: float8, shape (out_features, in_features).
        bias: Shape (out_features,), or None.
        scales: Of the weight.
    """

    weight_scale: torch.Tensor
    input_scale: torch.Tensor | None

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None, scales: Fp8Scales) -> None:
        super().__init__(weight.shape[1], weight.shape[0], bias is not None, device="meta")
        self.weight_dtype = weight.dtype
        self.weight = nn.Parameter(weight.view(torch.int8), requires_grad=False)
        if bias is not None:
            self.bias = nn.Parameter(bias, requires_grad=False)
        self.register_buffer("weight_scale", scales.weight_scale, persistent=False)
        self.register_buffer("input_scale", scales.input_scale, persistent=False)

    def expanded_weight(self, dtype: torch.dtype) -> torch.Tensor:
        """Return the weight in ``dtype``; multiplied in float32, rounded once."""
        return (self.weight.view(self.weight_dtype).to(torch.float32) * self.weight_scale).to(dtype)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 (the name in nn.Linear)
        """Return ``input @ W.T + bias`` in the input's type; ``input`` is (..., in_features)."""
        bias = None if self.bias is None else self.bias.to(input.dtype)
        return nn.functional.linear(input, self.expanded_weight(input.dtype), bias)

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> Self:
        exact = {id(scale) for scale in (self.weight_scale, self.input_scale) if scale is not None}

        def apply_but_keep_scales_exact(tensor: torch.Tensor) -> torch.Tensor:
            applied = fn(tensor)
            return tensor.to(applied.device) if id(tensor) in exact else applied

        return super()._apply(apply_but_keep_scales_exact, recurse)
