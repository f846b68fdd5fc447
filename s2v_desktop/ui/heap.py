"""Memory that is no longer needed goes back to the system."""

from __future__ import annotations

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 4 << 20


def return_large_blocks() -> None:
    """Let blocks of 4 MiB or more have pages of their own, which go back to the system as soon as they are freed.

    Left alone, glibc raises that limit to the size of the largest block freed so far, a whole song. Songs are decoded
    and heard in threads, each with a heap of its own: these would keep tens of megabytes for every window.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none, and need none
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
