"""The waveform's colours know a kick from a voice and a hi-hat, however the channels lie to each other."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.audio.band_shares import measure_band_shares
from s2v_desktop.audio.decode import Song

RATE_HZ = 44_100
BASS, MID, HIGH = range(3)
PART_S = 2.0


def sine(hz, amplitude=0.3, duration_s=PART_S):
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(duration_s * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def song_of(left, right=None):
    return Song(np.stack([left, left if right is None else right], axis=1), RATE_HZ)


MEDLEY = np.concatenate([sine(60, 0.5), sine(800), sine(9000, 0.1)])


@pytest.mark.parametrize("columns", [3, 30, 2000])
@pytest.mark.parametrize("right", [MEDLEY, -MEDLEY, np.zeros_like(MEDLEY)], ids=["same", "opposite", "left only"])
def test_between__bass_then_voice_then_hats__each_leads_its_part(columns, right):
    shares = measure_band_shares(song_of(MEDLEY, right)).between(0.0, 3 * PART_S, columns)
    assert shares.shape == (columns, 3)
    assert shares.dtype == np.float32
    middles_s = (np.arange(columns) + 0.5) / columns * 3 * PART_S
    for band in (BASS, MID, HIGH):
        inside = np.abs(middles_s - (band + 0.5) * PART_S) < PART_S / 2 - 0.05
        assert inside.any()
        assert (shares[inside, band] > 0.8).all()


def test_between__opposite_phases__count_like_equal_ones():
    same = measure_band_shares(song_of(MEDLEY)).between(0, 6, 60)
    opposite = measure_band_shares(song_of(MEDLEY, -MEDLEY)).between(0, 6, 60)
    np.testing.assert_allclose(same, opposite, atol=1e-3)


def test_between__mono__counts_like_two_equal_channels():
    mono = measure_band_shares(Song(MEDLEY[:, None], RATE_HZ)).between(0, 6, 60)
    np.testing.assert_allclose(mono, measure_band_shares(song_of(MEDLEY)).between(0, 6, 60), atol=1e-3)


def test_between__kick_every_half_second__is_bass_where_it_sounds_and_not_earlier():
    noise = np.random.default_rng(0).standard_normal(RATE_HZ * 4).astype(np.float32)
    hats = np.diff(noise, prepend=0.0) * np.float32(0.02)
    kick = sine(55, 0.8, 0.12) * np.linspace(1, 0, round(0.12 * RATE_HZ), dtype=np.float32)
    samples = hats.copy()
    for first in range(0, len(samples) - len(kick), RATE_HZ // 2):
        samples[first : first + len(kick)] += kick
    shares = measure_band_shares(song_of(samples)).between(0.0, 4.0, 400)
    assert (shares[53:58, BASS] > 0.6).all()
    assert (shares[40:47, HIGH] > 0.6).all()


def test_between__faint_hiss_under_a_voice__stays_faint():
    hiss = np.random.default_rng(0).standard_normal(len(sine(1))).astype(np.float32) * 1e-4
    shares = measure_band_shares(song_of(sine(700) + hiss)).between(0.1, 1.9, 50)
    assert (shares[:, MID] > 0.9).all()


@pytest.mark.parametrize("frames", [1, 500, 512, 513, 70_001])
@pytest.mark.parametrize("rate_hz", [1000, 8000, 44_100, 192_000])
def test_between__silence_of_any_length__is_finite_and_sums_to_one(frames, rate_hz):
    shares = measure_band_shares(Song(np.zeros((frames, 2), np.float32), rate_hz)).between(-1.0, 2.0, 33)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-6)


def test_between__scrolled_by_whole_columns__shows_the_same_columns():
    shares = measure_band_shares(song_of(MEDLEY))
    step_s = 0.0123
    before = shares.between(10 * step_s, 110 * step_s, 100)
    after = shares.between(17 * step_s, 117 * step_s, 100)
    np.testing.assert_allclose(before[7:], after[:-7], atol=1e-5)
