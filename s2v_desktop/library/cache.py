"""The cache: how much room it takes, and how to have it back."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import msgspec

from s2v_desktop.core.paths import cache_dir, config_dir, jobs_dir
from s2v_desktop.library.job_folder import IN_USE_S

_log = logging.getLogger(__name__)

DEFAULT_LIMIT_GB = 10
_BYTES_PER_GB = 1_000_000_000
_BASE_SUFFIX = ".base"


def cache_size_bytes() -> int:
    """Return how much room the files of the cache take; a file that vanishes meanwhile counts nothing."""
    return _whole_size_bytes(cache_dir())


def empty_cache() -> None:
    """Remove the files of the cache; everything in it can be made again.

    A file that is in use and cannot be removed stays, and so do the parts of a video in the making.
    """
    kept = {path for folder in jobs_dir().glob("*") if _is_used_job(folder) for path in (folder, *folder.rglob("*"))}
    for path in _deepest_first(cache_dir()):
        if path not in kept:
            _remove(path)


def cache_limit_bytes() -> int:
    """Return how large the user lets the cache grow, as the window has written it into the settings."""

    class CacheSettings(msgspec.Struct):
        cache_limit_gb: int = DEFAULT_LIMIT_GB

    try:
        settings = msgspec.json.decode((config_dir() / "settings.json").read_bytes(), type=CacheSettings)
    except FileNotFoundError:
        settings = CacheSettings()
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the limit of the cache cannot be read; the usual one counts", exc_info=True)
        settings = CacheSettings()
    return max(0, settings.cache_limit_gb) * _BYTES_PER_GB


def base_frames_path(key: str) -> Path:
    """Return where base frames with ``key`` are kept, whether or not they are."""
    return cache_dir() / "base-frames" / f"{key}{_BASE_SUFFIX}"


def trim_cache(limit_bytes: int | None = None) -> None:
    """Remove base frames and parts of given up videos, those not used for longest first, to keep the cache's limit.

    What else is in the cache is small, and counts; so do the parts of a video in the making, which stay.
    ``limit_bytes`` is the user's limit unless given.
    """
    limit_bytes = cache_limit_bytes() if limit_bytes is None else limit_bytes
    excess_bytes = cache_size_bytes() - limit_bytes
    jobs = [folder for folder in jobs_dir().glob("*") if not _is_used_job(folder)]
    for path in sorted([*base_frames_path("").parent.glob(f"*{_BASE_SUFFIX}"), *jobs], key=_used_at):
        if excess_bytes <= 0:
            return
        size_bytes = _whole_size_bytes(path)
        for part in (*_deepest_first(path), path):
            _remove(part)
        excess_bytes -= size_bytes - _whole_size_bytes(path)


def _is_used_job(folder: Path) -> bool:
    """Tell whether a video is being made from ``folder`` now; a clock that was set back counts as a use."""
    return time.time() - _used_at(folder) < IN_USE_S


def _deepest_first(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True)


def _whole_size_bytes(path: Path) -> int:
    return sum(_size_bytes(part) for part in (path, *path.rglob("*")))


def _used_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size_bytes(path: Path) -> int:
    try:
        return path.lstat().st_size if not path.is_dir() else 0
    except OSError:
        return 0


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    except OSError:
        return  # in use, or no longer empty: it is counted in the size that is left
