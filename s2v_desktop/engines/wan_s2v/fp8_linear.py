"""Linear layers whose weight stays in 8-bit floats, as in ComfyUI's ``fp8_scaled`` files, and rows of such floats."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Self

import torch
from torch import nn

FP8_DTYPES = (torch.float8_e4m3fn, torch.float8_e5m2)

#: The largest number in float8_e4m3fn.
FP8_MAX = 448.0

#: Cards from Ada on (compute capability 8.9) multiply 8-bit floats.
_LEAST_CAPABILITY = (8, 9)


class Fp8Scales(NamedTuple):
    """What belongs to one 8-bit weight: ``W = fp8 * weight_scale``; float32, shape (), or (out_features, 1) by row."""

    weight_scale: torch.Tensor
    input_scale: torch.Tensor | None = None


class Fp8Rows(NamedTuple):
    """Activations in 8 bits: row r stands for ``values[..., r, :] * scales[r]``.

    ``values`` is float8_e4m3fn, (..., channels), contiguous; ``scales`` float32, (rows, 1), rows in the same order.
    """

    values: torch.Tensor
    scales: torch.Tensor


class Fp8Linear(nn.Linear):
    """A Linear that keeps its weight in 8 bits; it expands it to the input's type, or multiplies in 8 bits.

    ``weight`` holds the float8 numbers' bytes as int8, shape (out_features, in_features), because libraries cast
    inputs and adapters to the type of a weight when it is a float. ``weight_scale`` is float32, shape () or
    (out_features, 1). ``input_scale``, where the file has one, is not needed: rows are scaled by what is in them.
    Casting the module neither changes the weight nor rounds the scales.

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
        #: Multiply in 8 bits where the card can: about twice as fast, off by 4 % of a product's spread.
        self.fast = False
        self.weight = nn.Parameter(weight.view(torch.int8), requires_grad=False)
        if bias is not None:
            self.bias = nn.Parameter(bias, requires_grad=False)
        self.register_buffer("weight_scale", scales.weight_scale, persistent=False)
        self.register_buffer("input_scale", scales.input_scale, persistent=False)

    @classmethod
    def of(cls, linear: nn.Linear) -> Self:
        """Return ``linear`` rounded to 8 bits, each row scaled to their range; on the same device."""
        weight = linear.weight.float()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / FP8_MAX
        return cls((weight / scale).to(torch.float8_e4m3fn), linear.bias, Fp8Scales(scale))

    @property
    def takes_rows(self) -> bool:
        """Whether the input may be ``Fp8Rows``, and is best so."""
        return self.fast and self.weight_dtype is torch.float8_e4m3fn and multiplies_in_8_bits(self.weight.device)

    def expanded_weight(self, dtype: torch.dtype) -> torch.Tensor:
        """Return the weight in ``dtype``; multiplied in float32, rounded once."""
        return (self.weight.view(self.weight_dtype).to(torch.float32) * self.weight_scale).to(dtype)

    def forward(self, input: torch.Tensor | Fp8Rows) -> torch.Tensor:  # noqa: A002 (the name in nn.Linear)
        """Return ``input @ W.T + bias`` in the input's type, (..., out_features); bfloat16 for ``Fp8Rows``."""
        if self.takes_rows:
            from s2v_desktop.engines.wan_s2v.fused import quantise_rows

            return self.multiply(input if isinstance(input, Fp8Rows) else quantise_rows(input))
        assert isinstance(input, torch.Tensor)
        bias = None if self.bias is None else self.bias.to(input.dtype)
        return nn.functional.linear(input, self.expanded_weight(input.dtype), bias)

    def multiply(self, rows: Fp8Rows, centre: torch.Tensor | None = None) -> torch.Tensor:
        """Return ``(rows + centre) @ W.T + bias`` by a product in 8 bits, (..., out_features) bfloat16.

        ``centre`` is (in_features,), and multiplied in 16 bits.
        """
        columns = self.weight_scale.reshape(1, -1).expand(1, self.out_features).contiguous()
        bias = None if self.bias is None else self.bias.to(torch.bfloat16)
        if centre is not None:
            bias = nn.functional.linear(centre.to(torch.bfloat16), self.expanded_weight(torch.bfloat16), bias)
        product = torch._scaled_mm(  # noqa: SLF001 # pyright: ignore[reportPrivateImportUsage] - its only name
            rows.values.flatten(0, -2),
            self.weight.view(self.weight_dtype).t(),
            scale_a=rows.scales,
            scale_b=columns,
            bias=bias,
            out_dtype=torch.bfloat16,
            use_fast_accum=True,
        )
        return product.unflatten(0, rows.values.shape[:-1])

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> Self:
        exact = {id(scale) for scale in (self.weight_scale, self.input_scale) if scale is not None}

        def apply_but_keep_scales_exact(tensor: torch.Tensor) -> torch.Tensor:
            applied = fn(tensor)
            return tensor.to(applied.device) if id(tensor) in exact else applied

        return super()._apply(apply_but_keep_scales_exact, recurse)


def multiplies_in_8_bits(device: torch.device) -> bool:
    """Return whether ``device`` has matrix products in 8-bit floats, and the kernels around them can be compiled."""
    from s2v_desktop.engines.wan_s2v.fused import has_triton

    return device.type == "cuda" and torch.cuda.get_device_capability(device) >= _LEAST_CAPABILITY and has_triton()


def takes_rows(*layers: nn.Module) -> bool:
    """Return whether all of ``layers`` (not wrapped in adapters) take the same ``Fp8Rows``."""
    return all(isinstance(layer, Fp8Linear) and layer.takes_rows for layer in layers)
