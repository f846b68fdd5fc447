from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core import timebase

RATES = st.sampled_from([Fraction(24), Fraction(30), Fraction(16), Fraction(30000, 1001)])
STARTS = st.floats(0, 3600)


@given(st.integers(0, 100_000), STARTS, RATES)
def test_frame_at__middle_of_a_frame__is_that_frame(index, start_s, fps):
    assert timebase.frame_at(timebase.frame_middle_s(index, start_s, fps), start_s, fps) == index


@given(st.integers(0, 100_000), STARTS, RATES)
def test_frame_at__start_of_a_frame__is_that_frame(index, start_s, fps):
    assert timebase.frame_at(timebase.frame_start_s(index, start_s, fps), start_s, fps) == index


@given(st.integers(1, 500), STARTS, RATES)
def test_frame_middles__any_clip__agree_with_single_frames(frames, start_s, fps):
    middles = timebase.frame_middles_s(frames, start_s, fps)
    expected = [timebase.frame_middle_s(index, start_s, fps) for index in range(frames)]
    np.testing.assert_allclose(middles, expected, atol=1e-9)


@given(st.floats(3, 15), RATES)
def test_frame_count__any_duration__is_within_half_a_frame(duration_s, fps):
    frames = timebase.frame_count(duration_s, fps)
    assert abs(frames / fps - Fraction(duration_s)) <= Fraction(1, 2) / fps


@pytest.mark.parametrize(
    ("time_s", "text"),
    [(0, "0:00.000"), (59.9996, "1:00.000"), (83.5, "1:23.500"), (-0.25, "-0:00.250"), (-0.0001, "0:00.000")],
)
def test_format_time__seconds__read_as_minutes(time_s, text):
    assert timebase.format_time(time_s) == text
