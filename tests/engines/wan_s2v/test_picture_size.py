import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from s2v_desktop.core.errors import InputError
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.picture_size import (
    cover_crop_picture,
    cover_crop_video,
    require_frame_size,
    size_within_area,
)


@pytest.mark.parametrize(
    ("height", "width", "max_area", "expected"),
    [
        (256, 384, 24576, (128, 192)),
        (1080, 1920, 1024 * 704, (640, 1088)),
        (1306, 1227, 1_236_341, (1088, 1024)),
        (1080, 1920, 832 * 480, (448, 832)),
        (1024, 1024, 832 * 480, (576, 576)),
        (1920, 1080, 832 * 480, (832, 448)),
        (300, 200, 832 * 480, (320, 256)),
    ],
)
def test_size__published_rule__is_followed(height, width, max_area, expected):
    assert size_within_area(height, width, max_area) == expected


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(64 * 64, 2_000_000))
def test_size__any_picture__fits_the_area_in_whole_tokens(height, width, max_area):
    size = size_within_area(height, width, max_area)
    assert size.height % 64 == size.width % 64 == 0
    assert min(size) >= 64
    if max(height / width, width / height) < 4 and max_area >= 256 * 256:
        assert size.height * size.width <= max_area


@pytest.mark.parametrize("size", [(0, 64), (64, 72), (48, 64), (-64, 64)])
def test_given_size__not_in_whole_patches__is_refused(size):
    with pytest.raises(InputError):
        require_frame_size(*size)


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([(64, 64), (64, 128), (128, 80)]))
def test_crop__any_picture__fills_the_frame_with_no_bars(height, width, size):
    white = np.full((height, width, 3), 255, np.uint8)
    pixels = cover_crop_picture(white, FrameSize(*size))
    assert pixels.shape == (1, 3, 1, *size)
    assert torch.equal(pixels, torch.ones_like(pixels))


def test_crop__wide_picture__keeps_its_middle_and_its_aspect():
    wide = np.zeros((64, 256, 3), np.uint8)
    wide[:, 96:160] = (255, 0, 0)
    pixels = cover_crop_picture(Image.fromarray(wide), FrameSize(64, 64))
    assert torch.equal(pixels[0, :, 0, 32, 32], torch.tensor([1.0, -1.0, -1.0]))
    assert bool((pixels[0, 0] == 1).all())


def test_crop__picture_with_alpha_or_grey__becomes_colour():
    for mode in ("L", "RGBA", "P"):
        assert cover_crop_picture(Image.new(mode, (64, 64)), FrameSize(64, 64)).shape == (1, 3, 1, 64, 64)


def test_video_crop__frames__are_cropped_as_the_picture_is():
    frames = np.random.default_rng(0).integers(0, 256, (3, 90, 200, 3), dtype=np.uint8)
    video = cover_crop_video(frames, FrameSize(64, 128))
    assert video.shape == (1, 3, 3, 64, 128)
    for index in range(3):
        still = cover_crop_picture(frames[index], FrameSize(64, 128))
        assert float((video[:, :, index] - still[:, :, 0]).abs().max()) < 0.02  # PIL rounds to whole levels
