"""What the depth guess must get right on pictures whose depth is obvious, and must never do on any other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from s2v_desktop.picture.depth import estimate_depth


def landscape() -> np.ndarray:
    """A bright smooth sky above a dark, rough foreground."""
    picture = np.full((540, 960, 3), (150, 190, 240), np.uint8)
    ground = np.random.default_rng(5).integers(20, 110, (240, 960, 3), dtype=np.uint8)
    picture[300:] = cv2.GaussianBlur(ground, (0, 0), 1.2)
    return picture


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1000, 1000), (64, 512), (65, 64)])
def test_estimate_depth__any_shape__keeps_proportions_and_range(size: tuple[int, int]):
    width, height = size
    picture = np.random.default_rng(6).integers(0, 256, (height, width, 3), dtype=np.uint8)
    depth = estimate_depth(picture)
    assert depth.dtype == np.float32
    assert depth.shape[1] / depth.shape[0] == pytest.approx(width / height, rel=0.02)
    assert depth.size == pytest.approx(480 * 270, rel=0.02)
    assert depth.min() >= 0
    assert depth.max() <= 1


def test_estimate_depth__landscape__sky_is_far_and_ground_is_near():
    depth = estimate_depth(landscape())
    rows = len(depth)
    assert depth[: rows // 2].mean() < 0.15
    assert depth[-rows // 4 :].mean() > 0.7


def test_estimate_depth__landscape__changes_at_the_horizon():
    profile = estimate_depth(landscape()).mean(axis=1)
    steepest = np.argmax(np.diff(profile)) / len(profile)
    assert steepest == pytest.approx(300 / 540, abs=0.03)


def test_estimate_depth__sharp_subject_on_a_blurred_ground__subject_is_nearer():
    noise = np.random.default_rng(7).integers(0, 256, (600, 600, 3), dtype=np.uint8)
    picture = cv2.GaussianBlur(noise, (0, 0), 12)
    picture[200:400, 200:400] = cv2.GaussianBlur(noise, (0, 0), 1)[200:400, 200:400]
    depth = estimate_depth(picture)
    scale = depth.shape[0] / 600
    subject = depth[int(220 * scale) : int(380 * scale), int(220 * scale) : int(380 * scale)]
    beside = depth[int(220 * scale) : int(380 * scale), : int(150 * scale)]
    assert subject.mean() > beside.mean() + 0.2


@pytest.mark.parametrize("level", [0, 128, 255])
def test_estimate_depth__flat_picture__is_finite_and_gentle(level: int):
    depth = estimate_depth(np.full((300, 400, 3), level, np.uint8))
    assert np.isfinite(depth).all()
    assert np.abs(np.diff(depth, axis=0)).max() < 0.05
    assert np.abs(np.diff(depth, axis=1)).max() < 0.05


def test_estimate_depth__same_picture__gives_the_same_map():
    np.testing.assert_array_equal(estimate_depth(landscape()), estimate_depth(landscape()))
