"""Base frames come back as they were kept; the cache stays within its limit."""

from __future__ import annotations

import os
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.look import Size
from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.base import BaseFrame, BaseFrames
from s2v_desktop.library.base_frames import BaseFrameStore, as_kept
from s2v_desktop.library.cache import (
    base_frames_path,
    cache_limit_bytes,
    cache_size_bytes,
    empty_cache,
    trim_cache,
)


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


def test_find__kept__reads_a_frame_when_it_is_asked_for() -> None:
    base = some_frames(120)
    keep("a", base)
    path = base_frames_path("a")
    tracemalloc.start()
    found = BaseFrameStore().find("a")
    assert found is not None
    np.testing.assert_array_equal(found.frames[119].picture, base.frames[119].picture)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 120 * 60 * 90 * 3
    assert peak_bytes < path.stat().st_size / 5


def test_find__cache_emptied_while_frames_are_read__reads_on() -> None:
    base = some_frames(3)
    keep("a", base)
    found = BaseFrameStore().find("a")
    assert found is not None
    empty_cache()
    np.testing.assert_array_equal(found.frames[2].picture, base.frames[2].picture)


def test_find__read_by_several_threads__gives_every_frame() -> None:
    base = some_frames(30)
    keep("a", base)
    found = BaseFrameStore().find("a")
    assert found is not None
    with ThreadPoolExecutor(8) as pool:
        for one, other in zip(base.frames, pool.map(found.frames.__getitem__, range(30)), strict=True):
            np.testing.assert_array_equal(one.picture, other.picture)
            np.testing.assert_array_equal(one.depth, other.depth)


def test_frames__sliced_or_counted_from_the_end__are_as_of_a_list() -> None:
    base = some_frames(4)
    keep("a", base)
    found = BaseFrameStore().find("a")
    assert found is not None
    for frames in (base.frames, found.frames):
        np.testing.assert_array_equal(frames[-1].picture, frames[3].picture)
        assert [frame.picture[0, 0, 0] for frame in frames[1:3]] == [frames[n].picture[0, 0, 0] for n in (1, 2)]
        with pytest.raises(IndexError):
            frames[4]


def test_keep__depth_that_frames_share__is_kept_once() -> None:
    one, other = some_frames(2).frames
    shared = [one._replace(depth=depth) for depth in (one.depth, one.depth, other.depth, other.depth, one.depth)]
    keep("a", BaseFrames(shared, Fraction(16)))
    with zipfile.ZipFile(base_frames_path("a")) as archive:
        assert sorted(name for name in archive.namelist() if "depth" in name) == [
            "0.depth.png",
            "2.depth.png",
            "4.depth.png",
        ]
    found = BaseFrameStore().find("a")
    assert found is not None
    for kept, made in zip(found.frames, shared, strict=True):
        np.testing.assert_array_equal(kept.depth, made.depth)
    assert found.frames[0].depth is found.frames[1].depth


def test_find__file_of_version_1__is_read() -> None:
    base = some_frames(3)
    keep("a", base)
    path = base_frames_path("a")
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["manifest.json"] = entries["manifest.json"].replace(b'"version":2', b'"version":1')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    found = BaseFrameStore().find("a")
    assert found is not None
    np.testing.assert_array_equal(found.frames[2].depth, base.frames[2].depth)


@pytest.mark.parametrize("missing", ["1.png", "0.depth.png", "manifest.json"])
def test_find__an_entry_is_missing__counts_as_none(missing: str) -> None:
    keep("a", some_frames(2))
    path = base_frames_path("a")
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist() if name != missing}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    assert BaseFrameStore().find("a") is None


def test_as_kept__frames_that_decode_on_access__are_asked_for_one_at_a_time_and_not_copied() -> None:
    made = some_frames(3)
    asked = []

    class Decoding(list[BaseFrame]):
        def __getitem__(self, index):
            asked.append(index)
            return super().__getitem__(index)

    kept = as_kept(BaseFrames(Decoding(made.frames), Fraction(16)))
    assert len(kept.frames) == 3
    assert asked == []
    assert kept.frames[1].picture is made.frames[1].picture
    assert asked == [1]


def test_shown_at__kept_frames__are_shown_as_made_ones_at_every_rate() -> None:
    rng = np.random.default_rng(3)
    wide = cv2.GaussianBlur(rng.integers(0, 256, (120, 400, 3), np.uint8), (0, 0), 2).astype(np.uint8)
    depth = rng.random((20, 36), np.float32)
    frames = [BaseFrame(wide[:, 5 * k : 5 * k + 216].copy(), depth) for k in range(6)]
    made = as_kept(BaseFrames(frames, Fraction(16)))
    keep("a", made)
    found = BaseFrameStore().find("a")
    assert found is not None
    for fps in (24, 30):
        with (
            made.shown_at(Fraction(fps), Size(160, 90)) as shown,
            found.shown_at(Fraction(fps), Size(160, 90)) as again,
        ):
            for index in range(12):
                np.testing.assert_array_equal(shown.under(index).picture, again.under(index).picture)
                np.testing.assert_array_equal(shown.under(index).depth, again.under(index).depth)


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
    trim_cache(cache_size_bytes() - 1)
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
