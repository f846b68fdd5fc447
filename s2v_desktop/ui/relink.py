"""Finds a project's picture or song again where it was moved: by itself, or with the user's help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from s2v_desktop.core.project import media_file
from s2v_desktop.core.relink import find_media
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.message_bar import NoticeAction


class _Chosen(NamedTuple):
    missing: MediaFile
    file: MediaFile


class Relink(QObject):
    """``asked`` carries a sentence and the ``NoticeAction`` that lets the user find the file; ``failed`` an error."""

    asked = Signal(str, object)
    answered = Signal()
    failed = Signal(object)

    def __init__(
        self, project: ProjectModel, media: MediaModel, project_path: Callable[[], Path | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._project = project
        self._project_path = project_path
        self._window = window
        self._missing: list[MediaFile] = []
        self._folders: list[Path] = []
        self._searching = LatestTask(self)
        self._searching.succeeded.connect(self._on_searching_succeeded)
        self._searching.failed.connect(self.failed)
        self._checking = LatestTask(self)
        self._checking.succeeded.connect(self._on_checking_succeeded)
        self._checking.failed.connect(self.failed)
        media.media_missing.connect(self._on_media_missing)

    def choose(self, missing: MediaFile) -> None:
        """Ask where ``missing`` is."""
        folder = self._folders[0] if self._folders else self._project_path() or Path(missing.path)
        name = Path(missing.path)
        words = self.tr("Find “{name}”").format(name=name.name)
        kinds = f"*{name.suffix} (*{name.suffix});;" if name.suffix else ""
        everything = self.tr("All files")
        chosen, _ = QFileDialog.getOpenFileName(self._window, words, str(folder), f"{kinds}{everything} (*)")
        if chosen:
            self._checking.start(lambda: _Chosen(missing, media_file(Path(chosen))))

    def close(self) -> None:
        """Wait for the threads to end."""
        self._searching.close()
        self._checking.close()

    def _on_media_missing(self, media: MediaFile) -> None:
        if media not in self._missing:
            self._missing.append(media)
        self._search()

    def _search(self) -> None:
        project_path = self._project_path()
        folders = (*self._folders, *([project_path.parent] if project_path is not None else []))
        missing = self._still_missing()
        if missing:
            self._searching.start(lambda: {media: find_media(media, folders) for media in missing})

    def _still_missing(self) -> tuple[MediaFile, ...]:
        """Return what the project, which may be another by now, still misses."""
        project = self._project.project
        self._missing = [media for media in self._missing if media in (project.picture, project.song)]
        return tuple(self._missing)

    def _on_searching_succeeded(self, found: dict[MediaFile, MediaFile | None]) -> None:
        for missing, file in found.items():
            if file is not None and missing in self._still_missing():
                self._take(_Chosen(missing, file))
        for missing in self._still_missing()[:1]:
            self._ask_for(missing)

    def _ask_for(self, missing: MediaFile) -> None:
        if missing == self._project.project.picture:
            words = self.tr("The picture “{name}” does not exist where it was; everything else of the project is here.")
        else:
            words = self.tr("The song “{name}” does not exist where it was; everything else of the project is here.")
        sentence = words.format(name=Path(missing.path).name)
        self.asked.emit(sentence, NoticeAction(self.tr("Find it…"), lambda: self.choose(missing)))

    def _on_checking_succeeded(self, chosen: _Chosen) -> None:
        missing, file = chosen
        if missing not in self._still_missing():
            return
        if file.sha256 == missing.sha256:
            self._take(chosen)
        elif self._may_use(missing, file):
            self._missing.remove(missing)
            self._project.use_instead(missing, file)
        else:
            return
        self._folders.insert(0, Path(file.path).parent)
        self.answered.emit()
        self._search()

    def _take(self, chosen: _Chosen) -> None:
        self._missing.remove(chosen.missing)
        self._project.move_media(chosen.missing, chosen.file)

    def _may_use(self, missing: MediaFile, file: MediaFile) -> bool:
        words = self.tr("“{name}” is not the file that the project was made with. Use it in the place of “{missing}”?")
        sentence = words.format(name=Path(file.path).name, missing=Path(missing.path).name)
        answer = QMessageBox.question(self._window, "S2V Desktop", sentence)
        return answer == QMessageBox.StandardButton.Yes
