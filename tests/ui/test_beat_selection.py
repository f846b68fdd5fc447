"""Which beats are selected, and which stay selected when the beats change."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.ui.viewmodels.beat_selection import BeatSelection

BEATS = BeatGrid.from_arrays(1.0 + np.arange(10) * 0.5)


@pytest.fixture
def selection() -> BeatSelection:
    chosen = BeatSelection()
    chosen.follow(BEATS)
    return chosen


def test_select__other_beats__tells_it_once(qtbot: QtBot, selection: BeatSelection) -> None:
    with qtbot.waitSignal(selection.changed) as told:
        selection.select({2, 3})
    assert told.args == [frozenset({2, 3})]
    with qtbot.assertNotEmitted(selection.changed):
        selection.select({2, 3})


def test_extend__before_and_after_the_anchor__turns_around_it(selection: BeatSelection) -> None:
    selection.select({5})
    selection.extend_to(7)
    assert selection.indices == {5, 6, 7}
    selection.extend_to(3)
    assert selection.indices == {3, 4, 5}


def test_span__of_single_beats__reaches_half_way_to_their_neighbours(selection: BeatSelection) -> None:
    selection.select({2, 4})
    assert selection.span_s() == pytest.approx((1.75, 3.25))
    selection.clear()
    assert selection.span_s() is None


def test_span__drawn_where_no_beat_is__is_kept(selection: BeatSelection) -> None:
    selection.select_span(8.0, 9.0)
    assert not selection.indices
    assert selection.span_s() == (8.0, 9.0)


def test_follow__beats_moved__keeps_the_numbers(selection: BeatSelection) -> None:
    selection.select({2, 3})
    selection.follow(BEATS.with_beats_moved({2, 3}, 0.1, 20))
    assert selection.indices == {2, 3}


def test_follow__beats_added_and_removed__keeps_the_places(selection: BeatSelection) -> None:
    selection.select({2, 3})
    grown = BEATS.with_beat(Beat(1.2))
    selection.follow(grown)
    assert selection.indices == {3, 4}
    selection.follow(grown.without_beats({3}))
    assert selection.indices == {3}
