"""Band envelopes: the right band, the right moment, the right scale."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.audio.bands import band_envelopes
from s2v_desktop.audio.decode import Song

RATE_HZ = 44_100


def song_with(time_s, frequency_hz, duration_s=6.0, gain=0.5, opposite=False):
    samples = np.zeros((round(duration_s * RATE_HZ), 2), np.float32)
    t = np.arange(round(0.1 * RATE_HZ)) / RATE_HZ
    sound = gain * np.sin(2 * np.pi * frequency_hz * t) * np.exp(-t / 0.05)
    first = round(time_s * RATE_HZ)
    samples[first : first + len(t), 0] = sound
    samples[first : first + len(t), 1] = -sound if opposite else sound
    return Song(samples, RATE_HZ)


@pytest.mark.parametrize(("frequency_hz", "band"), [(70, "bass"), (600, "mid"), (6000, "high")])
def test_band_envelopes__a_tone__moves_its_band_most(frequency_hz, band):
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    song = Song((0.4 * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)[:, None], RATE_HZ)
    now = band_envelopes(song, 0.0, 4.0).at(np.array([2.0]))._asdict()
    assert now.pop(band)[0] > 0.9
    assert max(other[0] for other in now.values()) < 0.3


@pytest.mark.parametrize(("frequency_hz", "band"), [(80, "bass"), (600, "mid"), (6000, "high")])
def test_band_envelopes__a_hit__rises_with_it_and_falls_within_a_third_of_a_second(frequency_hz, band):
    envelopes = band_envelopes(song_with(3.0, frequency_hz), 0.0, 6.0)
    before, at, late = envelopes.at(np.array([2.96, 3.015, 3.6]))._asdict()[band]
    assert before < 0.05
    assert at > 0.9
    assert late < 0.1


def test_band_envelopes__opposite_channels__are_as_loud_as_equal_ones():
    equal = band_envelopes(song_with(3.0, 80), 2.5, 4.0)
    opposite = band_envelopes(song_with(3.0, 80, opposite=True), 2.5, 4.0)
    np.testing.assert_allclose(opposite.bass, equal.bass, atol=1e-5)


def test_band_envelopes__silence_and_faint_noise__stay_near_zero():
    faint = np.random.default_rng(0).standard_normal((3 * RATE_HZ, 2)).astype(np.float32) * 1e-4
    for song in (Song(np.zeros_like(faint), RATE_HZ), Song(faint, RATE_HZ)):
        envelopes = band_envelopes(song, 0.0, 3.0)
        assert max(envelopes.bass.max(), envelopes.mid.max(), envelopes.high.max()) < 0.05


def test_band_envelopes__quiet_part_of_a_loud_song__stays_quiet():
    t = np.arange(8 * RATE_HZ) / RATE_HZ
    gain = np.where(t < 4, 0.01, 0.5)
    song = Song((gain * np.sin(2 * np.pi * 70 * t)).astype(np.float32)[:, None], RATE_HZ)
    assert band_envelopes(song, 0.0, 3.5).bass.max() < 0.1


def test_band_envelopes__same_moment_from_two_clips__is_the_same():
    song = song_with(3.0, 80)
    early, late = band_envelopes(song, 1.0, 5.0), band_envelopes(song, 2.0, 4.0)
    times_s = np.linspace(2.0, 4.0, 41)
    np.testing.assert_allclose(early.at(times_s).bass, late.at(times_s).bass, atol=0.02)


@pytest.mark.parametrize("rate_hz", [1000, 8000, 22_050, 96_000])
def test_band_envelopes__any_sample_rate__is_finite_and_within_0_and_1(rate_hz):
    samples = np.random.default_rng(0).standard_normal((2 * rate_hz, 1)).astype(np.float32)
    envelopes = band_envelopes(Song(samples, rate_hz), 0.0, 5.0)
    assert len(envelopes.bass) == len(envelopes.high) == 1001
    for band in (envelopes.bass, envelopes.mid, envelopes.high):
        assert band.min() >= 0
        assert band.max() <= 1
