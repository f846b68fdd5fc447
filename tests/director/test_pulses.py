"""Impulses: at once on the frame that shows the beat, gone before the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import FPS_CHOICES, Look
from s2v_desktop.director.music import Music, read_music
from s2v_desktop.director.pulses import pulse_train


def music_of(times_s: list[float], fps: int, start_s: float = 0.0) -> Music:
    return read_music(BeatGrid.from_arrays(np.array(times_s)), Clip(start_s, 4.0), Look(fps=fps).frame_rate)


@settings(deadline=None)
@given(st.sampled_from(FPS_CHOICES), st.floats(0, 100), st.floats(0, 3.9))
def test_pulse_train__one_beat__rises_on_its_frame_and_only_falls_after(fps: int, start_s: float, offset_s: float):
    music = music_of([start_s + offset_s], fps, start_s)
    curve = pulse_train(music.beat_times_s, music.beat_frames, music).curve(np.array([0.8]))
    frame = int(np.floor((music.beat_times_s[0] - start_s + 1e-9) * fps))
    assert curve[frame] == pytest.approx(0.8)
    assert not curve[:frame].any()
    assert (np.diff(curve[frame:]) < 0).all()


@pytest.mark.parametrize("fps", FPS_CHOICES)
def test_pulse_train__steady_beat__decays_within_150_to_250_ms(fps: int):
    for gap_s in (0.4, 0.5, 0.6, 1.0):
        music = music_of([1.0, 1.0 + gap_s], fps)
        curve = pulse_train(music.beat_times_s, music.beat_frames, music).curve(np.ones(2))
        ages_s = music.frame_times_s - 1.0
        falling = (ages_s > 0.02) & (ages_s < gap_s - 0.05)
        decay_s = -1 / np.polyfit(ages_s[falling], np.log(curve[falling]), 1)[0]
        assert 0.149 < decay_s < 0.251


def test_pulse_train__beat_before_the_clip__is_still_fading_when_it_begins():
    music = music_of([9.9], 30, start_s=10.0)
    curve = pulse_train(music.beat_times_s, music.beat_frames, music).curve(np.ones(1))
    assert 0.3 < curve[0] < 0.8


@settings(deadline=None)
@given(st.lists(st.floats(0.06, 0.6), min_size=2, max_size=40), st.sampled_from(FPS_CHOICES))
def test_pulse_train__dense_beats__never_add_up_to_more_than_their_peaks(gaps_s: list[float], fps: int):
    music = music_of(list(np.cumsum(gaps_s)), fps)
    curve = pulse_train(music.beat_times_s, music.beat_frames, music).curve(np.ones(len(music.beat_times_s)))
    assert curve.max(initial=0.0) <= 1.0


def test_pulse_train__no_beats__is_silent():
    music = music_of([], 30)
    assert not pulse_train(music.beat_times_s, music.beat_frames, music).curve(np.zeros(0)).any()
