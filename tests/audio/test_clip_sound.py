"""What is muxed: the part of the song, silence before it where there is a lead-in, and fades at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.audio.clip_sound import clip_gain_at, clip_sound
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.clip import Clip

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def song() -> Song:
    """Twenty seconds in which every sample is another, in stereo."""
    count = 20 * RATE_HZ
    ramp = np.linspace(0.1, 0.9, count, dtype=np.float32)
    return Song(np.stack([ramp, -ramp], axis=1), RATE_HZ)


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000])
@pytest.mark.parametrize("start_s", [0.0, 3.3, 10.0137])
def test_clip_sound__plain_clip__is_the_song_sample_for_sample(rate_hz: int, start_s: float) -> None:
    song = Song(np.random.default_rng(1).uniform(-1, 1, (20 * rate_hz, 1)).astype(np.float32), rate_hz)
    first = round(start_s * rate_hz)
    sound = clip_sound(song, Clip(start_s, 4.0))
    assert sound.sample_rate_hz == rate_hz
    np.testing.assert_array_equal(sound.samples, song.samples[first : first + 4 * rate_hz])


@pytest.mark.parametrize("start_s", [0.0, 0.2, 7.0])
def test_clip_sound__lead_in__is_silence_and_then_the_first_sample_of_the_clip(song: Song, start_s: float) -> None:
    sound = clip_sound(song, Clip(start_s, 4.0, lead_in_s=0.5))
    silent, first = RATE_HZ // 2, round(start_s * RATE_HZ)
    assert sound.samples.shape == (round(4.5 * RATE_HZ), 2)
    assert not sound.samples[:silent].any()
    np.testing.assert_array_equal(sound.samples[silent:], song.samples[first : first + 4 * RATE_HZ])


def test_clip_sound__fades__scale_the_song_by_a_raised_cosine(song: Song) -> None:
    sound = clip_sound(song, Clip(5.0, 6.0, fade_in_s=1.0, fade_out_s=2.0)).samples[:, 0]
    heard = sound / song.samples[5 * RATE_HZ : 11 * RATE_HZ, 0]
    assert heard[0] == 0
    np.testing.assert_allclose(heard[[RATE_HZ // 4, RATE_HZ // 2, RATE_HZ]], [0.146447, 0.5, 1.0], atol=1e-5)
    np.testing.assert_allclose(heard[[4 * RATE_HZ, 5 * RATE_HZ, -1]], [1.0, 0.5, 0.0], atol=1e-5)
    assert (np.diff(heard[:RATE_HZ]) > -1e-6).all()
    assert np.abs(np.diff(heard)).max() < 1e-4


def test_clip_sound__video_outlasts_a_plain_clip__plays_on(song: Song) -> None:
    sound = clip_sound(song, Clip(5.0, 4.0), length_s=4.02)
    assert sound.frames == round(4.02 * RATE_HZ)
    np.testing.assert_array_equal(sound.samples, song.samples[5 * RATE_HZ :][: sound.frames])


def test_clip_sound__video_outlasts_a_clip_that_fades_out__stays_silent(song: Song) -> None:
    sound = clip_sound(song, Clip(5.0, 4.0, fade_out_s=1.0), length_s=4.02)
    assert not sound.samples[4 * RATE_HZ :].any()


def test_clip_sound__song_ends_first__is_filled_with_silence(song: Song) -> None:
    sound = clip_sound(song, Clip(16.0, 4.0), length_s=4.02)
    np.testing.assert_array_equal(sound.samples[: 4 * RATE_HZ], song.samples[16 * RATE_HZ :])
    assert not sound.samples[4 * RATE_HZ :].any()
    assert sound.frames == round(4.02 * RATE_HZ)


@given(st.floats(0, 3), st.floats(0, 1.5), st.floats(0, 1.5), st.floats(0, 1), st.lists(st.floats(-2, 10), min_size=1))
def test_clip_gain__any_clip__is_0_before_it_and_at_most_1(start_s, fade_in_s, fade_out_s, lead_in_s, times_s) -> None:
    clip = Clip(start_s, 3.0, fade_in_s, fade_out_s, lead_in_s)
    times_s = np.array(times_s)
    gain = clip_gain_at(clip, times_s)
    assert gain.dtype == np.float64
    assert gain.shape == times_s.shape
    assert ((gain >= 0) & (gain <= 1)).all()
    assert not gain[times_s < start_s].any()
    full = (times_s > start_s + fade_in_s + 1e-9) & (times_s < clip.end_s - fade_out_s - 1e-9)
    np.testing.assert_allclose(gain[full], 1.0, atol=1e-9)


@given(st.floats(0, 100), st.floats(3, 15), st.floats(0, 1), st.sampled_from([11_025, 22_050, 44_100]))
def test_clip_sound__any_clip__lasts_as_long_as_its_video(start_s, duration_s, lead_in_s, rate_hz) -> None:
    silence = Song(np.zeros((rate_hz, 1), np.float32), rate_hz)
    clip = Clip(start_s, duration_s, lead_in_s=lead_in_s)
    assert abs(clip_sound(silence, clip).duration_s - clip.video_duration_s) <= 0.5 / rate_hz + 1e-9
