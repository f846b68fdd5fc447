"""What is said about drawn pictures, of which it is known what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from s2v_desktop.core.look import Aspect, Look, Resolution, Size
from s2v_desktop.core.paths import resource_path
from s2v_desktop.picture.advice import AdviceCode, advise
from s2v_desktop.picture.crop_box import look_crop_box
from s2v_desktop.picture.load import load_picture, transparent_share
from s2v_desktop.picture.study import study_picture

Pixels = NDArray[np.uint8]
SQUARE = Size(1600, 1600)


def disc_at(x: int, y: int, size: tuple[int, int] = (1800, 1200)) -> Pixels:
    """A bright disc on a dark ground."""
    image = Image.new("RGB", size, (40, 60, 90))
    ImageDraw.Draw(image).ellipse([x - 120, y - 120, x + 120, y + 120], fill=(250, 200, 60))
    return np.array(image)


def lyrics(lines: int) -> Pixels:
    """Lines of light writing on a dark page."""
    image = Image.new("RGB", (1200, 1200), (30, 30, 40))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(48)
    for line in range(lines):
        draw.text((80, 60 + 78 * line), "When the night comes down again", font=font, fill=(230, 230, 220))
    return np.array(image)


def gradient(size: Size = SQUARE, low: int = 0, high: int = 255) -> Pixels:
    """Without a subject, from ``low`` to ``high``."""
    ramp = np.linspace(low, high, size.width, dtype=np.float32).astype(np.uint8)
    return np.broadcast_to(ramp[None, :, None], (size.height, size.width, 3)).copy()


def codes(pixels: Pixels, look: Look) -> list[AdviceCode]:
    return [advice.code for advice in advise(study_picture(pixels), look)]


@pytest.mark.parametrize(
    ("x", "y", "size", "aspect"),
    [
        (200, 600, (1800, 1200), Aspect.TALL),
        (1600, 600, (1800, 1200), Aspect.TALL),
        (200, 600, (1800, 1200), Aspect.PORTRAIT),
        (600, 200, (1200, 1800), Aspect.WIDE),
        (600, 1600, (1200, 1800), Aspect.WIDE),
    ],
)
def test_advise__subject_outside_the_crop__moves_the_crop_onto_it(
    x: int, y: int, size: tuple[int, int], aspect: Aspect
) -> None:
    study = study_picture(disc_at(x, y, size))
    advice = next(a for a in advise(study, Look(aspect=aspect)) if a.code is AdviceCode.SUBJECT_OFF_CENTRE)
    assert advice.look is not None
    along_x = size[0] > size[1]
    wanted, given = (x / size[0], advice.look.crop_x) if along_x else (y / size[1], advice.look.crop_y)
    edge = (size[1] * float(aspect.ratio) / size[0] if along_x else size[0] / float(aspect.ratio) / size[1]) / 2
    assert given == pytest.approx(min(max(wanted, edge), 1 - edge), abs=0.08)
    assert AdviceCode.SUBJECT_OFF_CENTRE not in [a.code for a in advise(study, advice.look)]


@pytest.mark.parametrize("aspect", list(Aspect))
def test_advise__subject_in_the_middle__is_left_in_peace(aspect: Aspect) -> None:
    assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(disc_at(900, 600), Look(aspect=aspect))


@pytest.mark.parametrize("aspect", list(Aspect))
def test_advise__no_subject_at_all__finds_none(aspect: Aspect) -> None:
    grey = np.full((1200, 1200, 3), 90, np.uint8)
    noise = np.random.default_rng(3).integers(0, 256, (1200, 1200, 3), dtype=np.uint8)
    for picture in (grey, noise, gradient()):
        assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(picture, Look(aspect=aspect))


def test_advise__page_of_lyrics__is_heavy_with_text() -> None:
    assert AdviceCode.TEXT_HEAVY in codes(lyrics(14), Look())


def test_advise__one_line_of_title__is_not_heavy_with_text() -> None:
    assert AdviceCode.TEXT_HEAVY not in codes(lyrics(1), Look())


def test_advise__foggy_picture__lacks_contrast() -> None:
    assert AdviceCode.LOW_CONTRAST in codes(gradient(low=120, high=150), Look())
    assert AdviceCode.LOW_CONTRAST not in codes(gradient(), Look())


def test_advise__small_picture__offers_480p_where_that_is_enough() -> None:
    look = Look(resolution=Resolution.P720)
    (advice,) = advise(study_picture(gradient(Size(800, 450))), look)
    assert advice.code is AdviceCode.TOO_SMALL
    assert advice.amount == pytest.approx(1280 / 800)
    assert advice.look is not None
    assert advice.look.resolution is Resolution.P480
    assert not advise(study_picture(gradient(Size(800, 450))), advice.look)
    (hopeless,) = advise(study_picture(gradient(Size(320, 180))), look)
    assert hopeless.look is None


def test_advise__reduced_copy__is_judged_by_the_size_of_the_picture() -> None:
    study = study_picture(gradient(Size(800, 450)), Size(3200, 1800))
    assert not advise(study, Look(resolution=Resolution.P720))


def test_advise__panorama_in_a_tall_video__offers_the_shape_that_shows_most() -> None:
    study = study_picture(gradient(Size(4000, 1000)))
    advice = next(a for a in advise(study, Look(aspect=Aspect.TALL)) if a.code is AdviceCode.MOSTLY_CUT_OFF)
    assert advice.amount == pytest.approx(1000 * 9 / 16 / 4000)
    assert advice.look is not None
    assert advice.look.aspect is Aspect.WIDE


@pytest.mark.parametrize(("x", "y"), [(300, 250), (1500, 300), (900, 950)])
def test_advise__subject_outside_a_zoomed_crop__moves_it_both_ways(x: int, y: int) -> None:
    study = study_picture(disc_at(x, y))
    look = Look(aspect=Aspect.SQUARE, crop_x=0.5, crop_y=0.4, crop_zoom=2.5)
    advice = next(a for a in advise(study, look) if a.code is AdviceCode.SUBJECT_OFF_CENTRE)
    assert advice.look is not None
    assert advice.look.crop_zoom == 2.5
    box = look_crop_box(study.size, advice.look)
    assert box.left + 120 <= x <= box.right - 120
    assert box.top + 120 <= y <= box.bottom - 120


def test_advise__zoomed_crop_on_its_subject__is_left_where_it_is() -> None:
    look = Look(aspect=Aspect.SQUARE, crop_x=300 / 1800, crop_y=250 / 1200, crop_zoom=2.5)
    assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(disc_at(300, 250), look)


def test_advise__zoomed_crop_too_small__offers_a_larger_one_that_is_sharp() -> None:
    study = study_picture(gradient(Size(1920, 1080)))
    look = Look(resolution=Resolution.P720, crop_zoom=4.0)
    advice = next(a for a in advise(study, look) if a.code is AdviceCode.TOO_SMALL)
    assert advice.amount == pytest.approx(1280 / 480)
    assert advice.look is not None
    assert advice.look.crop_zoom == pytest.approx(1920 * 1.4 / 1280, abs=0.01)
    assert AdviceCode.TOO_SMALL not in [a.code for a in advise(study, advice.look)]


@pytest.mark.parametrize("zoom", [1.8, 2.5, 4.0])
@pytest.mark.parametrize("size", [Size(3200, 1800), Size(1600, 1600), Size(4000, 1000)])
@pytest.mark.parametrize("aspect", list(Aspect))
def test_advise__zoomed_crop_cuts_most_off__offers_one_that_shows_enough(
    aspect: Aspect, size: Size, zoom: float
) -> None:
    study, look = study_picture(gradient(size)), Look(aspect=aspect, crop_zoom=zoom)
    advice = next(a for a in advise(study, look) if a.code is AdviceCode.MOSTLY_CUT_OFF)
    assert advice.look is not None
    assert 1 <= advice.look.crop_zoom <= zoom
    assert AdviceCode.MOSTLY_CUT_OFF not in [a.code for a in advise(study, advice.look)]


def test_advise__transparent_parts__are_told(tmp_path: Path) -> None:
    pixels = np.dstack([gradient(Size(900, 900)), np.full((900, 900), 255, np.uint8)])
    pixels[:, :300, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    share = transparent_share(tmp_path / "logo.png")
    assert share == pytest.approx(1 / 3, abs=0.01)
    study = study_picture(load_picture(tmp_path / "logo.png"), transparent_share=share)
    assert AdviceCode.TRANSPARENT in [advice.code for advice in advise(study, Look(resolution=Resolution.P480))]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_transparent_share__opaque_picture__is_none(mode: str, tmp_path: Path) -> None:
    Image.new(mode, (100, 100), "white").save(tmp_path / "full.png")
    assert transparent_share(tmp_path / "full.png") == 0.0


@pytest.mark.parametrize("aspect", list(Aspect))
@pytest.mark.parametrize("resolution", list(Resolution))
def test_advise__sample_picture__is_left_in_peace(aspect: Aspect, resolution: Resolution) -> None:
    pixels = load_picture(resource_path("sample", "cover.jpg"))
    assert not codes(pixels, Look(aspect=aspect, resolution=resolution))
