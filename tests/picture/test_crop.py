"""Which part of a picture a video shows, to a fraction of a pixel."""

from __future__ import annotations

import cv2
import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core.look import Aspect, Look, Point, Size
from s2v_desktop.engines.motion import still_base
from s2v_desktop.picture.crop import cover_crop
from s2v_desktop.picture.crop_box import focus_in_crop, look_crop_box


def position_picture(width: int, height: int) -> np.ndarray:
    """Red tells where a pixel's middle lies across the picture, green where down, 0-255 from edge to edge."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[..., 0] = np.rint((np.arange(width) + 0.5) / width * 255)
    picture[..., 1] = np.rint((np.arange(height) + 0.5) / height * 255)[:, None]
    return picture


def shown_span(crop: np.ndarray, axis: int) -> tuple[float, float]:
    """Return where the crop begins and ends along ``axis`` as fractions of the picture, from a line through it."""
    values = crop[..., axis].mean(axis=axis) / 255
    middles = (np.arange(values.size) + 0.5) / values.size
    slope, offset = np.polyfit(middles, values, 1)
    return float(offset), float(offset + slope)


def test_cover_crop__same_size__returns_the_same_pixels():
    picture = np.random.default_rng(3).integers(0, 256, (90, 160, 3), dtype=np.uint8)
    np.testing.assert_array_equal(cover_crop(picture, 160, 90), picture)


def test_cover_crop__wide_from_square__takes_the_middle_band():
    crop = cover_crop(position_picture(900, 900), 160, 90)
    np.testing.assert_allclose(shown_span(crop, 0), (0, 1), atol=0.004)
    np.testing.assert_allclose(shown_span(crop, 1), (0.21875, 0.78125), atol=0.004)


def test_cover_crop__focus_near_the_edge__stops_at_the_edge():
    crop = cover_crop(position_picture(900, 900), 160, 90, crop_y=0.05)
    np.testing.assert_allclose(shown_span(crop, 1), (0, 0.5625), atol=0.004)


def test_cover_crop__focus_off_the_middle__is_centred_on_it():
    crop = cover_crop(position_picture(1600, 500), 100, 100, crop_x=0.3)
    begin, end = shown_span(crop, 0)
    np.testing.assert_allclose((begin + end) / 2, 0.3, atol=0.004)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(64, 400),
    st.integers(64, 400),
    st.integers(32, 300),
    st.integers(32, 300),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(1, 4),
)
def test_cover_crop__any_shape_and_place__fills_the_size_and_keeps_proportions(
    width: int, height: int, out_width: int, out_height: int, crop_x: float, crop_y: float, crop_zoom: float
):
    crop = cover_crop(position_picture(width, height), out_width, out_height, crop_x, crop_y, crop_zoom)
    assert crop.shape == (out_height, out_width, 3)
    (left, right), (top, bottom) = shown_span(crop, 0), shown_span(crop, 1)
    shown = np.array([(right - left) * width, (bottom - top) * height])
    expected = np.array([out_width, out_height]) * min(width / out_width, height / out_height) / crop_zoom
    np.testing.assert_allclose(shown, expected, rtol=0.02, atol=1.5)


def test_cover_crop__preview_and_export__show_the_same_part():
    noise = np.random.default_rng(4).integers(0, 256, (1000, 1000, 3), dtype=np.uint8)
    picture = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), 12)
    picture = np.clip((picture - 128) * 20 + 128, 0, 255).astype(np.uint8)
    small = cover_crop(picture, 160, 90, 0.4, 0.37).astype(np.float32)
    large = cover_crop(picture, 1280, 720, 0.4, 0.37)
    reduced = large.reshape(90, 8, 160, 8, 3).mean(axis=(1, 3), dtype=np.float32)
    (shift_x, shift_y), _ = cv2.phaseCorrelate(small[..., 0], reduced[..., 0])
    assert abs(shift_x) < 0.02
    assert abs(shift_y) < 0.02
    assert np.abs(small - reduced).mean() < 1


def test_cover_crop__fine_checkerboard_made_small__turns_grey_without_moire():
    board = (np.indices((1440, 2560)).sum(axis=0) % 2 * 255).astype(np.uint8)
    crop = cover_crop(np.dstack([board] * 3), 320, 180)
    assert crop.std() < 3


def test_cover_crop__zoomed__shows_a_part_that_many_times_smaller_around_its_place():
    crop = cover_crop(position_picture(1600, 900), 320, 180, 0.6, 0.3, 2.5)
    np.testing.assert_allclose(shown_span(crop, 0), (0.4, 0.8), atol=0.004)
    np.testing.assert_allclose(shown_span(crop, 1), (0.1, 0.5), atol=0.004)


def test_cover_crop__fewer_pixels_than_the_video__are_enlarged_smoothly():
    crop = cover_crop(position_picture(160, 90), 1920, 1080, crop_zoom=4.0)
    assert crop.shape == (1080, 1920, 3)
    assert np.abs(np.diff(crop[540, :, 0].astype(int))).max() <= 1


def test_still_base__zoomed_crop__is_large_enough_for_the_compositor():
    look = Look(crop_x=0.2, crop_y=0.7, crop_zoom=4.0)
    base = still_base(position_picture(320, 240), look.size, look)
    assert base.picture.shape == (1080, 1920, 3)
    np.testing.assert_allclose(shown_span(base.picture, 0), (0.075, 0.325), atol=0.01)


sizes = st.builds(Size, st.integers(64, 5000), st.integers(64, 5000))
looks = st.builds(
    Look,
    aspect=st.sampled_from(Aspect),
    crop_x=st.floats(0, 1),
    crop_y=st.floats(0, 1),
    crop_zoom=st.floats(1, 4),
    focus=st.builds(Point, st.floats(0, 1), st.floats(0, 1)),
)


@given(sizes, looks)
def test_look_crop_box__any_look__lies_in_the_picture_with_the_videos_shape(picture: Size, look: Look):
    box = look_crop_box(picture, look)
    assert 0 <= box.left <= box.right <= picture.width + 1e-6
    assert 0 <= box.top <= box.bottom <= picture.height + 1e-6
    np.testing.assert_allclose(box.width / box.height, look.size.width / look.size.height)
    largest = look_crop_box(picture, msgspec.structs.replace(look, crop_zoom=1.0))
    np.testing.assert_allclose(box.width * look.crop_zoom, largest.width)


@given(sizes, looks)
def test_focus_in_crop__any_look__is_that_point_or_the_nearest_of_the_crop(picture: Size, look: Look):
    assert look.focus is not None
    place, box = focus_in_crop(picture, look), look_crop_box(picture, look)
    assert place is not None
    assert 0 <= min(place) <= max(place) <= 1
    found = box.left + place.x * box.width, box.top + place.y * box.height
    wanted = look.focus.x * picture.width, look.focus.y * picture.height
    nearest = np.clip(wanted[0], box.left, box.right), np.clip(wanted[1], box.top, box.bottom)
    np.testing.assert_allclose(found, nearest, atol=1e-6)


def test_focus_in_crop__none__stays_none():
    assert focus_in_crop(Size(800, 600), Look()) is None
