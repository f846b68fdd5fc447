"""The scales that stand beside 8-bit weights in a file."""

from __future__ import annotations

from pathlib import Path

import torch

from s2v_desktop.engines.wan_s2v.fp8_linear import FP8_DTYPES, Fp8Scales
from s2v_desktop.engines.wan_s2v.tensor_file import unreadable

_WEIGHT_SCALES = (".scale_weight", ".weight_scale")
_INPUT_SCALES = (".scale_input", ".input_scale")
#: Tensors that only say that the file is in 8 bits.
_MARKERS = ("scaled_fp8", ".comfy_quant")


def split_scales(path: Path, tensors: dict[str, torch.Tensor]) -> dict[str, Fp8Scales]:
    """Take the scales and markers out of ``tensors``; return the scales by the name of their weight.

    An 8-bit weight without a scale is scaled by 1. Raises ``ModelError`` where a scale is not one positive number or
    belongs to no 8-bit weight.
    """
    for name in [name for name in tensors if name.endswith(_MARKERS)]:
        del tensors[name]
    weight_scales = _take(path, tensors, _WEIGHT_SCALES)
    input_scales = _take(path, tensors, _INPUT_SCALES)
    weights = [name for name, tensor in tensors.items() if tensor.dtype in FP8_DTYPES]
    lost = weight_scales.keys() - set(weights)
    if lost:
        raise unreadable(path, f"{min(lost)} without 8-bit weight")
    one = torch.ones((), dtype=torch.float32)
    return {name: Fp8Scales(weight_scales.get(name, one), input_scales.get(name)) for name in weights}


def _take(path: Path, tensors: dict[str, torch.Tensor], endings: tuple[str, ...]) -> dict[str, torch.Tensor]:
    taken: dict[str, torch.Tensor] = {}
    for name in [name for name in tensors if name.endswith(endings)]:
        scale = tensors.pop(name)
        if scale.numel() != 1 or not torch.isfinite(scale.float()).all() or not scale.float() > 0:
            found = float(scale) if scale.numel() == 1 else tuple(scale.shape)
            raise unreadable(path, f"{name} = {found}")
        taken[f"{name.rpartition('.')[0]}.weight"] = scale.to(torch.float32).reshape(()).clone()
    return taken
