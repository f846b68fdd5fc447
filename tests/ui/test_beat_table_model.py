"""What the beat table's cells say, which rows stay while beats change, and which edits are told or refused."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from beat_grids import song
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.viewmodels.beat_table_model import BeatTableModel, Column
from s2v_desktop.ui.widgets.beat_table import BeatTable

Role = Qt.ItemDataRole


def shown(model: BeatTableModel, row: int) -> list[str]:
    return [model.index(row, column).data() for column in Column]


class TestModel:
    """What the cells say, and which rows stay."""

    @pytest.fixture
    def model(self, qtbot: QtBot) -> BeatTableModel:
        model = BeatTableModel()
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
        model.set_beats(song())
        return model

    def test_data__pick_up_and_bars__time_bar_and_beat_strength(self, model: BeatTableModel) -> None:
        assert shown(model, 0) == ["0:00.000", "0.3", "0.00", ""]
        assert shown(model, 7) == ["0:03.500", "2.2", "0.50", ""]
        checks = [model.index(row, Column.DOWNBEAT).data(Role.CheckStateRole) for row in range(4)]
        assert [Qt.CheckState(check) is Qt.CheckState.Checked for check in checks] == [False, False, True, False]

    def test_data__no_bar_line_known__claims_no_position(self, model: BeatTableModel) -> None:
        model.set_beats(BeatGrid((Beat(1.0), Beat(1.5))))
        assert shown(model, 1)[Column.POSITION] == "–"

    def test_accessible_text__every_cell__reads_like_speech(self, model: BeatTableModel) -> None:
        def heard(row: int, column: Column) -> str:
            return model.index(row, column).data(Role.AccessibleTextRole)

        assert heard(14, Column.TIME) == "Beat 1 of bar 4 at 0:07.000, strong, downbeat"
        assert heard(7, Column.POSITION) == "Beat 2 of bar 2 at 0:03.500, medium"
        assert heard(1, Column.TIME) == "Beat 4 of the pick-up at 0:00.500, weak"
        assert heard(7, Column.STRENGTH) == "Beat 2 of bar 2, strength 0.50"
        assert heard(14, Column.DOWNBEAT) == "Beat 1 of bar 4, downbeat"
        assert heard(15, Column.DOWNBEAT) == "Beat 2 of bar 4, no downbeat"

    def test_header__every_column__has_a_name_and_a_tip(self, model: BeatTableModel) -> None:
        for column in Column:
            for role in (Role.DisplayRole, Role.ToolTipRole):
                assert model.headerData(column, Qt.Orientation.Horizontal, role)

    @pytest.mark.parametrize(
        "change",
        [
            lambda grid: BeatGrid(),
            lambda grid: grid.without_beats({0}),
            lambda grid: grid.without_beats({39, 5, 6}),
            lambda grid: grid.with_beat(Beat(3.2)),
            lambda grid: BeatGrid(grid.beats[::2]),
            lambda grid: BeatGrid(tuple(sorted((*grid.beats, *song(12).between(9, 99).beats), key=lambda b: b.time_s))),
            lambda grid: BeatGrid(tuple(Beat(beat.time_s + 0.013, 1.0) for beat in grid.beats)),
            lambda grid: BeatGrid((*grid.beats[:5], Beat(2.6), Beat(2.7), *grid.beats[9:20], Beat(99.0))),
        ],
    )
    def test_set_beats__any_other_grid__shows_it(self, qtbot: QtBot, model: BeatTableModel, change) -> None:
        for grid in (change(song()), song()):
            model.set_beats(grid)
            assert [shown(model, row)[0] for row in range(model.rowCount())] == [
                format_time(beat.time_s) for beat in grid.beats
            ]

    def test_set_beats__random_edits__cells_as_of_a_fresh_model(self, qtbot: QtBot, model: BeatTableModel) -> None:
        rng = np.random.default_rng(5)
        for _ in range(60):
            count = int(rng.integers(0, 30))
            times = rng.choice(np.arange(60) * 0.25, count, replace=False)
            model.set_beats(BeatGrid.from_arrays(times, rng.uniform(0, 1, count), rng.uniform(0, 1, count) < 0.3))
            fresh = BeatTableModel()
            fresh.set_beats(model.beats)
            for row in range(count):
                assert shown(model, row) == shown(fresh, row)

    def test_set_beats__one_beat_more__only_its_row_is_inserted(self, qtbot: QtBot, model: BeatTableModel) -> None:
        inserted: list[tuple[int, int]] = []
        model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
        model.modelReset.connect(lambda: pytest.fail("reset"))
        model.rowsRemoved.connect(lambda: pytest.fail("removed"))
        model.set_beats(song().with_beat(Beat(3.2)))
        assert inserted == [(7, 7)]

    def test_set_beats__first_downbeat_marked__all_positions_are_told_anew(self, model: BeatTableModel) -> None:
        model.set_beats(BeatGrid(tuple(Beat(0.5 * number) for number in range(8))))
        told: list[tuple[int, int]] = []
        model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
        model.set_beats(BeatGrid(tuple(Beat(0.5 * number, 1.0, number == 7) for number in range(8))))
        assert told[-1] == (0, 7)
        assert shown(model, 7)[Column.POSITION] == "1.1"

    @pytest.mark.parametrize("change", ["same", "shifted", "halved", "doubled"])
    def test_set_beats__two_thousand_beats__are_all_there(self, qtbot: QtBot, change: str) -> None:
        table = BeatTable()
        qtbot.addWidget(table)
        table.show()
        times = 0.5 * np.arange(2000)
        table.show_beats(BeatGrid.from_arrays(times))
        table.selectAll()
        other = {
            "same": times + 0.0,
            "shifted": times + 0.1,
            "halved": times[::2],
            "doubled": np.arange(0, 1000, 0.25),
        }
        grid = BeatGrid.from_arrays(other[change], None, np.arange(len(other[change])) % 4 == 0)
        table.show_beats(grid)
        assert table.beat_model.rowCount() == len(grid.beats)


class TestModelEdits:
    """Edits are told, or refused with a sentence."""

    @pytest.fixture
    def model(self, qtbot: QtBot) -> BeatTableModel:
        model = BeatTableModel()
        model.set_beats(song())
        return model

    @pytest.mark.parametrize("text", ["0:03.25", "3.25", "3,25", " 00:3.250 ", "0：03。25"])
    def test_time__as_people_write_it__is_told(self, qtbot: QtBot, model: BeatTableModel, text: str) -> None:
        with qtbot.waitSignal(model.time_edited) as told:
            assert model.setData(model.index(6, Column.TIME), text)
        assert told.args == [6, pytest.approx(3.25)]

    @pytest.mark.parametrize(("row", "text", "time_s"), [(6, "3.45", 3.45), (39, "1:02:03", None), (39, "2:02", 122.0)])
    def test_time__up_to_the_neighbour_and_beyond_the_last__is_told(
        self, qtbot: QtBot, model: BeatTableModel, row: int, text: str, time_s: float | None
    ) -> None:
        told: list[float] = []
        model.time_edited.connect(lambda _row, told_s: told.append(told_s))
        model.setData(model.index(row, Column.TIME), text)
        assert told == ([pytest.approx(time_s)] if time_s else [])

    @pytest.mark.parametrize(
        ("row", "column", "text", "words"),
        [
            (6, Column.TIME, "soon", "“soon” is no time"),
            (6, Column.TIME, "", "“” is no time"),
            (6, Column.TIME, "-1", "“-1” is no time"),
            (6, Column.TIME, "nan", "is no time"),
            (6, Column.TIME, "0:99", "is no time"),
            (6, Column.TIME, "9" * 400, "is no time"),
            (6, Column.TIME, "3.5", "from 0:02.550 to 0:03.450"),
            (6, Column.TIME, "1:00", "from 0:02.550 to 0:03.450"),
            (39, Column.TIME, "1", "from 0:19.050 on"),
            (6, Column.STRENGTH, "1.01", "“1.01” is no strength"),
            (6, Column.STRENGTH, "loud", "is no strength"),
            (6, Column.STRENGTH, "", "is no strength"),
            (6, Column.STRENGTH, "inf", "is no strength"),
        ],
    )
    def test_bad_text__is_refused_and_the_cell_kept(
        self, qtbot: QtBot, model: BeatTableModel, row: int, column: Column, text: str, words: str
    ) -> None:
        for signal in (model.time_edited, model.strength_edited):
            signal.connect(lambda *_: pytest.fail("an edit was told"))
        before = shown(model, row)
        with qtbot.waitSignal(model.edit_refused) as refused:
            assert not model.setData(model.index(row, column), text)
        assert words in refused.args[0]
        assert shown(model, row) == before

    @pytest.mark.parametrize(("text", "strength"), [("1", 1.0), ("0", 0.0), (".85", 0.85), ("0,85", 0.85)])
    def test_strength__0_to_1__is_told(self, qtbot: QtBot, model: BeatTableModel, text: str, strength: float) -> None:
        with qtbot.waitSignal(model.strength_edited) as told:
            model.setData(model.index(6, Column.STRENGTH), text)
        assert told.args == [6, pytest.approx(strength)]

    def test_same_text__is_no_edit(self, model: BeatTableModel) -> None:
        for signal in (model.time_edited, model.strength_edited, model.edit_refused):
            signal.connect(lambda *_: pytest.fail("told"))
        for column in (Column.TIME, Column.STRENGTH):
            index = model.index(6, column)
            assert model.setData(index, index.data(Role.EditRole))

    def test_locked__nothing_can_be_edited(self, qtbot: QtBot, model: BeatTableModel) -> None:
        model.set_beats(song().with_lock(True))
        for column in Column:
            flags = model.flags(model.index(3, column))
            assert not flags & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
            assert flags & Qt.ItemFlag.ItemIsSelectable
        with qtbot.waitSignal(model.edit_refused) as refused:
            assert not model.setData(model.index(3, Column.TIME), "1.6")
        assert "locked" in refused.args[0]


def test_undo_of_many_edits__a_locked_grid__differs_only_in_its_flags(qtbot: QtBot) -> None:
    model = BeatTableModel()
    model.set_beats(song())
    model.dataChanged.connect(lambda *_: pytest.fail("nothing that shows has changed"))
    model.set_beats(msgspec.structs.replace(song(), locked=True))
    assert model.rowCount(QModelIndex()) == 40
