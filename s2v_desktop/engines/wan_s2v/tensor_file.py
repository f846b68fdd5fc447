"""What a model file says about itself: names, shapes and types of its tensors, read without the tensors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, ModelError


class Container(StrEnum):
    """How tensors are kept in a file; known by the first bytes, whatever the file is called."""

    SAFETENSORS = "safetensors"
    PICKLE = "pickle"
    GGUF = "gguf"


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor: ``shape`` as the model sees it, not as packed; ``dtype`` as files call it (``BF16``, ``Q4_K``)."""

    shape: tuple[int, ...]
    dtype: str
    size_bytes: int

    @property
    def parameters(self) -> int:
        """How many numbers the tensor holds."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class TensorListing:
    """The tensors of one model: one file, or the shards that belong together."""

    path: Path
    files: tuple[Path, ...]
    container: Container
    tensors: Mapping[str, TensorInfo]
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """The size of all files."""
        return sum(file.stat().st_size for file in self.files)

    @property
    def parameters(self) -> int:
        """How many numbers all tensors hold."""
        return sum(info.parameters for info in self.tensors.values())


def main_dtype(tensors: Iterable[TensorInfo]) -> str:
    """Return the type that most bytes have, lower case: ``bf16``, ``f8_e4m3``, ``q4_k``."""
    sizes: Counter[str] = Counter()
    for info in tensors:
        sizes[info.dtype] += info.size_bytes
    return sizes.most_common(1)[0][0].lower() if sizes else ""


def unreadable(path: Path, found: str) -> ModelError:
    """Return the error for the damaged file ``path``; ``found`` is the fact that shows it."""
    return ModelError(ErrorCode.MODEL_UNREADABLE, path.name, found)


def require_tensors(listing: TensorListing) -> TensorListing:
    """Return ``listing``; raise ``ModelError`` where it has no tensors or only empty ones."""
    if not any(info.parameters for info in listing.tensors.values()):
        raise unreadable(listing.path, "0 tensors")
    return listing
