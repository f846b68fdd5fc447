"""Opening and saving: files that were chosen, dropped or pasted, and projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.project import Project, load_project, save_project
from s2v_desktop.core.suffixes import (
    BUNDLE_SUFFIX,
    PICTURE_SUFFIXES,
    PROJECT_SUFFIX,
    SONG_SUFFIXES,
    is_bundle_name,
    is_project_name,
)
from s2v_desktop.core.unsaved import Unsaved
from s2v_desktop.library.takes import file_stem
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.bundle_commands import BundleCommands
from s2v_desktop.ui.incoming import Incoming, read_incoming
from s2v_desktop.ui.kept_pictures import keep_content, keep_image
from s2v_desktop.ui.messages import listed
from s2v_desktop.ui.sample import sample_project
from s2v_desktop.ui.save_dialog import ask_save_path
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.song_words import SongWords
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class FileCommands(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence, ``project_path_changed`` a path or None.

    ``saved`` tells that the project was saved, ``sample_opening_changed`` whether the sample is being opened.
    """

    failed = Signal(object)
    noticed = Signal(str)
    project_path_changed = Signal(object)
    saved = Signal()
    sample_opening_changed = Signal(bool)

    def __init__(
        self, project: ProjectModel, media: MediaModel, words: SongWords, settings: SettingsStore, window: QWidget
    ) -> None:
        super().__init__(window)
        self._project = project
        self._media = media
        self._words = words
        self._settings = settings
        self._window = window
        self.project_path: Path | None = None
        self._sample = LatestTask(self)
        self._sample.succeeded.connect(self._on_sample_succeeded)
        self._sample.failed.connect(self._on_sample_failed)
        self.is_sample_opening = False
        self.bundles = BundleCommands(project, window)
        self.bundles.opened.connect(self.open_project)
        self.bundles.noticed.connect(self.noticed)
        self.bundles.failed.connect(self.failed)
        self._pasting = LatestTask(self)
        self._pasting.succeeded.connect(media.open_picture)
        self._pasting.failed.connect(self.failed)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self._sample.close()
        self._pasting.close()
        self.bundles.close()

    # -- opening ---------------------------------------------------------------------------------------------------

    def open_paths(self, paths: list[Path]) -> None:
        """Open a picture, a song, a project, or the first of each."""
        projects = [path for path in paths if is_project_name(path.name)]
        songs = [path for path in paths if path.suffix.lower() in SONG_SUFFIXES]
        # An unknown name is tried as a picture, whose reader says what is wrong with it.
        pictures = [path for path in paths if path not in projects and path not in songs]
        for path in projects[:1]:
            self.open_project(path)
        for path in songs[:1]:
            self._open_song(path)
        for path in pictures[:1]:
            self._open_picture(path)
        self._tell_left_out([*projects[1:], *songs[1:], *pictures[1:]])

    def open_incoming(self, incoming: Incoming) -> None:
        """Open what was dropped or pasted; a picture without a file that lasts is kept as one."""
        if (image := incoming.image) is not None:
            self._keep(lambda: keep_image(image))
        elif incoming.passing:
            path = incoming.passing[0]
            self._keep(lambda: keep_content(path.read_bytes()))
            self._tell_left_out(list(incoming.passing[1:]))
        elif incoming.is_web_address:
            self.noticed.emit(
                self.tr("Only the address of a picture came, and this program stays offline: save the picture first.")
            )
        self.open_paths(list(incoming.paths))

    def open_sample(self) -> None:
        """Open the shipped sample."""
        self._set_project_path(None)
        self._sample.start(sample_project)
        self._set_sample_opening(opening=True)

    def open_project(self, path: Path) -> None:
        """Open the project at ``path``; one with its files is unpacked beside it first."""
        self._forget_sample()
        self._words.forget_cover()
        if is_bundle_name(path.name):
            self.bundles.open(path)
            return
        try:
            project = load_project(path)
        except S2VError as error:
            self.failed.emit(error)
            return
        self._remember(project_folder=str(path.parent))
        self._project.open_project(project)
        self._set_project_path(path)

    def open_unsaved(self, unsaved: Unsaved) -> None:
        """Open a project that was not saved before the program ended; it still is not."""
        self._forget_sample()
        self._words.forget_cover()
        self._project.open_project(unsaved.project)
        self._project.undo_stack.resetClean()
        self._set_project_path(unsaved.project_path)

    def choose_picture(self) -> None:
        """Ask for a picture."""
        folder = self._settings.settings.picture_dir
        path = self._ask(self.tr("Open picture"), self.tr("Pictures"), PICTURE_SUFFIXES, folder)
        if path is not None:
            self._open_picture(path)

    def choose_song(self) -> None:
        """Ask for a song."""
        folder = self._settings.settings.song_dir
        path = self._ask(self.tr("Open song"), self.tr("Songs"), SONG_SUFFIXES, folder)
        if path is not None:
            self._open_song(path)

    def choose_project(self) -> None:
        """Ask for a project."""
        folder = self._settings.settings.project_dir
        path = self._ask(self.tr("Open project"), self.tr("Projects"), (PROJECT_SUFFIX, BUNDLE_SUFFIX), folder)
        if path is not None:
            self.open_project(path)

    def paste(self) -> None:
        """Use the picture, or the files, on the clipboard."""
        incoming = read_incoming(QGuiApplication.clipboard().mimeData())
        if incoming == Incoming():
            self.noticed.emit(self.tr("There is no picture on the clipboard."))
        self.open_incoming(incoming)

    # -- saving ----------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save the project where it was, or ask; return whether it was saved."""
        return self._save_to(self.project_path) if self.project_path is not None else self.save_as()

    def save_as(self) -> bool:
        """Ask for a name and save the project there; return whether it was saved."""
        kinds = {self.tr("Projects"): (PROJECT_SUFFIX,)}
        path = ask_save_path(self._window, self.tr("Save project"), self._suggested_project_path(), kinds)
        return path is not None and self._save_to(path)

    def save_copy(self) -> None:
        """Ask for a name and save a copy of the project with its files there."""
        self.bundles.choose_copy(self._suggested_project_path().with_suffix(BUNDLE_SUFFIX))

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
        picture = Path(project.picture.path).stem if project.picture is not None else ""
        name = file_stem(self._words.name or picture or self.tr("Untitled"))
        return Path(self._settings.settings.project_dir) / f"{name}{PROJECT_SUFFIX}"

    def _forget_sample(self) -> None:
        self._sample.forget()
        self._set_sample_opening(opening=False)

    def _on_sample_succeeded(self, project: Project) -> None:
        self._project.open_project(project)
        self._set_sample_opening(opening=False)

    def _on_sample_failed(self, error: S2VError) -> None:
        self._set_sample_opening(opening=False)
        self.failed.emit(error)

    def _set_sample_opening(self, *, opening: bool) -> None:
        if opening != self.is_sample_opening:
            self.is_sample_opening = opening
            self.sample_opening_changed.emit(opening)

    def _keep(self, work: Callable[[], Path]) -> None:
        self._words.forget_cover()
        self._pasting.start(work)

    def _tell_left_out(self, paths: list[Path]) -> None:
        if paths:
            words = self.tr("A video has one picture and one song; left out: {names}.")
            self.noticed.emit(words.format(names=listed([path.name for path in paths])))

    def _open_picture(self, path: Path) -> None:
        self._forget_sample()
        self._words.forget_cover()
        self._remember(picture_folder=str(path.parent))
        self._media.open_picture(path)

    def _open_song(self, path: Path) -> None:
        self._forget_sample()
        self._remember(song_folder=str(path.parent))
        self._words.want_cover(path)
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
        self.saved.emit()
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
