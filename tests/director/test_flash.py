"""At most three general flashes in any second, whatever the beats and the prompt (WCAG 2.3.1)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import FPS_CHOICES, Look, MotionLevel
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.director.plan import plan_shots

CLIP = Clip(2.0, 6.0)


def swings(luminance: np.ndarray) -> list[tuple[int, float]]:
    """Return (frame at which it ends, signed size) of each swing of 0.1 or more whose darker end is below 0.8."""
    found: list[tuple[int, float]] = []
    low = high = luminance[0]
    direction = 0
    for frame, value in enumerate(luminance):
        if direction >= 0 and value > high:
            high = value
            if direction > 0:
                found[-1] = (frame, high - low)
        if direction <= 0 and value < low:
            low = value
            if direction < 0:
                found[-1] = (frame, low - high)
        if direction <= 0 and value - low >= 0.1 and low < 0.8:
            direction, high = 1, value
            found.append((frame, value - low))
        elif direction >= 0 and high - value >= 0.1 and value < 0.8:
            direction, low = -1, value
            found.append((frame, value - high))
    return found


def flashes_in_worst_second(luminance: np.ndarray, fps: int) -> int:
    """Return the most pairs of opposing swings that end within any one second."""
    frames = [frame for frame, _ in swings(luminance)]
    return max((sum(0 <= other - frame < fps for other in frames) // 2 for frame in frames), default=0)


def luminances(plan: ShotPlan) -> list[np.ndarray]:
    """Return the relative luminance of pictures from dark to bright: exposed, then glow laid on as on a screen."""
    gain = 2.0**plan.exposure_ev
    curves = []
    for level in (0.1, 0.2, 0.35, 0.5, 0.65, 0.79):
        for glow in (0.0, 0.35, 0.7):
            coded = np.minimum(level * gain, 1.0) ** (1 / 2.2)
            coded = coded + 0.9 * glow * plan.bloom * (1 - coded)
            curves.append(coded**2.2)
    return curves


def envelopes(generator: np.random.Generator) -> BandEnvelopes:
    bass, mid, high = generator.random((3, 700)).astype(np.float32)
    return BandEnvelopes(2.0, 0.01, bass, mid, high)


def worst(beats: BeatGrid, look: Look, seed: int = 1) -> int:
    plan = plan_shots(beats, envelopes(np.random.default_rng(seed)), look, CLIP)
    return max(flashes_in_worst_second(curve, look.fps) for curve in luminances(plan))


def steady(bpm: float) -> BeatGrid:
    times_s = np.arange(0, 10, 60 / bpm)
    return BeatGrid.from_arrays(times_s, downbeats=np.arange(len(times_s)) % 4 == 0)


def test_flashes_in_worst_second__known_curves__are_counted_right():
    assert flashes_in_worst_second(np.tile([0.2, 0.2, 0.5, 0.5, 0.5], 20), 30) == 6
    assert flashes_in_worst_second(np.tile([0.2, 0.2, 0.25, 0.25, 0.25], 20), 30) == 0
    assert flashes_in_worst_second(np.tile([0.85, 0.99, 0.99], 20), 30) == 0
    assert flashes_in_worst_second(np.repeat([0.2, 0.5, 0.2, 0.2], [15, 5, 40, 40]), 30) == 1


@settings(max_examples=60, deadline=None)
@given(
    gaps_s=st.lists(st.floats(0.05, 0.5), min_size=4, max_size=80),
    strengths=st.lists(st.floats(0, 1), min_size=80, max_size=80),
    fps=st.sampled_from(FPS_CHOICES),
    level=st.sampled_from(MotionLevel),
    prompt=st.sampled_from(["", "strobe", "strong flash, bright", "频闪，强烈律动", "sparkle, dreamy, strong pulse"]),
    weight=st.sampled_from([0.5, 1.0, 1.5]),
)
def test_plan_shots__any_dense_beats__flashes_at_most_three_times_a_second(
    gaps_s: list[float], strengths: list[float], fps: int, level: MotionLevel, prompt: str, weight: float
):
    times_s = 1.5 + np.cumsum(gaps_s)
    beats = BeatGrid.from_arrays(times_s, np.array(strengths[: len(times_s)]), np.arange(len(times_s)) % 4 == 0)
    look = Look(prompt=prompt, prompt_weight=weight, motion_level=level, fps=fps)
    assert worst(beats, look) <= 3


@pytest.mark.parametrize("prompt", ["", "strobe", "flash"])
@pytest.mark.parametrize("bpm", [90, 120, 150, 178, 180, 182, 200, 240, 300, 600])
def test_plan_shots__steady_tempo__flashes_at_most_three_times_a_second(bpm: float, prompt: str):
    assert worst(steady(bpm), Look(prompt=prompt, motion_level=MotionLevel.HIGH)) <= 3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(MotionLevel), st.sampled_from(["", "strong pulse", "strobe"]))
def test_plan_shots__no_beats__flashes_at_most_three_times_a_second(seed: int, level: MotionLevel, prompt: str):
    assert worst(BeatGrid(), Look(prompt=prompt, motion_level=level), seed) <= 3


def test_plan_shots__limit_off__a_strobe_is_a_strobe():
    look = Look(prompt="strobe", motion_level=MotionLevel.HIGH, flash_limit=False)
    assert worst(steady(120), look) > 3


def test_plan_shots__fast_steady_beat__is_scaled_evenly():
    plan = plan_shots(steady(240), envelopes(np.random.default_rng(1)), Look(motion_level=MotionLevel.HIGH), CLIP)
    bars = plan.exposure_ev[: 30 * 5].reshape(5, 30).max(axis=1)
    assert bars == pytest.approx(bars[0], rel=0.1)


def test_plan_shots__slow_beat__keeps_its_full_light_under_the_limit():
    limited = plan_shots(steady(120), envelopes(np.random.default_rng(1)), Look(), CLIP)
    free = plan_shots(steady(120), envelopes(np.random.default_rng(1)), Look(flash_limit=False), CLIP)
    np.testing.assert_array_equal(limited.exposure_ev, free.exposure_ev)
