"""Whatever a hand does, the crop keeps its shape and stays inside the picture, and the picture stays in view."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.look import MAX_CROP_ZOOM, Aspect, Look, Point
from s2v_desktop.picture.crop import cover_crop
from s2v_desktop.ui.widgets.canvas_geometry import MAX_VIEW_ZOOM, Box, Corner, Crop, CropFrame, View
from s2v_desktop.ui.widgets.canvas_gestures import Grip, Scene
from s2v_desktop.ui.widgets.safe_areas import Overlay, overlays_for, safe_area

RATIOS = st.floats(1 / 8, 8.0)
PLACES = st.floats(0.0, 1.0)
ANYWHERE = st.floats(-3.0, 3.0)
FRAMES = st.builds(CropFrame, RATIOS, st.sampled_from([float(aspect.ratio) for aspect in Aspect]))
CROPS = st.builds(Crop, PLACES, PLACES, st.floats(1.0, float(MAX_CROP_ZOOM)))
AREA = Box(6, 6, 300, 220)


def assert_fits(frame: CropFrame, crop: Crop) -> None:
    box = frame.box(crop)
    assert box.left >= 0
    assert box.top >= 0
    assert box.right <= 1 + 1e-9
    assert box.bottom <= 1 + 1e-9
    assert box.width * frame.picture_ratio / box.height == pytest.approx(frame.crop_ratio)
    Look(crop_x=crop.x, crop_y=crop.y, crop_zoom=crop.zoom)  # takes nothing out of range


@given(FRAMES, CROPS, ANYWHERE, ANYWHERE)
def test_moved__any_way__stays_inside_and_keeps_its_size(
    frame: CropFrame, crop: Crop, right: float, down: float
) -> None:
    moved = frame.moved(crop, right, down)
    assert_fits(frame, moved)
    assert moved.zoom == crop.zoom


@given(FRAMES, CROPS, st.floats(0.01, 100.0))
def test_zoomed__any_factor__stays_inside(frame: CropFrame, crop: Crop, factor: float) -> None:
    assert_fits(frame, frame.zoomed(crop, factor))


@given(FRAMES, CROPS, st.sampled_from(Corner), ANYWHERE, ANYWHERE)
def test_resized__any_corner_anywhere__keeps_the_opposite_corner(
    frame: CropFrame, crop: Crop, corner: Corner, x: float, y: float
) -> None:
    resized = frame.resized(crop, corner, Point(x, y))
    assert_fits(frame, resized)
    fixed = corner.opposite
    assert fixed.of(frame.box(resized)) == pytest.approx(fixed.of(frame.box(crop)), abs=1e-6)


@given(FRAMES, CROPS, st.sampled_from(Corner))
def test_resized__corner_where_it_is__changes_nothing(frame: CropFrame, crop: Crop, corner: Corner) -> None:
    box = frame.box(crop)
    assert frame.box(frame.resized(crop, corner, corner.of(box))) == pytest.approx(box, abs=1e-6)


@pytest.mark.parametrize("aspect", list(Aspect))
@pytest.mark.parametrize("crop", [Crop(), Crop(0.1, 0.8), Crop(0.3, 0.6, 2.5)])
def test_box__against_the_export__shows_the_same_part(aspect: Aspect, crop: Crop) -> None:
    y, x = np.mgrid[0:240, 0:400]
    picture = np.stack([x * 255 // 399, y * 255 // 239, x * 0], axis=-1).astype(np.uint8)
    box = CropFrame(400 / 240, float(aspect.ratio)).box(crop)
    ratio = aspect.ratio
    exported = cover_crop(picture, 60 * ratio.numerator, 60 * ratio.denominator, *crop)
    assert exported[:, :, 0].mean() / 255 == pytest.approx(box.left + box.width / 2, abs=0.01)
    assert exported[:, :, 1].mean() / 255 == pytest.approx(box.top + box.height / 2, abs=0.01)


@given(
    RATIOS,
    st.lists(st.tuples(st.floats(0.2, 5.0), st.floats(0, 312), st.floats(0, 232), ANYWHERE, ANYWHERE), max_size=6),
)
def test_view__zoomed_and_panned_at_will__leaves_no_needless_gap(
    ratio: float, steps: list[tuple[float, float, float, float, float]]
) -> None:
    view = View()
    for factor, x, y, right, down in steps:
        view = view.zoomed(AREA, ratio, factor, Point(x, y)).panned(AREA, ratio, 100 * right, 100 * down)
    box = view.picture_box(AREA, ratio)
    assert 1 <= view.zoom <= MAX_VIEW_ZOOM
    assert box.width / box.height == pytest.approx(ratio)
    for start, length, room, room_start in (
        (box.left, box.width, AREA.width, AREA.left),
        (box.top, box.height, AREA.height, AREA.top),
    ):
        if length <= room:
            assert start - room_start == pytest.approx(room_start + room - start - length, abs=1e-6)
        else:
            assert start <= room_start + 1e-6
            assert start + length >= room_start + room - 1e-6


@given(st.floats(1.0, 3.0), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_view__zoomed_at_the_pointer__keeps_what_lies_there(factor: float, x: float, y: float) -> None:
    near = View(2.5)
    at = AREA.place(Point(x, y))
    before = near.picture_box(AREA, AREA.width / AREA.height).share(at)
    after = near.zoomed(AREA, AREA.width / AREA.height, factor, at).picture_box(AREA, AREA.width / AREA.height)
    assert after.share(at) == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("size", [18, 60, 200])
def test_hold__of_every_corner_and_the_middle__is_what_it_looks_like(size: int) -> None:
    crop = Box(80, 70, size, size)
    scene = Scene(Box(10, 10, 280, 260), crop, None, is_near=False)
    for corner in Corner:
        for off in (-6, 6):
            at = corner.of(crop)
            hold = scene.hold_at(Point(at.x + off * corner.value[0], at.y + off * corner.value[1]))
            assert hold.corner is corner
    assert scene.hold_at(crop.place(Point(0.5, 0.5))).grip is Grip.CROP


def test_safe_areas__of_every_shape__lie_inside_the_video_and_leave_its_middle_free() -> None:
    for aspect in Aspect:
        for overlay in overlays_for(aspect):
            area = safe_area(overlay, aspect)
            for box in (*area.covered, *area.cut) if area is not None else ():
                assert box.left >= 0
                assert box.top >= 0
                assert box.right <= 1 + 1e-9
                assert box.bottom <= 1 + 1e-9
                assert not box.holds(Point(0.5, 0.5))


def test_overlays__of_a_wide_video__leave_out_what_is_upright() -> None:
    assert overlays_for(Aspect.WIDE) == (Overlay.NONE, Overlay.THIRDS, Overlay.YOUTUBE)
    assert Overlay.TIKTOK in overlays_for(Aspect.TALL)
    assert Overlay.INSTAGRAM in overlays_for(Aspect.PORTRAIT)
