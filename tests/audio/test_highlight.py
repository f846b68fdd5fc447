"""The suggested clip: where the song is at its fullest, from a bar line on, inside the song."""

from __future__ import annotations

import numpy as np
import pytest
from synthesis import RATE_HZ, pattern

from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.audio.highlight import suggest_clip
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.paths import resource_path

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
