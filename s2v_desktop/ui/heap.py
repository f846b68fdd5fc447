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
    _call_glibc("mallopt", _M_MMAP_THRESHOLD, _LARGE_BYTES)


def return_free_pages() -> None:
    """Hand the heap's free pages to the system, after work that needed many for a while; takes a few milliseconds."""
    _call_glibc("malloc_trim", 0)


def _call_glibc(name: str, *arguments: int) -> None:
    """Call a function of glibc; other C libraries have none of that name, and need none."""
    function = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    if function is not None:
        function(*arguments)
