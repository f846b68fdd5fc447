"""Between two pictures, what moves is on its way, what is covered is right, and a cut stays a cut."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moving_scenes import Texture, psnr_db, scene
from render_scenes import textured_picture

from s2v_desktop.render.interpolate import InBetween, KeyPicture

POSITIONS = (0.1, 1 / 3, 0.5, 0.8)


def between(first: np.ndarray, second: np.ndarray) -> InBetween:
    return InBetween(KeyPicture(first), KeyPicture(second))


def nearest(first: np.ndarray, second: np.ndarray, position: float) -> np.ndarray:
    return first if position < 0.5 else second


def blended(first: np.ndarray, second: np.ndarray, position: float) -> np.ndarray:
    return cv2.addWeighted(first, 1 - position, second, position, 0)


@pytest.mark.parametrize(
    ("motion", "margin_db", "least_db"),
    [
        ({"ground": (7.3, 2.1)}, 17, 46),
        ({"ground": (23.0, -9.0)}, 25, 43),
        ({"zoom": 0.05}, 16, 47),
        ({"roll_rad": 0.05}, 16, 46),
        ({"square": (8, 3)}, 8, 37),
        ({"square": (9, 4), "ground": (-4, 1)}, 4, 33),
        ({"square": (6, 0), "gain": 0.2}, 5, 38),
        ({"square": (6, 2), "size": (832, 480), "side": 200, "ground": (3, 0)}, 12, 44),
    ],
)
def test_in_between__known_motion__is_much_nearer_to_the_truth_than_blend_and_nearest(motion, margin_db, least_db):
    first, second = scene(0, **motion), scene(1, **motion)
    pair = between(first, second)
    for position in POSITIONS:
        truth = scene(position, **motion)
        found = psnr_db(pair.at(position), truth)
        others = [psnr_db(other(first, second, position), truth) for other in (nearest, blended)]
        assert found > least_db
        assert found > max(others) + margin_db


def test_in_between__square_before_a_still_ground__shows_less_of_a_ghost_beside_it():
    motion = {"square": (10, 0), "side": 80, "size": (320, 192)}
    first, second = scene(0, **motion), scene(1, **motion)
    shown, truth = between(first, second).at(0.5), scene(0.5, **motion)
    rows = slice(64, 128)
    ghosts = blended(first, second, 0.5)
    for strip in ((rows, slice(115, 125)), (rows, slice(205, 215))):  # left and right of the square, at 125 to 205
        assert psnr_db(shown[strip], truth[strip]) > psnr_db(ghosts[strip], truth[strip]) + 1.5
    assert np.array_equal(shown[:40], first[:40])  # far from what moves nothing changes at all


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 1), st.floats(-6, 6), st.floats(-6, 6))
def test_in_between__any_position_and_shift__is_the_shifted_picture(position, right, down):
    first, second = (scene(time, size=(160, 96), ground=(right, down)) for time in (0, 1))
    truth = scene(position, size=(160, 96), ground=(right, down))
    inner = (slice(12, -12), slice(12, -12))
    assert psnr_db(between(first, second).at(position)[inner], truth[inner]) > 38


def test_at__ends__are_the_pictures_themselves():
    first, second = KeyPicture(scene(0)), KeyPicture(scene(1, ground=(4, 2)))
    pair = InBetween(first, second)
    assert pair.at(0) is first.picture
    assert pair.at(1) is second.picture


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1), st.integers(0, 99))
def test_in_between__the_same_picture_twice__is_that_picture_bit_by_bit(position, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (48, 64, 3), np.uint8)
    assert np.array_equal(between(picture, picture.copy()).at(position), picture)


def other_scenes() -> list[tuple[str, np.ndarray, np.ndarray]]:
    one, other = scene(0), Texture(7).drawn(320, 192).clip(0, 255).astype(np.uint8)
    drawn = textured_picture(320, 192)
    return [
        ("another texture", one, other),
        ("a texture to a picture", one, drawn),
        ("mirrored", one, np.ascontiguousarray(one[:, ::-1])),
        ("from near", one, cv2.resize(one[60:100, 40:107], (320, 192), interpolation=cv2.INTER_CUBIC)),
        ("a flat one", one, np.full_like(one, 90)),
        ("in the dark", one // 6, other // 6),
    ]


@pytest.mark.parametrize(("name", "first", "second"), other_scenes())
def test_in_between__cut__shows_the_nearer_picture_and_no_ghost(name, first, second):
    pair = between(first, second)
    for position in (0.01, 0.49):
        assert np.array_equal(pair.at(position), first)
    for position in (0.5, 0.99):
        assert np.array_equal(pair.at(position), second)


def shaken(picture: np.ndarray, spread: float, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, spread, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def one_scene() -> list[tuple[str, np.ndarray, np.ndarray]]:
    still = scene(0)
    return [
        ("a fast pan", still, scene(1, ground=(28, 0))),
        ("a strong zoom", still, scene(1, zoom=0.12)),
        ("noise", shaken(still, 12, 0), shaken(scene(1, ground=(5, 2)), 12, 1)),
        ("a fade to a third", still, still // 3),
        ("a fade from a tenth", still // 10, still),
        ("a large square", scene(0, square=(20, 6), side=120), scene(1, square=(20, 6), side=120)),
    ]


@pytest.mark.parametrize(("name", "first", "second"), one_scene())
def test_in_between__one_scene_however_much_it_moves__is_no_cut(name, first, second):
    shown = between(first, second).at(0.5)
    assert not np.array_equal(shown, first)
    assert not np.array_equal(shown, second)


def test_in_between__fade__is_half_as_bright_in_the_middle_and_not_moved():
    first = scene(0)
    second = np.rint(first * 0.4).astype(np.uint8)
    for position in POSITIONS:
        truth = np.rint(first * (1 - 0.6 * position)).astype(np.uint8)
        assert psnr_db(between(first, second).at(position), truth) > 42


def test_in_between__flat_colours__fade_without_a_trace():
    first, second = (np.full((60, 80, 3), level, np.uint8) for level in (40, 44))
    shown = between(first, second).at(0.5)
    assert shown.min() >= 40
    assert shown.max() <= 44


@pytest.mark.parametrize("size", [(16, 16), (33, 17), (12, 40)])
def test_in_between__tiny_pictures__have_pictures_between_them(size):
    rng = np.random.default_rng(0)
    first, second = (rng.integers(0, 256, (size[1], size[0], 3), np.uint8) for _ in range(2))
    assert between(first, cv2.blur(first, (3, 3)).astype(np.uint8)).at(0.3).shape == first.shape
    assert between(first, second).at(0.3).shape == first.shape
