"""Numba, told where to keep compiled kernels before it is first imported."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from s2v_desktop.core.paths import cache_dir

_SETTING = "NUMBA_CACHE_DIR"

#: Numba raises in the middle of a frame when the disk fills up while it stores a kernel; all of ours need 2 MB.
_ROOM_BYTES = 64 * 2**20


def _usable_cache_dir() -> Path | None:
    """Return the folder of compiled kernels, or None where nothing can be kept."""
    chosen = os.environ.get(_SETTING)
    folder = Path(chosen) if chosen else cache_dir() / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder if shutil.disk_usage(folder).free > _ROOM_BYTES else None
    except OSError:
        return None


_folder = _usable_cache_dir()
if _folder is not None:
    os.environ[_SETTING] = str(_folder)

from numba import njit  # noqa: E402 (reads its settings from the environment when it is imported)
from numba.core import config  # noqa: E402

config.reload_config()  # someone may have imported numba before

#: Compiles a function once a computer. Fast-math is limited to what gives the same bits on every processor:
#: no reordering and no fused multiply-add.
kernel = njit(nogil=True, cache=_folder is not None, fastmath={"nnan", "ninf", "nsz"})
