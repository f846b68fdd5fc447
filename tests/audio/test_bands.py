"""Band envelopes: the right band, the right moment, the right scale."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.audio.bands import band_envelopes, levels_between, song_loudness
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


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 3.0), (2.17, 6.0)])
def test_band_envelopes__loudness_measured_before__gives_exactly_the_same(start_s, end_s):
    noise = np.random.default_rng(5).standard_normal((6 * RATE_HZ, 2)).astype(np.float32)
    song = Song(noise * np.linspace(0.0, 0.3, len(noise), dtype=np.float32)[:, None], RATE_HZ)
    whole, kept = band_envelopes(song, start_s, end_s), band_envelopes(song, start_s, end_s, song_loudness(song))
    for band in ("bass", "mid", "high"):
        np.testing.assert_array_equal(getattr(whole, band), getattr(kept, band))


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_levels_between__any_band__is_the_energy_of_its_bins_in_the_whole_spectrum(rate_hz):
    samples = np.random.default_rng(6).standard_normal((3 * rate_hz, 2)).astype(np.float32)
    times_s = np.array([0.4, 1.0, 2.3])
    found = levels_between(Song(samples, rate_hz), times_s, 0.04, (20.0, 160.0, 2500.0))
    window = round(0.04 * rate_hz / 64) * 64
    hann = np.hanning(window)
    hz = np.fft.rfftfreq(window, 1 / rate_hz)
    for row, time_s in zip(found, times_s, strict=True):
        first = round(time_s * rate_hz) - window // 2
        power = (np.abs(np.fft.rfft(samples[first : first + window] * hann[:, None], axis=0)) ** 2).mean(axis=1)
        for level, low_hz, high_hz in ((row[0], 20, 160), (row[1], 160, 2500)):
            energy = power[(hz >= low_hz) & (hz < high_hz)].sum()
            assert level == pytest.approx(np.sqrt(2 * energy / ((hann**2).sum() * window)), rel=1e-4)
