"""Whatever a hand does, a clip is 3-15 s long and inside the song, and beats stay a valid grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.viewmodels.clip_edit import (
    beat_beside,
    clip_from,
    nearest_beat,
    snapped,
    spanned,
    with_end_at,
    with_start_at,
)

SONGS_S = st.floats(3.0, 600.0)
TIMES_S = st.floats(-100.0, 1000.0)
GRID = BeatGrid.from_arrays(np.arange(0.5, 20.0, 0.5), downbeats=np.arange(39) % 4 == 0)


@given(SONGS_S, TIMES_S, st.floats(0.0, 100.0))
def test_clip_from__any_numbers__is_inside_the_song(song_s: float, start_s: float, duration_s: float) -> None:
    clip_from(start_s, duration_s, song_s).require_inside(song_s)


@given(SONGS_S, TIMES_S, TIMES_S)
def test_spanned__any_drag__is_inside_the_song(song_s: float, first_s: float, second_s: float) -> None:
    spanned(first_s, second_s, song_s).require_inside(song_s)


@given(SONGS_S, TIMES_S, TIMES_S)
def test_edges__any_drag__keep_the_other_edge(song_s: float, start_s: float, to_s: float) -> None:
    clip = clip_from(start_s, 6.0, song_s)
    moved = with_start_at(clip, to_s, song_s)
    moved.require_inside(song_s)
    assert moved.end_s == pytest.approx(clip.end_s)
    moved = with_end_at(clip, to_s, song_s)
    moved.require_inside(song_s)
    if to_s > clip.start_s + 3:
        assert moved.start_s == pytest.approx(clip.start_s)


def test_snapped__bar_line_and_beat_in_reach__is_the_bar_line() -> None:
    assert snapped(2.3, GRID, 0.4) == 2.5


def test_snapped__only_a_beat_in_half_reach__is_the_beat() -> None:
    assert snapped(3.45, GRID, 0.2) == 3.5


def test_snapped__nothing_in_reach__stays() -> None:
    assert snapped(3.3, GRID, 0.1) == 3.3


def test_snapped__no_beats__stays() -> None:
    assert snapped(3.3, BeatGrid(), 1.0) == 3.3


def test_nearest_beat__none_in_reach__is_none() -> None:
    assert nearest_beat(3.25, GRID, 0.1) is None
    assert nearest_beat(3.45, GRID, 0.1) == 6


@pytest.mark.parametrize(
    ("time_s", "step", "bars", "expected_s"),
    [(1.0, 1, False, 1.5), (1.0, -1, False, 0.5), (1.0, 1, True, 2.5), (2.6, -1, True, 2.5)],
)
def test_beat_beside__from_a_time__is_the_next_one(time_s: float, step: int, bars: bool, expected_s: float) -> None:
    index = beat_beside(time_s, GRID, step, bars=bars)
    assert index is not None
    assert GRID.times_s[index] == expected_s


def test_beat_beside__after_the_last__is_none() -> None:
    assert beat_beside(25.0, GRID, 1, bars=False) is None


@given(st.integers(0, 38), st.integers(1, 16))
def test_bar_line__at_any_beat__counts_both_ways(index: int, beats_per_bar: int) -> None:
    grid = BeatGrid.from_arrays(GRID.times_s, beats_per_bar=beats_per_bar)
    downbeats = np.flatnonzero(grid.with_bar_line_at(index).downbeats)
    assert index in downbeats
    assert (np.diff(downbeats) == beats_per_bar).all()
    assert downbeats[0] < beats_per_bar


def test_clip__shorter_than_its_song__keeps_its_duration() -> None:
    assert clip_from(5.0, 8.0, 12.0) == Clip(4.0, 8.0)
