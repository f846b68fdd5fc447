"""GGUF files: weights of Linear layers stay quantised and are expanded when used; the rest is expanded at load."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorInfo, TensorListing, require_tensors, unreadable

if TYPE_CHECKING:
    import torch
    from gguf import GGUFReader, ReaderTensor

_MAGIC = b"GGUF"
#: Where converters leave the true shape of a tensor with more than the format's four dimensions.
_TRUE_SHAPE_FIELD = "comfy.gguf.orig_shape."


def is_gguf(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is of this format."""
    return head.startswith(_MAGIC)


def list_gguf(path: Path) -> TensorListing:
    """Read names, true shapes and quantisation types of the tensors in ``path``.

    Raises ``InputError`` where there is no such file, ``ModelError`` where it is damaged, incomplete or empty.
    """
    reader = _reader(path)
    tensors = {
        tensor.name: TensorInfo(_true_shape(reader, tensor), tensor.tensor_type.name, int(tensor.n_bytes))
        for tensor in reader.tensors
    }
    return require_tensors(TensorListing(path, (path,), Container.GGUF, tensors))


def open_gguf(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of ``path`` by name, mapped from the file.

    Float types, BF16 included, come as ordinary tensors; the others as diffusers' ``GGUFParameter`` (uint8, last
    dimension packed). Raises ``ModelError`` as ``list_gguf`` does and where a quantisation is unknown to diffusers.
    """
    reader = _reader(path)
    return {tensor.name: _tensor(path, reader, tensor) for tensor in reader.tensors}


def use_gguf_linears(model: torch.nn.Module, state_dict: dict[str, Any], compute_dtype: torch.dtype) -> None:
    """Move the quantised weights of Linear layers from ``state_dict`` into ``model``; expand all else in place.

    ``model`` is on the meta device and ``state_dict`` in its names.
    """
    from diffusers.quantizers.gguf.utils import (
        GGUFLinear,
        GGUFParameter,
        _replace_with_gguf_linear,
        dequantize_gguf_tensor,
    )

    _replace_with_gguf_linear(model, compute_dtype, state_dict)
    for name, module in model.named_modules():
        if isinstance(module, GGUFLinear):
            module.weight = state_dict.pop(f"{name}.weight")
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    for name, tensor in state_dict.items():
        if isinstance(tensor, GGUFParameter):
            state_dict[name] = dequantize_gguf_tensor(tensor).to(compute_dtype).reshape(shapes[name])


def _reader(path: Path) -> GGUFReader:
    from gguf import GGUFReader

    require_readable_file(path)
    try:
        reader = GGUFReader(path, "c")  # copy-on-write: torch takes no read-only memory
        end = max((int(tensor.data_offset + tensor.n_bytes) for tensor in reader.tensors), default=0)
    except (ValueError, IndexError, KeyError, OverflowError, UnicodeDecodeError, MemoryError) as error:
        raise unreadable(path, f"{path.stat().st_size} bytes") from error
    if path.stat().st_size < end:
        raise unreadable(path, f"{path.stat().st_size} of {end} bytes")
    return reader


def _true_shape(reader: GGUFReader, tensor: ReaderTensor) -> tuple[int, ...]:
    """Return the shape in PyTorch's order, which is the reverse of the file's."""
    field = reader.get_field(_TRUE_SHAPE_FIELD + tensor.name)
    if field is None:
        return tuple(int(side) for side in reversed(tensor.shape))
    shape = tuple(int(field.parts[index][0]) for index in field.data)
    if math.prod(shape) != int(tensor.n_elements):
        raise unreadable(Path(reader.data.filename or ""), f"{tensor.name} {shape}")
    return shape


def _tensor(path: Path, reader: GGUFReader, tensor: ReaderTensor) -> torch.Tensor:
    import torch
    from diffusers.quantizers.gguf.utils import SUPPORTED_GGUF_QUANT_TYPES, GGUFParameter
    from gguf import GGMLQuantizationType

    kind = tensor.tensor_type
    data = torch.from_numpy(tensor.data)
    if kind == GGMLQuantizationType.BF16:
        return data.view(torch.bfloat16).reshape(_true_shape(reader, tensor))
    if kind in (GGMLQuantizationType.F32, GGMLQuantizationType.F16, GGMLQuantizationType.F64):
        return data.reshape(_true_shape(reader, tensor))
    if kind not in SUPPORTED_GGUF_QUANT_TYPES:
        raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, f"GGUF {kind.name}")
    return GGUFParameter(data, quant_type=kind)  # pyright: ignore[reportCallIssue] (in its __new__)
