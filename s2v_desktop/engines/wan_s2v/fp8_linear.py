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

    ``weight`` is float8, shape (out_features, in_features); ``weight_scale`` float32, shape (). ``input_scale``, where
    the file has one, is for matrix products in 8 bits and not needed here. Weight and scales keep their types when
    the module is cast, so that casting a model neither doubles its size nor rounds its scales.
    """

    weight_scale: torch.Tensor
    input_scale: torch.Tensor | None

    def __init__(self, in_features: int, out_features: int, bias: bool, scales: Fp8Scales) -> None:
        super().__init__(in_features, out_features, bias, device="meta")
        self.requires_grad_(False)
        self.register_buffer("weight_scale", scales.weight_scale, persistent=False)
        self.register_buffer("input_scale", scales.input_scale, persistent=False)

    @classmethod
    def replacing(cls, linear: nn.Linear, scales: Fp8Scales) -> Self:
        """Return the layer to put in the place of ``linear``, its weights still on the meta device."""
        return cls(linear.in_features, linear.out_features, linear.bias is not None, scales)

    def expanded_weight(self, dtype: torch.dtype) -> torch.Tensor:
        """Return the weight in ``dtype``; multiplied in float32, rounded once."""
        return (self.weight.to(torch.float32) * self.weight_scale).to(dtype)

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 (the name in nn.Linear)
        """Return ``input @ W.T + bias`` in the input's type; ``input`` is (..., in_features)."""
        bias = None if self.bias is None else self.bias.to(input.dtype)
        return nn.functional.linear(input, self.expanded_weight(input.dtype), bias)

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> Self:
        kept = {id(tensor) for tensor in (self.weight, self.weight_scale, self.input_scale) if tensor is not None}

        def move_only(tensor: torch.Tensor) -> torch.Tensor:
            moved = fn(tensor)
            return tensor.to(moved.device) if id(tensor) in kept and moved.dtype != tensor.dtype else moved

        return super()._apply(move_only, recurse)
