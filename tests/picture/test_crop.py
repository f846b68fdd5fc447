"""Which part of a picture a video shows, to a fraction of a pixel."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.picture.crop import cover_crop


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
)
def test_cover_crop__any_shape_and_focus__fills_the_size_and_keeps_proportions(
    width: int, height: int, out_width: int, out_height: int, crop_x: float, crop_y: float
):
    crop = cover_crop(position_picture(width, height), out_width, out_height, crop_x, crop_y)
    assert crop.shape == (out_height, out_width, 3)
    (left, right), (top, bottom) = shown_span(crop, 0), shown_span(crop, 1)
    shown = np.array([(right - left) * width, (bottom - top) * height])
    expected = np.array([out_width, out_height]) * min(width / out_width, height / out_height)
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
