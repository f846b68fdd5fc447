"""Opening and saving: files that were chosen, dropped or pasted, and projects."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import config_dir
from s2v_desktop.core.project import load_project, save_project
from s2v_desktop.core.suffixes import PICTURE_SUFFIXES, PROJECT_SUFFIX, SONG_SUFFIXES
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.sample import sample_project
from s2v_desktop.ui.save_dialog import ask_save_path
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class FileCommands(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence, ``project_path_changed`` a path or None."""

    failed = Signal(object)
    noticed = Signal(str)
    project_path_changed = Signal(object)

    def __init__(self, project: ProjectModel, media: MediaModel, settings: SettingsStore, window: QWidget) -> None:
        super().__init__(window)
        self._project = project
        self._media = media
        self._settings = settings
        self._window = window
        self.project_path: Path | None = None
        self._sample = LatestTask(self)
        self._sample.succeeded.connect(project.open_project)
        self._sample.failed.connect(self.failed)
        self._pasting = LatestTask(self)
        self._pasting.succeeded.connect(media.open_picture)
        self._pasting.failed.connect(self.failed)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self._sample.close()
        self._pasting.close()

    # -- opening ---------------------------------------------------------------------------------------------------

    def open_paths(self, paths: list[Path]) -> None:
        """Open a picture, a song, a project, or one of each."""
        for path in paths:
            suffix = path.suffix.lower()
            if suffix == PROJECT_SUFFIX:
                self.open_project(path)
            elif suffix in SONG_SUFFIXES:
                self._open_song(path)
            else:  # an unknown name is tried as a picture, whose reader says what is wrong with it
                self._open_picture(path)

    def open_sample(self) -> None:
        """Open the shipped sample."""
        self._set_project_path(None)
        self._sample.start(sample_project)

    def open_project(self, path: Path) -> None:
        """Open the project at ``path``."""
        self._sample.forget()
        try:
            project = load_project(path)
        except S2VError as error:
            self.failed.emit(error)
            return
        self._remember(project_folder=str(path.parent), sample_seen=True)
        self._project.open_project(project)
        self._set_project_path(path)

    def choose_picture(self) -> None:
        """Ask for a picture."""
        folder = self._settings.settings.picture_folder
        path = self._ask(self.tr("Open picture"), self.tr("Pictures"), PICTURE_SUFFIXES, folder)
        if path is not None:
            self._open_picture(path)

    def choose_song(self) -> None:
        """Ask for a song."""
        folder = self._settings.settings.song_folder
        path = self._ask(self.tr("Open song"), self.tr("Songs"), SONG_SUFFIXES, folder)
        if path is not None:
            self._open_song(path)

    def choose_project(self) -> None:
        """Ask for a project."""
        folder = self._settings.settings.project_folder
        path = self._ask(self.tr("Open project"), self.tr("Projects"), (PROJECT_SUFFIX,), folder)
        if path is not None:
            self.open_project(path)

    def paste(self) -> None:
        """Use the picture, or the files, on the clipboard."""
        content = QGuiApplication.clipboard().mimeData()
        paths = local_paths(content) if content is not None else []
        image = QGuiApplication.clipboard().image()
        if paths:
            self.open_paths(paths)
        elif not image.isNull():
            self._remember(sample_seen=True)
            self._pasting.start(lambda: _keep_pasted(image))
        else:
            self.noticed.emit(self.tr("There is no picture on the clipboard."))

    # -- saving ----------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the project where it was, or ask; return whether it was saved."""
        return self._save_to(self.project_path) if self.project_path is not None else self.save_as()

    def save_as(self) -> bool:
        """Ask for a name and save the project there; return whether it was saved."""
        kinds = {self.tr("Projects"): (PROJECT_SUFFIX,)}
        path = ask_save_path(self._window, self.tr("Save project"), self._suggested_project_path(), kinds)
        return path is not None and self._save_to(path)

    def choose_target(self, suggested_name: str) -> Path | None:
        """Ask where the video goes; None when nothing was chosen."""
        suggestion = self._settings.settings.export_dir / suggested_name
        target = ask_save_path(self._window, self.tr("Export to"), suggestion, {self.tr("Videos"): (".mp4",)})
        if target is not None:
            self._remember(export_folder=str(target.parent))
        return target

    def open_export_folder(self) -> None:
        """Show the export folder in the file manager."""
        folder = self._settings.settings.export_dir
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(output_error(error, folder))
            return
        self.open_folder(folder)

    def open_folder(self, folder: Path) -> None:
        """Show ``folder`` in the file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.noticed.emit(self.tr("The videos are in {folder}.").format(folder=folder))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _ask(self, title: str, kind: str, suffixes: tuple[str, ...], folder: str) -> Path | None:
        patterns = " ".join(f"*{suffix}" for suffix in suffixes)
        everything = self.tr("All files")
        filters = f"{kind} ({patterns});;{everything} (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, title, folder, filters)
        return Path(name) if name else None

    def _suggested_project_path(self) -> Path:
        if self.project_path is not None:
            return self.project_path
        project = self._project.project
        media = project.song or project.picture
        name = Path(media.path).stem if media is not None else self.tr("Untitled")
        return Path(self._settings.settings.project_folder) / f"{name}{PROJECT_SUFFIX}"

    def _open_picture(self, path: Path) -> None:
        self._sample.forget()
        self._remember(picture_folder=str(path.parent), sample_seen=True)
        self._media.open_picture(path)

    def _open_song(self, path: Path) -> None:
        self._sample.forget()
        self._remember(song_folder=str(path.parent), sample_seen=True)
        self._media.open_song(path)

    def _save_to(self, path: Path) -> bool:
        try:
            save_project(self._project.project, path)
        except S2VError as error:
            self.failed.emit(error)
            return False
        self._remember(project_folder=str(path.parent))
        self._project.undo_stack.setClean()
        self._set_project_path(path)
        self.noticed.emit(self.tr("Saved as {name}.").format(name=path.name))
        return True

    def _set_project_path(self, path: Path | None) -> None:
        self.project_path = path
        self.project_path_changed.emit(path)

    def _remember(self, **changes: object) -> None:
        try:
            self._settings.change(**changes)
        except S2VError as error:
            self.failed.emit(error)


def local_paths(content: QMimeData) -> list[Path]:
    """Return the local files that ``content`` names."""
    return [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]


def _keep_pasted(image: QImage) -> Path:
    """Write ``image`` where it stays, named by its content; return its path."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    content = bytes(buffer.data().data())
    folder = config_dir() / "pasted"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    path = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
    write_atomically(path, content)
    return path
