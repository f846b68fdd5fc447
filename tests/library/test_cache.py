"""The cache is measured and emptied, and nothing beside it is."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.core.paths import cache_dir
from s2v_desktop.library.cache import cache_size_bytes, empty_cache


def test_cache__not_there_yet__takes_nothing(home: Path) -> None:
    assert cache_size_bytes() == 0
    empty_cache()


def test_cache__emptied__is_empty_and_its_neighbours_are_not(home: Path) -> None:
    deep = cache_dir() / "kernels" / "deep"
    deep.mkdir(parents=True)
    (deep / "a.bin").write_bytes(b"x" * 1000)
    (cache_dir() / "b.bin").write_bytes(b"x" * 234)
    kept = home / "config" / "settings.json"
    kept.parent.mkdir()
    kept.write_bytes(b"{}")
    (cache_dir() / "link").symlink_to(kept)
    assert cache_size_bytes() >= 1234
    empty_cache()
    assert list(cache_dir().iterdir()) == []
    assert kept.read_bytes() == b"{}"
