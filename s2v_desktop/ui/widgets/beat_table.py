"""The beats as a table: the beat lane for those who work with keys or listen to the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.ui.viewmodels.beat_table_model import BeatTableModel, Column

_ROW_HEIGHT_PX = 26
_CELL_PADDING_PX = 20
_LONGEST_TIME = "00:00.000"
_SELECT_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class BeatTable(QTableView):
    """Shows beats and the selection; tells what the user asks for and changes none of it itself.

    ``beats_selected`` carries a ``frozenset[int]`` of indices, ``position_picked`` seconds; ``removal_requested``
    means the selected beats. Edits are told by the signals of ``beat_model``.
    """

    beats_selected = Signal(object)
    position_picked = Signal(float)
    removal_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.beat_model = BeatTableModel(self)
        self._being_shown = False
        self.setModel(self.beat_model)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTableView.EditTrigger.EditKeyPressed | QTableView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegateForColumn(Column.DOWNBEAT, _CheckDelegate(self))
        self._set_up_headers()
        self.setAccessibleName(self.tr("Table of beats"))
        self.setAccessibleDescription(
            self.tr("Arrow keys walk, Enter goes to the beat, F2 edits, Space switches the downbeat, Delete removes.")
        )
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_beats(self, beats: BeatGrid) -> None:
        """Show ``beats``; what is selected and in view stays so, as far as it is still there."""
        before, selected, top = self.beat_model.beats, self.selected(), self.rowAt(0)
        current = self.currentIndex().row(), self.currentIndex().column()
        self._being_shown = True
        if not self.beat_model.set_beats(beats) and beats.beats:
            times = {beat.time_s: row for row, beat in enumerate(beats.beats)}
            rows = sorted(times[before.beats[row].time_s] for row in selected if before.beats[row].time_s in times)
            self.selectionModel().select(self._selection_of(rows), _SELECT_ROWS)
            self._make_current(_same_place(before, current[0], beats), current[1])
            self.scrollTo(self.beat_model.index(_same_place(before, top, beats), 0), self.ScrollHint.PositionAtTop)
        self._being_shown = False
        self.viewport().update()

    def show_selection(self, selected: frozenset[int]) -> None:
        """Select the beats of these indices, without telling so, and bring the first of them into view."""
        rows = sorted(row for row in selected if row < self.beat_model.rowCount())
        if frozenset(rows) == self.selected():
            return
        self._being_shown = True
        self.selectionModel().select(self._selection_of(rows), _SELECT_ROWS)
        if rows and self.currentIndex().row() not in selected:
            self._make_current(rows[0], self.currentIndex().column())
        self._being_shown = False
        if rows:
            self.scrollTo(self.beat_model.index(rows[0], Column.TIME))

    def selected(self) -> frozenset[int]:
        """Return the indices of the selected beats."""
        spans = self.selectionModel().selection().toList()
        return frozenset(row for span in spans for row in range(span.top(), span.bottom() + 1))

    # -- what hands do ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go to a beat, switch its downbeat, edit or remove; leave letters and Space to the window."""
        if self.state() is QTableView.State.EditingState and not self.hasFocus():
            super().keyPressEvent(event)  # the cell's editor had the key first and passed it on
            return
        key, index = event.key(), self.currentIndex()
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self._seek(index)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            if self.selected() and not self.beat_model.refuse_if_locked():
                self.removal_requested.emit()
        elif key == Qt.Key.Key_Space and not held and index.column() == Column.DOWNBEAT:
            self.beat_model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
        elif key == Qt.Key.Key_Escape and self.selected():
            self.clearSelection()
        elif key == Qt.Key.Key_F2 and self.beat_model.refuse_if_locked():
            pass
        elif event.text().isprintable() and event.text() and not held:
            event.ignore()  # Qt would search the table for the letter
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the beat where the cell cannot be edited."""
        index = self.indexAt(event.position().toPoint())
        editable = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        if index.isValid() and not self.beat_model.flags(index) & editable:
            self._seek(index)
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give every column the width that it must have and an equal share of what is left."""
        super().resizeEvent(event)
        widths = self._column_widths()
        share = max(0, self.viewport().width() - sum(widths)) // len(widths)
        for column, width in enumerate(widths):
            self.horizontalHeader().resizeSection(column, width + share)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size in which no words are cut and three beats can be seen."""
        margins = 2 * self.frameWidth() + self.verticalScrollBar().sizeHint().width()
        height = self.horizontalHeader().sizeHint().height() + 3 * _ROW_HEIGHT_PX
        return QSize(sum(self._column_widths()) + margins, height + 2 * self.frameWidth())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say so where there are no beats."""
        super().paintEvent(event)
        if not self.beat_model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            space = self.viewport().rect().adjusted(12, 12, -12, -12)
            painter.drawText(space, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.tr("No beats yet"))
            painter.end()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _set_up_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT_PX)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)

    def _column_widths(self) -> list[int]:
        """Return how wide each column must be for its heading, and the first for a time."""
        header = self.horizontalHeader()
        header.ensurePolished()
        widths = [header.sectionSizeHint(column) for column in Column]
        time_px = self.fontMetrics().horizontalAdvance(_LONGEST_TIME) + _CELL_PADDING_PX
        widths[Column.TIME] = max(widths[Column.TIME], time_px)
        return widths

    def _selection_of(self, rows: list[int]) -> QItemSelection:
        """Return ``rows``, sorted, as few spans of the table."""
        selection, start = QItemSelection(), 0
        for number, row in enumerate(rows):
            if number + 1 == len(rows) or rows[number + 1] != row + 1:
                selection.select(self.beat_model.index(rows[start], 0), self.beat_model.index(row, 0))
                start = number + 1
        return selection

    def _make_current(self, row: int, column: int) -> None:
        """Put the keyboard's place into a cell without selecting it."""
        at = self.beat_model.index(row, max(0, column))
        self.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _seek(self, index: QModelIndex) -> None:
        if index.isValid():
            self.position_picked.emit(self.beat_model.beats.beats[index.row()].time_s)

    def _on_selection_changed(self) -> None:
        if not self._being_shown:
            self.beats_selected.emit(self.selected())


def _same_place(before: BeatGrid, row: int, after: BeatGrid) -> int:
    """Return the row of ``after``, which has beats, that sounds when ``row`` of ``before`` did, or next."""
    time_s = before.beats[row].time_s if 0 <= row < len(before.beats) else 0.0
    return min(len(after.beats) - 1, int(np.searchsorted(after.times_s, time_s - 1e-6)))


class _CheckDelegate(QStyledItemDelegate):
    """Draws the check box with an outline that can be seen in every theme."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then the outline."""
        super().paint(painter, option, index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        view: QWidget = option.widget  # type: ignore[attr-defined]
        box = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, view)
        selected = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        palette = view.palette()
        painter.setPen(palette.text().color() if selected else palette.placeholderText().color())
        painter.drawRect(box.adjusted(0, 0, -1, -1))
