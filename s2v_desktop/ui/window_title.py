"""The window's title: which project it is, whether it is saved, and how far a render is, for the taskbar too."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.progress import Progress
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState


class WindowTitle(QObject):
    """Keeps the title of ``window`` up to date."""

    def __init__(self, project: ProjectModel, files: FileCommands, render: RenderModel, window: QWidget) -> None:
        super().__init__(window)
        self._undo_stack = project.undo_stack
        self._files = files
        self._window = window
        self._percent: int | None = None
        files.project_path_changed.connect(self._show)
        self._undo_stack.cleanChanged.connect(self._show)
        project.destroyed.connect(self._on_project_destroyed)
        render.progressed.connect(self._on_render_progressed)
        render.state_changed.connect(self._on_render_state_changed)
        self._show()

    def _show(self) -> None:
        path = self._files.project_path
        mark = "" if self._undo_stack.isClean() else "*"
        progress = "" if self._percent is None else f"{self._percent} % · "
        name = "" if path is None else f"{path.stem}{mark} – "
        self._window.setWindowTitle(f"{progress}{name}S2V Desktop")

    def _on_project_destroyed(self) -> None:
        """Let go of the undo stack, which goes right after the project and becomes clean on the way."""
        self._undo_stack.cleanChanged.disconnect(self._show)

    def _on_render_progressed(self, progress: Progress) -> None:
        percent = int(100 * progress.fraction)
        if percent != self._percent:
            self._percent = percent
            self._show()

    def _on_render_state_changed(self, state: RenderState) -> None:
        if state is RenderState.IDLE:
            self._percent = None
            self._show()
