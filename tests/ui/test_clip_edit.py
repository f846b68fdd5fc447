"""Whatever a hand does, a clip is 3-15 s long and inside the song, and beats stay a valid grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.viewmodels.clip_edit import (
    beat_beside,
    clip_from,
    cuts_a_bar,
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


@given(SONGS_S, TIMES_S, st.floats(0.0, 100.0), TIMES_S, st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_any_edit__of_a_clip_with_edges__keeps_lead_in_and_fades_as_far_as_they_fit(
    song_s: float, start_s: float, duration_s: float, to_s: float, fade_in_s: float, fade_out_s: float, lead_in_s: float
) -> None:
    clip = Clip(0.0, 15.0, fade_in_s, fade_out_s, lead_in_s)
    placed = clip_from(start_s, duration_s, song_s, clip)
    edited = [placed, spanned(start_s, to_s, song_s, clip)]
    for result in edited:
        assert result.lead_in_s == lead_in_s
        fades_s = result.fade_in_s + result.fade_out_s
        assert fades_s == pytest.approx(min(fade_in_s + fade_out_s, result.duration_s))
    for result in (with_start_at(placed, to_s, song_s), with_end_at(placed, to_s, song_s)):
        assert result.lead_in_s == lead_in_s
        fades_s = result.fade_in_s + result.fade_out_s
        assert fades_s == pytest.approx(min(placed.fade_in_s + placed.fade_out_s, result.duration_s))


def test_edges__dragged_where_there_is_room__leave_the_fades_alone() -> None:
    clip = Clip(5.0, 8.0, 0.5, 2.0, 0.5)
    assert with_start_at(clip, 4.0, 60.0) == Clip(4.0, 9.0, 0.5, 2.0, 0.5)
    assert with_end_at(clip, 10.0, 60.0) == Clip(5.0, 5.0, 0.5, 2.0, 0.5)


def bars(first_s: float, bar_s: float, count: int, confidence: float = 1.0) -> BeatGrid:
    """Return ``count`` bars of four beats and the beat after them, which begins one more."""
    index = np.arange(count * 4 + 1)
    return BeatGrid.from_arrays(first_s + index * bar_s / 4, downbeats=index % 4 == 0, downbeat_confidence=confidence)


@given(
    st.floats(0, 5),
    st.floats(1.0, 3.0),
    st.integers(0, 20),
    st.integers(1, 8),
    st.floats(-0.059, 0.059),
    st.floats(-0.059, 0.059),
)
def test_cuts_a_bar__both_edges_near_bar_lines__is_false(first_s, bar_s, at, count, early_s, late_s) -> None:
    start_s = max(0.0, first_s + at * bar_s + early_s)
    duration_s = first_s + (at + count) * bar_s + late_s - start_s
    assume(3 <= duration_s <= 15)
    assert not cuts_a_bar(Clip(start_s, duration_s), bars(first_s, bar_s, 30))


@given(st.floats(0, 5), st.floats(1.0, 3.0), st.integers(0, 20), st.floats(0.07, 0.93), st.booleans())
def test_cuts_a_bar__one_edge_inside_a_bar__is_true(first_s, bar_s, at, share, at_end) -> None:
    lines_s = first_s + at * bar_s + np.array([0.0, 4 * bar_s])
    lines_s[int(at_end)] += bar_s * share
    assume(3 <= lines_s[1] - lines_s[0] <= 15)
    assert cuts_a_bar(Clip(lines_s[0], lines_s[1] - lines_s[0]), bars(first_s, bar_s, 30))


@given(st.floats(0, 30), st.floats(3, 15))
def test_cuts_a_bar__bars_not_known__is_false(start_s: float, duration_s: float) -> None:
    clip = Clip(start_s, duration_s)
    for unknown in (
        BeatGrid(),
        bars(1.0, 2.0, 20, confidence=0.19),
        BeatGrid.from_arrays(np.arange(1, 20, 0.5), downbeat_confidence=1.0),
        BeatGrid.from_arrays(np.arange(1, 20, 0.5), downbeats=np.arange(38) == 4, downbeat_confidence=1.0),
    ):
        assert not cuts_a_bar(clip, unknown)


def test_cuts_a_bar__one_bar_beside_the_known_ones__counts_too() -> None:
    grid = bars(4.0, 2.0, 3)
    assert not cuts_a_bar(Clip(2.0, 10.0), grid)
    assert cuts_a_bar(Clip(0.0, 12.0), grid)
    assert cuts_a_bar(Clip(2.0, 12.0), grid)
