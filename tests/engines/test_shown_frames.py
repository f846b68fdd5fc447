"""Base frames under output frames: in time, of the output's aspect, a few ahead, and no thread left behind."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moving_scenes import psnr_db, scene

from s2v_desktop.core.look import Aspect, Resolution, Size, output_size
from s2v_desktop.engines import shown_frames
from s2v_desktop.engines.base import BASE_SCALE, BaseFrame, BaseFrames
from s2v_desktop.render.interpolate import InBetween

RATE = Fraction(16)
DEPTH = np.tile(np.linspace(0, 1, 32, dtype=np.float32), (18, 1))


def frames_of(pictures: Sequence[np.ndarray]) -> BaseFrames:
    return BaseFrames([BaseFrame(picture, DEPTH) for picture in pictures], RATE)


def disc(width: int, height: int, x: float, y: float) -> np.ndarray:
    """A bright soft disc over a dim ground; x and y are in pixels from the left and top edges."""
    across, down = np.arange(width) + 0.5 - x, np.arange(height) + 0.5 - y
    inside = np.clip(24 - np.hypot(across[None, :], down[:, None]), 0, 4) / 4
    return np.rint(np.repeat(20 + 200 * inside[..., None], 3, axis=2)).astype(np.uint8)


def place_of_disc(picture: np.ndarray) -> tuple[float, float]:
    weights = picture[..., 0].astype(np.float64) - 20
    height, width = weights.shape
    total = weights.sum()
    return weights.sum(0) @ (np.arange(width) + 0.5) / total, weights.sum(1) @ (np.arange(height) + 0.5) / total


def in_between_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("in-between")]


@pytest.mark.parametrize("fps", [24, 30])
def test_under__object_in_motion__is_where_it_is_at_the_middle_of_the_output_frame(fps):
    right_px_s, down_px_s = 96.0, -32.0
    pictures = [disc(320, 180, 60 + right_px_s * (k + 0.5) / 16, 110 + down_px_s * (k + 0.5) / 16) for k in range(24)]
    errors = []
    with frames_of(pictures).shown_at(Fraction(fps), Size(320, 180)) as shown:
        for index in range(1, round(1.5 * fps) - 1):  # the first and the last lie outside the middles of base frames
            x, y = place_of_disc(shown.under(index).picture)
            time_s = (index + 0.5) / fps
            errors.append((x / 1.5 - 60 - right_px_s * time_s, y / 1.5 - 110 - down_px_s * time_s))
    assert np.abs(np.mean(errors, axis=0)).max() / right_px_s < 0.0002  # seconds
    assert np.abs(errors).max() < 0.25  # pixels; the nearest frame would be 2 off


@pytest.mark.parametrize("fps", [24, 30])
def test_under__before_the_first_and_after_the_last_middle__is_the_nearest_frame(fps):
    base = frames_of([scene(k, size=(160, 96), ground=(3, 1)) for k in range(4)])
    with base.shown_at(Fraction(fps), Size(160, 96)) as shown, base.shown_at(RATE, Size(160, 96)) as plain:
        assert np.array_equal(shown.under(0).picture, plain.under(0).picture)
        last = shown.under(fps)
        assert np.array_equal(last.picture, plain.under(3).picture)
        assert shown.under(10 * fps) is last


def test_under__one_frame_only__is_that_frame_for_ever():
    base = frames_of([scene(0, size=(160, 90))])
    with base.shown_at(Fraction(30), Size(160, 90)) as shown:
        first = shown.under(0)
        assert all(shown.under(index) is first for index in (1, 7, 400))


def test_under__a_still__is_the_still_itself_as_it_is():
    still = BaseFrame(scene(0, size=(240, 136)), DEPTH)
    with BaseFrames([still]).shown_at(Fraction(30), Size(160, 90)) as shown:
        assert np.shares_memory(shown.under(0).picture, still.picture)
        assert np.array_equal(shown.under(0).picture, still.picture)
        assert np.array_equal(shown.under(0).depth, still.depth)
        assert shown.under(0) is shown.under(449)


def test_under__same_index__is_the_same_object():
    base = frames_of([scene(k, size=(160, 96), ground=(3, 1)) for k in range(5)])
    with base.shown_at(Fraction(30), Size(160, 96)) as shown:
        for index in range(9):
            assert shown.under(index) is shown.under(index)


def test_under__identical_frames__stay_bit_by_bit_the_same():
    picture = np.random.default_rng(0).integers(0, 256, (144, 240, 3), np.uint8)
    base = frames_of([picture.copy() for _ in range(5)])
    with base.shown_at(Fraction(30), Size(160, 96)) as shown:
        assert all(np.array_equal(shown.under(index).picture, picture) for index in range(10))


def test_under__cut__shows_no_frame_of_both_scenes():
    one, other = scene(0, size=(240, 144)), disc(240, 144, 100, 70)
    base = frames_of([one, one, other, other])
    with base.shown_at(Fraction(30), Size(160, 96)) as shown:
        seen = [np.array_equal(shown.under(index).picture, one) for index in range(8)]
        others = [np.array_equal(shown.under(index).picture, other) for index in range(8)]
    assert seen == [True] * 4 + [False] * 4  # the scene changes at 2/16 s, when output frame 4 begins to be shown
    assert others == [not one for one in seen]


@pytest.mark.parametrize(
    ("made", "shown_as"),
    [
        (Size(832, 480), output_size(Resolution.P480, Aspect.WIDE)),
        (Size(480, 832), output_size(Resolution.P480, Aspect.TALL)),
        (Size(624, 624), output_size(Resolution.P480, Aspect.SQUARE)),
        (Size(560, 704), output_size(Resolution.P480, Aspect.PORTRAIT)),
        (Size(1280, 704), output_size(Resolution.P720, Aspect.WIDE)),
    ],
)
def test_under__frames_of_the_models_size__fill_the_output_from_their_middle(made, shown_as):
    x, y = made.width / 2, made.height / 2
    base = frames_of([disc(made.width, made.height, x, y), disc(made.width, made.height, x + 1, y)])
    with base.shown_at(Fraction(30), shown_as) as shown:
        first = shown.under(0)
    height, width = first.picture.shape[:2]
    assert width >= BASE_SCALE * shown_as.width
    assert height >= BASE_SCALE * shown_as.height
    assert width / height == pytest.approx(shown_as.width / shown_as.height, rel=0.002)
    middle = place_of_disc(first.picture)
    assert middle == pytest.approx((width / 2, height / 2), abs=0.05)
    spread = cv2.moments((first.picture[..., 0] > 120).astype(np.uint8))
    assert spread["mu20"] == pytest.approx(spread["mu02"], rel=0.01)  # a disc stays round


def test_under__frames_of_another_aspect__cut_their_depth_as_their_picture():
    base = frames_of([np.full((96, 320, 3), 9, np.uint8)])
    with base.shown_at(Fraction(30), Size(96, 96)) as shown:
        depth = shown.under(0).depth
    assert np.array_equal(depth, DEPTH[:, 11:21])


class Counted(Sequence):
    """Frames made on access; notes what was asked for, and fails at one."""

    def __init__(self, count: int, fails_at: int = -1) -> None:
        self.count, self.fails_at, self.asked = count, fails_at, []

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index):
        self.asked.append(index)
        if index == self.fails_at:
            raise OSError("the disk is gone")
        return BaseFrame(scene(index / 4, size=(160, 96), ground=(9, 3)), DEPTH)


@pytest.mark.parametrize("workers", [1, 3])
def test_under__any_number_of_workers__asks_for_every_frame_once_and_gives_the_same(workers, monkeypatch):
    monkeypatch.setattr(shown_frames, "worker_count", lambda: workers)
    frames = Counted(20)
    with BaseFrames(frames, RATE).shown_at(Fraction(24), Size(160, 96)) as shown:
        found = [shown.under(index).picture for index in range(30)]
    assert sorted(frames.asked) == list(range(20))
    monkeypatch.setattr(shown_frames, "worker_count", lambda: 2)
    with BaseFrames(Counted(20), RATE).shown_at(Fraction(24), Size(160, 96)) as shown:
        for index in reversed(range(30)):  # in any order
            assert np.array_equal(shown.under(index).picture, found[index])


def test_under__a_long_clip__holds_a_few_frames_only():
    base = BaseFrames(Counted(60), RATE)
    with base.shown_at(Fraction(30), Size(160, 96)) as shown:
        shown.under(0)
        tracemalloc.start()
        for index in range(110):
            shown.under(index)
        held_bytes, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert held_bytes < 30 * 240 * 144 * 3


def test_under__reading_fails__raises_what_went_wrong_and_ends_the_threads():
    base = BaseFrames(Counted(20, fails_at=6), RATE)
    with base.shown_at(Fraction(30), Size(160, 96)) as shown:
        with pytest.raises(OSError, match="the disk is gone"):
            [shown.under(index) for index in range(30)]
        assert in_between_threads()
    assert not in_between_threads()


def test_shown__left_early__ends_the_threads_and_reads_no_more():
    frames = Counted(200)
    with BaseFrames(frames, RATE).shown_at(Fraction(30), Size(160, 96)) as shown:
        shown.under(0)
        assert in_between_threads()
    assert not in_between_threads()
    assert len(frames.asked) < 12


def test_under__one_pair__looks_for_its_motion_once(monkeypatch):
    made = []

    class Counting(InBetween):
        def __init__(self, first, second):
            made.append(first)
            super().__init__(first, second)

    monkeypatch.setattr(shown_frames, "InBetween", Counting)
    with BaseFrames(Counted(4), RATE).shown_at(Fraction(60), Size(160, 96)) as shown:
        for index in range(15):
            shown.under(index)
    assert len(made) <= 4


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.sampled_from([12, 15, 16, 24, 25, 30, 60]), st.sampled_from([8, 16, 24, 30]))
def test_place__any_rates__never_goes_back_and_is_the_time_of_the_frame(count, fps, rate):
    base = BaseFrames([BaseFrame(np.zeros((16, 16, 3), np.uint8), DEPTH)] * count, Fraction(rate))
    with base.shown_at(Fraction(fps), Size(16, 16)) as shown:
        places = [shown._place(index) for index in range(fps * count // rate + 3)]
        assert places == sorted(places)
        for index, place in enumerate(places):
            time_s = (index + Fraction(1, 2)) / fps
            assert place == min(max(time_s * rate - Fraction(1, 2), 0), count - 1)
            assert place - int(place) in shown._positions_after(int(place))


def test_under__motion__is_far_nearer_to_the_truth_than_the_nearest_frame():
    motion = {"size": (240, 144), "ground": (4, 1), "square": (-5, 2), "side": 60}
    frames = [scene(k, **motion) for k in range(6)]
    with frames_of(frames).shown_at(Fraction(24), Size(160, 96)) as shown:
        for index in range(1, 8):
            place = (index + 0.5) * 16 / 24 - 0.5
            truth = scene(place, **motion)
            found = psnr_db(shown.under(index).picture, truth)
            assert found > psnr_db(frames[round(place)], truth) + 4
