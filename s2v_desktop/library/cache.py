"""The cache: how much room it takes, and how to have it back."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.core.paths import cache_dir


def cache_size_bytes() -> int:
    """Return how much room the files of the cache take; a file that vanishes meanwhile counts nothing."""
    return sum(_size_bytes(path) for path in cache_dir().rglob("*"))


def empty_cache() -> None:
    """Remove the files of the cache; everything in it can be made again.

    A file that is in use and cannot be removed stays.
    """
    for path in sorted(cache_dir().rglob("*"), key=lambda path: len(path.parts), reverse=True):
        _remove(path)


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
