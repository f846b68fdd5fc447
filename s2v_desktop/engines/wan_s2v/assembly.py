"""From named tensors to a model that computes, without a second copy of the weights."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

import torch
from accelerate import init_empty_weights
from torch import nn

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.folder import EMBEDDED_TOKENIZER, describe_folder, recognise_listing
from s2v_desktop.engines.wan_s2v.fp8_linear import FP8_DTYPES, Fp8Linear, Fp8Scales
from s2v_desktop.engines.wan_s2v.fp8_scales import split_scales
from s2v_desktop.engines.wan_s2v.gguf_loading import use_gguf_linears
from s2v_desktop.engines.wan_s2v.layouts import Part, without_prefix
from s2v_desktop.engines.wan_s2v.model_files import list_tensors, open_tensors
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorListing, main_dtype, unreadable

_PLAIN_DTYPES = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


class PartTensors(NamedTuple):
    """The tensors of one part by name, without a prefix; scales of 8-bit weights by the weight's name."""

    listing: TensorListing
    tensors: dict[str, torch.Tensor]
    shapes: dict[str, tuple[int, ...]]
    scales: dict[str, Fp8Scales]

    @property
    def path(self) -> Path:
        """What was opened."""
        return self.listing.path

    @property
    def compute_dtype(self) -> torch.dtype:
        """The type of most weights, bfloat16 where some are quantised."""
        if self.scales or self.listing.container is Container.GGUF:
            return torch.bfloat16
        return _PLAIN_DTYPES.get(main_dtype(self.listing.tensors.values()), torch.bfloat16)


def read_part(path: Path, part: Part) -> PartTensors:
    """Map the tensors of ``part`` from ``path``: a file, an index, or a folder with one somewhere in it.

    Raises what ``list_tensors`` does, and ``ModelError`` where the file is of another part or model, or a scale in it
    is none.
    """
    if path.is_dir():
        path = describe_folder(path).find(part).path
    listing = list_tensors(path)
    layout = recognise_listing(listing)
    if layout.part is not part:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, layout.part.value)
    everything = open_tensors(listing)
    own = without_prefix(everything, layout.prefix)
    tensors = {short: everything[name] for short, name in own.items() if short != EMBEDDED_TOKENIZER}
    scales = split_scales(path, tensors)
    shapes = {short: listing.tensors[own[short]].shape for short in tensors}
    return PartTensors(listing, tensors, shapes, scales)


def build_empty(path: Path, make: Callable[[], nn.Module]) -> Any:
    """Return ``make()`` without memory for weights; raise ``ModelError`` where the sizes found make no model."""
    try:
        with init_empty_weights(include_buffers=False):
            return make()
    except (ValueError, TypeError, ZeroDivisionError, RuntimeError) as error:
        raise unreadable(path, str(error)) from error


def fill(
    model: nn.Module,
    part: PartTensors,
    convert: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]],
    dtype: torch.dtype,
    in_float32: Collection[str] = (),
) -> None:
    """Give the empty ``model`` the tensors of ``part``, renamed by ``convert``, and make it ready for inference.

    Weights of Linear layers stay quantised as they are in the file; all else is in ``dtype``, or in float32 where one
    of ``in_float32`` is in its name. ``part`` is emptied, so that each tensor can go as soon as it has been cast.
    Raises ``ModelError`` where names or shapes are not the model's.
    """
    weights = {id(tensor): name for name, tensor in part.tensors.items()}
    try:
        converted = convert(part.tensors)
    except ValueError as error:
        raise unreadable(part.path, str(error)) from error
    shapes = {ours: part.shapes[weights[id(t)]] for ours, t in converted.items() if id(t) in weights}
    scales = {ours: part.scales[weights[id(t)]] for ours, t in converted.items() if weights.get(id(t)) in part.scales}
    _require_same(part.path, model, shapes)
    part.tensors.clear()
    if part.listing.container is Container.GGUF:
        _expand_float32_modules(converted, in_float32)
        use_gguf_linears(model, converted, dtype)
    _use_fp8_linears(model, converted, scales)
    for name in converted:
        wanted = torch.float32 if set(name.split(".")) & set(in_float32) else dtype
        converted[name] = _cast(part.path, name, converted[name], wanted, scales.get(name))
    model.load_state_dict(converted, strict=False, assign=True)  # the names are known to be the model's
    model.requires_grad_(False)
    model.eval()


def _require_same(path: Path, model: nn.Module, found: dict[str, tuple[int, ...]]) -> None:
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    missing, surplus = expected.keys() - found.keys(), found.keys() - expected.keys()
    if missing:
        raise unreadable(path, f"{min(missing)} missing")
    if surplus:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, min(surplus))
    for name, shape in found.items():
        if shape != expected[name]:
            raise unreadable(path, f"{name} {list(shape)} ≠ {list(expected[name])}")


def _expand_float32_modules(tensors: dict[str, torch.Tensor], in_float32: Collection[str]) -> None:
    from diffusers.quantizers.gguf.utils import GGUFParameter, dequantize_gguf_tensor

    for name, tensor in tensors.items():
        if isinstance(tensor, GGUFParameter) and set(name.split(".")) & set(in_float32):
            tensors[name] = dequantize_gguf_tensor(tensor).to(torch.float32)


def _use_fp8_linears(model: nn.Module, tensors: dict[str, torch.Tensor], scales: dict[str, Fp8Scales]) -> None:
    """Move the 8-bit weights of Linear layers from ``tensors`` into ``model``; leave those of other layers."""
    modules = dict(model.named_modules())
    for name in list(scales):
        path = name.removesuffix(".weight")
        linear = modules.get(path)
        if tensors[name].dtype in FP8_DTYPES and type(linear) is nn.Linear:
            model.set_submodule(path, Fp8Linear(tensors.pop(name), linear.bias, scales.pop(name)))


def _cast(path: Path, name: str, tensor: torch.Tensor, dtype: torch.dtype, scales: Fp8Scales | None) -> torch.Tensor:
    if scales is not None:
        return (tensor.to(torch.float32) * scales.weight_scale).to(dtype)
    if not tensor.is_floating_point():
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, f"{name} {tensor.dtype}".replace("torch.", ""))
    return tensor.to(dtype)
