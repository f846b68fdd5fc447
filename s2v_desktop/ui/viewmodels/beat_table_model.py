"""The beat grid as a table: one row a beat; an edit is told and made elsewhere."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from s2v_desktop.core.beats import MIN_BEAT_GAP_S, BarPosition, Beat, BeatGrid
from s2v_desktop.core.timebase import format_time

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_TIME = re.compile(r"(?:(\d{1,4}):(?=[0-5]?\d(?:\D|$)))?(\d{1,6}(?:\.\d*)?)")
_STRENGTH = re.compile(r"\d(?:\.\d*)?|\.\d+")
#: Where a strong beat and a beat of medium strength begin, for words.
_STRONG, _MEDIUM = 0.67, 0.34

#: More separate changes than this are one reset.
_MOST_RUNS = 24


class Column(IntEnum):
    """What the columns show, from left to right."""

    TIME = 0
    POSITION = 1
    STRENGTH = 2
    DOWNBEAT = 3


class _Row(NamedTuple):
    beat: Beat
    at: BarPosition


class _Run(NamedTuple):
    """Rows ``old`` of the table that give way to rows ``new`` of another grid, both as half-open spans."""

    old: tuple[int, int]
    new: tuple[int, int]


class BeatTableModel(QAbstractTableModel):
    """The rows keep their identity while beats come and go around them, so that selection and scrolling stay.

    ``time_edited`` carries an index and seconds, ``strength_edited`` an index and 0-1, ``downbeat_toggled`` an index:
    what the user asks for. ``edit_refused`` carries a sentence that says why an input was not taken.
    """

    time_edited = Signal(int, float)
    strength_edited = Signal(int, float)
    downbeat_toggled = Signal(int)
    edit_refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beats = BeatGrid()
        self._rows: list[_Row] = []
        self._has_bars = False

    @property
    def beats(self) -> BeatGrid:
        """The grid that the table shows."""
        return self._beats

    def set_beats(self, beats: BeatGrid) -> bool:
        """Show ``beats``; only rows that came, went or changed are touched.

        Returns:
            Whether the other rows stayed what they are. Where very many came and went, as with twice the tempo, the
            model is reset, for each change takes a view a while.
        """
        rows = [_Row(*pair) for pair in zip(beats.beats, beats.bar_positions(), strict=True)]
        had_bars, self._has_bars = self._has_bars, bool(beats.downbeats.any())
        self._beats = beats
        runs = _runs(self._rows, rows)
        if len(runs) > _MOST_RUNS:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return False
        for run in reversed(runs):
            self._replace(run, rows)
        changed = [number for number, pair in enumerate(zip(self._rows, rows, strict=True)) if pair[0] != pair[1]]
        self._rows = rows
        if rows and had_bars != self._has_bars:
            changed = [0, len(rows) - 1]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))
        return True

    def refuse_if_locked(self) -> bool:
        """Say so where the beats are locked; return whether they are."""
        if self._beats.locked:
            self.edit_refused.emit(self.tr("The beats are locked: unlock them to change them."))
        return self._beats.locked

    # -- what views ask --------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of beats."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: nothing but selecting it while the beats are locked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self._beats.locked:
            return flags
        if index.column() == Column.DOWNBEAT:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags if index.column() == Column.POSITION else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Return words for people in front of a screen and for those who listen to it."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role in (_Role.DisplayRole, _Role.EditRole):
            return self._shown(row, column)
        if role == _Role.AccessibleTextRole:
            return self._spoken(row, column)
        if role == _Role.CheckStateRole and column is Column.DOWNBEAT:
            return Qt.CheckState.Checked if row.beat.downbeat else Qt.CheckState.Unchecked
        if role == _Role.TextAlignmentRole:
            return _alignment(column)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return name and explanation of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        name, tip = self._headings()[section]
        if role == _Role.TextAlignmentRole:
            return _alignment(Column(section))
        return {_Role.DisplayRole: name, _Role.ToolTipRole: tip, _Role.AccessibleDescriptionRole: tip}.get(_Role(role))

    def setData(self, index: _Index, value: Any, role: int = _Role.EditRole) -> bool:  # noqa: N802
        """Tell what the user asks for, or why that cannot be; the cell changes when the grid does."""
        if not index.isValid() or self.refuse_if_locked():
            return False
        row, column = index.row(), Column(index.column())
        if role == _Role.CheckStateRole and column is Column.DOWNBEAT:
            self.downbeat_toggled.emit(row)
            return True
        if role != _Role.EditRole or column not in (Column.TIME, Column.STRENGTH):
            return False
        text = _plain_number(str(value))
        if text == self._shown(self._rows[row], column):
            return True
        return self._edit_time(row, text) if column is Column.TIME else self._edit_strength(row, text)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _replace(self, run: _Run, rows: list[_Row]) -> None:
        """Put the new rows of ``run`` in the place of the old ones; the first of both are the same rows, changed."""
        (old_start, old_end), (new_start, new_end) = run
        kept = min(old_end - old_start, new_end - new_start)
        first = old_start + kept
        if kept:
            self._rows[old_start:first] = rows[new_start : new_start + kept]
            self.dataChanged.emit(self.index(old_start, 0), self.index(first - 1, len(Column) - 1))
        if first < old_end:
            self.beginRemoveRows(QModelIndex(), first, old_end - 1)
            del self._rows[first:old_end]
            self.endRemoveRows()
        elif new_start + kept < new_end:
            self.beginInsertRows(QModelIndex(), first, first + new_end - new_start - kept - 1)
            self._rows[first:first] = rows[new_start + kept : new_end]
            self.endInsertRows()

    def _edit_time(self, row: int, text: str) -> bool:
        match = _TIME.fullmatch(text)
        if match is None:
            words = self.tr("“{text}” is no time. Write minutes and seconds, 0:14.250, or seconds, 14.25.")
            self.edit_refused.emit(words.format(text=text))
            return False
        time_s = 60 * int(match[1] or 0) + float(match[2])
        earliest_s = self._rows[row - 1].beat.time_s + MIN_BEAT_GAP_S if row else 0.0
        last = row + 1 == len(self._rows)
        latest_s = time_s if last else self._rows[row + 1].beat.time_s - MIN_BEAT_GAP_S
        if not earliest_s - 0.0005 <= time_s <= latest_s + 0.0005:
            words = self.tr("A beat stays between its neighbours: write a time from {earliest} to {latest}.")
            if last:
                words = self.tr("A beat stays after the one before it: write a time from {earliest} on.")
            self.edit_refused.emit(words.format(earliest=format_time(earliest_s), latest=format_time(latest_s)))
            return False
        self.time_edited.emit(row, max(earliest_s, min(time_s, max(earliest_s, latest_s))))
        return True

    def _edit_strength(self, row: int, text: str) -> bool:
        strength = float(text) if _STRENGTH.fullmatch(text) else -1.0
        if not 0 <= strength <= 1:
            words = self.tr("“{text}” is no strength. Write a number from 0 to 1, such as 0.85.")
            self.edit_refused.emit(words.format(text=text))
            return False
        self.strength_edited.emit(row, strength)
        return True

    def _headings(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Time"), self.tr("When the beat sounds: minutes, seconds and thousandths. F2 edits it.")),
            (self.tr("Bar.Beat"), self.tr("Bar and beat of the bar; bar 0 is the pick-up. Enter goes there.")),
            (self.tr("Strength"), self.tr("How strong the video moves on this beat, 0.00 to 1.00. F2 edits it.")),
            (self.tr("Downbeat"), self.tr("Whether a bar begins with this beat. Space switches it.")),
        )

    def _shown(self, row: _Row, column: Column) -> str:
        if column is Column.TIME:
            return format_time(row.beat.time_s)
        if column is Column.POSITION:
            return f"{row.at.bar}.{row.at.beat}" if self._has_bars else "–"
        return f"{row.beat.strength:.2f}" if column is Column.STRENGTH else ""

    def _spoken(self, row: _Row, column: Column) -> str:
        beat = self._spoken_position(row.at)
        if column is Column.STRENGTH:
            return self.tr("{beat}, strength {strength}").format(strength=f"{row.beat.strength:.2f}", beat=beat)
        if column is Column.DOWNBEAT:
            words = self.tr("{beat}, downbeat") if row.beat.downbeat else self.tr("{beat}, no downbeat")
            return words.format(beat=beat)
        words = (
            self.tr("{beat} at {time}, {strength}, downbeat")
            if row.beat.downbeat
            else self.tr("{beat} at {time}, {strength}")
        )
        strength = self._strength_in_words(row.beat.strength)
        return words.format(beat=beat, time=format_time(row.beat.time_s), strength=strength)

    def _spoken_position(self, at: BarPosition) -> str:
        if not self._has_bars:
            return self.tr("Beat {beat}").format(beat=at.beat)
        words = self.tr("Beat {beat} of bar {bar}") if at.bar else self.tr("Beat {beat} of the pick-up")
        return words.format(beat=at.beat, bar=at.bar)

    def _strength_in_words(self, strength: float) -> str:
        if strength >= _STRONG:
            return self.tr("strong")
        return self.tr("medium") if strength >= _MEDIUM else self.tr("weak")


def _runs(old: list[_Row], new: list[_Row]) -> list[_Run]:
    """Return what differs between two tables, matched by the times of the beats."""
    kept = {row.beat.time_s for row in old} & {row.beat.time_s for row in new}
    old_ends = [*(number for number, row in enumerate(old) if row.beat.time_s in kept), len(old)]
    new_ends = [*(number for number, row in enumerate(new) if row.beat.time_s in kept), len(new)]
    runs, old_start, new_start = [], 0, 0
    for old_end, new_end in zip(old_ends, new_ends, strict=True):
        if (old_start, new_start) != (old_end, new_end):
            runs.append(_Run((old_start, old_end), (new_start, new_end)))
        old_start, new_start = old_end + 1, new_end + 1
    return runs


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column is Column.DOWNBEAT else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _plain_number(text: str) -> str:
    """Return ``text`` with the colon and the point of a Chinese or European keyboard made plain."""
    return text.strip().translate(str.maketrans("：，,。", ":..."))
