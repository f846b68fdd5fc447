import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.beats import MIN_BEAT_GAP_S, Beat, BeatGrid, BeatSource
from s2v_desktop.core.errors import ErrorCode, InputError

SONG_S = 60.0
times = st.floats(0, SONG_S)
grids = st.lists(times, max_size=60).map(lambda values: BeatGrid.from_arrays(np.array(values, float)))


def assert_is_well_formed(grid):
    assert (np.diff(grid.times_s) >= MIN_BEAT_GAP_S - 1e-9).all()
    assert all(0 <= time_s <= SONG_S for time_s in grid.times_s)


@given(grids, times)
def test_with_beat__any_time__keeps_the_grid_well_formed(grid, time_s):
    grown = grid.with_beat(Beat(time_s))
    assert_is_well_formed(grown)
    assert len(grown.beats) - len(grid.beats) in (0, 1)


@given(grids.filter(lambda grid: grid.beats), st.data(), st.floats(-10, SONG_S + 10))
def test_with_beat_moved__anywhere__stays_between_its_neighbours(grid, data, time_s):
    index = data.draw(st.integers(0, len(grid.beats) - 1))
    moved = grid.with_beat_moved(index, time_s, SONG_S)
    assert_is_well_formed(moved)
    assert len(moved.beats) == len(grid.beats)
    assert moved.source is BeatSource.EDITED


@given(grids.filter(lambda grid: grid.beats), st.data())
def test_without_beat__then_added_again__is_the_same_grid(grid, data):
    index = data.draw(st.integers(0, len(grid.beats) - 1))
    removed = grid.without_beat(index)
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
