"""Which dtype a layer takes: the model keeps some layers in float32, and quantised ones unpack to a dtype of theirs."""

from __future__ import annotations

import torch
from torch import nn

_FLOAT_DTYPES = (torch.float32, torch.bfloat16, torch.float16)


def input_dtype(layer: nn.Module, otherwise: torch.dtype) -> torch.dtype:
    """The dtype for the input of ``layer``.

    Args:
        layer: A linear layer, perhaps inside a LoRA layer.
        otherwise: For layers that take any dtype, as those with 8-bit floats do.

    Returns:
        What a GGUF layer unpacks to, else the weight's dtype where inputs must have it, else ``otherwise``.
    """
    linear = getattr(layer, "base_layer", layer)
    unpacked = getattr(linear, "compute_dtype", None)
    if unpacked is not None:
        return unpacked
    stored = linear.get_parameter("weight").dtype
    return stored if stored in _FLOAT_DTYPES else otherwise
