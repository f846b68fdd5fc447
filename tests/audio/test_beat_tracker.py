"""The beat tracker on material whose beats are known, on material that has none, and on the sample song."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from synthesis import RATE_HZ, beatless, f_measure, median_offset_ms, pattern, rhythm

from s2v_desktop.audio.beat_tracker import MIN_CONFIDENCE, find_beats, find_beats_between, track_beats
from s2v_desktop.audio.beats_file import read_beats
from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.paths import resource_path


def song_of(samples, rate_hz=RATE_HZ):
    return Song(np.ascontiguousarray(samples.reshape(len(samples), -1), np.float32), rate_hz)


def track(samples, rate_hz=RATE_HZ):
    return track_beats(song_of(samples, rate_hz))


def assert_tracked(made, grid, least_f=0.95):
    assert f_measure(made.beats_s, grid.times_s) >= least_f
    assert abs(median_offset_ms(made.beats_s, grid.times_s)) <= 2.0
    assert grid.confidence >= 0.33


@pytest.mark.parametrize("kind", ["pop", "house", "rock"])
@pytest.mark.parametrize("bpm", [70, 97, 128, 170])
def test_track_beats__steady_drums__beats_downbeats_and_tempo(kind, bpm):
    made = pattern(kind, bpm, duration_s=24)
    grid = track(made.samples)
    assert_tracked(made, grid)
    assert grid.tempo_bpm == pytest.approx(bpm, rel=0.002)
    assert f_measure(made.downbeats_s, grid.times_s[grid.downbeats]) >= 0.9
    assert grid.beats_per_bar == 4
    assert grid.source is BeatSource.TRACKED


@pytest.mark.parametrize("bpm", [60, 100, 140, 180])
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


@pytest.mark.parametrize(
    ("kind", "bpm"),
    [
        ("dembow", 98),
        ("polka", 112),
        ("polka", 126),
        ("double hats", 68),
        ("six-eight", 58),
        ("drum'n'bass", 174),
        ("half time", 134),
        ("breakdown", 122),
        ("shuffle", 106),
        ("ballad", 70),
    ],
)
def test_track_beats__rhythm_that_misleads_about_the_octave__is_tracked_at_its_own(kind, bpm):
    made = rhythm(kind, bpm, duration_s=24, seed=7)
    grid = track(made.samples)
    assert f_measure(made.beats_s, grid.times_s, 0.05) >= 0.95


@pytest.mark.parametrize("kind", ["house", "pop", "rock"])
def test_find_beats__clear_song__offers_no_other_tempo(kind):
    found = find_beats(song_of(pattern(kind, 112, duration_s=24).samples))
    assert found.other is None
    assert found.beats.confidence >= 0.7


@pytest.mark.parametrize(("kind", "bpm"), [("half time", 150), ("swing", 180), ("pop", 60), ("pop", 180)])
def test_find_beats__tempo_that_could_be_half_or_double__one_of_the_two_grids_is_right(kind, bpm):
    made = rhythm(kind, bpm, 24, seed=bpm) if kind in ("half time", "swing") else pattern(kind, bpm, 24, seed=bpm)
    found = find_beats(song_of(made.samples))
    assert found.other is not None
    assert max(f_measure(made.beats_s, grid.times_s) for grid in (found.beats, found.other)) >= 0.95
    assert found.other.tempo_bpm / found.beats.tempo_bpm == pytest.approx(2, rel=0.02) or (
        found.beats.tempo_bpm / found.other.tempo_bpm == pytest.approx(2, rel=0.02)
    )
    assert found.other.downbeats.any()
    assert found.other.confidence <= found.beats.confidence


def test_find_beats__same_song__first_grid_is_that_of_track_beats():
    song = song_of(pattern("rock", 70, duration_s=15).samples)
    assert find_beats(song).beats == track_beats(song)
    assert find_beats(song) == find_beats(song)


@cache
def tracked_song(kind, bpm):
    song = song_of(pattern(kind, bpm, duration_s=20).samples)
    return song, track_beats(song)


@pytest.mark.parametrize(("kind", "bpm"), [("pop", 70), ("house", 128), ("waltz", 140), ("rock", 174)])
@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 6.0), (8.1, 10.2), (5.0, 20.0)])
def test_find_beats_between__span_cleared_and_found_again__same_beats_and_bars(kind, bpm, start_s, end_s):
    song, grid = tracked_song(kind, bpm)
    cleared = BeatGrid(
        tuple(beat for beat in grid.beats if not start_s <= beat.time_s < end_s), beats_per_bar=grid.beats_per_bar
    )
    found = find_beats_between(song, start_s, end_s, cleared)
    expected = grid.between(start_s, end_s)
    assert len(found.beats) == len(expected.beats)
    np.testing.assert_allclose(found.times_s, expected.times_s, atol=0.015)
    np.testing.assert_array_equal(found.downbeats, expected.downbeats)
    assert found.beats_per_bar == grid.beats_per_bar


@pytest.mark.parametrize("factor", [1, 2])
def test_find_beats_between__grid_around_at_half_tempo__span_comes_back_at_half_tempo(factor):
    song, grid = tracked_song("pop", 120)
    around = BeatGrid(tuple(beat for beat in grid.beats[::factor] if not 9 <= beat.time_s < 16))
    found = find_beats_between(song, 9, 16, around)
    assert found.tempo_bpm == pytest.approx(grid.tempo_bpm / factor, rel=0.01)
    together_s = np.sort(np.concatenate([around.times_s, found.times_s]))
    np.testing.assert_allclose(together_s, grid.times_s[::factor], atol=0.015)


@pytest.mark.parametrize(("start_s", "end_s"), [(10.2, 13.8), (10.2, 12.4), (8.5, 15.5)])
def test_find_beats_between__silence_in_the_middle__no_beats_in_the_silence(start_s, end_s):
    samples = pattern("pop", 112, duration_s=24).samples.copy()
    samples[int(10 * RATE_HZ) : int(14 * RATE_HZ)] = 0
    grid = track(samples)
    found = find_beats_between(song_of(samples), start_s, end_s, grid)
    if start_s >= 10 and end_s <= 14:
        assert found.beats == ()
    assert all(start_s <= beat.time_s < end_s for beat in found.beats)


@pytest.mark.parametrize("kind", ["silence", "noise", "speech", "pads"])
def test_find_beats_between__nothing_to_beat_time_to__no_beats(kind):
    assert find_beats_between(song_of(beatless(kind)), 5, 14, BeatGrid()).beats == ()


def test_find_beats_between__no_beats_around__bars_are_found_in_the_span():
    made = pattern("pop", 112, duration_s=24)
    found = find_beats_between(song_of(made.samples), 4, 20, BeatGrid())
    inside = (made.beats_s >= 4) & (made.beats_s < 20)
    assert f_measure(made.beats_s[inside], found.times_s) >= 0.95
    assert f_measure(made.downbeats_s, np.array(found.times_s[found.downbeats])) > 0.7


@pytest.mark.parametrize(("start_s", "end_s"), [(5, 6.9), (8, 4), (19, 30), (float("nan"), 8)])
def test_find_beats_between__span_shorter_than_2_s__is_refused(start_s, end_s):
    with pytest.raises(InputError) as refused:
        find_beats_between(song_of(pattern("pop", 112, duration_s=20).samples), start_s, end_s, BeatGrid())
    assert refused.value.code is ErrorCode.VALUE_OUT_OF_RANGE
