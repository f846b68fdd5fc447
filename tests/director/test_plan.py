"""What the director makes of beats, loudness and look."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import FPS_CHOICES, Aspect, Look, MotionLevel
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.core.timebase import frame_at
from s2v_desktop.director.framing import required_zoom
from s2v_desktop.director.plan import plan_shots

CLIP = Clip(10.0, 8.0)
CAMERA = ("pan_x", "pan_y", "roll_rad", "parallax_x", "parallax_y", "flow")

PROMPTS = (
    "",
    "zoom in slowly",
    "fast strong zoom out, strong pulse",
    "pan right, tilt up, zoom in",
    "strong fast rotate, strong orbit, flowing water",
    "handheld, strong shake, drift",
    "stable",
    "no zoom, no pan",
)


def grid(bpm: float = 120.0, first_s: float = 10.0, beats_per_bar: int = 4) -> BeatGrid:
    gap_s = 60 / bpm
    times_s = np.arange(first_s % gap_s, 30.0, gap_s)
    first = int(np.argmin(np.abs(times_s - first_s)))
    downbeats = (np.arange(len(times_s)) - first) % beats_per_bar == 0
    return BeatGrid.from_arrays(times_s, np.full(len(times_s), 0.8), downbeats, beats_per_bar=beats_per_bar)


def loudness(seed: int = 0, level: float | None = None) -> BandEnvelopes:
    """Bands of a restless song, or of one that is ``level`` loud throughout."""
    generator = np.random.default_rng(seed)
    bands = generator.random((3, 300)) if level is None else np.full((3, 300), level)
    return BandEnvelopes(9.0, 0.04, *bands.astype(np.float32))


def plan_of(beats: BeatGrid | None = None, clip: Clip = CLIP, bands: BandEnvelopes | None = None, **look) -> ShotPlan:
    return plan_shots(grid() if beats is None else beats, loudness() if bands is None else bands, Look(**look), clip)


def curves(plan: ShotPlan) -> dict[str, np.ndarray]:
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def beat_frames(beats: BeatGrid, fps: int, clip: Clip = CLIP) -> list[int]:
    frames = [frame_at(time_s, clip.start_s, Look(fps=fps).frame_rate) for time_s in beats.times_s]
    return [frame for frame in frames if 1 <= frame < round(clip.duration_s * fps) - 1]


# --- shape, determinism


@pytest.mark.parametrize("fps", FPS_CHOICES)
@pytest.mark.parametrize("duration_s", [3.0, 7.3, 15.0])
def test_plan_shots__any_clip__has_a_finite_float32_row_for_every_frame(fps: int, duration_s: float):
    for name, curve in curves(plan_of(clip=Clip(10.0, duration_s), fps=fps)).items():
        assert curve.dtype == np.float32, name
        assert curve.shape == (round(duration_s * fps),), name
        assert np.isfinite(curve).all(), name


def test_plan_shots__same_request__is_the_same_plan():
    one, other = plan_of(seed=7), plan_of(seed=7)
    for name, curve in curves(one).items():
        np.testing.assert_array_equal(curve, getattr(other, name))


def test_plan_shots__other_seed__is_another_camera():
    paths = {plan_of(seed=seed).pan_x.tobytes() for seed in range(20)}
    assert len(paths) == 20


def test_plan_shots__beats_far_from_the_clip__make_no_difference():
    near = grid().between(CLIP.start_s - 4, CLIP.end_s + 4)
    np.testing.assert_array_equal(plan_of().pan_x, plan_of(near).pan_x)


# --- the beat


@settings(max_examples=80, deadline=None)
@given(
    fps=st.sampled_from(FPS_CHOICES),
    level=st.sampled_from(MotionLevel),
    bpm=st.floats(60, 220),
    first_s=st.floats(10.0, 11.0),
    seed=st.integers(0, 99),
)
def test_plan_shots__every_beat__light_peaks_on_the_frame_that_shows_it(
    fps: int, level: MotionLevel, bpm: float, first_s: float, seed: int
):
    beats = grid(bpm, first_s)
    plan = plan_of(beats, bands=loudness(seed), fps=fps, motion_level=level, seed=seed)
    for light in (plan.exposure_ev, plan.bloom):
        for frame in beat_frames(beats, fps):
            assert light[frame] > light[frame - 1]
            assert light[frame] > light[frame + 1]


@pytest.mark.parametrize("level", MotionLevel)
def test_plan_shots__every_beat__is_bright_enough_to_see(level: MotionLevel):
    exposure_ev = plan_of(motion_level=level, bands=loudness(level=0.5)).exposure_ev
    for frame in beat_frames(grid(), 30):
        assert exposure_ev[frame] - exposure_ev[frame - 1] > 0.035


def test_plan_shots__levels__scale_the_light_and_the_kick():
    quiet = loudness(level=0.0)
    low, medium, high = (plan_of(motion_level=level, bands=quiet, prompt="no zoom out") for level in MotionLevel)
    frame = beat_frames(grid(), 30)[3]
    lifts = [float(plan.exposure_ev[frame] - plan.exposure_ev[frame - 1]) for plan in (low, medium, high)]
    assert lifts[0] / lifts[1] == pytest.approx(0.45, rel=0.05)
    assert lifts[2] / lifts[1] == pytest.approx(1.8, rel=0.05)
    assert 0.1 < lifts[1] < 0.2


@pytest.mark.parametrize("fps", FPS_CHOICES)
def test_plan_shots__every_beat__kicks_the_zoom_on_its_frame(fps: int):
    plan = plan_of(fps=fps, bands=loudness(level=0.5), prompt="stable, pulse")
    kicks = np.diff(np.log(plan.zoom))
    frames = beat_frames(grid(), fps)
    assert kicks[np.array(frames) - 1].min() > 0.008
    assert set(np.flatnonzero(kicks > 0.005) + 1) <= set(frames)


def test_plan_shots__downbeat__is_stronger_than_the_beats_between():
    exposure_ev = plan_of(bands=loudness(level=0.0)).exposure_ev
    downbeat, beat = (exposure_ev[round(offset_s * 30)] for offset_s in (2.0, 2.5))
    assert downbeat > 1.15 * beat


def test_plan_shots__more_bass_on_the_beat__glows_more():
    assert plan_of(bands=loudness(level=1.0)).bloom.max() > 1.3 * plan_of(bands=loudness(level=0.0)).bloom.max()


def test_plan_shots__no_beats__invents_none():
    plan = plan_of(BeatGrid(), bands=loudness(level=0.6), seed=3)
    assert np.ptp(plan.exposure_ev) < 1e-6
    assert np.ptp(plan.bloom) < 1e-6
    assert np.ptp(plan.zoom) > 0.02
    assert np.abs(np.diff(plan.zoom)).max() < 0.004


def test_plan_shots__no_beats__light_follows_the_loudness():
    swell = np.repeat([0.0, 1.0, 0.0], 100).astype(np.float32)
    plan = plan_of(BeatGrid(), bands=BandEnvelopes(9.0, 0.04, swell, swell, swell))
    loud, quiet = plan.exposure_ev[round(5.0 * 30)], plan.exposure_ev[round(1.0 * 30)]
    assert loud > quiet + 0.05


# --- the camera


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    level=st.sampled_from(MotionLevel),
    aspect=st.sampled_from(Aspect),
    prompt=st.sampled_from(PROMPTS),
    weight=st.sampled_from([0.5, 1.0, 1.5]),
    has_beats=st.booleans(),
)
def test_plan_shots__any_look__never_shows_beyond_the_picture(
    seed: int, level: MotionLevel, aspect: Aspect, prompt: str, weight: float, has_beats: bool
):
    beats = grid(174) if has_beats else BeatGrid()
    look = {"seed": seed, "motion_level": level, "aspect": aspect, "prompt": prompt, "prompt_weight": weight}
    plan = plan_of(beats, bands=loudness(seed % 100), **look)
    size = Look(**look).size
    needed = required_zoom(size.width / size.height, *(getattr(plan, name).astype(np.float64) for name in CAMERA))
    assert (plan.zoom >= needed - 1e-9).all()
    assert np.abs(plan.parallax_x).max() <= 0.015
    assert plan.zoom.max() < 2.0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), bpm=st.floats(70, 180))
def test_plan_shots__default_look__is_calm(seed: int, bpm: float):
    plan = plan_of(grid(bpm), seed=seed)
    assert plan.zoom.min() >= 1.03
    assert plan.zoom.max() <= 1.23
    assert np.abs(plan.roll_rad).max() < np.radians(1.0)
    assert np.abs(plan.parallax_x).max() <= 0.008
    assert np.ptp(plan.pan_x) + np.ptp(plan.pan_y) + np.ptp(plan.zoom) > 0.03


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), level=st.sampled_from(MotionLevel))
def test_plan_shots__between_cuts__velocity_is_continuous(seed: int, level: MotionLevel):
    plan = plan_of(seed=seed, motion_level=level)
    cuts = cut_frames(plan)
    phrase_lines = {round(second * 30) for second in (2, 4, 6)}
    assert cuts <= phrase_lines
    if level is MotionLevel.LOW:
        assert not cuts
    for curve in (plan.pan_x, plan.pan_y, plan.roll_rad):
        change = np.abs(np.diff(curve, 2))
        steady = [i for i in range(len(change)) if not cuts & {i, i + 1, i + 2}]
        assert change[steady].max() < 0.0008


def cut_frames(plan: ShotPlan) -> set[int]:
    steps = np.abs(np.diff(plan.pan_x)) + np.abs(np.diff(plan.pan_y))
    return {int(frame) + 1 for frame in np.flatnonzero(steps > 0.012)}


@pytest.mark.parametrize("fps", FPS_CHOICES)
def test_plan_shots__high__cuts_on_the_frame_of_a_downbeat(fps: int):
    beats = grid(123.0, 10.013)
    downbeats = {frame_at(b.time_s, CLIP.start_s, Look(fps=fps).frame_rate) for b in beats.beats if b.downbeat}
    cuts = [cut_frames(plan_of(beats, fps=fps, motion_level=MotionLevel.HIGH, seed=seed)) for seed in range(12)]
    assert set.union(*cuts)
    assert set.union(*cuts) <= downbeats


# --- the prompt


def test_plan_shots__zoom_in_and_out__go_their_way():
    quiet = loudness(level=0.0)
    closer, wider = (plan_of(bands=quiet, prompt=f"{way}, no pulse").zoom for way in ("zoom in", "拉远"))
    assert (np.diff(closer) > 0).all()
    assert (np.diff(wider) < 0).all()


@pytest.mark.parametrize(
    ("prompt", "axis", "sign"), [("pan right", "x", 1), ("左移", "x", -1), ("tilt up", "y", -1), ("下移", "y", 1)]
)
def test_plan_shots__asked_pan__goes_that_way(prompt: str, axis: str, sign: int):
    path = sign * getattr(plan_of(prompt=prompt), f"pan_{axis}")
    assert path[-1] - path[0] > 0.04


def test_plan_shots__slow__goes_less_far_than_fast():
    slow, plain, fast = (np.ptp(plan_of(prompt=f"{pace} pan right").pan_x) for pace in ("slow", "", "fast"))
    assert slow < plain < fast


def test_plan_shots__prompt_weight__scales_what_is_asked():
    light, heavy = (plan_of(prompt="warm, vignette, zoom in", prompt_weight=weight) for weight in (0.5, 1.5))
    assert heavy.warmth[0] == pytest.approx(3 * light.warmth[0])
    assert heavy.vignette[0] == pytest.approx(3 * light.vignette[0])
    assert np.ptp(heavy.zoom) > 1.5 * np.ptp(light.zoom)


def test_plan_shots__stable__camera_stands_still_and_the_light_still_beats():
    plan = plan_of(prompt="stable")
    assert np.ptp(plan.zoom) == 0
    assert not any(getattr(plan, name).any() for name in CAMERA)
    assert np.ptp(plan.exposure_ev) > 0.1


@pytest.mark.parametrize(
    ("prompt", "name", "sign"),
    [
        ("warm", "warmth", 1),
        ("冷色调", "warmth", -1),
        ("vivid", "saturation", 1),
        ("muted", "saturation", -1),
        ("black and white", "saturation", -1),
        ("high contrast", "contrast", 1),
        ("低对比", "contrast", -1),
        ("film grain", "grain", 1),
        ("vintage", "vignette", 1),
        ("glow", "bloom", 1),
        ("dreamy", "bloom", 1),
        ("暗角", "vignette", 1),
        ("bright", "exposure_ev", 1),
        ("dark", "exposure_ev", -1),
        ("flowing", "flow", 1),
    ],
)
def test_plan_shots__asked_light__changes_that_curve(prompt: str, name: str, sign: int):
    change = getattr(plan_of(prompt=prompt), name) - getattr(plan_of(), name)
    assert (sign * change).mean() > 0.05
    undone = getattr(plan_of(prompt=f"no {prompt}"), name) - getattr(plan_of(), name)
    assert (sign * undone).mean() < 0.05


def test_plan_shots__black_and_white__has_no_colour_left():
    assert not plan_of(prompt="black and white, vivid").saturation.any()


def test_plan_shots__no_pulse__neither_flashes_nor_kicks():
    plan = plan_of(prompt="no pulse, drift", bands=loudness(level=0.5))
    assert np.abs(np.diff(plan.exposure_ev)).max() < 0.01
    assert np.abs(np.diff(plan.zoom)).max() < 0.001


def test_plan_shots__sparkle__shimmers_with_the_highs():
    assert np.std(plan_of(prompt="sparkle").contrast) > 1.5 * np.std(plan_of().contrast)


# --- motion off


@pytest.mark.parametrize("prompt", ["", "zoom in, strong rotate, shake, pulse, strobe, flowing, sparkle"])
def test_plan_shots__motion_off__nothing_changes_from_frame_to_frame(prompt: str):
    plan = plan_of(motion=False, prompt=prompt)
    for name, curve in curves(plan).items():
        assert np.ptp(curve) == 0, name
        assert curve[0] == (1.0 if name in ("zoom", "saturation") else 0.0), name


def test_plan_shots__motion_off__keeps_the_light_that_the_prompt_asks_for():
    plan = plan_of(motion=False, prompt="warm, glow, film grain, bright, zoom in")
    assert plan.warmth[0] > 0.3
    assert plan.bloom[0] > 0.3
    assert plan.grain[0] > 1
    assert plan.exposure_ev[0] > 0.3
    assert (plan.zoom == 1).all()
