"""Colour and contrast of later clips are those of the first, and the live picture shows latents in colour."""

import pytest
import torch
from wan_toy import relative_error

from s2v_desktop.engines.wan_s2v.live_picture import LivePicture, rough_picture
from s2v_desktop.engines.wan_s2v.steady_colours import colour_statistics, match_colours_


def scene(seed: int = 0) -> torch.Tensor:
    torch.manual_seed(seed)
    return torch.randn(1, 3, 4, 16, 16) * torch.tensor([0.2, 0.3, 0.25])[:, None, None, None] + 0.1


def test_match__drifted_colours__are_those_of_the_first_clip_again():
    first = scene()
    drifted = first * 1.1 + torch.tensor([0.05, -0.04, 0.02])[:, None, None, None]
    assert relative_error(match_colours_(drifted, colour_statistics(first)), first) < 1e-5


def test_match__the_same_colours__changes_nothing():
    first = scene()
    assert relative_error(match_colours_(first.clone(), colour_statistics(first)), first) < 1e-5


def test_match__another_scene__is_changed_within_limits_only():
    dark = scene(1) * 0.3 - 0.6
    matched = match_colours_(dark.clone(), colour_statistics(scene()))
    before, after = colour_statistics(dark), colour_statistics(matched)
    assert torch.allclose(after.mean - before.mean, torch.full((3,), 0.1), atol=1e-5)
    assert torch.allclose(after.deviation / before.deviation, torch.full((3,), 1.15), atol=1e-4)


def test_match__a_plain_colour__stays_finite():
    plain = torch.full((1, 3, 2, 8, 8), 0.4)
    assert torch.isfinite(match_colours_(plain, colour_statistics(scene()))).all()


def test_rough_picture__of_noiseless_latents__has_a_pixel_for_every_two_of_the_frame():
    picture = rough_picture(torch.zeros(16, 6, 10))
    assert (picture.shape, picture.dtype.name) == ((24, 40, 3), "uint8")
    assert picture[5, 5].tolist() == pytest.approx([(bias + 1) * 127.5 for bias in (-0.1835, -0.0868, -0.3360)], abs=1)


def test_live_picture__asked_too_often__shows_few_and_another_frame_each_time():
    shown = []
    live = LivePicture(shown.append)
    latents = torch.zeros(1, 16, 3, 4, 4)
    latents[:, 14, 1] = 2.0
    for _ in range(50):
        live.update(latents)
    assert len(shown) == 1
    live._next_s = 0.0  # half a second later
    live.update(latents)
    assert shown[1].mean() > shown[0].mean() + 20
