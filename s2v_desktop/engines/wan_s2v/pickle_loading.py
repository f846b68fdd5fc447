"""PyTorch's ``.pth`` files, which may hold program code: only tensors are ever read from them."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorInfo, TensorListing, require_tensors, unreadable

if TYPE_CHECKING:
    import torch

_ZIP_START = b"PK\x03\x04"
_PICKLE_STARTS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
#: Keys under which training programs put the weights.
_WRAPPERS = ("state_dict", "model_state_dict", "model", "module")


def is_pickle(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is written by ``torch.save`` (or is another pickle)."""
    return head.startswith((_ZIP_START, *_PICKLE_STARTS))


def list_pickle(path: Path) -> TensorListing:
    """Read names, shapes and types of the tensors in ``path``, not their data.

    Raises as ``open_pickle`` does.
    """
    tensors = {
        name: TensorInfo(tuple(tensor.shape), _dtype_name(tensor), tensor.numel() * tensor.element_size())
        for name, tensor in _load(path, "meta").items()
    }
    return require_tensors(TensorListing(path, (path,), Container.PICKLE, tensors))


def open_pickle(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of ``path`` by name, mapped from the file: memory is taken as they are read.

    Raises ``InputError`` where there is no such file; ``ModelError`` with ``MODEL_UNSAFE`` where the file would run
    code (it is not run), ``MODEL_UNREADABLE`` where it is damaged and ``MODEL_WRONG_KIND`` where it is something
    other than named tensors.
    """
    return _load(path, "cpu")


def _load(path: Path, device: str) -> dict[str, torch.Tensor]:
    import torch

    require_readable_file(path)
    with path.open("rb") as file:
        is_zip = file.read(len(_ZIP_START)) == _ZIP_START
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about pickle protocols; what matters is raised
            content: Any = torch.load(path, map_location=device, weights_only=True, mmap=is_zip)
    except pickle.UnpicklingError as error:
        unsafe = "unsupported" in str(error).lower()
        raise ModelError(ErrorCode.MODEL_UNSAFE, path.name) if unsafe else unreadable(path, "no pickle") from error
    except (RuntimeError, OSError, EOFError, ValueError, KeyError, IndexError, BadZipFile) as error:
        raise unreadable(path, f"{path.stat().st_size} bytes") from error
    return _named_tensors(path, content)


def _named_tensors(path: Path, content: Any) -> dict[str, torch.Tensor]:
    import torch

    if isinstance(content, dict):
        for wrapper in _WRAPPERS:
            if isinstance(content.get(wrapper), dict):
                content = content[wrapper]
        tensors = {name: value for name, value in content.items() if isinstance(value, torch.Tensor)}
        if tensors and all(isinstance(name, str) for name in tensors):
            return tensors
    raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, "0 tensors")


def _dtype_name(tensor: torch.Tensor) -> str:
    import torch

    names = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32", torch.float64: "F64"}
    return names.get(tensor.dtype, str(tensor.dtype).removeprefix("torch.").upper())
