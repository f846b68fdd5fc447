"""Generate, and what has to be settled before: where the video goes and how long it should take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.errors import S2VError
from s2v_desktop.library.retiming import retimes
from s2v_desktop.library.speed import SpeedBook
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.song_words import SongWords
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.queue_model import QueueModel, Work


class Forecast(NamedTuple):
    """What a render would be.

    ``retimes`` says that the pictures are kept from an earlier one: only timing and motion are made anew.
    ``expected_s`` is how many seconds it should take, None where none of its kind was made here yet.
    """

    retimes: bool
    expected_s: float | None


class RenderCommands(QObject):
    """``failed`` carries an ``S2VError`` that kept a job from entering the queue; ``added`` comes where one did."""

    failed = Signal(object)
    added = Signal()

    def __init__(
        self,
        project: ProjectModel,
        queue: QueueModel,
        words: SongWords,
        speed: SpeedBook,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._queue = queue
        self._words = words
        self._speed = speed
        self._settings = settings

    def generate(self) -> None:
        """Render the project, after what is in the queue, to a new name in the export folder."""
        self.generate_all([self._project.project], [self._words.take_stem()])

    def generate_all(self, works: Sequence[Work], stems: Sequence[str] | None = None) -> None:
        """Render all of ``works``, after what is in the queue, to new names in the export folder.

        ``stems`` are these names, without their endings and numbers, where the files' own are not wanted.
        """
        try:
            self._queue.add_all(works, self._settings.settings.export_dir, stems)
        except S2VError as error:
            self.failed.emit(error)
        else:
            self.added.emit()

    def generate_to(self, target: Path) -> None:
        """Render the project, after what is in the queue, to ``target``."""
        try:
            self._queue.add_to(self._project.project, target)
        except S2VError as error:
            self.failed.emit(error)
        else:
            self.added.emit()

    def suggested_name(self) -> str:
        """Return a file name for the video of the project."""
        return f"{self._words.take_stem()}.mp4"

    def forecast(self) -> Forecast:
        """Return what a render of the project would be as it is now."""
        project = self._project.project
        again = retimes(project)
        return Forecast(again, self._speed.expected_s(project.look, project.clip, retimed=again))
