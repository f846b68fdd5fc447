"""How the camera favours a point: zooms close in on it, beats grow from it, pans pass it, all inside the picture."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Point
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.director.focus import favoured_pan
from s2v_desktop.director.framing import required_zoom
from s2v_desktop.director.plan import plan_shots

CLIP = Clip(10.0, 8.0)
CAMERA = ("pan_x", "pan_y", "roll_rad", "parallax_x", "parallax_y", "flow")
PROMPTS = (
    "",
    "zoom in",
    "zoom out, strong pulse",
    "pan right, tilt up, zoom in",
    "strong fast rotate, strong orbit, flowing water",
    "handheld, strong shake, drift",
    "stable",
    "no zoom, no pan",
)
BEATS = BeatGrid.from_arrays(np.arange(0.0, 30.0, 0.5), np.full(60, 0.8), np.arange(60) % 4 == 0)
places = st.builds(Point, st.floats(0, 1), st.floats(0, 1))


def plan_of(focus: Point | None, *, loud: bool = True, beats: BeatGrid = BEATS, **look) -> ShotPlan:
    bands = np.random.default_rng(0).random((3, 300)) if loud else np.zeros((3, 300))
    return plan_shots(beats, BandEnvelopes(9.0, 0.04, *bands.astype(np.float32)), Look(**look), CLIP, focus)


def on_screen(plan: ShotPlan, place: Point) -> np.ndarray:
    """Where ``place`` is seen, from the middle of the view in fractions of its width and height: (2, frames)."""
    pan = np.stack([plan.pan_x, plan.pan_y]).astype(np.float64)
    return (np.array(place)[:, None] - 0.5 - pan) * plan.zoom


def off_middle(plan: ShotPlan, place: Point) -> np.ndarray:
    return np.hypot(*on_screen(plan, place))


def assert_inside(plan: ShotPlan, look: Look) -> None:
    aspect = look.size.width / look.size.height
    needed = required_zoom(aspect, *(getattr(plan, name).astype(np.float64) for name in CAMERA))
    assert (plan.zoom >= needed - 1e-9).all()


# --- without one


def test_plan_shots__no_focus__is_what_it_was_before_there_was_any():
    """The data are what the director made before it knew of a focus: every 24th frame of all curves."""
    before = np.load(Path(__file__).parent / "data" / "plans_without_focus.npy")
    requests = [(index, prompt, level) for index, prompt in enumerate(PROMPTS) for level in MotionLevel]
    for curves, (seed, prompt, level) in zip(before, requests, strict=True):
        plan = plan_of(None, prompt=prompt, motion_level=level, seed=seed)
        now = np.stack([getattr(plan, field.name)[::24] for field in fields(plan)])
        np.testing.assert_allclose(now, curves, rtol=0, atol=1e-6)  # other processors round the last bit otherwise


# --- zooms


@pytest.mark.parametrize("level", list(MotionLevel))
@pytest.mark.parametrize("place", [Point(0.3, 0.3), Point(0.8, 0.4), Point(0.55, 0.9), Point(0.08, 0.5)])
def test_plan_shots__zoom_in__brings_the_focus_nearer_to_the_middle(level: MotionLevel, place: Point):
    look = {"prompt": "zoom in, no pan, no pulse", "motion_level": level}
    plan = plan_of(place, loud=False, **look)
    distance = off_middle(plan, place)
    assert (np.diff(distance) < 1e-6).all()
    assert distance[-1] < distance[0] - 0.005
    plain = off_middle(plan_of(None, loud=False, **look), place)
    assert (distance <= plain + 1e-6).all()
    assert distance[-1] < plain[-1] - 0.02


@settings(max_examples=60, deadline=None)
@given(
    place=st.builds(Point, st.floats(0.05, 0.95), st.floats(0.05, 0.95)),
    level=st.sampled_from(MotionLevel),
    seed=st.integers(0, 2**32 - 1),
)
def test_plan_shots__zoom_in_with_all_that_sways__ends_no_farther_from_the_focus_than_it_began(
    place: Point, level: MotionLevel, seed: int
):
    distance = off_middle(plan_of(place, prompt="zoom in", motion_level=level, seed=seed), place)
    assert distance[-1] <= distance[0] + 0.03


def test_plan_shots__zoom_out__comes_from_the_focus():
    place = Point(0.35, 0.6)
    distance = off_middle(plan_of(place, prompt="zoom out, no pan, no pulse", loud=False), place)
    assert distance[0] < distance[-1] - 0.01


def test_plan_shots__focus_within_reach__ends_in_the_middle():
    place = Point(0.54, 0.47)
    plan = plan_of(place, prompt="zoom in, no pan, no pulse, no rotate", motion_level=MotionLevel.HIGH, loud=False)
    assert off_middle(plan, place)[-1] < 0.005


# --- beats


@pytest.mark.parametrize("place", [Point(0.3, 0.3), Point(0.6, 0.8)])
def test_plan_shots__beats__grow_from_the_focus(place: Point):
    look = {"motion_level": MotionLevel.HIGH, "loud": False}
    beating, calm = (plan_of(place, prompt=f"drift, no pan, {pulse}", **look) for pulse in ("strong pulse", "no pulse"))
    kicks = beating.zoom / calm.zoom
    assert kicks.max() > 1.02
    np.testing.assert_allclose(on_screen(beating, place), on_screen(calm, place), atol=1e-4)
    corner = Point(1.0 - place.x, 1.0 - place.y)
    assert np.abs(on_screen(beating, corner) - on_screen(calm, corner)).max() > 0.005


@settings(max_examples=80, deadline=None)
@given(
    place=places, level=st.sampled_from(MotionLevel), prompt=st.sampled_from(PROMPTS), seed=st.integers(0, 2**32 - 1)
)
def test_plan_shots__any_focus__light_and_roll_are_as_without_it(
    place: Point, level: MotionLevel, prompt: str, seed: int
):
    look = {"prompt": prompt, "motion_level": level, "seed": seed}
    favoured, plain = plan_of(place, **look), plan_of(None, **look)
    for name in ("exposure_ev", "bloom", "saturation", "warmth", "contrast", "grain", "vignette", "roll_rad"):
        np.testing.assert_array_equal(getattr(favoured, name), getattr(plain, name))


@pytest.mark.parametrize("fps", [24, 30])
def test_plan_shots__every_beat__kicks_the_zoom_on_its_frame(fps: int):
    plan = plan_of(Point(0.3, 0.7), fps=fps, loud=False, prompt="drift, no pan, pulse")
    rises = np.flatnonzero(np.diff(plan.zoom) > 0.005) + 1
    expected = [round(second * fps) for second in np.arange(0.5, 8.0, 0.5)]
    assert rises.tolist() == expected


# --- pans


@pytest.mark.parametrize("level", list(MotionLevel))
@pytest.mark.parametrize("prompt", ["pan right", "pan left", "tilt up", "tilt down"])
@pytest.mark.parametrize("place", [Point(0.52, 0.49), Point(0.9, 0.1), Point(0.2, 0.8)])
def test_plan_shots__asked_pan__goes_its_way_and_passes_or_ends_where_the_focus_is_best_seen(
    level: MotionLevel, prompt: str, place: Point
):
    plan = plan_of(place, prompt=prompt, motion_level=level, loud=False)
    axis = 0 if "pan" in prompt else 1
    sign = 1 if prompt.split()[1] in ("right", "down") else -1
    path = (plan.pan_x, plan.pan_y)[axis]
    assert sign * (path[-1] - path[0]) > 0.4 * np.ptp(path)
    seen = np.abs(on_screen(plan, place)[axis])
    best = np.abs(place[axis] - 0.5) * plan.zoom - np.abs(path).max() * plan.zoom
    assert seen.min() < max(0.005, float(best.min()) + 0.02)


# --- always


@settings(max_examples=120, deadline=None)
@given(
    place=places,
    level=st.sampled_from(MotionLevel),
    aspect=st.sampled_from(Aspect),
    prompt=st.sampled_from(PROMPTS),
    seed=st.integers(0, 2**32 - 1),
    has_beats=st.booleans(),
)
def test_plan_shots__any_focus__never_shows_beyond_the_picture(
    place: Point, level: MotionLevel, aspect: Aspect, prompt: str, seed: int, has_beats: bool
):
    look = Look(prompt=prompt, motion_level=level, aspect=aspect, seed=seed)
    beats = BEATS if has_beats else BeatGrid()
    plan = plan_of(place, beats=beats, prompt=prompt, motion_level=level, aspect=aspect, seed=seed)
    assert_inside(plan, look)
    assert plan.zoom.max() < 2.0
    for field in fields(plan):
        assert np.isfinite(getattr(plan, field.name)).all()


@given(
    focus=st.floats(0, 1),
    path=st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    zoom=st.floats(1, 1.7),
    kick=st.floats(1, 1.1),
)
def test_favoured_pan__any_path__stays_in_the_room_there_is(focus: float, path: list[float], zoom: float, kick: float):
    most = 0.48
    room = np.full(3, max(most - 0.5 / zoom, 0.0))
    pan = favoured_pan(focus, np.array(path), room, most, np.full(3, kick))
    at_kick = most - 0.5 / (zoom * kick)
    # Where even the steady view has no room, the zoom itself is raised elsewhere.
    assert np.abs(pan).max() <= max(at_kick, (1 - 1 / kick) * most) + 1e-9


def test_plan_shots__middle_of_the_crop_as_focus__goes_nowhere_else():
    plan = plan_of(Point(0.5, 0.5), prompt="zoom in, no pan, no pulse", loud=False)
    assert np.abs(plan.pan_x).max() == np.abs(plan.pan_y).max() == 0


def test_plan_shots__stable__stands_still_with_a_focus_too():
    plan = plan_of(Point(0.2, 0.2), prompt="stable")
    assert np.ptp(plan.zoom) == np.ptp(plan.pan_x) == np.ptp(plan.pan_y) == 0


@settings(max_examples=40, deadline=None)
@given(place=places, seed=st.integers(0, 2**32 - 1))
def test_plan_shots__between_cuts__moves_smoothly_towards_a_focus(place: Point, seed: int):
    plan = plan_of(place, seed=seed, motion_level=MotionLevel.LOW, beats=BeatGrid())
    for curve in (plan.pan_x, plan.pan_y):
        assert np.abs(np.diff(curve, 2)).max() < 0.0008
