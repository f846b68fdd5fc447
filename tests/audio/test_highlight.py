"""The suggested clip: where the song is at its fullest, from a bar line on, inside the song."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from song_forms import BRIDGE, CHORUS, INTRO, OUTRO, VERSE, make_form
from synthesis import RATE_HZ, pattern

from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.audio.highlight import first_clip, suggest_clip, suggest_clips
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.paths import resource_path
from s2v_desktop.core.suggestion import ClipKind, ClipSuggestion

FULL_FROM_S, FULL_TO_S = 24.0, 36.0


@pytest.fixture(scope="module")
def song_with_chorus() -> Song:
    """A minute of soft rock with twelve full seconds in it."""
    samples = pattern("rock", 120, duration_s=60).samples.copy()
    t = np.arange(len(samples)) / RATE_HZ
    samples[(t < FULL_FROM_S) | (t >= FULL_TO_S)] *= 0.1
    return Song(samples[:, None], RATE_HZ)


def grid(first_s=0.1, sure=1.0, bar=4):
    index = np.arange(118)
    return BeatGrid.from_arrays(first_s + index * 0.5, None, index % bar == 0, downbeat_confidence=sure)


def test_suggest_clip__a_full_part__is_chosen_from_a_downbeat_on(song_with_chorus):
    clip = suggest_clip(song_with_chorus, grid(), 8.0)
    assert FULL_FROM_S - 0.2 <= clip.start_s <= FULL_TO_S - 8 + 0.2
    downbeats_s = grid().times_s[grid().downbeats]
    assert np.abs(downbeats_s - clip.start_s).min() == 0


def test_suggest_clip__unsure_bars__a_beat_begins_it(song_with_chorus):
    clip = suggest_clip(song_with_chorus, grid(sure=0.05, bar=16), 11.8)
    assert np.abs(grid().times_s - clip.start_s).min() == 0
    assert abs(clip.start_s - FULL_FROM_S) < 0.6


def test_suggest_clip__no_beats__is_chosen_by_sound_alone(song_with_chorus):
    clip = suggest_clip(song_with_chorus, BeatGrid(), 12.0)
    assert abs(clip.start_s - FULL_FROM_S) < 1.0


@pytest.mark.parametrize("duration_s", [3.0, 8.0, 15.0])
def test_suggest_clip__any_length__is_inside_the_song(song_with_chorus, duration_s):
    clip = suggest_clip(song_with_chorus, grid(), duration_s)
    clip.require_inside(song_with_chorus.duration_s)
    assert clip.duration_s == duration_s


@pytest.mark.parametrize("song_s", [3.0, 4.5, 7.99])
def test_suggest_clip__shorter_song__is_all_of_it(song_with_chorus, song_s):
    clip = suggest_clip(song_with_chorus.between(20, 20 + song_s), BeatGrid(), 8.0)
    assert clip.start_s == 0
    assert clip.duration_s == pytest.approx(song_s, abs=1e-4)


@pytest.mark.parametrize("song_s", [0.01, 1.0, 2.9])
def test_suggest_clip__song_too_short_for_any_clip__is_refused(song_with_chorus, song_s):
    with pytest.raises(InputError) as caught:
        suggest_clip(song_with_chorus.between(20, 20 + song_s), BeatGrid(), 8.0)
    assert caught.value.code is ErrorCode.CLIP_OUTSIDE_SONG


def test_suggest_clip__length_that_no_clip_may_have__is_refused(song_with_chorus):
    with pytest.raises(InputError) as caught:
        suggest_clip(song_with_chorus, BeatGrid(), 20.0)
    assert caught.value.code is ErrorCode.VALUE_OUT_OF_RANGE


def test_suggest_clip__silence__is_some_clip():
    silent = Song(np.zeros((20 * RATE_HZ, 2), np.float32), RATE_HZ)
    suggest_clip(silent, BeatGrid(), 8.0).require_inside(20.0)


def test_suggest_clip__sample_song__is_its_last_full_part():
    song = decode_song(resource_path("sample", "song.ogg"))
    assert suggest_clip(song, BeatGrid(), 8.0).start_s > 12


# --- suggest_clips


def by_kind(suggestions: tuple[ClipSuggestion, ...]) -> dict[ClipKind, ClipSuggestion]:
    kinds = [suggestion.kind for suggestion in suggestions]
    assert len(set(kinds)) == len(kinds)
    return dict(zip(kinds, suggestions, strict=True))


def test_suggest_clips__song_with_chorus__gives_all_three_kinds_the_liveliest_first():
    form = make_form((INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO), 108)
    suggestions = suggest_clips(form.song, form.beats, 7.5)
    assert [suggestion.kind for suggestion in suggestions] == list(ClipKind)
    energetic, chorus, loop = suggestions
    three_bars_s = 3 * 4 * 60 / 108
    assert chorus.clip.start_s == pytest.approx(form.starts_s[2])
    for part in (energetic, chorus):
        assert part.bars == 3
        assert part.clip.duration_s == pytest.approx(three_bars_s)
    assert loop.bars == 4
    assert loop.clip.duration_s == pytest.approx(4 * 4 * 60 / 108)
    for suggestion in suggestions:
        suggestion.clip.require_inside(form.song.duration_s)


@pytest.mark.parametrize(
    ("bpm", "bar", "bars"),
    [(40, 4, 2), (60, 4, 2), (70, 4, 2), (100, 4, 4), (120, 4, 4), (150, 4, 4), (190, 4, 8), (220, 4, 8), (120, 3, 4)],
)
def test_whole_bars__any_tempo__are_as_many_as_last_nearest_to_8_s(bpm: float, bar: int, bars: int):
    song = Song(np.random.default_rng(0).normal(0, 0.1, (60 * RATE_HZ, 1)).astype(np.float32), RATE_HZ)
    times_s = np.arange(0.2, 59, 60 / bpm)
    beats = BeatGrid.from_arrays(
        times_s, None, np.arange(len(times_s)) % bar == 0, beats_per_bar=bar, downbeat_confidence=0.8
    )
    loop = by_kind(suggest_clips(song, beats, 3.5))[ClipKind.WHOLE_BARS]
    assert loop.bars == bars
    assert loop.clip.duration_s == pytest.approx(bars * bar * 60 / bpm)
    lines_s = times_s[::bar]
    assert np.abs(lines_s - loop.clip.start_s).min() < 1e-9


def test_whole_bars__liveliest_part_begins_on_a_bar_line__begin_there_too(song_with_chorus):
    found = by_kind(suggest_clips(song_with_chorus, grid(), 5.0))
    loop = found[ClipKind.WHOLE_BARS].clip
    assert loop.start_s == found[ClipKind.ENERGETIC].clip.start_s
    assert loop.duration_s == pytest.approx(8.0)


def test_whole_bars__liveliest_part_is_one_already__is_given_once(song_with_chorus):
    suggestions = suggest_clips(song_with_chorus, grid(), 8.0)
    assert by_kind(suggestions)[ClipKind.ENERGETIC].bars == 4
    assert ClipKind.WHOLE_BARS not in by_kind(suggestions)


def test_whole_bars__liveliest_part_is_shorter__are_given_for_their_length(song_with_chorus):
    found = by_kind(suggest_clips(song_with_chorus, grid(), 4.5))
    assert found[ClipKind.ENERGETIC].bars == 2
    assert found[ClipKind.WHOLE_BARS].bars == 4


@pytest.mark.parametrize("beats", [BeatGrid(), grid(sure=0.1)], ids=["no beats", "unsure bars"])
def test_whole_bars__bars_not_known__are_left_out(song_with_chorus, beats):
    found = by_kind(suggest_clips(song_with_chorus, beats, 5.0))
    assert ClipKind.WHOLE_BARS not in found
    assert found[ClipKind.ENERGETIC].clip == suggest_clip(song_with_chorus, beats, 5.0)
    assert found[ClipKind.ENERGETIC].bars == 0


def test_whole_bars__a_bar_line_is_missing__no_loop_reaches_over_it():
    times_s = 0.1 + np.arange(60) * 0.5
    downbeats = np.arange(60) % 4 == 0
    downbeats[[16, 32]] = False
    beats = BeatGrid.from_arrays(times_s, None, downbeats, downbeat_confidence=1.0)
    song = pattern("rock", 120, duration_s=30)
    loop = by_kind(suggest_clips(Song(song.samples[:, None], RATE_HZ), beats, 5.0))[ClipKind.WHOLE_BARS]
    assert loop.clip.duration_s == pytest.approx(loop.bars * 2.0)


def test_suggest_clips__song_shorter_than_a_clip__is_refused(song_with_chorus):
    with pytest.raises(InputError) as caught:
        suggest_clips(song_with_chorus.between(20, 22.5), BeatGrid(), 8.0)
    assert caught.value.code is ErrorCode.CLIP_OUTSIDE_SONG


@pytest.mark.parametrize("song_s", [3.0, 5.0, 9.0, 20.0])
def test_suggest_clips__short_song__all_fit_inside(song_with_chorus, song_s):
    song = song_with_chorus.between(20, 20 + song_s)
    for suggestion in suggest_clips(song, grid().between(0, song_s), 8.0):
        suggestion.clip.require_inside(song.duration_s)


@given(
    st.integers(12, 40),
    st.floats(0, 3),
    st.floats(0.3, 16),
    st.floats(-0.04, 0.04),
    st.floats(3, 15),
    st.integers(0, 9),
)
def test_suggest_clips__bars_known__none_cuts_a_bar(song_s, first_s, bar_s, drift, duration_s, seed):
    lines_s = first_s + bar_s * np.cumsum(1 + drift * np.sin(np.arange(200)))
    lines_s = lines_s[lines_s < song_s]
    samples = np.random.default_rng(seed).normal(0, 0.1, (song_s * 8000, 1)).astype(np.float32)
    beats = BeatGrid.from_arrays(lines_s, None, np.ones(len(lines_s), bool), beats_per_bar=1, downbeat_confidence=1.0)
    lines_s = np.append(lines_s, 2 * lines_s[-1] - lines_s[-2]) if len(lines_s) > 1 else lines_s
    lengths_s = lines_s - lines_s[:, None]
    assume(((lengths_s >= 3.01) & (lengths_s <= 14.99) & (lines_s <= song_s - 0.01)).any())
    for suggestion in suggest_clips(Song(samples, 8000), beats, duration_s):
        assert suggestion.bars > 0
        suggestion.clip.require_inside(song_s)
        for edge_s in (suggestion.clip.start_s, suggestion.clip.end_s):
            assert np.abs(lines_s - edge_s).min() < 1e-5


@pytest.mark.parametrize(("duration_s", "bars"), [(3.0, 2), (4.9, 2), (5.1, 3), (8.0, 4), (14.9, 7), (15.0, 7)])
def test_suggest_clips__bars_known__last_as_many_bars_as_are_nearest(song_with_chorus, duration_s, bars):
    energetic = by_kind(suggest_clips(song_with_chorus, grid(), duration_s))[ClipKind.ENERGETIC]
    assert energetic.bars == bars


def test_suggest_clips__no_number_of_bars_may_be_a_clip__have_the_length_asked_for(song_with_chorus):
    long_bars = grid(bar=40)
    for suggestion in suggest_clips(song_with_chorus, long_bars, 8.0):
        assert suggestion.bars == 0
        assert suggestion.clip.duration_s == 8.0


def test_suggest_clips__for_the_length_of_a_suggestion__suggest_it_again():
    form = make_form((INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO), 108)
    first = by_kind(suggest_clips(form.song, form.beats, 8.0))[ClipKind.ENERGETIC].clip
    again = by_kind(suggest_clips(form.song, form.beats, first.duration_s))[ClipKind.ENERGETIC].clip
    assert again == first


def test_suggest_clips__length_that_no_clip_may_have__is_refused(song_with_chorus):
    with pytest.raises(InputError) as caught:
        suggest_clips(song_with_chorus, grid(), 20.0)
    assert caught.value.code is ErrorCode.VALUE_OUT_OF_RANGE


# --- first_clip


def test_first_clip__usual_length__is_the_whole_bars_that_are_suggested_too():
    form = make_form((INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO), 108)
    clip = first_clip(form.song, form.beats, 8.0)
    assert clip.duration_s == pytest.approx(4 * 4 * 60 / 108)
    assert clip == by_kind(suggest_clips(form.song, form.beats, 8.0))[ClipKind.ENERGETIC].clip


def test_first_clip__length_that_the_user_chose__is_kept(song_with_chorus):
    assert first_clip(song_with_chorus, grid(), 7.0) == suggest_clip(song_with_chorus, grid(), 7.0)


def test_first_clip__bars_not_known__is_as_long_as_asked_for(song_with_chorus):
    assert first_clip(song_with_chorus, grid(sure=0.1), 8.0).duration_s == 8.0
