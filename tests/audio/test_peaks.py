"""The waveform shows every peak, at every zoom, at its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.peaks import build_peaks

RATE_HZ = 8000


def song_of(frames, channels=2, seed=0):
    samples = np.random.default_rng(seed).standard_normal((frames, channels)).astype(np.float32)
    return Song(samples, RATE_HZ)


LONG = song_of(400_000)
LONG_PEAKS = build_peaks(LONG)


@settings(max_examples=150, deadline=None)
@given(
    start=st.integers(-20_000, 420_000),
    length=st.integers(1, 450_000),
    columns=st.integers(1, 700),
)
def test_between__any_view__contains_the_extremes_and_exceeds_them_by_a_bin_at_most(start, length, columns):
    start_s, end_s = start / RATE_HZ, (start + length) / RATE_HZ
    minima, maxima = LONG_PEAKS.between(start_s, end_s, columns)
    assert minima.shape == maxima.shape == (2, columns)
    assert minima.dtype == np.float32
    edges = np.linspace(start, start + length, columns + 1)
    bin_samples = max(1, length / columns)
    for column in range(0, columns, max(1, columns // 25)):
        low, high = edges[column], edges[column + 1]
        inside = LONG.samples[max(0, int(np.ceil(low + 1e-3))) : max(0, int(np.floor(high - 1e-3)))]
        around = LONG.samples[max(0, int(low - bin_samples - 2)) : max(0, int(np.ceil(high + bin_samples + 2)))]
        if len(inside):
            assert (minima[:, column] <= inside.min(axis=0)).all()
            assert (maxima[:, column] >= inside.max(axis=0)).all()
        if len(around):
            assert (minima[:, column] >= np.minimum(around.min(axis=0), 0)).all()
            assert (maxima[:, column] <= np.maximum(around.max(axis=0), 0)).all()


@pytest.mark.parametrize("frames", [1, 2, 31, 32, 33, 1000, 65_537])
def test_between__whole_song_in_one_column__is_its_range(frames):
    song = song_of(frames, channels=1)
    minima, maxima = build_peaks(song).between(0.0, song.duration_s, 1)
    assert (minima[0, 0], maxima[0, 0]) == (song.samples.min(), song.samples.max())


def test_between__outside_the_song__is_flat():
    minima, maxima = LONG_PEAKS.between(LONG.duration_s + 1, LONG.duration_s + 2, 50)
    assert not minima.any()
    assert not maxima.any()
    minima, _ = LONG_PEAKS.between(-1.0, 1.0, 100)
    assert not minima[:, :49].any()
    assert (minima[:, 51:] < 0).all()


def test_between__columns_narrower_than_a_sample__show_that_sample():
    minima, maxima = LONG_PEAKS.between(100 / RATE_HZ, 104 / RATE_HZ, 40)
    np.testing.assert_array_equal(minima[:, 5], LONG.samples[100])
    np.testing.assert_array_equal(maxima[:, 35], LONG.samples[103])
