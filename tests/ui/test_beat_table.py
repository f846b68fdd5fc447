"""The beat table under real keys and a real mouse: what they ask for, and what stays put while beats change."""

from __future__ import annotations

import numpy as np
import pytest
from beat_grids import song
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.ui.viewmodels.beat_table_model import Column
from s2v_desktop.ui.widgets.beat_table import BeatTable

Key = Qt.Key


class Told:
    """What a table has told, in order."""

    def __init__(self, table: BeatTable) -> None:
        self.all: list[tuple[object, ...]] = []
        for name in ("beats_selected", "position_picked", "removal_requested"):
            self._listen(name, getattr(table, name))
        for name in ("time_edited", "strength_edited", "downbeat_toggled", "edit_refused"):
            self._listen(name, getattr(table.beat_model, name))

    def _listen(self, name: str, signal) -> None:
        signal.connect(lambda *values: self.all.append((name, *values)))

    def last(self, name: str) -> tuple[object, ...]:
        return [values for told, *values in self.all if told == name][-1]

    def names(self) -> set[object]:
        return {told for told, *_ in self.all}


class TestWidget:
    """Real keys and a real mouse."""

    @pytest.fixture
    def window(self, qtbot: QtBot) -> QMainWindow:
        window = QMainWindow()
        window.keys = []
        window.keyPressEvent = lambda event: window.keys.append(event.key())
        qtbot.addWidget(window)
        return window

    @pytest.fixture
    def table(self, qtbot: QtBot, window: QMainWindow) -> BeatTable:
        table = BeatTable()
        window.setCentralWidget(table)
        window.resize(440, 420)
        table.show_beats(song())
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        table.setFocus()
        table.setCurrentIndex(table.beat_model.index(4, Column.TIME))
        return table

    @pytest.fixture
    def told(self, table: BeatTable) -> Told:
        return Told(table)

    @staticmethod
    def cell(table: BeatTable, row: int, column: Column) -> QPoint:
        return table.visualRect(table.beat_model.index(row, column)).center()

    @staticmethod
    def box(table: BeatTable, row: int) -> QPoint:
        index = table.beat_model.index(row, Column.DOWNBEAT)
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        option.rect = table.visualRect(index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        return table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, table).center()

    def test_arrow_keys__walk_and_select(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        qtbot.keyClick(table, Key.Key_Down)
        assert told.last("beats_selected") == [frozenset({5})]
        qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert told.last("beats_selected") == [frozenset({5, 6})]
        qtbot.keyClick(table, Key.Key_Right)
        assert table.currentIndex().column() == Column.POSITION
        qtbot.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert told.last("beats_selected") == [frozenset(range(40))]
        qtbot.keyClick(table, Key.Key_Escape)
        assert told.last("beats_selected") == [frozenset()]

    def test_mouse__click_shift_and_ctrl__select(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        left, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier
        qtbot.mouseClick(table.viewport(), left, held.NoModifier, self.cell(table, 2, Column.TIME))
        qtbot.mouseClick(table.viewport(), left, held.ShiftModifier, self.cell(table, 4, Column.TIME))
        qtbot.mouseClick(table.viewport(), left, held.ControlModifier, self.cell(table, 7, Column.STRENGTH))
        assert told.last("beats_selected") == [frozenset({2, 3, 4, 7})]
        assert told.names() == {"beats_selected"}

    @pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
    def test_enter__goes_to_the_beat(self, qtbot: QtBot, table: BeatTable, told: Told, key: Key) -> None:
        qtbot.keyClick(table, key)
        assert told.all == [("position_picked", 2.0)]

    def test_double_click__on_the_position__goes_there(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        at = self.cell(table, 6, Column.POSITION)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert told.last("position_picked") == [3.0]
        assert table.findChild(QLineEdit) is None

    def test_double_click__on_the_time__edits_it(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        at = self.cell(table, 6, Column.TIME)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        editor = table.findChild(QLineEdit)
        assert editor is not None
        assert editor.text() == "0:03.000"
        qtbot.keyClicks(editor, "3.111")
        with qtbot.waitSignal(table.beat_model.time_edited):
            qtbot.keyClick(editor, Key.Key_Return)
        assert told.last("time_edited") == [6, pytest.approx(3.111)]
        assert "position_picked" not in told.names()

    def test_f2__edits_the_strength__and_bad_text_is_refused(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        table.setCurrentIndex(table.beat_model.index(4, Column.STRENGTH))
        for text in ("0.25", "7"):
            qtbot.keyClick(table, Key.Key_F2)
            editor = table.findChild(QLineEdit)
            qtbot.keyClicks(editor, text)
            qtbot.keyClick(editor, Key.Key_Return)
            qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)
        assert told.last("strength_edited") == [4, 0.25]
        assert "position_picked" not in told.names()
        assert "“7” is no strength" in told.last("edit_refused")[0]
        assert table.beat_model.index(4, Column.STRENGTH).data() == "1.00"

    def test_space_and_click__switch_the_downbeat(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        table.setCurrentIndex(table.beat_model.index(5, Column.DOWNBEAT))
        qtbot.keyClick(table, Key.Key_Space)
        assert told.last("downbeat_toggled") == [5]
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=self.box(table, 6))
        assert told.last("downbeat_toggled") == [6]
        assert [name for name, *_ in told.all].count("downbeat_toggled") == 2

    def test_delete__asks_for_removal__only_with_a_selection(self, qtbot: QtBot, table: BeatTable, told: Told) -> None:
        qtbot.keyClick(table, Key.Key_Delete)
        assert told.all == [("removal_requested",)]
        table.show_selection(frozenset())
        qtbot.keyClick(table, Key.Key_Delete)
        assert told.all == [("removal_requested",)]

    def test_space_and_letters__belong_to_the_window(
        self, qtbot: QtBot, table: BeatTable, window: QMainWindow, told: Told
    ) -> None:
        for key in (Key.Key_Space, Key.Key_L, Key.Key_I, Key.Key_T):
            qtbot.keyClick(table, key)
        assert window.keys == [Key.Key_Space, Key.Key_L, Key.Key_I, Key.Key_T]
        assert told.all == []

    def test_locked__every_edit_is_refused_and_double_click_goes_there(
        self, qtbot: QtBot, table: BeatTable, told: Told
    ) -> None:
        table.show_beats(song().with_lock(True))
        for column, key in (
            (Column.TIME, Key.Key_F2),
            (Column.DOWNBEAT, Key.Key_Space),
            (Column.TIME, Key.Key_Delete),
        ):
            told.all.clear()
            table.setCurrentIndex(table.beat_model.index(4, column))
            qtbot.keyClick(table, key)
            assert told.names() == {"edit_refused"}
        assert table.findChild(QLineEdit) is None
        at = self.cell(table, 6, Column.TIME)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert told.last("position_picked") == [3.0]

    def test_show_selection__far_away__is_in_view_and_not_told(
        self, qtbot: QtBot, table: BeatTable, told: Told
    ) -> None:
        table.show_selection(frozenset({30, 31, 33, 99}))
        assert table.selected() == {30, 31, 33}
        assert table.viewport().rect().contains(self.cell(table, 30, Column.TIME))
        assert told.all == []
        qtbot.keyClick(table, Key.Key_Down)
        assert told.last("beats_selected") == [frozenset({31})]

    def test_show_beats__a_beat_added_above__keeps_selection_place_and_view(
        self, qtbot: QtBot, table: BeatTable, told: Told
    ) -> None:
        table.show_selection(frozenset({30}))
        top = table.rowAt(0)
        table.show_beats(song().with_beat(Beat(0.75)))
        assert table.selected() == {31}
        assert table.currentIndex().row() == 31
        assert abs(table.rowAt(0) - top) <= 1
        assert told.all == []

    def test_show_beats__the_selected_one_moved__stays_selected(
        self, qtbot: QtBot, table: BeatTable, told: Told
    ) -> None:
        table.show_selection(frozenset({30}))
        table.show_beats(song().with_beat_moved(30, 15.1, 60.0))
        assert table.selected() == {30}
        assert table.beat_model.index(30, Column.TIME).data() == "0:15.100"
        assert told.all == []

    def test_show_beats__twice_the_tempo_and_back__keeps_selection_place_and_view(
        self, qtbot: QtBot, table: BeatTable, told: Told
    ) -> None:
        long = BeatGrid.from_arrays(0.5 * np.arange(200))
        table.show_beats(long)
        table.show_selection(frozenset({120, 121}))
        top_s = table.beat_model.beats.beats[table.rowAt(0)].time_s
        table.show_beats(BeatGrid.from_arrays(0.25 * np.arange(400)))
        assert table.selected() == {240, 242}
        assert table.currentIndex().row() == 240
        assert table.beat_model.beats.beats[table.rowAt(0)].time_s == top_s
        table.show_beats(long)
        assert table.selected() == {120, 121}
        assert told.all == []
        table.show_beats(BeatGrid())
        assert table.selected() == set()

    def test_for_screen_readers__table_and_columns_have_names(self, table: BeatTable) -> None:
        assert table.accessibleName()
        assert table.accessibleDescription()

    @pytest.mark.parametrize("width", [100, 330, 700])
    def test_any_width__words_are_not_cut_and_fill_it(
        self, qtbot: QtBot, table: BeatTable, window: QMainWindow, width: int
    ) -> None:
        window.resize(width, 300)
        qtbot.waitUntil(lambda: abs(table.width() - max(width, table.minimumSizeHint().width())) < 8)
        header = table.horizontalHeader()
        assert all(header.sectionSize(column) >= header.sectionSizeHint(column) for column in Column)
        assert all(table.sizeHintForColumn(column) <= header.sectionSize(column) for column in Column)
        assert table.viewport().width() - 4 < header.length() <= table.viewport().width()
        assert table.horizontalScrollBar().maximum() == 0
