"""The render queue in a small window of its own: what waits, what is being made, what became of the others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QTableView, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui.viewmodels.queue_model import Job, JobState, QueueModel
from s2v_desktop.ui.viewmodels.queue_table_model import Column, QueueTableModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel

_ROW_HEIGHT_PX = 26
_SELECT_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class QueuePanel(QWidget):
    """Follows ``queue`` and changes it; what needs the rest of the window is told.

    ``edit_requested`` carries the number of a job, ``folder_requested`` a ``Path``.
    """

    edit_requested = Signal(int)
    folder_requested = Signal(object)
    batch_requested = Signal()

    def __init__(self, queue: QueueModel, render: RenderModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Queue of videos"))
        self._queue = queue
        self._current: int | None = None
        self._row_before = 0
        self.table = QTableView()
        self.table_model = QueueTableModel(queue, render, self)
        self._set_up_table()
        self._make_actions()
        self.sound = QCheckBox(self.tr("Sound when all are done"))
        self.sound.setToolTip(self.tr("Only where another program is in use by then"))
        self._lay_out()
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide)
        self.table_model.modelReset.connect(self._on_table_model_reset)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.table.activated.connect(lambda _: self.open_folder.trigger())
        self._show_enabled()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size that shows a handful of videos."""
        return QSize(860, 280)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size in which the words can be read."""
        return QSize(520, 180)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.table_model)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((Column.NAME, 190), (Column.WHAT, 220), (Column.TIME_LEFT, 110)):
            table.setColumnWidth(column, width)
        table.setAccessibleName(self.tr("Queue of videos"))
        table.setAccessibleDescription(
            self.tr(
                "Arrow keys walk, Alt with Up or Down moves, Delete removes, F5 tries again, F2 edits, Enter opens."
            )
        )

    def _make_actions(self) -> None:
        self.move_up = self._action(self.tr("Up"), self.tr("Make it earlier"), "Alt+Up")
        self.move_down = self._action(self.tr("Down"), self.tr("Make it later"), "Alt+Down")
        self.remove = self._action(self.tr("Remove"), self.tr("Take it out of the queue, or cancel it"), "Delete")
        self.retry = self._action(self.tr("Try again"), self.tr("Let it wait for its turn again"), "F5")
        self.duplicate = self._action(self.tr("Duplicate"), self.tr("Make the same once more"), "Ctrl+Alt+D")
        self.edit = self._action(self.tr("Edit"), self.tr("Load it into the window"), "F2")
        self.open_folder = self._action(self.tr("Open folder"), self.tr("Show the folder of the video"), "Ctrl+Alt+F")
        self.batch = self._action(self.tr("Series…"), self.tr("Add several pictures or songs"), "")
        self.clear = self._action(
            self.tr("Clear"), self.tr("Take out what is done, failed or cancelled"), "Shift+Delete"
        )
        self.stop_all = self._action(
            self.tr("Stop all"), self.tr("Cancel the running video and all that wait"), "Ctrl+Alt+C"
        )
        for action, do in (
            (self.move_up, lambda job: self._queue.move(job.number, -1)),
            (self.move_down, lambda job: self._queue.move(job.number, 1)),
            (self.remove, lambda job: self._queue.remove(job.number)),
            (self.retry, lambda job: self._queue.retry(job.number)),
            (self.duplicate, lambda job: self._queue.duplicate(job.number)),
            (self.edit, lambda job: self.edit_requested.emit(job.number)),
            (self.open_folder, lambda job: self.folder_requested.emit(job.target.parent)),
        ):
            action.triggered.connect(lambda _checked=False, do=do: self._do(do))
        self.batch.triggered.connect(lambda: self.batch_requested.emit())
        self.clear.triggered.connect(lambda: self._queue.remove_ended())
        self.stop_all.triggered.connect(lambda: self._queue.stop_all())

    def _action(self, text: str, tip: str, keys: str) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            tip = f"{tip} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(tip)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.table, 1)
        first = (self.move_up, self.move_down, self.remove, self.retry, self.duplicate, self.edit, self.open_folder)
        layout.addLayout(self._row(first))
        last = self._row((self.batch,))
        last.addWidget(self.sound)
        last.addStretch(1)
        for action in (self.clear, self.stop_all):
            last.addWidget(self._button(action))
        layout.addLayout(last)

    def _row(self, actions: tuple[QAction, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for action in actions:
            row.addWidget(self._button(action))
        if len(actions) > 1:
            row.addStretch(1)
        return row

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _job(self) -> Job | None:
        return self._queue.job(self._current) if self._current is not None else None

    def _do(self, do: Callable[[Job], object]) -> None:
        job = self._job()
        if job is not None:
            do(job)

    def _on_current_row_changed(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0:
            self._current = self.table_model.jobs[row].number
            self._row_before = row
        self._show_enabled()

    def _on_table_model_reset(self) -> None:
        """Keep the job selected wherever it went; where it has gone, the one in its place."""
        jobs = self.table_model.jobs
        row = self.table_model.row_of(self._current)
        if row < 0:
            row = min(self._row_before, len(jobs) - 1)
        if row >= 0:
            index = self.table_model.index(row, Column.NAME)
            self.table.selectionModel().setCurrentIndex(index, _SELECT_ROW)
            self._current = jobs[row].number
        else:
            self._current = None
        self._row_before = max(row, 0)
        self._show_enabled()

    def _show_enabled(self) -> None:
        job, jobs = self._job(), self._queue.jobs
        state = job.state if job is not None else None
        place = jobs.index(job) if job is not None else -1
        self.move_up.setEnabled(place > 0)
        self.move_down.setEnabled(0 <= place < len(jobs) - 1)
        self.retry.setEnabled(state in (JobState.FAILED, JobState.CANCELLED))
        self.edit.setEnabled(state not in (None, JobState.RENDERING))
        for action in (self.remove, self.duplicate, self.open_folder):
            action.setEnabled(job is not None)
        ended = [job.state not in (JobState.WAITING, JobState.RENDERING) for job in jobs]
        self.clear.setEnabled(any(ended))
        self.stop_all.setEnabled(not all(ended))
