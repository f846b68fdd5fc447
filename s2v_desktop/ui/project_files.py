"""Everything around the project's file in the window: recent ones, unsaved ones, moved media, and what is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.suffixes import is_project_name
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.incoming import read_incoming
from s2v_desktop.ui.recent_projects import RecentProjects
from s2v_desktop.ui.recovery import Recovery
from s2v_desktop.ui.relink import Relink
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction


class ProjectFiles(QObject):
    """``failed`` carries an ``S2VError``."""

    failed = Signal(object)

    def __init__(
        self,
        project: ProjectModel,
        media: MediaModel,
        files: FileCommands,
        actions: WindowActions,
        message_bar: MessageBar,
        settings: SettingsStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._files = files
        self._message_bar = message_bar
        self._project = project
        self._undo_stack = project.undo_stack
        self._window = window
        self.recovery = Recovery(project, lambda: files.project_path, self)
        self.relink = Relink(project, media, lambda: files.project_path, window)
        self.recent = RecentProjects(actions.recent, settings, self)
        for part in (self.recovery, self.relink, self.recent):
            part.failed.connect(self.failed)
        self.relink.asked.connect(lambda words, action: message_bar.show_notice(words, action, stays=True))
        self.relink.answered.connect(message_bar.clear)
        self.recent.chosen.connect(lambda path: self.open_paths([path]))
        self.recovery.left_changed.connect(actions.open_left.setEnabled)
        files.project_path_changed.connect(self.recent.add)
        files.saved.connect(self.recovery.drop_left)
        actions.open_left.triggered.connect(self.open_left)
        actions.save_copy.triggered.connect(files.save_copy)

    def may_leave(self) -> bool:
        """Ask whether to save what was changed, if there is anything in it; return whether to go on."""
        if self._undo_stack.isClean() or self._is_empty():
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            "S2V Desktop",
            self.tr("Save the changes to the project?"),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:  # an int: identity would never hold
            return self._files.save()
        return answer == buttons.Discard

    def _is_empty(self) -> bool:
        """Return whether nothing of a user's is in the project: settings alone are chosen again with a click."""
        project = self._project.project
        media, words = (project.picture, project.song), (project.look.prompt, project.look.negative_prompt)
        return self._files.project_path is None and not any(media) and not any(words)

    def offer_left(self) -> None:
        """Offer what a sudden end of the program left behind, if there is anything."""
        if self.recovery.look_for_left():
            words = self.tr("The program ended without saving. Nothing is lost.")
            action = NoticeAction(self.tr("Open what was not saved"), self.open_left)
            self._message_bar.show_notice(words, action, stays=True)

    def open_left(self) -> None:
        """Open what was left behind."""
        if not self.may_leave():
            return
        try:
            unsaved = self.recovery.read_left()
        except S2VError as error:
            self.failed.emit(error)
            return
        if unsaved is not None:
            self._message_bar.clear()
            self._files.open_unsaved(unsaved)
            self.recovery.take_left()

    def open_paths(self, paths: list[Path]) -> None:
        """Open dropped or named files; asks before a project replaces unsaved changes."""
        if not any(is_project_name(path.name) for path in paths) or self.may_leave():
            self._files.open_paths(paths)

    def drop(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        incoming = read_incoming(event.mimeData())
        if not any(is_project_name(path.name) for path in incoming.paths) or self.may_leave():
            self._files.open_incoming(incoming)

    def close(self) -> None:
        """Wait for the worker threads to end; nothing is unsaved any more."""
        self.recovery.close()
        self.relink.close()
        self.recent.close()
