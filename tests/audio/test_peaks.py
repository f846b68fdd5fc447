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
    minima, maxima, _ = LONG_PEAKS.between(start_s, end_s, columns)
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
    minima, maxima, _ = build_peaks(song).between(0.0, song.duration_s, 1)
    assert (minima[0, 0], maxima[0, 0]) == (song.samples.min(), song.samples.max())


def test_between__outside_the_song__is_flat():
    assert not any(values.any() for values in LONG_PEAKS.between(LONG.duration_s + 1, LONG.duration_s + 2, 50))
    minima, _, _ = LONG_PEAKS.between(-1.0, 1.0, 100)
    assert not minima[:, :49].any()
    assert (minima[:, 51:] < 0).all()


def test_between__columns_narrower_than_a_sample__hold_the_line_that_joins_the_samples():
    minima, maxima, _ = LONG_PEAKS.between(100 / RATE_HZ, 104 / RATE_HZ, 40)
    line = np.array([np.interp(np.arange(100, 104.05, 0.1), range(98, 110), row) for row in LONG.samples[98:110].T])
    np.testing.assert_allclose(minima, np.minimum(line[:, :-1], line[:, 1:]), atol=1e-4)
    np.testing.assert_allclose(maxima, np.maximum(line[:, :-1], line[:, 1:]), atol=1e-4)


@pytest.mark.parametrize("column_samples", [0.3, 1.0, 2.7, 8.0, 40.0])
def test_between__seen_from_near__is_a_line_without_gaps(column_samples):
    columns = 200
    step_s = column_samples / RATE_HZ
    minima, maxima, _ = LONG_PEAKS.between(1.0, 1.0 + columns * step_s, columns)
    assert (minima[:, 1:] <= maxima[:, :-1] + 1e-6).all()
    assert (maxima[:, 1:] >= minima[:, :-1] - 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(column_samples=st.floats(0.2, 900.0), first=st.integers(0, 2000), by=st.integers(1, 90))
def test_between__scrolled_by_whole_columns__shows_the_same_columns(column_samples, first, by):
    step_s, columns = column_samples / RATE_HZ, 100
    before = LONG_PEAKS.between(first * step_s, (first + columns) * step_s, columns)
    after = LONG_PEAKS.between((first + by) * step_s, (first + by + columns) * step_s, columns)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(one[:, by:], other[:, :-by], atol=2e-5)


@pytest.mark.parametrize("columns", [1, 7, 300, 4000, 65_536])
def test_between__one_sample_stands_out__is_seen_at_every_zoom(columns):
    samples = np.zeros((65_536, 1), np.float32)
    samples[40_321] = 0.9
    _, maxima, _ = build_peaks(Song(samples, RATE_HZ)).between(0.0, 65_536 / RATE_HZ, columns)
    assert maxima.max() == np.float32(0.9)
    middle = (40_321 + 0.5) * columns / 65_536
    assert np.abs(np.flatnonzero(maxima[0] > 0.8) + 0.5 - middle).max() <= 1.0


@pytest.mark.parametrize("columns", [1, 40, 900])
def test_between__steady_sines__have_their_rms_in_each_channel(columns):
    times_s = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 440 * times_s).astype(np.float32)
    peaks = build_peaks(Song(np.stack([tone * 0.5, tone * 0.1], axis=1), RATE_HZ))
    rms = peaks.between(0.5, 3.5, columns).rms
    np.testing.assert_allclose(rms[0], 0.5 / np.sqrt(2), rtol=0.05)
    np.testing.assert_allclose(rms[1], 0.1 / np.sqrt(2), rtol=0.05)
