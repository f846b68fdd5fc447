"""Saves and opens portable copies of a project, which hold its picture and song too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.bundle import open_bundle, save_bundle
from s2v_desktop.core.project import Project
from s2v_desktop.core.suffixes import BUNDLE_SUFFIX
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.save_dialog import ask_save_path
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class BundleCommands(QObject):
    """``opened`` carries the path of an unpacked project, ``noticed`` a sentence, ``failed`` an ``S2VError``."""

    opened = Signal(object)
    noticed = Signal(str)
    failed = Signal(object)

    def __init__(self, project: ProjectModel, window: QWidget) -> None:
        super().__init__(window)
        self._project = project
        self._window = window
        self._saving = LatestTask(self)
        self._saving.succeeded.connect(self._on_saving_succeeded)
        self._saving.failed.connect(self.failed)
        self._opening = LatestTask(self)
        self._opening.succeeded.connect(self.opened)
        self._opening.failed.connect(self.failed)

    def choose_copy(self, suggestion: Path) -> None:
        """Ask for a name and save a copy of the project with its files there."""
        kinds = {self.tr("Projects with their files"): (BUNDLE_SUFFIX,)}
        path = ask_save_path(self._window, self.tr("Save a copy with its files"), suggestion, kinds)
        if path is not None:
            self.save_copy(path)

    def save_copy(self, path: Path) -> None:
        """Save a copy of the project with its files at ``path``."""
        project = self._project.project
        self._saving.start(lambda: _save(project, path))

    def open(self, path: Path) -> None:
        """Unpack the copy at ``path`` beside it and open what it holds."""
        self._opening.start(lambda: open_bundle(path))

    def close(self) -> None:
        """Wait for the threads to end: a copy that was begun is finished."""
        self._saving.close()
        self._opening.close()

    def _on_saving_succeeded(self, path: Path) -> None:
        self.noticed.emit(self.tr("Saved a copy with its files as {name}.").format(name=path.name))


def _save(project: Project, path: Path) -> Path:
    save_bundle(project, path)
    return path
