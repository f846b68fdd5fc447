"""The render queue as the window observes it: jobs in a row, made one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.look import Look
from s2v_desktop.core.progress import Progress
from s2v_desktop.core.project import Project
from s2v_desktop.library.retiming import retimes
from s2v_desktop.library.speed import SpeedBook
from s2v_desktop.library.takes import Take, new_take_path, take_stem
from s2v_desktop.ui.batch import UnheardProject
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState

Work = Project | UnheardProject


class JobState(Enum):
    """What becomes of a job."""

    WAITING = "waiting"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """One video to be: what is rendered (``work``), where to, and how far it is; a change is a new value.

    ``number`` names it for as long as the program runs, ``stem`` names its video, without a number. ``may_replace``
    says that the user chose the name ``target`` and agreed to lose a file of that name. ``error`` says why it failed;
    ``seconds_taken`` is known once it is done.
    """

    number: int
    work: Work
    target: Path
    stem: str
    added_at: datetime
    may_replace: bool = False
    state: JobState = JobState.WAITING
    progress: Progress | None = None
    error: S2VError | None = None
    seconds_taken: float | None = None

    @property
    def look(self) -> Look:
        """The look of the video."""
        return self.work.look

    @property
    def clip(self) -> Clip:
        """The clip, of which only length and edges count while its start is still to be found."""
        return self.work.clip


class QueueModel(QObject):
    """Gives ``render`` one job after the other; a job that fails or is cancelled does not stop the others.

    ``jobs_changed`` tells that jobs came, went, moved or began another state, ``job_progressed`` carries the ``Job``
    that is rendering. ``emptied`` comes when the last one has ended, with how many videos were made and how many
    failed since the queue began to work. ``failed`` carries an ``S2VError`` that belongs to no job.
    """

    jobs_changed = Signal()
    job_progressed = Signal(object)
    emptied = Signal(int, int)
    failed = Signal(object)

    def __init__(self, render: RenderModel, speed: SpeedBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._render = render
        self._speed = speed
        self._jobs: list[Job] = []
        self._last_number = 0
        self._ended: list[JobState] = []
        self._closed = False
        render.prepared.connect(self._on_render_prepared)
        render.progressed.connect(self._on_render_progressed)
        render.state_changed.connect(self._on_render_state_changed)
        render.finished.connect(self._on_render_finished)
        render.failed.connect(lambda error: self._end(JobState.FAILED, error=error))
        render.cancelled.connect(lambda: self._end(JobState.CANCELLED))

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs in their order, ended ones too."""
        return tuple(self._jobs)

    @property
    def running(self) -> Job | None:
        """The job that is rendering."""
        return next(self._in_state(JobState.RENDERING), None)

    def running_look(self) -> Look | None:
        """Return the look of the video that is being made, held or not; None where there is none."""
        return self.running.look if self.running is not None else None

    @property
    def waiting_count(self) -> int:
        """How many jobs wait."""
        return sum(job.state is JobState.WAITING for job in self._jobs)

    def job(self, number: int) -> Job | None:
        """Return the job called ``number``, None where it is gone."""
        return next((job for job in self._jobs if job.number == number), None)

    def expected_s(self, job: Job) -> float | None:
        """Return how many seconds ``job`` still takes; None where that is not known, or it has ended."""
        if job.state is JobState.RENDERING:
            return job.progress.remaining_s if job.progress is not None else None
        if job.state is not JobState.WAITING:
            return None
        again = isinstance(job.work, Project) and retimes(job.work)
        return self._speed.expected_s(job.look, job.clip, retimed=again)

    # -- what comes in ---------------------------------------------------------------------------------------------

    def add(self, work: Work, folder: Path) -> Job:
        """Put a video of ``work`` in ``folder``, under a new name, at the end of the queue.

        Raises:
            S2VError: the project is not complete, or the folder cannot be made.
        """
        return self.add_all([work], folder)[0]

    def add_all(self, works: Sequence[Work], folder: Path, stems: Sequence[str] | None = None) -> tuple[Job, ...]:
        """Put a video of each of ``works`` in ``folder``, under new names, at the end of the queue; all or none.

        ``stems`` are the names without endings and numbers, where those of the works' files are not wanted.

        Raises:
            S2VError: a project is not complete, or the folder cannot be made.
        """
        usual = [_stem(work) for work in works]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, folder) from error
        first = len(self._jobs)
        for work, stem in zip(works, stems or usual, strict=True):
            self._jobs.append(self._new_job(work, self._free_target(folder, stem), stem))
        added = self.jobs[first:]
        self._go_on()
        return added

    def add_to(self, work: Work, target: Path) -> Job:
        """Put a video of ``work``, which replaces the file ``target``, at the end of the queue.

        Where another job is about to make ``target``, the name gets a number. Raises ``S2VError`` like ``add``.
        """
        _stem(work)
        reserved = target in self._reserved()
        path = self._free_target(target.parent, target.stem) if reserved else target
        job = replace(self._new_job(work, path, target.stem), may_replace=not reserved)
        self._jobs.append(job)
        self._go_on()
        return job

    def duplicate(self, number: int) -> Job | None:
        """Put the same once more behind the job ``number``, under a new name."""
        job = self.job(number)
        if job is None:
            return None
        copy = self._new_job(job.work, self._free_target(job.target.parent, job.stem), job.stem)
        self._jobs.insert(self._jobs.index(job) + 1, copy)
        self._go_on()
        return copy

    def take_over(self, other: QueueModel) -> None:
        """Show the ended jobs of ``other``, which is about to be closed; start none."""
        self._jobs, self._last_number = list(other.jobs), other._last_number
        self.jobs_changed.emit()

    # -- what is done with jobs ------------------------------------------------------------------------------------

    def move(self, number: int, steps: int) -> None:
        """Move the job ``number`` down by ``steps`` places, up where negative, as far as there are places."""
        job = self.job(number)
        if job is not None:
            place = self._jobs.index(job)
            self._jobs.insert(max(0, min(len(self._jobs) - 1, place + steps)), self._jobs.pop(place))
            self.jobs_changed.emit()

    def remove(self, number: int) -> None:
        """Take the job ``number`` out of the list; one that is rendering is cancelled instead."""
        job = self.job(number)
        if job is not None and job.state is JobState.RENDERING:
            self._render.cancel()
        elif job is not None:
            self._jobs.remove(job)
            self.jobs_changed.emit()

    def remove_ended(self) -> None:
        """Take out the jobs that are done, have failed or were cancelled."""
        self._jobs = [job for job in self._jobs if job.state in (JobState.WAITING, JobState.RENDERING)]
        self.jobs_changed.emit()

    def retry(self, number: int) -> None:
        """Let a job that failed or was cancelled wait for its turn again."""
        job = self.job(number)
        if job is not None and job.state in (JobState.FAILED, JobState.CANCELLED):
            self._replace(replace(job, state=JobState.WAITING, error=None))
            self._go_on()

    def stop_all(self) -> None:
        """Cancel the job that is rendering and all that wait; they stay in the list, to be retried."""
        self._jobs = [
            replace(job, state=JobState.CANCELLED) if job.state is JobState.WAITING else job for job in self._jobs
        ]
        self._render.cancel()
        self.jobs_changed.emit()

    def close(self) -> None:
        """Start no more jobs."""
        self._closed = True

    # -- inside ----------------------------------------------------------------------------------------------------

    def _new_job(self, work: Work, target: Path, stem: str) -> Job:
        self._last_number += 1
        return Job(self._last_number, work, target, stem, datetime.now(UTC))

    def _reserved(self) -> set[Path]:
        return {job.target for job in self._jobs if job.state is not JobState.DONE}

    def _free_target(self, folder: Path, stem: str) -> Path:
        return new_take_path(folder, stem, self._reserved())

    def _replace(self, job: Job) -> None:
        self._jobs = [job if other.number == job.number else other for other in self._jobs]

    def _go_on(self) -> None:
        """Start the next job where none is rendering, and tell what has changed."""
        job = next(self._in_state(JobState.WAITING), None)
        if job is not None and self._render.state is RenderState.IDLE and not self._closed:
            target = job.target
            if target.exists() and not job.may_replace:  # it came to be while the job waited
                target = self._free_target(target.parent, target.stem)
            self._replace(replace(job, state=JobState.RENDERING, target=target, progress=None))
            self._render.start(job.work.to_request() if isinstance(job.work, Project) else job.work, target)
        self.jobs_changed.emit()

    def _in_state(self, state: JobState) -> Iterator[Job]:
        return (job for job in self._jobs if job.state is state)

    def _end(self, state: JobState, *, error: S2VError | None = None, seconds_taken: float | None = None) -> None:
        job = self.running
        if job is None:
            return
        self._replace(replace(job, state=state, error=error, seconds_taken=seconds_taken, progress=None))
        self._ended.append(state)
        self._go_on()
        if self.running is None:
            ended, self._ended = self._ended, []
            self.emptied.emit(ended.count(JobState.DONE), ended.count(JobState.FAILED))

    def _on_render_prepared(self, project: Project) -> None:
        job = self.running
        if job is not None:
            self._replace(replace(job, work=project))

    def _on_render_progressed(self, progress: Progress) -> None:
        job = self.running
        if job is not None:
            job = replace(job, progress=progress)
            self._replace(job)
            self.job_progressed.emit(job)

    def _on_render_state_changed(self) -> None:
        job = self.running
        if job is not None:
            self.job_progressed.emit(job)

    def _on_render_finished(self, take: Take) -> None:
        try:
            request = take.request
            if not take.resumed:  # the seconds of an earlier try are not known
                self._speed.learn(request.look, request.clip, take.seconds_taken, retimed=take.retimed)
        except S2VError as error:
            self.failed.emit(error)
        self._end(JobState.DONE, seconds_taken=take.seconds_taken)


def _stem(work: Work) -> str:
    """Return how the video of ``work`` is called; raise ``InputError`` where a project is not complete."""
    if isinstance(work, Project):
        request = work.to_request()
        return take_stem(request.picture_path, request.song_path)
    return take_stem(work.picture, work.song)
