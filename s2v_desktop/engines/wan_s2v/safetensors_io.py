"""Safetensors files: the header, checked against the file's size, and tensors mapped into memory."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from s2v_desktop.core.errors import EngineError, ErrorCode
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorInfo, TensorListing, require_tensors, unreadable

if TYPE_CHECKING:
    import torch

_LENGTH_BYTES = 8
#: The format's own limit.
_MAX_HEADER_BYTES = 100_000_000
_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


class _Header(NamedTuple):
    tensors: dict[str, TensorInfo]
    metadata: dict[str, str]
    file_bytes: int


def is_safetensors(head: bytes) -> bool:
    """Whether a file that starts with ``head`` (at least 9 bytes) is of this format."""
    length = int.from_bytes(head[:_LENGTH_BYTES], "little")
    return head[_LENGTH_BYTES : _LENGTH_BYTES + 1] == b"{" and 2 <= length <= _MAX_HEADER_BYTES


def list_safetensors(path: Path) -> TensorListing:
    """Read the header of ``path``.

    Raises ``InputError`` where there is no such file and ``ModelError`` where the header is damaged, the data are
    shorter or longer than it says, or there are no tensors.
    """
    require_readable_file(path)
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        if not 2 <= length <= _MAX_HEADER_BYTES:
            raise unreadable(path, f"header of {length} bytes")
        raw = file.read(length)
    if len(raw) < length:
        raise unreadable(path, f"{len(raw)} of {length} header bytes")
    header = _parse(path, raw)
    _check_size(path, header.file_bytes)
    return require_tensors(TensorListing(path, (path,), Container.SAFETENSORS, header.tensors, header.metadata))


def open_safetensors(paths: Iterable[Path]) -> dict[str, torch.Tensor]:
    """Return all tensors of ``paths`` by name, mapped from the files: memory is taken as they are read.

    Raises ``ModelError`` where a file does not hold what its header says, ``EngineError`` with ``OUT_OF_MEMORY`` where
    it is larger than the computer's memory.
    """
    from safetensors import SafetensorError, safe_open

    tensors: dict[str, torch.Tensor] = {}
    for path in paths:
        try:
            with safe_open(path, framework="pt") as file:
                tensors.update({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118 (no mapping)
        except (SafetensorError, OSError, ValueError) as error:
            raise unreadable(path, str(error)) from error
        except RuntimeError as error:  # a copy-on-write map larger than the computer's memory
            raise EngineError(ErrorCode.OUT_OF_MEMORY, path.name) from error
    return tensors


def open_one_tensor(path: Path, name: str) -> torch.Tensor:
    """Return the tensor ``name`` of ``path``; raise ``ModelError`` where it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return file.get_tensor(name)
    except (SafetensorError, OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error


def _parse(path: Path, raw: bytes) -> _Header:
    try:
        entries: dict[str, Any] = json.loads(raw)
        metadata = dict(entries.pop("__metadata__", None) or {})
        tensors = {name: _tensor_info(entry) for name, entry in entries.items()}
        data_bytes = max((int(entry["data_offsets"][1]) for entry in entries.values()), default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise unreadable(path, f"{type(error).__name__} in the header") from error
    return _Header(tensors, metadata, _LENGTH_BYTES + len(raw) + data_bytes)


def _tensor_info(entry: dict[str, Any]) -> TensorInfo:
    start, end = entry["data_offsets"]
    shape, dtype = tuple(entry["shape"]), entry["dtype"]
    if not all(isinstance(side, int) and side >= 0 for side in (*shape, start, end)):
        raise ValueError("a size that is not a number")
    if (end - start) * 8 != math.prod(shape) * _BITS[dtype]:
        raise ValueError("a tensor of another size than its shape")
    return TensorInfo(shape, dtype, end - start)


def _check_size(path: Path, expected_bytes: int) -> None:
    size_bytes = path.stat().st_size
    if size_bytes != expected_bytes:
        raise unreadable(path, f"{size_bytes} of {expected_bytes} bytes")
