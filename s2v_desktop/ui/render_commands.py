"""Generate, and what has to be settled before: where the video goes and how long it should take."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.look import Look
from s2v_desktop.core.timebase import frame_count
from s2v_desktop.library.takes import Take, new_take_path, take_stem
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel


class RenderCommands(QObject):
    """``failed`` carries an ``S2VError`` that kept a render from starting."""

    failed = Signal(object)

    def __init__(
        self, project: ProjectModel, render: RenderModel, settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._render = render
        self._settings = settings
        render.finished.connect(self._on_render_finished)

    def generate(self) -> None:
        """Render the project to a new name in the export folder."""
        try:
            request = self._project.project.to_request()
            folder = self._settings.settings.export_dir
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise output_error(error, folder) from error
            self._render.start(request, new_take_path(folder, take_stem(request.picture_path, request.song_path)))
        except S2VError as error:
            self.failed.emit(error)

    def generate_to(self, target: Path) -> None:
        """Render the project to ``target``."""
        try:
            self._render.start(self._project.project.to_request(), target)
        except S2VError as error:
            self.failed.emit(error)

    def suggested_name(self) -> str:
        """Return a file name for the video of the project; raise ``InputError`` where it is not complete."""
        request = self._project.project.to_request()
        return f"{take_stem(request.picture_path, request.song_path)}.mp4"

    def expected_s(self) -> float | None:
        """Return how long a render should take, judged by the last one, or None before the first."""
        speed = self._settings.settings.pixels_per_second
        return _pixels(self._project.look, self._project.clip) / speed if speed > 0 else None

    def _on_render_finished(self, take: Take) -> None:
        pixels = _pixels(take.request.look, take.request.clip)
        try:
            self._settings.change(pixels_per_second=pixels / max(take.seconds_taken, 0.01))
        except S2VError as error:
            self.failed.emit(error)


def _pixels(look: Look, clip: Clip) -> int:
    """Return how many pixels the video of ``clip`` has in all its frames."""
    return frame_count(clip.video_duration_s, look.frame_rate) * look.size.width * look.size.height
