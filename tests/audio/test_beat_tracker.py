"""The beat tracker on material whose beats are known, on material that has none, and on the sample song."""

from __future__ import annotations

import numpy as np
import pytest
from synthesis import RATE_HZ, beatless, f_measure, median_offset_ms, pattern

from s2v_desktop.audio.beat_tracker import MIN_CONFIDENCE, track_beats
from s2v_desktop.audio.beats_file import read_beats
from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.core.beats import BeatSource
from s2v_desktop.core.paths import resource_path


def track(samples, rate_hz=RATE_HZ):
    return track_beats(Song(np.ascontiguousarray(samples.reshape(len(samples), -1), np.float32), rate_hz))


def assert_tracked(made, grid, least_f=0.95):
    assert f_measure(made.beats_s, grid.times_s) >= least_f
    assert abs(median_offset_ms(made.beats_s, grid.times_s)) <= 2.0
    assert grid.confidence >= 0.33


@pytest.mark.parametrize("kind", ["pop", "house", "rock"])
@pytest.mark.parametrize("bpm", [70, 84, 97, 112, 128, 145, 170])
def test_track_beats__steady_drums__beats_downbeats_and_tempo(kind, bpm):
    made = pattern(kind, bpm, duration_s=24)
    grid = track(made.samples)
    assert_tracked(made, grid)
    assert grid.tempo_bpm == pytest.approx(bpm, rel=0.002)
    assert f_measure(made.downbeats_s, grid.times_s[grid.downbeats]) >= 0.9
    assert grid.beats_per_bar == 4
    assert grid.source is BeatSource.TRACKED


@pytest.mark.parametrize("bpm", [60, 75, 100, 120, 150, 180])
def test_track_beats__metronome__every_click_is_a_beat(bpm):
    made = pattern("click", bpm, duration_s=24)
    assert_tracked(made, track(made.samples))


@pytest.mark.parametrize("bpm", [84, 120, 160])
def test_track_beats__waltz__three_beats_a_bar(bpm):
    made = pattern("waltz", bpm, duration_s=24)
    grid = track(made.samples)
    assert_tracked(made, grid)
    assert grid.beats_per_bar == 3
    assert f_measure(made.downbeats_s, grid.times_s[grid.downbeats]) >= 0.9


@pytest.mark.parametrize("bpm", [95, 120, 150])
def test_track_beats__swing__off_beats_are_not_beats(bpm):
    made = pattern("pop", bpm, duration_s=24, swing=0.16)
    assert_tracked(made, track(made.samples))


@pytest.mark.parametrize(("bpm", "last_bpm"), [(100, 130), (140, 110)])
def test_track_beats__tempo_that_changes_steadily__is_followed(bpm, last_bpm):
    made = pattern("pop", bpm, duration_s=40, last_bpm=last_bpm)
    grid = track(made.samples)
    assert_tracked(made, grid)
    errors_s = grid.times_s[:, None] - made.beats_s
    nearest_s = np.abs(errors_s).min(axis=1)
    assert np.percentile(nearest_s, 90) < 0.005


def test_track_beats__drummer_who_is_off_by_10_ms__grid_stays_even():
    made = pattern("pop", 110, duration_s=40, jitter_s=0.01)
    grid = track(made.samples)
    assert_tracked(made, grid)
    assert np.std(np.diff(grid.times_s)) < 0.006


def test_track_beats__five_minutes__does_not_drift():
    made = pattern("house", 127.3, duration_s=120)
    grid = track(made.samples)
    early, late = (median_offset_ms(part, grid.times_s) for part in (made.beats_s[:30], made.beats_s[-30:]))
    assert abs(early - late) < 0.5


def test_track_beats__opposite_channels__are_tracked_as_equal_ones():
    made = pattern("pop", 112, duration_s=20)
    opposite = track(np.stack([made.samples, -made.samples], axis=1))
    equal = track(np.stack([made.samples, made.samples], axis=1))
    assert_tracked(made, opposite)
    np.testing.assert_allclose(opposite.times_s, equal.times_s, atol=1e-3)


def test_track_beats__drums_in_one_channel__are_tracked():
    made = pattern("rock", 97, duration_s=20)
    noise = 0.02 * np.random.default_rng(0).standard_normal(len(made.samples))
    assert_tracked(made, track(np.stack([noise, made.samples], axis=1)))


@pytest.mark.parametrize("gain", [1e-3, 1e6])
def test_track_beats__faint_or_far_too_loud__is_the_same(gain):
    made = pattern("pop", 112, duration_s=20)
    assert_tracked(made, track(made.samples * gain))


@pytest.mark.parametrize("rate_hz", [22_050, 48_000, 96_000])
def test_track_beats__other_sample_rates__beats_stay_in_place(rate_hz):
    made = pattern("house", 120, duration_s=15)
    times_s = np.arange(15 * rate_hz) / rate_hz
    resampled = np.interp(times_s, np.arange(len(made.samples)) / RATE_HZ, made.samples)
    assert_tracked(made, track(resampled, rate_hz))


@pytest.mark.parametrize("kind", ["noise", "pads", "speech", "strikes", "rain", "tone", "silence", "click"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_track_beats__nothing_to_beat_time_to__no_beats(kind, seed):
    grid = track(beatless(kind, seed=seed))
    assert grid.confidence < MIN_CONFIDENCE
    assert grid.beats == ()
    assert grid.tempo_bpm is None


@pytest.mark.parametrize("frames", [1, 10, 1000, 22_050, 44_100, 100_000])
def test_track_beats__hardly_any_sound__no_crash(frames):
    grid = track(pattern("pop", 120, duration_s=5).samples[:frames])
    assert all(0 <= beat.time_s <= frames / RATE_HZ for beat in grid.beats)


def test_track_beats__silence_around_the_music__has_no_beats_in_it():
    made = pattern("pop", 120, duration_s=20)
    padding = np.zeros(6 * RATE_HZ, np.float32)
    grid = track(np.concatenate([padding, made.samples, padding]))
    assert grid.times_s[0] > 6
    assert grid.times_s[-1] < 26.5


def test_track_beats__twice__is_the_same():
    samples = pattern("rock", 133, duration_s=12).samples
    assert track(samples) == track(samples)


def test_track_beats__louder_hits__are_stronger_beats():
    made = pattern("click", 120, duration_s=20)
    samples = made.samples.copy()
    samples += 0.003 * np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    grid = track(samples)
    assert 0 <= grid.strengths.min() <= grid.strengths.max() <= 1
    assert grid.strengths.max() == 1


def test_track_beats__sample_song__is_what_was_written_into_it():
    written = read_beats(resource_path("sample", "song.beats.json"))
    grid = track_beats(decode_song(resource_path("sample", "song.ogg")))
    assert f_measure(written.times_s, grid.times_s) == 1.0
    assert abs(median_offset_ms(written.times_s, grid.times_s)) <= 2.0
    assert grid.tempo_bpm == pytest.approx(written.tempo_bpm, abs=0.1)
    assert f_measure(written.times_s[written.downbeats], grid.times_s[grid.downbeats]) == 1.0
    assert grid.downbeat_confidence > 0.5
