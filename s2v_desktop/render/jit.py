"""Numba, told where to keep compiled kernels before it is first imported."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from s2v_desktop.core.paths import cache_dir

#: Numba raises in the middle of a frame when the disk fills up while it stores a kernel; all of ours need 2 MB.
_ROOM_BYTES = 64 * 2**20


def _usable_cache_dir() -> Path | None:
    """Return the folder of compiled kernels, or None where nothing can be kept."""
    folder = cache_dir() / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder if shutil.disk_usage(folder).free > _ROOM_BYTES else None
    except OSError:
        return None


_folder = _usable_cache_dir()
if _folder is not None:
    os.environ["NUMBA_CACHE_DIR"] = str(_folder)

import numba  # noqa: E402 (reads its settings from the environment when it is imported)

numba.config.reload_config()  # pyright: ignore[reportAttributeAccessIssue] (someone may have imported numba before)

#: Compiles a function once a computer. Fast-math is limited to what gives the same bits on every processor:
#: no reordering and no fused multiply-add.
kernel = numba.njit(nogil=True, cache=_folder is not None, fastmath={"nnan", "ninf", "nsz"})
