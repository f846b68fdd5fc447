"""Clicks stand exactly on the beats, never clip, and do not depend on how the song is cut into blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.audio.click_track import ClickTrack
from s2v_desktop.core.beats import BeatGrid

RATE_HZ = 44_100
SILENCE = np.zeros((RATE_HZ * 2, 2), np.int16)


def grid(*times_s: float, downbeats: tuple[int, ...] = ()) -> BeatGrid:
    marks = np.isin(np.arange(len(times_s)), downbeats)
    return BeatGrid.from_arrays(np.array(times_s), downbeats=marks)


def loud_song(frames: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.choice(np.array([-32768, 32767], np.int16), (frames, 2))


@pytest.mark.parametrize("time_s", [0.0, 0.5, 1.234567])
def test_mix__beat__attack_is_the_nearest_sample(time_s: float) -> None:
    mixed = ClickTrack(grid(time_s), RATE_HZ).mix(SILENCE, 0, 1.0, 1.0)
    first = np.flatnonzero(mixed[:, 0])[0]
    assert first == round(time_s * RATE_HZ)
    assert abs(int(mixed[first, 0])) == np.abs(mixed).max()


def test_mix__downbeat__is_higher_and_louder() -> None:
    mixed = ClickTrack(grid(0.5, 1.0, downbeats=(1,)), RATE_HZ).mix(SILENCE, 0, 1.0, 1.0).astype(float)
    beat, downbeat = mixed[22_050:23_400, 0], mixed[44_100:45_450, 0]
    assert downbeat.max() > 1.3 * beat.max()
    assert np.abs(np.fft.rfft(downbeat)).argmax() > 1.4 * np.abs(np.fft.rfft(beat)).argmax()


@pytest.mark.parametrize("value", [-32768, 32767])
def test_mix__full_scale_song_and_click__never_wraps_around(value: int) -> None:
    song = np.full((RATE_HZ, 2), value, np.int16)
    mixed = ClickTrack(grid(*np.arange(0.0, 1.0, 0.05)), RATE_HZ).mix(song, 0, 1.0, 1.0)
    sign = 1 if value > 0 else -1
    assert (mixed.astype(int) * sign).min() > -0.25 * 32768  # a click takes 0.6 at most; a wrapped sample is at -1


def test_mix__between_the_clicks__leaves_the_song_bit_for_bit() -> None:
    song = loud_song(RATE_HZ)
    mixed = ClickTrack(grid(0.25), RATE_HZ).mix(song, 0, 1.0, 1.0)
    untouched = np.r_[0:11_025, 11_025 + round(0.03 * RATE_HZ) : RATE_HZ]
    assert np.array_equal(mixed[untouched], song[untouched])
    assert not np.array_equal(mixed, song)


def test_mix__song_muted__click_is_as_loud_as_before() -> None:
    clicks = ClickTrack(grid(0.5), RATE_HZ)
    muted = clicks.mix(loud_song(RATE_HZ), 0, 0.0, 0.7)
    assert np.array_equal(muted, clicks.mix(SILENCE[:RATE_HZ], 0, 1.0, 0.7))


def test_mix__click_volume_zero__is_the_song() -> None:
    song = loud_song(RATE_HZ)
    assert np.array_equal(ClickTrack(grid(0.5), RATE_HZ).mix(song, 0, 1.0, 0.0), song)


def test_mix__samples_given__stay_as_they_are() -> None:
    song = loud_song(RATE_HZ)
    before = song.copy()
    ClickTrack(grid(0.1), RATE_HZ).mix(song, 0, 0.5, 1.0)
    assert np.array_equal(song, before)


@given(
    cuts=st.lists(st.integers(0, 20_000), max_size=6),
    times_s=st.lists(st.floats(0, 0.5), max_size=8),
    volume=st.floats(0, 1),
    rate_hz=st.sampled_from([1_000, 8_000, 44_100]),
)
def test_mix__song_cut_anywhere__blocks_fit_together(
    cuts: list[int], times_s: list[float], volume: float, rate_hz: int
) -> None:
    song = loud_song(20_000)
    clicks = ClickTrack(BeatGrid.from_arrays(np.array(sorted(times_s), np.float64)), rate_hz)
    edges = [0, *sorted(cuts), len(song)]
    blocks = [clicks.mix(song[low:high], low, volume, 0.8) for low, high in pairwise(edges)]
    assert np.array_equal(np.concatenate(blocks), clicks.mix(song, 0, volume, 0.8))
