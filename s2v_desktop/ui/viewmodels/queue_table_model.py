"""The render queue as a table in words: one row a job."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from s2v_desktop.ui.messages import error_words, joined, progress_words
from s2v_desktop.ui.viewmodels.queue_model import Job, JobState, QueueModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """What the columns show, from left to right."""

    NAME = 0
    WHAT = 1
    STATE = 2
    TIME_LEFT = 3


class QueueTableModel(QAbstractTableModel):
    """Follows ``queue``; progress changes one row, everything else resets the rows."""

    def __init__(self, queue: QueueModel, render: RenderModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._render = render
        self._jobs = queue.jobs
        queue.jobs_changed.connect(self._on_queue_jobs_changed)
        queue.job_progressed.connect(self._on_queue_job_progressed)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs by row."""
        return self._jobs

    def row_of(self, number: int | None) -> int:
        """Return the row of the job ``number``, -1 where there is none."""
        return next((row for row, job in enumerate(self._jobs) if job.number == number), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's names
        """Return how many jobs there are."""
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:  # noqa: N802
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != _Role.DisplayRole:
            return None
        return (self.tr("Video"), self.tr("What"), self.tr("State"), self.tr("Time left"))[section]

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Return the words of a cell; as its tip, all of them."""
        if not index.isValid() or role not in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return None
        job, column = self._jobs[index.row()], Column(index.column())
        if role == _Role.ToolTipRole:
            return str(job.target) if column is Column.NAME else self._words(job, column)
        return self._words(job, column)

    def _words(self, job: Job, column: Column) -> str:
        if column is Column.NAME:
            return job.target.stem
        if column is Column.WHAT:
            width, height = job.look.size
            words = self.tr("{seconds} s · {width} × {height} · {fps} fps")
            seconds = f"{job.clip.video_duration_s:.1f}"
            return words.format(seconds=seconds, width=width, height=height, fps=job.look.fps)
        return self._state_words(job) if column is Column.STATE else self._time_words(job)

    def _state_words(self, job: Job) -> str:
        if job.state is JobState.FAILED and job.error is not None:
            words = error_words(job.error)
            return self.tr("Failed: {sentence}").format(sentence=joined(*words))
        if job.state is JobState.RENDERING:
            return self._rendering_words(job)
        return {
            JobState.WAITING: self.tr("Waiting"),
            JobState.DONE: self.tr("Done in {seconds} s").format(seconds=f"{job.seconds_taken or 0:.1f}"),
            JobState.CANCELLED: self.tr("Cancelled"),
        }.get(job.state, "")

    def _rendering_words(self, job: Job) -> str:
        if self._render.state is RenderState.CANCELLING:
            return self.tr("Cancelling …")
        paused = self._render.state is RenderState.PAUSED
        words = self.tr("Paused at {percent}") if paused else self.tr("Rendering {percent}")
        progress = job.progress
        told = words.format(percent=f"{progress.fraction if progress is not None else 0:.0%}")
        return told if progress is None or progress.activity is None else f"{told} · {progress_words(progress)}"

    def _time_words(self, job: Job) -> str:
        seconds = self._queue.expected_s(job)
        if seconds is None:
            return ""
        if seconds < 90:
            return self.tr("about {count} s").format(count=max(1, round(seconds)))
        return self.tr("about {count} min").format(count=round(seconds / 60))

    def _on_queue_jobs_changed(self) -> None:
        self.beginResetModel()
        self._jobs = self._queue.jobs
        self.endResetModel()

    def _on_queue_job_progressed(self, job: Job) -> None:
        row = self.row_of(job.number)
        if row >= 0:
            self._jobs = (*self._jobs[:row], job, *self._jobs[row + 1 :])
            self.dataChanged.emit(self.index(row, Column.STATE), self.index(row, Column.TIME_LEFT))
