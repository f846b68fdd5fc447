"""What is in PyTorch's ``.pth`` files, read without PyTorch: the window asks, which does not load it.

Such a file is a pickle, a program that makes objects. Only those few steps are followed that make named tensors; they
make descriptions instead. Any other is refused, so that nothing of the file is ever run.
"""

from __future__ import annotations

import collections
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.tensor_file import Container, TensorInfo, TensorListing, require_tensors, unreadable

_ZIP_START = b"PK\x03\x04"
_PICKLE_STARTS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
#: What stands between the magic number and the content: the protocol and facts about the computer.
_LEGACY_PREAMBLE = 2
#: Keys under which training programs put the weights.
_WRAPPERS = ("state_dict", "model_state_dict", "model", "module")

#: Names of types by PyTorch's storages and by its own names, with the bytes of a number.
_STORAGES = {
    "DoubleStorage": ("F64", 8), "FloatStorage": ("F32", 4), "HalfStorage": ("F16", 2), "BFloat16Storage": ("BF16", 2),
    "LongStorage": ("INT64", 8), "IntStorage": ("INT32", 4), "ShortStorage": ("INT16", 2), "CharStorage": ("INT8", 1),
    "ByteStorage": ("UINT8", 1), "BoolStorage": ("BOOL", 1), "UntypedStorage": ("UINT8", 1),
}  # fmt: skip
_DTYPES = {
    "float64": ("F64", 8), "float32": ("F32", 4), "float16": ("F16", 2), "bfloat16": ("BF16", 2),
    "float8_e4m3fn": ("FLOAT8_E4M3FN", 1), "float8_e5m2": ("FLOAT8_E5M2", 1),
}  # fmt: skip

_Tensor = TypeVar("_Tensor")


def is_pickle(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is written by ``torch.save`` (or is another pickle)."""
    return head.startswith((_ZIP_START, *_PICKLE_STARTS))


def is_zip(path: Path) -> bool:
    """Whether the pickle in ``path`` is in an archive, as PyTorch has written them since version 1.6."""
    with path.open("rb") as file:
        return file.read(len(_ZIP_START)) == _ZIP_START


def list_pickle(path: Path) -> TensorListing:
    """Read names, shapes and types of the tensors in ``path``, not their data.

    Raises ``InputError`` where there is no such file; ``ModelError`` with ``MODEL_UNSAFE`` where the file would run
    code (it is not run), ``MODEL_UNREADABLE`` where it is damaged and ``MODEL_WRONG_KIND`` where it is something
    other than named tensors.
    """
    require_readable_file(path)
    try:
        with path.open("rb") as file:
            content = _read_zip(file) if is_zip(path) else _read_legacy(file)
    except _UnsafeError as error:
        raise ModelError(ErrorCode.MODEL_UNSAFE, path.name) from error
    except pickle.UnpicklingError as error:
        raise unreadable(path, "no pickle") from error
    except _DAMAGE as error:
        raise unreadable(path, f"{path.stat().st_size} bytes") from error
    tensors = {name: found.info for name, found in named_tensors(path, content, _Described).items()}
    return require_tensors(TensorListing(path, (path,), Container.PICKLE, tensors))


def named_tensors(path: Path, content: Any, kind: type[_Tensor]) -> dict[str, _Tensor]:
    """Return what of ``content``, read from ``path``, is of ``kind``, by name; raise ``ModelError`` if it is nothing.

    Weights may lie under one of the keys that training programs use.
    """
    if isinstance(content, dict):
        for wrapper in _WRAPPERS:
            if isinstance(content.get(wrapper), dict):
                content = content[wrapper]
        tensors = {name: value for name, value in content.items() if isinstance(value, kind)}
        if tensors and all(isinstance(name, str) for name in tensors):
            return tensors
    raise ModelError(ErrorCode.MODEL_WRONG_KIND, path.name, "0 tensors")


class _UnsafeError(pickle.UnpicklingError):
    """The file wants something else than tensors."""


#: What a damaged pickle or archive makes Python raise.
_DAMAGE = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError,
    MemoryError, zipfile.BadZipFile, NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Storage:
    """A piece of data in the file: where it is, of what type and how many numbers."""

    key: str
    dtype: str
    item_bytes: int
    numbers: int

    @property
    def size_bytes(self) -> int:
        return self.item_bytes * self.numbers


@dataclass(frozen=True, slots=True)
class _Described:
    """Stands for a tensor."""

    info: TensorInfo


class _Describer(pickle.Unpickler):
    """Makes descriptions of tensors; ``storages`` are those that were named."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, encoding="utf-8")
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str, /) -> Any:
        maker = _MAKERS.get((module, name))
        if maker is not None:
            return maker
        if module in ("torch", "torch.storage") and name in _STORAGES:
            return _STORAGES[name]
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise _UnsafeError(f"{module}.{name}")

    def persistent_load(self, pid: Any, /) -> Any:
        _, (dtype, item_bytes), key, _, numbers, *_ = pid
        storage = _Storage(str(key), dtype, item_bytes, int(numbers))
        self.storages[storage.key] = storage
        return storage


def _tensor(storage: _Storage, _offset: int, shape: Any, *_rest: Any) -> _Described:
    return _described(storage.dtype, storage.item_bytes, shape)


def _typed_tensor(
    _storage: _Storage,
    _offset: int,
    shape: Any,
    _stride: Any,
    _grad: Any,
    _hooks: Any,
    dtype: tuple[str, int],
    *_rest: Any,
) -> _Described:
    return _described(*dtype, shape)


def _described(dtype: str, item_bytes: int, shape: Any) -> _Described:
    sides = tuple(int(side) for side in shape)
    numbers = 1
    for side in sides:
        numbers *= side
    return _Described(TensorInfo(sides, dtype, numbers * item_bytes))


def _parameter(tensor: _Described, *_rest: Any) -> _Described:
    return tensor


_MAKERS: dict[tuple[str, str], Callable[..., Any]] = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch", "Size"): tuple,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_tensor_v3"): _typed_tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
}


def _read_zip(file: IO[bytes]) -> Any:
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        pickled = next(name for name in (*entries, "data.pkl") if name.endswith("data.pkl"))
        with archive.open(pickled) as stream:
            describer = _Describer(stream)
            content = describer.load()
        root = pickled.removesuffix("data.pkl")
        for storage in describer.storages.values():
            if entries[f"{root}data/{storage.key}"].file_size != storage.size_bytes:
                raise ValueError(storage.key)
    return content


def _read_legacy(file: IO[bytes]) -> Any:
    content = _Describer(file).load()
    if content != _LEGACY_MAGIC:
        return content
    for _ in range(_LEGACY_PREAMBLE):
        _Describer(file).load()
    describer = _Describer(file)
    content = describer.load()
    needed_bytes = sum(storage.size_bytes for storage in describer.storages.values())
    begin = file.tell()
    if file.seek(0, 2) - begin < needed_bytes:
        raise EOFError
    return content
