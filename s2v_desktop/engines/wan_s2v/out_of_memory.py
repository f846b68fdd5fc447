"""Whether a fault means that there was not enough memory, on the card or beside it."""

from __future__ import annotations

import torch

from s2v_desktop.core.errors import EngineError, ErrorCode

#: What torch's plain ``RuntimeError`` says where memory of the computer, or of a CUDA library, could not be had.
_SIGNS = ("out of memory", "can't allocate memory", "Cannot allocate memory", "not enough memory", "ALLOC_FAILED")


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether ``error`` came about for want of memory."""
    if isinstance(error, EngineError):
        return error.code is ErrorCode.OUT_OF_MEMORY
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _SIGNS)
