import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.beats import (
    DOUBLE,
    HALF,
    METERS,
    MIN_BEAT_GAP_S,
    THREE_HALVES,
    TWO_THIRDS,
    BarPosition,
    Beat,
    BeatGrid,
    BeatSource,
    Tempo,
    tempo_from_taps,
)
from s2v_desktop.core.errors import ErrorCode, InputError

SONG_S = 60.0
times = st.floats(0, SONG_S)
rows = st.lists(st.tuples(times, st.floats(0, 1), st.booleans()), max_size=60)


def free_grid(beats, meter):
    columns = np.array(beats, float).reshape(-1, 3)
    return BeatGrid.from_arrays(columns[:, 0], columns[:, 1], columns[:, 2] > 0.5, beats_per_bar=meter)


grids = st.builds(free_grid, rows, st.sampled_from(METERS))
steady_grids = st.builds(
    lambda bpm, anchor_s, meter: BeatGrid(beats_per_bar=meter).with_steady_tempo(Tempo(bpm, anchor_s), SONG_S),
    st.floats(40, 240),
    times,
    st.sampled_from(METERS),
)
filled = (grids | steady_grids).filter(lambda grid: grid.beats)


def some_beats_of(grid, data, least=1):
    return data.draw(st.sets(st.integers(0, len(grid.beats) - 1), min_size=min(least, len(grid.beats))))


def assert_is_well_formed(grid):
    """Sorted, unique, inside the song; and so far a value that the constructor takes."""
    assert (np.diff(grid.times_s) >= MIN_BEAT_GAP_S - 1e-9).all()
    assert all(0 <= time_s <= SONG_S for time_s in grid.times_s)
    assert BeatGrid(grid.beats, grid.beats_per_bar).beats == grid.beats


@given(grids, times)
def test_with_beat__any_time__keeps_the_grid_well_formed(grid, time_s):
    grown = grid.with_beat(Beat(time_s))
    assert_is_well_formed(grown)
    assert len(grown.beats) - len(grid.beats) in (0, 1)


@given(filled, st.data(), st.floats(-10, SONG_S + 10))
def test_with_beat_moved__anywhere__stays_between_its_neighbours(grid, data, time_s):
    index = data.draw(st.integers(0, len(grid.beats) - 1))
    moved = grid.with_beat_moved(index, time_s, SONG_S)
    assert_is_well_formed(moved)
    assert len(moved.beats) == len(grid.beats)
    assert moved.source is BeatSource.EDITED


@given(filled, st.data())
def test_without_beats__one_of_them_then_added_again__is_the_same_grid(grid, data):
    index = data.draw(st.integers(0, len(grid.beats) - 1))
    removed = grid.without_beats({index})
    assert removed.with_beat(grid.beats[index]).beats == grid.beats


@given(grids, times, times)
def test_between__any_span__keeps_exactly_the_beats_inside(grid, one, other):
    start_s, end_s = sorted((one, other))
    kept = grid.between(start_s, end_s).times_s
    assert list(kept) == [time_s for time_s in grid.times_s if start_s <= time_s < end_s]


def test_tempo__steady_beats__is_their_rate():
    assert BeatGrid.from_arrays(np.arange(20) * 0.5).tempo_bpm == pytest.approx(120)
    assert BeatGrid().tempo_bpm is None


@pytest.mark.parametrize(
    "beats",
    [
        (Beat(1.0), Beat(0.5)),
        (Beat(1.0), Beat(1.01)),
        (Beat(-1.0),),
        (Beat(float("nan")),),
        (Beat(1.0, strength=1.5),),
    ],
)
def test_grid__impossible_beats__is_refused(beats):
    with pytest.raises(InputError) as caught:
        BeatGrid(beats)
    assert caught.value.code is ErrorCode.VALUE_OUT_OF_RANGE


EDITS = {
    "double": lambda grid, _t: grid.with_tempo_times(DOUBLE),
    "half": lambda grid, _t: grid.with_tempo_times(HALF),
    "two thirds": lambda grid, _t: grid.with_tempo_times(TWO_THIRDS),
    "three halves": lambda grid, _t: grid.with_tempo_times(THREE_HALVES),
    "half a beat": lambda grid, _t: grid.shifted_half_a_beat(SONG_S),
    "shift": lambda grid, time_s: grid.shifted(time_s - SONG_S / 2, SONG_S),
    "beat here": lambda grid, time_s: grid.with_beat_at(time_s, SONG_S),
    "steady": lambda grid, time_s: grid.with_steady_tempo(Tempo(60 + time_s, time_s), SONG_S),
    "even": lambda grid, _t: grid.evened(range(len(grid.beats)), SONG_S),
    "clear": lambda grid, time_s: grid.without_span(time_s, SONG_S),
    "find again": lambda grid, time_s: grid.with_span(time_s, SONG_S, grid.shifted_half_a_beat(SONG_S)),
}


@pytest.mark.parametrize("name", EDITS)
@given(grid=grids | steady_grids, time_s=times)
def test_edit__of_any_grid__is_well_formed_and_leaves_the_old_one_alone(name, grid, time_s):
    before = BeatGrid(grid.beats)
    assert_is_well_formed(EDITS[name](grid, time_s))
    assert grid.beats == before.beats


@given(filled, st.data(), st.floats(-SONG_S, SONG_S))
def test_with_beats_moved__any_group__moves_as_one_and_passes_no_other(grid, data, by_s):
    chosen = some_beats_of(grid, data)
    moved = grid.with_beats_moved(chosen, by_s, SONG_S)
    assert_is_well_formed(moved)
    way_s = moved.times_s - grid.times_s
    assert np.allclose(way_s[list(chosen)], way_s[next(iter(chosen))], atol=1e-9)
    assert not np.delete(way_s, list(chosen)).any()
    assert all(-1e-9 <= way / by_s <= 1 + 1e-9 for way in way_s[list(chosen)] if abs(by_s) > 1e-6)


@given(filled, st.data())
def test_without_beats__any_group__keeps_exactly_the_others(grid, data):
    gone = some_beats_of(grid, data)
    kept = [beat for index, beat in enumerate(grid.beats) if index not in gone]
    assert list(grid.without_beats(gone).beats) == kept


@given(filled, st.data())
def test_evened__any_group__leaves_the_others_where_they_are(grid, data):
    chosen = some_beats_of(grid, data, 3)
    evened = grid.evened(chosen, SONG_S)
    assert_is_well_formed(evened)
    assert {grid.beats[index] for index in range(len(grid.beats)) if index not in chosen} <= set(evened.beats) | {
        grid.beats[index] for index in range(min(chosen), max(chosen))
    }


def test_evened__beats_played_by_hand__are_steady_and_nearly_where_they_were():
    slips = np.random.default_rng(2).normal(0, 0.008, 16)
    evened = BeatGrid.from_arrays(1 + np.arange(16) * 0.5 + slips).evened(range(16), SONG_S)
    assert np.ptp(np.diff(evened.times_s)) < 1e-9
    assert np.abs(evened.times_s - (1 + np.arange(16) * 0.5)).max() < 0.01


@given(steady_grids)
def test_double_then_half__steady_grid__is_the_grid_again(grid):
    again = grid.with_tempo_times(DOUBLE).with_tempo_times(HALF)
    if len(grid.beats) > 1 and grid.tempo_bpm < 500:
        assert np.array_equal(again.times_s, grid.times_s)
        assert np.array_equal(again.downbeats, grid.downbeats)


@pytest.mark.parametrize("factor", [DOUBLE, HALF, TWO_THIRDS, THREE_HALVES])
@given(bpm=st.floats(50, 180), meter=st.sampled_from(METERS))
def test_tempo_times__steady_grid__has_that_tempo_and_keeps_the_first_bar_line(factor, bpm, meter):
    grid = BeatGrid(beats_per_bar=meter).with_steady_tempo(Tempo(bpm, 10.0), SONG_S)
    changed = grid.with_tempo_times(factor)
    assert changed.tempo_bpm == pytest.approx(bpm * float(factor))
    first = grid.times_s[grid.downbeats][0]
    assert np.abs(changed.times_s[changed.downbeats] - first).min() < 1e-9
    assert set(np.diff(np.flatnonzero(changed.downbeats))) <= {meter}


def test_double__bar_of_five_among_fours__keeps_the_old_bar_lines():
    lines = [0, 4, 9, 13, 17]
    grid = BeatGrid.from_arrays(np.arange(20) * 0.5, downbeats=np.isin(np.arange(20), lines))
    doubled = grid.with_tempo_times(DOUBLE)
    assert set(np.array(lines) * 2) <= set(np.flatnonzero(doubled.downbeats))


@given(steady_grids)
def test_shift_by_half_a_beat__twice__is_a_shift_by_one_beat(grid):
    twice = grid.shifted_half_a_beat(SONG_S).shifted_half_a_beat(SONG_S).times_s
    shared = min(len(twice), len(grid.beats) - 1)
    assert np.allclose(twice[:shared], grid.times_s[1 : shared + 1], atol=1e-6)


@given(filled, times)
def test_with_beat_at__any_time__puts_a_beat_there(grid, time_s):
    assert np.abs(grid.with_beat_at(time_s, SONG_S).times_s - time_s).min() < 1e-9


@given(filled, st.data(), st.sampled_from(METERS))
def test_with_meter__from_any_beat__counts_bars_both_ways(grid, data, meter):
    index = data.draw(st.integers(0, len(grid.beats) - 1))
    counted = grid.with_meter(meter, index)
    assert counted.beats_per_bar == meter
    assert counted.downbeats[index]
    assert set(np.diff(np.flatnonzero(counted.downbeats))) <= {meter}
    assert np.array_equal(counted.times_s, grid.times_s)


@given(st.floats(20, 400), times, st.sampled_from(METERS))
def test_with_steady_tempo__any_tempo__fills_the_song_around_the_anchor(bpm, anchor_s, meter):
    grid = BeatGrid(beats_per_bar=meter).with_steady_tempo(Tempo(bpm, anchor_s), SONG_S)
    assert_is_well_formed(grid)
    at_anchor = int(np.abs(grid.times_s - anchor_s).argmin())
    assert grid.times_s[at_anchor] == pytest.approx(anchor_s)
    assert grid.downbeats[at_anchor]
    assert grid.times_s[0] < 60 / bpm + 1e-6
    assert grid.times_s[-1] > SONG_S - 60 / bpm - 1e-6


def test_with_steady_tempo__anchor_before_the_song__counts_on_from_there():
    grid = BeatGrid().with_steady_tempo(Tempo(120, -1.2), SONG_S)
    assert grid.times_s[:2] == pytest.approx([0.3, 0.8])
    assert list(np.flatnonzero(grid.downbeats)[:2]) == [1, 5]


def test_with_steady_tempo__impossible_tempo__is_refused():
    with pytest.raises(InputError, match="tempo"):
        BeatGrid().with_steady_tempo(Tempo(1000, 0), SONG_S)


@given(st.floats(40, 240), st.floats(0, 20), st.integers(4, 30), st.randoms())
def test_taps__by_a_human_hand__give_tempo_and_anchor(bpm, first_s, count, random):
    taps = [first_s + number * 60 / bpm + random.uniform(-0.01, 0.01) for number in range(count)]
    tempo = tempo_from_taps(taps)
    assert tempo is not None
    assert tempo.bpm == pytest.approx(bpm, rel=0.02 / (60 / bpm) / (count - 1) + 1e-6)
    assert tempo.anchor_s == pytest.approx(first_s, abs=0.02)


def test_taps__one_left_out__still_give_the_tempo():
    tempo = tempo_from_taps([1.0, 1.5, 2.0, 3.0, 3.5])
    assert tempo == pytest.approx((120, 1.0))


@pytest.mark.parametrize("taps", [[], [1.0, 1.5, 2.0], [1.0, 1.01, 1.02, 1.03], [0.0, 10.0, 20.0, 30.0]])
def test_taps__too_few_or_beyond_any_tempo__give_none(taps):
    assert tempo_from_taps(taps) is None


def test_bar_positions__pick_up_of_two__leads_up_to_bar_one():
    grid = BeatGrid.from_arrays(np.arange(8) * 0.5).with_meter(4, 2)
    assert grid.bar_positions()[:4] == (BarPosition(0, 3), BarPosition(0, 4), BarPosition(1, 1), BarPosition(1, 2))


@given(filled)
def test_bar_positions__any_grid__rise_and_begin_bars_at_the_downbeats(grid):
    positions = grid.bar_positions()
    assert len(positions) == len(grid.beats)
    assert list(positions) == sorted(set(positions))
    assert all(
        (position.beat == 1 and position.bar > 0) == beat.downbeat
        for position, beat in zip(positions, grid.beats, strict=True)
        if position.bar > 0
    )


def test_with_span__beats_found_again__replaces_only_that_span():
    grid = BeatGrid.from_arrays(np.arange(20) * 0.5)
    found = BeatGrid.from_arrays(np.arange(20) * 0.5 + 0.1)
    joined = grid.with_span(3.0, 6.0, found).times_s
    assert list(joined) == sorted([*(t for t in grid.times_s if not 3 <= t < 6), *found.between(3, 6).times_s])


def test_with_strength_and_downbeat__one_beat__changes_only_that():
    grid = BeatGrid.from_arrays(np.arange(4) * 0.5)
    changed = grid.with_strength(2, 0.4).with_downbeat_toggled(1)
    assert list(changed.strengths) == [1, 1, 0.4, 1]
    assert list(changed.downbeats) == [False, True, False, False]
