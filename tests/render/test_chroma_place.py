"""Where colour lies in the finished video: an edge between two colours of one brightness, found as players show it."""

from fractions import Fraction

import numpy as np
import pytest
from render_scenes import compositor_over, draw_rgb, draw_yuv, plain_picture

from s2v_desktop.core.shot_plan import Shot
from s2v_desktop.video.decode import read_frames
from s2v_desktop.video.encode import VideoWriter

WIDTH, HEIGHT, FRAMES = 320, 180, 15
#: BT.709 luma of both is 100: only colour tells them apart.
RED, BLUE = (200, 74, 65), (50, 105, 198)


def edge_px(frame, axis):
    """Where red turns to blue along ``axis``, in pixels: a step sits where the mean of the profile says."""
    profile = (frame[..., 2].astype(float) - frame[..., 0])[20:-20, 20:-20].mean(axis=1 - axis)
    low, high = profile[:10].mean(), profile[-10:].mean()
    return 20 + ((high - profile) / (high - low)).sum()


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shift_px", [0.0, 0.5, 1.0, 1.37])
def test_video__edge_of_colour__lies_where_it_was_drawn(tmp_path, axis, shift_px):
    picture = plain_picture(WIDTH * 3 // 2, HEIGHT * 3 // 2, RED)
    half = picture.shape[axis] // 2
    picture[(slice(None),) * axis + (slice(half, None),)] = BLUE
    shot = Shot(**{("pan_y", "pan_x")[axis]: shift_px / (HEIGHT, WIDTH)[axis]})
    compositor = compositor_over(picture, WIDTH, HEIGHT)
    frame = draw_yuv(compositor, shot)
    target = tmp_path / "edge.mp4"
    with VideoWriter(target, WIDTH, HEIGHT, Fraction(30), np.zeros((22050, 1), np.float32), 44100, FRAMES) as writer:
        for _ in range(FRAMES):
            writer.write(frame)
    shown = list(read_frames(target))[-1]
    truth, found = edge_px(draw_rgb(compositor, shot), axis), edge_px(shown, axis)
    print(f"edge drawn at {truth:.3f}, shown at {found:.3f} px")
    assert truth == pytest.approx((HEIGHT, WIDTH)[axis] / 2 - shift_px, abs=0.3)
    assert found == pytest.approx(truth, abs=0.1)
