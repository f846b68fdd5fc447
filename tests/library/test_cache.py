"""The cache is measured, emptied and kept within its limit, and nothing beside it is; videos in the making are safe."""

from __future__ import annotations

import os
import time
from pathlib import Path

from s2v_desktop.core.paths import cache_dir
from s2v_desktop.library.cache import base_frames_path, cache_size_bytes, empty_cache, trim_cache
from s2v_desktop.library.job_folder import IN_USE_S, forget_job, job_dir, job_in_use


def make_job(key: str, *, unused_s: float) -> Path:
    """Make the folder of a job that was last told of ``unused_s`` ago, with a thousand bytes in it."""
    folder = job_dir(key)
    (folder / "clip-0").mkdir(parents=True)
    (folder / "clip-0" / "latents.bin").write_bytes(b"x" * 1000)
    age(folder, unused_s)
    return folder


def age(path: Path, unused_s: float) -> None:
    then_s = time.time() - unused_s
    os.utime(path, (then_s, then_s))


def test_cache__not_there_yet__takes_nothing(home: Path) -> None:
    assert cache_size_bytes() == 0
    empty_cache()


def test_cache__emptied__is_empty_and_its_neighbours_are_not(home: Path) -> None:
    deep = cache_dir() / "kernels" / "deep"
    deep.mkdir(parents=True)
    (deep / "a.bin").write_bytes(b"x" * 1000)
    (cache_dir() / "b.bin").write_bytes(b"x" * 234)
    make_job("given up", unused_s=2 * IN_USE_S)
    kept = home / "config" / "settings.json"
    kept.parent.mkdir()
    kept.write_bytes(b"{}")
    (cache_dir() / "link").symlink_to(kept)
    assert cache_size_bytes() >= 2234
    empty_cache()
    assert list(cache_dir().iterdir()) == []
    assert kept.read_bytes() == b"{}"


def test_cache__emptied_while_a_video_is_made__keeps_its_parts(home: Path) -> None:
    used, unused = make_job("used", unused_s=1), make_job("unused", unused_s=2 * IN_USE_S)
    empty_cache()
    assert (used / "clip-0" / "latents.bin").stat().st_size == 1000
    assert not unused.exists()


def test_cache__too_large__loses_what_was_not_used_for_longest_whatever_it_is(home: Path) -> None:
    oldest, newest = base_frames_path("oldest"), base_frames_path("newest")
    oldest.parent.mkdir(parents=True)
    for path in (oldest, newest):
        path.write_bytes(b"x" * 1000)
    age(oldest, 4 * IN_USE_S)
    given_up = make_job("given up", unused_s=3 * IN_USE_S)
    used = make_job("used", unused_s=1)
    trim_cache(3500)
    assert not oldest.exists()
    assert given_up.exists()
    trim_cache(2500)
    assert not given_up.exists()
    assert newest.exists()
    trim_cache(0)
    assert not newest.exists()
    assert used.exists()


def test_job__in_use__is_told_of_at_once(home: Path) -> None:
    folder = make_job("long", unused_s=5 * IN_USE_S)
    with job_in_use("long"):
        pass  # its thread has told of it at least once when it ends
    empty_cache()
    assert folder.exists()


def test_job__forgotten__is_gone_and_need_not_have_been(home: Path) -> None:
    folder = make_job("done", unused_s=0)
    forget_job("done")
    forget_job("never was")
    assert not folder.exists()
