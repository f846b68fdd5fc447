"""Keeps what was not saved while the program runs, and offers at the next start what a sudden end left behind."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.paths import config_dir
from s2v_desktop.core.unsaved import Unsaved, load_unsaved, save_unsaved
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

_log = logging.getLogger(__name__)

#: So much work is lost at most.
AUTOSAVE_MS = 3000
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file with an unsaved project and the lock of the process that it belongs to."""

    path: Path
    lock: QLockFile

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.lock.unlock()


class Recovery(QObject):
    """Each window has a file of its own; its lock tells other windows, at once or after a crash, whose it is.

    ``left_changed`` tells whether there is something to offer; ``failed`` carries an ``S2VError``.
    """

    left_changed = Signal(bool)
    failed = Signal(object)

    def __init__(
        self, project: ProjectModel, project_path: Callable[[], Path | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._project_path = project_path
        self._own = _kept(unsaved_dir() / f"{uuid.uuid4().hex}{_SUFFIX}")
        self._left: _Kept | None = None
        self._is_told = False
        self._is_closed = False
        self._writing = LatestTask(self)
        self._writing.failed.connect(self._on_writing_failed)
        self._timer = QTimer(self, singleShot=True, interval=AUTOSAVE_MS)
        self._timer.timeout.connect(self._write)
        for changed in (
            project.picture_changed,
            project.song_changed,
            project.clip_changed,
            project.beats_changed,
            project.look_changed,
        ):
            changed.connect(self._on_project_changed)
        project.undo_stack.cleanChanged.connect(self._on_stack_clean_changed)

    def look_for_left(self) -> bool:
        """Tell whether a program that ended suddenly left a project; it is then kept from other windows."""
        for path in _newest_first(unsaved_dir()):
            kept = _kept(path)
            if path != self._own.path and kept.lock.tryLock(0):
                if not path.exists():  # its window has just closed
                    kept.lock.unlock()
                    continue
                self._left = kept
                self.left_changed.emit(True)
                return True
        return False

    def read_left(self) -> Unsaved | None:
        """Return what was left, or None; raise ``InputError`` where it cannot be read."""
        return load_unsaved(self._left.path) if self._left is not None else None

    def take_left(self) -> None:
        """Put what was left, now open in this window, in the place of its own; look for more."""
        left, self._left = self._left, None
        self._write(left)
        if not self.look_for_left():
            self.left_changed.emit(False)

    def drop_left(self) -> None:
        """Remove what was offered and not wanted."""
        if self._left is not None:
            self._left.remove()
            self._left = None
            self.left_changed.emit(False)

    def close(self) -> None:
        """Wait for the thread to end; nothing is unsaved any more, but what was left and not opened stays."""
        self._is_closed = True
        self._timer.stop()
        self._writing.close()
        self._own.remove()
        if self._left is not None:
            self._left.lock.unlock()

    def _on_project_changed(self) -> None:
        if not self._is_closed and not self._project.undo_stack.isClean() and not self._timer.isActive():
            self._timer.start()

    def _on_stack_clean_changed(self, clean: bool) -> None:
        if self._is_closed:
            return
        if clean:
            self._timer.stop()
            self._writing.start(self._own_path_removed)
        else:
            self._timer.start()

    def _own_path_removed(self) -> None:
        self._own.path.unlink(missing_ok=True)

    def _write(self, replaced: _Kept | None = None) -> None:
        unsaved, own = Unsaved(self._project.project, self._project_path()), self._own.path
        try:
            own.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._on_writing_failed(output_error(error, own.parent))
            return
        if not self._own.lock.isLocked() and not self._own.lock.tryLock(0):
            _log.warning("cannot lock %s (%s)", own, self._own.lock.error())
        self._writing.start(lambda: _save(unsaved, own, replaced))

    def _on_writing_failed(self, error: S2VError) -> None:
        if not self._is_told:  # once: the next attempt comes in seconds
            self._is_told = True
            self.failed.emit(error)


def unsaved_dir() -> Path:
    """Return the folder of the unsaved projects (not created)."""
    return config_dir() / "unsaved"


def _save(unsaved: Unsaved, own: Path, replaced: _Kept | None) -> None:
    save_unsaved(unsaved, own)
    if replaced is not None:
        replaced.remove()


def _kept(path: Path) -> _Kept:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # age says nothing: only the end of its process frees a lock
    return _Kept(path, lock)


def _newest_first(folder: Path) -> list[Path]:
    found: list[tuple[float, Path]] = []
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            found.append((path.stat().st_mtime, path))
        except FileNotFoundError:  # its window has just closed
            continue
    return [path for _, path in sorted(found, reverse=True)]
