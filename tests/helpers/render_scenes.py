"""Pictures and drawing for the tests of this folder."""

import cv2
import numpy as np

from s2v_desktop.render.compositor import Compositor, yuv420p_bytes


def textured_picture(width, height, blur_px=3.0, seed=0):
    """Smooth random colour, full range: something to find again wherever it has moved."""
    noise = np.random.default_rng(seed).standard_normal((height, width, 3)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), blur_px)
    return np.clip(127 + 50 * smooth / smooth.std(), 0, 255).astype(np.uint8)


def plain_picture(width, height, colour):
    return np.full((height, width, 3), colour, np.uint8)


def flat_depth(level=0.5):
    return np.full((27, 48), level, np.float32)


def compositor_over(picture, width, height, depth=None):
    compositor = Compositor(width, height)
    compositor.set_base(picture, flat_depth() if depth is None else depth)
    return compositor


def draw_rgb(compositor, shot, seed=1, frame_index=0):
    """One frame as uint8 (h, w, 3), red first."""
    out = np.empty((compositor.height, compositor.width, 4), np.uint8)
    compositor.draw_rgb32(shot, seed, frame_index, out)
    assert (out[..., 3] == 255).all()
    return out[..., 2::-1]


def draw_yuv(compositor, shot, seed=1, frame_index=0):
    out = np.empty(yuv420p_bytes(compositor.width, compositor.height), np.uint8)
    compositor.draw_yuv420p(shot, seed, frame_index, out)
    return out


def grey_of(frame):
    return cv2.cvtColor(np.ascontiguousarray(frame), cv2.COLOR_RGB2GRAY)


def displacement(before, after, points, window=31):
    """Where ``points`` (n, 2) of ``before`` lie in ``after``, minus where they were: pixels, by Lucas-Kanade."""
    start = points.astype(np.float32).reshape(-1, 1, 2)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-4)
    found, status, _ = cv2.calcOpticalFlowPyrLK(
        before, after, start, start.copy(), winSize=(window, window), maxLevel=3, criteria=criteria
    )
    assert status.all()
    return (found - start).reshape(-1, 2)
