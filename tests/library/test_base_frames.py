"""Base frames come back as they were kept; the cache stays within its limit."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.base import BaseFrame, BaseFrames
from s2v_desktop.library.base_frames import BaseFrameStore, as_kept
from s2v_desktop.library.cache import base_frames_path, cache_limit_bytes, cache_size_bytes, trim_base_frames


def some_frames(count: int, seed: int = 0) -> BaseFrames:
    rng = np.random.default_rng(seed)
    frames = [
        BaseFrame(rng.integers(0, 256, (60, 90, 3), np.uint8), rng.random((20, 30), np.float32)) for _ in range(count)
    ]
    return as_kept(BaseFrames(frames, Fraction(16)))


def keep(key: str, base: BaseFrames) -> None:
    BaseFrameStore().keep(key, base, JobControl())


def test_find__kept__gives_back_every_value() -> None:
    base = some_frames(11)
    keep("a", base)
    found = BaseFrameStore().find("a")
    assert found is not None
    assert found.rate == Fraction(16)
    assert len(found.frames) == 11
    for one, other in zip(base.frames, found.frames, strict=True):
        np.testing.assert_array_equal(one.picture, other.picture)
        np.testing.assert_array_equal(one.depth, other.depth)
        assert other.depth.dtype == np.float32


def test_find__another_key__finds_nothing() -> None:
    keep("a", some_frames(1))
    assert BaseFrameStore().find("b") is None


@pytest.mark.parametrize("damage", [lambda old: old[: len(old) // 2], lambda old: b"", lambda old: b"PK" + old[7:]])
def test_find__file_cut_emptied_or_garbled__counts_as_none(damage) -> None:
    keep("a", some_frames(2))
    path = base_frames_path("a")
    path.write_bytes(damage(path.read_bytes()))
    assert BaseFrameStore().find("a") is None
    assert not path.exists()


def test_keep__cancelled__leaves_nothing() -> None:
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelledError):
        BaseFrameStore().keep("a", some_frames(3), control)
    assert list(base_frames_path("a").parent.iterdir()) == []


def test_keep__folder_cannot_be_made__is_logged_and_no_error(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "cache").write_text("a file where the folder should be")
    keep("a", some_frames(1))
    assert "could not be kept" in caplog.text


def test_trim__over_the_limit__removes_what_was_not_used_for_longest() -> None:
    for age, key in enumerate("abc"):
        keep(key, some_frames(1, age))
        os.utime(base_frames_path(key), (1000 + age, 1000 + age))
    assert BaseFrameStore().find("a") is not None  # being used makes it the youngest
    trim_base_frames(cache_size_bytes() - 1)
    assert [key for key in "abc" if base_frames_path(key).exists()] == ["a", "c"]


def test_keep__limit_of_the_user_is_zero__keeps_nothing(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "settings.json").write_text('{"cache_limit_gb": 0, "theme": "light"}')
    keep("a", some_frames(1))
    assert BaseFrameStore().find("a") is None


@pytest.mark.parametrize(("content", "limit"), [("{}", 10), ("{", 10), ('{"cache_limit_gb": 3}', 3)])
def test_limit__settings__say_it(home: Path, content: str, limit: int) -> None:
    assert cache_limit_bytes() == 10_000_000_000
    (home / "config").mkdir()
    (home / "config" / "settings.json").write_text(content)
    assert cache_limit_bytes() == limit * 1_000_000_000
