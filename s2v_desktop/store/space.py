"""Space on the drive: looked at before a download begins, and set aside for it where the file system can."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from s2v_desktop.core.errors import ErrorCode, ModelError

#: Where space can be set aside at once; elsewhere the C library would write every block for it.
_RESERVING = {"ext4", "xfs", "btrfs", "f2fs"}
#: What is left for others: a full system drive hurts.
_KEPT_FREE_BYTES = 64 << 20


def require_space(root: Path, needed_bytes: int) -> None:
    """Raise ``ModelError`` (``STORE_TOO_SMALL``) where the drive of ``root`` has not ``needed_bytes`` left."""
    lacking = needed_bytes + _KEPT_FREE_BYTES - shutil.disk_usage(root).free if needed_bytes else 0
    if lacking > 0:
        raise ModelError(ErrorCode.STORE_TOO_SMALL, str(root), size_words(lacking))


def lacking_bytes(path: Path, size_bytes: int) -> int:
    """Return how much the file at ``path`` takes of the drive beyond what it has when it grows to ``size_bytes``."""
    try:
        found = path.stat()
    except OSError:
        return size_bytes
    blocks = getattr(found, "st_blocks", None)  # of 512 bytes; Windows does not tell
    return max(0, size_bytes - (found.st_size if blocks is None else blocks * 512))


def size_words(size_bytes: int) -> str:
    """Return a size for people, rounded up: ``12.4 GB``, ``35 MB``."""
    if size_bytes >= 10**9:
        return f"{-(-size_bytes // 10**8) / 10:.1f} GB"
    return f"{-(-size_bytes // 10**6)} MB"


def can_reserve(folder: Path) -> bool:
    """Tell whether the file system of ``folder`` sets space aside at once."""
    import psutil  # only where it is asked for: the window's start imports this file

    if not hasattr(os, "posix_fallocate"):
        return False
    place = folder.resolve()
    mounts = {Path(disk.mountpoint): disk.fstype for disk in psutil.disk_partitions(all=True)}
    return next((mounts[path] for path in (place, *place.parents) if path in mounts), "") in _RESERVING


def reserve(handle: int, size_bytes: int) -> None:
    """Set ``size_bytes`` aside for the open file; raise ``OSError`` where there is too little space."""
    if size_bytes:
        os.posix_fallocate(handle, 0, size_bytes)
