"""What takes time in the models folder beside downloads: imports, moves, deletions, and what is asked before them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from s2v_desktop.core.errors import JobCancelledError, S2VError
from s2v_desktop.core.progress import JobControl
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.job_queue import JobQueue

if TYPE_CHECKING:  # the store brings an HTTP library along, which a start does without
    from s2v_desktop.store.copying import CopyProgress, OnCopyProgress
    from s2v_desktop.store.import_folder import FoundPart
    from s2v_desktop.store.installed import Deletion
    from s2v_desktop.store.manifest import Catalog


class TaskKind(StrEnum):
    """What is being done."""

    IMPORT = "import"
    MOVE = "move"
    DELETE = "delete"


class StoreTask(NamedTuple):
    """``done_bytes`` of ``total_bytes``, which is 0 where it is not known yet; ``subject`` is a folder or a model."""

    kind: TaskKind
    subject: str
    done_bytes: int = 0
    total_bytes: int = 0


class Found(NamedTuple):
    """What of the model a user's ``folder`` has that is not in the models folder yet."""

    folder: Path
    parts: tuple[FoundPart, ...]
    size_bytes: int


class Leaving(NamedTuple):
    """What the ``deletion`` of a model would do."""

    model_id: str
    deletion: Deletion


_Work = Callable[[JobControl, "OnCopyProgress"], Any]


class StoreTasks(QObject):
    """One task at a time, done by the worker of ``jobs``; ``task`` is the one in hand.

    ``begun`` before and ``ended`` after a ``StoreTask``, in which nothing else may change the folder; ``changed``
    whenever it comes further. What is found out before a task: ``place_judged`` carries a ``Location``,
    ``import_looked_at`` a ``Found``, ``leaving_reckoned`` a ``Leaving``. ``failed`` carries an ``S2VError``.
    """

    changed = Signal()
    begun = Signal(object)
    ended = Signal(object)
    place_judged = Signal(object)
    import_looked_at = Signal(object)
    leaving_reckoned = Signal(object)
    failed = Signal(object)
    _progressed = Signal(object)

    def __init__(self, settings: SettingsStore, jobs: JobQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._jobs = jobs
        self._control = JobControl()
        self.task: StoreTask | None = None
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    # -- the folder ------------------------------------------------------------------------------------------------

    def judge_place(self, folder: Path) -> None:
        """Find out whether ``folder`` can be the models folder."""

        def judged() -> object:
            from s2v_desktop.store.location import check_location

            return check_location(folder)

        self._jobs.add(judged, self.place_judged.emit)

    def move(self, folder: Path) -> None:
        """Move everything to ``folder``, and make it the models folder."""
        root = self._root

        def moved(control: JobControl, tell: OnCopyProgress) -> None:
            from s2v_desktop.store.move import move_models

            move_models(root, folder, self.switch_folder, control, tell)

        self._run(StoreTask(TaskKind.MOVE, str(folder)), moved)

    def take_move_back(self, source: str) -> None:
        """Remove the copies of a move from ``source`` that a crash broke off."""

        def taken_back(control: JobControl, tell: OnCopyProgress) -> None:
            from s2v_desktop.store.move import abandon_move

            abandon_move()

        self._run(StoreTask(TaskKind.MOVE, source), taken_back)

    def switch_folder(self, folder: Path) -> None:
        """Make ``folder`` the models folder in the settings; any thread."""
        self._settings.change(models_dir=str(folder))

    # -- what is in it ---------------------------------------------------------------------------------------------

    def look_at_import(self, folder: Path, catalog: Catalog) -> None:
        """Find out what of the model is in ``folder``."""
        root = self._root

        def looked() -> Found:
            from s2v_desktop.store.import_folder import find_parts

            parts = find_parts(folder, root, catalog)
            return Found(folder, parts, sum(part.size_bytes for part in parts))

        self._jobs.add(looked, self.import_looked_at.emit)

    def import_parts(self, found: Found, catalog: Catalog, *, is_linked: bool) -> None:
        """Bring what was ``found`` into the models folder: by link (a hard one on the same drive), or by copy."""
        root = self._root

        def imported(control: JobControl, tell: OnCopyProgress) -> None:
            from s2v_desktop.store.import_folder import ImportKind, import_parts
            from s2v_desktop.store.volume import are_on_one_volume

            link = ImportKind.HARD_LINK if are_on_one_volume(found.folder, root) else ImportKind.SYMLINK
            import_parts(found.parts, root, catalog, link if is_linked else ImportKind.COPY, control, tell)

        self._run(StoreTask(TaskKind.IMPORT, str(found.folder), 0, found.size_bytes), imported)

    def reckon_leaving(self, model_id: str, catalog: Catalog) -> None:
        """Find out what deleting a model would free."""
        root = self._root

        def reckoned() -> Leaving:
            from s2v_desktop.store.installed import planned_deletion

            return Leaving(model_id, planned_deletion(root, catalog, model_id))

        self._jobs.add(reckoned, self.leaving_reckoned.emit)

    def delete(self, model_id: str, title: str, catalog: Catalog) -> None:
        """Delete what no other model needs."""
        root = self._root

        def deleted(control: JobControl, tell: OnCopyProgress) -> None:
            from s2v_desktop.store.installed import delete

            delete(root, catalog, model_id)

        self._run(StoreTask(TaskKind.DELETE, title), deleted)

    # -- one at a time ---------------------------------------------------------------------------------------------

    @property
    def _root(self) -> Path:
        return self._settings.settings.models_path

    def stop(self) -> None:
        """Stop the task; what was there before stays."""
        self._control.cancel()

    def _run(self, task: StoreTask, work: _Work) -> None:
        if self.task is not None:
            return
        self.task = task
        control = self._control = JobControl()
        self.begun.emit(task)
        self.changed.emit()

        def tell(progress: CopyProgress) -> None:
            self._progressed.emit(task._replace(done_bytes=progress.done_bytes, total_bytes=progress.total_bytes))

        self._jobs.add(lambda: work(control, tell), lambda _: self._end(), self._on_task_failed)

    def _on_progressed(self, task: StoreTask) -> None:
        if self.task is not None:
            self.task = task
            self.changed.emit()

    def _on_task_failed(self, error: S2VError) -> None:
        self._end()
        if not isinstance(error, JobCancelledError):
            self.failed.emit(error)

    def _end(self) -> None:
        task, self.task = self.task, None
        self.ended.emit(task)
