"""PyTorch's ``.pth`` files, which may hold program code: only tensors are ever read from them."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.engines.wan_s2v.pickle_listing import is_zip, named_tensors
from s2v_desktop.engines.wan_s2v.tensor_file import unreadable

if TYPE_CHECKING:
    import torch


def open_pickle(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of ``path`` by name, mapped from the file: memory is taken as they are read.

    Raises as ``list_pickle`` does.
    """
    import torch

    from s2v_desktop.engines.wan_s2v.out_of_memory import is_out_of_memory

    require_readable_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about pickle protocols; what matters is raised
            content: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=is_zip(path))
    except pickle.UnpicklingError as error:
        unsafe = "unsupported" in str(error).lower()
        raise ModelError(ErrorCode.MODEL_UNSAFE, path.name) if unsafe else unreadable(path, "no pickle") from error
    except (RuntimeError, OSError, EOFError, ValueError, KeyError, IndexError, BadZipFile) as error:
        if is_out_of_memory(error):
            raise
        raise unreadable(path, f"{path.stat().st_size} bytes") from error
    return named_tensors(path, content, torch.Tensor)
