"""The curves that everything is drawn with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.director.curves import smooth_path, smoothed, wander, within_unit

keys = st.lists(st.floats(-10, 10), min_size=2, max_size=8)


@settings(deadline=None)
@given(keys)
def test_smooth_path__any_keys__passes_them_without_overshoot(values: list[float]):
    times = np.arange(len(values)) * 1.5
    at = np.linspace(0, times[-1], 1501)
    path = smooth_path(times, np.array(values), at)
    assert smooth_path(times, np.array(values), times) == pytest.approx(values, abs=1e-9)
    assert path.min() >= min(values) - 1e-9
    assert path.max() <= max(values) + 1e-9


@settings(deadline=None)
@given(keys)
def test_smooth_path__any_keys__has_continuous_velocity(values: list[float]):
    times = np.arange(len(values)) * 1.5
    at = np.linspace(0, times[-1], 20001)
    velocity = np.diff(smooth_path(times, np.array(values), at)) / (at[1] - at[0])
    assert np.abs(np.diff(velocity)).max() < 0.1


def test_smooth_path__before_and_after_the_keys__holds():
    assert list(smooth_path(np.array([1.0, 2.0]), np.array([5.0, 7.0]), np.array([0.0, 3.0]))) == [5.0, 7.0]


def test_smooth_path__one_key__stays_there():
    assert list(smooth_path(np.array([1.0]), np.array([5.0]), np.array([0.0, 3.0]))) == [5.0, 5.0]


def test_wander__long_time__stays_within_one_and_uses_most_of_it():
    path = wander(np.arange(0, 500, 0.1), 7.0, np.random.default_rng(1))
    assert 0.7 < np.abs(path).max() <= 1.0


def test_smoothed__step__rises_about_it_without_delay():
    step = np.repeat([0.0, 1.0], 50)
    blurred = smoothed(step, 4.0)
    assert len(blurred) == 100
    assert blurred[49] + blurred[50] == pytest.approx(1.0)
    assert (np.diff(blurred) >= -1e-12).all()


def test_within_unit__beyond_one__is_scaled_as_a_whole():
    assert list(within_unit(np.array([1.0, -2.0]))) == [0.5, -1.0]
    assert list(within_unit(np.array([0.5, -0.2]))) == [0.5, -0.2]
