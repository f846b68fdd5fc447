"""What the director makes of a clip's edges: nothing of the music is seen that is not heard."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import FPS_CHOICES, Look, MotionLevel
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.core.timebase import frame_at
from s2v_desktop.director.plan import plan_shots

START_S = 10.25
LEAD_IN = Clip(START_S, 8.0, lead_in_s=0.5)
LIGHT = ("exposure_ev", "bloom", "contrast")
CAMERA = ("pan_x", "pan_y", "roll_rad", "parallax_x", "parallax_y")
PROMPTS = ("", "strong shake, drift, strong pulse", "strobe, sparkle", "strong flash", "handheld, rotate, zoom in")


def grid(first_s: float = 0.25) -> BeatGrid:
    times_s = np.arange(first_s, 30.0, 0.5)
    return BeatGrid.from_arrays(times_s, np.full(len(times_s), 0.9), np.arange(len(times_s)) % 4 == 0)


def loudness(level: float | None = None) -> BandEnvelopes:
    bands = np.random.default_rng(0).uniform(0.5, 1, (3, 500)) if level is None else np.full((3, 500), level)
    return BandEnvelopes(9.0, 0.02, *bands.astype(np.float32))


def plan_of(clip: Clip, beats: BeatGrid | None = None, bands: BandEnvelopes | None = None, **look) -> ShotPlan:
    return plan_shots(grid() if beats is None else beats, loudness() if bands is None else bands, Look(**look), clip)


def curves(plan: ShotPlan) -> dict[str, np.ndarray]:
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def first_heard(clip: Clip, fps: int) -> int:
    return frame_at(clip.start_s, clip.video_start_s, Look(fps=fps).frame_rate)


@pytest.mark.parametrize("fps", FPS_CHOICES)
@pytest.mark.parametrize("lead_in_s", [0.0, 0.5, 0.73, 1.0])
def test_plan_shots__lead_in__lasts_as_long_as_the_video(fps: int, lead_in_s: float):
    clip = Clip(0.2, 7.3, lead_in_s=lead_in_s)
    assert len(plan_of(clip, fps=fps)) == round(clip.video_duration_s * fps)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("beats", [grid(), BeatGrid()], ids=["beats", "no beats"])
@pytest.mark.parametrize("fps", FPS_CHOICES)
def test_lead_in__any_prompt__shows_nothing_of_the_music(fps: int, beats: BeatGrid, prompt: str):
    look = {"fps": fps, "prompt": prompt, "motion_level": MotionLevel.HIGH, "seed": 3}
    silent = first_heard(LEAD_IN, fps)
    loud = curves(plan_of(LEAD_IN, beats, **look))
    quiet = curves(plan_of(LEAD_IN, beats, loudness(0.0), **look))
    for name in LIGHT:
        assert np.ptp(loud[name][:silent]) == 0, name
        assert np.ptp(loud[name][silent:]) > 0 or prompt, name
        np.testing.assert_allclose(loud[name][:silent], quiet[name][:silent], atol=1e-6, err_msg=name)
    jolts = np.abs(np.diff(loud["zoom"][:silent], 2)).max()
    assert jolts < 2e-4, "no beat kicks the zoom"


@pytest.mark.parametrize("fps", FPS_CHOICES)
def test_lead_in__beat_on_the_first_sound__flashes_on_its_frame(fps: int):
    plan = plan_of(LEAD_IN, bands=loudness(0.5), fps=fps)
    first = first_heard(LEAD_IN, fps)
    assert first == fps // 2
    for curve in (plan.exposure_ev, plan.bloom):
        assert np.argmax(curve[: first + fps // 4]) == first


def test_lead_in__beat_just_missed_by_the_cut__flashes_on_the_first_sound_not_before():
    late_cut = Clip(START_S + 0.01, 8.0, lead_in_s=0.5)
    plan = plan_of(late_cut, bands=loudness(0.5), fps=30)
    assert plan.exposure_ev[:15].max() < 1e-6
    assert np.argmax(plan.exposure_ev[:22]) == 15


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", MotionLevel)
@pytest.mark.parametrize("prompt", ["", "drift, handheld", "rotate, pan right", "zoom in slowly"])
def test_lead_in__sound_begins__the_camera_does_not_jump(seed: int, level: MotionLevel, prompt: str):
    no_beat_near = BeatGrid.from_arrays(np.arange(START_S + 2.5, 30.0, 0.5))
    plan = plan_of(LEAD_IN, no_beat_near, loudness(1.0), seed=seed, motion_level=level, prompt=prompt)
    first = first_heard(LEAD_IN, 30)
    for name in ("zoom", *CAMERA):
        jolts = np.abs(np.diff(getattr(plan, name).astype(np.float64), 2))
        crossing = slice(first - 3, first + 2)
        calm = np.concatenate([jolts[: first - 3], jolts[first + 2 : first + 60]])
        assert jolts[crossing].max() <= calm.max() + 1.5e-4, name


def test_lead_in__camera_cuts__come_only_after_the_sound():
    for seed in range(20):
        plan = plan_of(LEAD_IN, seed=seed, motion_level=MotionLevel.HIGH)
        jumps = np.flatnonzero(np.abs(np.diff(plan.pan_x)) > 0.02)
        assert (jumps > first_heard(LEAD_IN, 30)).all()


def test_lead_in__motion_off__is_the_same_light_throughout():
    for name, curve in curves(plan_of(LEAD_IN, motion=False, prompt="warm, film grain")).items():
        assert np.ptp(curve) == 0, name


@pytest.mark.parametrize("level", MotionLevel)
def test_fades__pulses__grow_and_shrink_with_the_sound(level: MotionLevel):
    faded = plan_of(Clip(START_S, 8.0, fade_in_s=2.0, fade_out_s=3.0), bands=loudness(0.6), motion_level=level)
    plain = plan_of(Clip(START_S, 8.0), bands=loudness(0.6), motion_level=level)
    beats = np.arange(0, 240, 15)
    pulses = faded.exposure_ev[beats]
    assert pulses[0] == pytest.approx(0, abs=0.02)
    assert pulses[-1] < 0.4 * plain.exposure_ev[beats[-1]]
    middle = slice(5, 10)
    np.testing.assert_allclose(pulses[middle], plain.exposure_ev[beats][middle], rtol=0.15)


def test_fades__no_beats__light_falls_to_what_silence_has():
    faded = plan_of(Clip(START_S, 8.0, fade_in_s=1.0, fade_out_s=3.0), BeatGrid(), loudness(0.8))
    assert faded.exposure_ev[-1] < 0.1 * faded.exposure_ev.max()
    assert faded.exposure_ev[0] < 0.5 * faded.exposure_ev.max()
    assert faded.exposure_ev[60] == pytest.approx(faded.exposure_ev.max(), rel=0.05)
