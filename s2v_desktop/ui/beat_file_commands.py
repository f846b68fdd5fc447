"""Beats from and to files that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.beat_commands import BeatCommands
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

if TYPE_CHECKING:
    from s2v_desktop.audio.beats_file import BeatFormat

_SUFFIXES = (".txt", ".csv", ".mid", ".json")


class BeatFileCommands(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence."""

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(
        self, project: ProjectModel, media: MediaModel, beats: BeatCommands, window: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._beats = beats
        self._window = window
        self._reading = LatestTask(self)
        self._reading.succeeded.connect(self._on_reading_succeeded)
        self._reading.failed.connect(self.failed)
        self._writing = LatestTask(self)
        self._writing.succeeded.connect(
            lambda path: self.noticed.emit(self.tr("Beats saved as {name}.").format(name=path.name))
        )
        self._writing.failed.connect(self.failed)

    def choose_import(self) -> None:
        """Ask for a file and take the beats in it."""
        beats, everything = self.tr("Beats"), self.tr("All files")  # the translator's tools see no calls in f-strings
        filters = f"{beats} (*.json *.csv *.txt *.mid *.midi);;{everything} (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import beats"), self._folder(), filters)
        if name:
            self.import_from(Path(name))

    def choose_export(self) -> None:
        """Ask for a name and a form, and write the beats there."""
        from s2v_desktop.audio.beats_file import BeatFormat

        names = {
            BeatFormat.AUDACITY: self.tr("Audacity labels"),
            BeatFormat.SONIC_VISUALISER: self.tr("Sonic Visualiser"),
            BeatFormat.MIDI: self.tr("MIDI tempo map"),
            BeatFormat.CSV: self.tr("Spreadsheet"),
            BeatFormat.JSON: self.tr("Everything"),
        }
        forms = {f"{label} (*{form.suffix})": form for form, label in names.items()}
        start = f"{self._folder()}/{self._stem()}{BeatFormat.AUDACITY.suffix}"
        name, chosen = QFileDialog.getSaveFileName(self._window, self.tr("Export beats"), start, ";;".join(forms))
        if name:
            form = forms.get(chosen, BeatFormat.AUDACITY)
            stem = name[: -len(Path(name).suffix)] if Path(name).suffix in _SUFFIXES else name
            self.export_to(Path(stem + form.suffix), form)

    def import_from(self, path: Path) -> None:
        """Take the beats in ``path``, of whatever form, in the place of the present ones."""
        from s2v_desktop.audio.beats_file import read_beats

        self._reading.start(lambda: read_beats(path))

    def export_to(self, path: Path, form: BeatFormat) -> None:
        """Write the beats to ``path``."""
        from s2v_desktop.audio.beats_file import write_beats

        beats = self._project.beats

        def write() -> Path:
            write_beats(beats, path, form)
            return path

        self._writing.start(write)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self._reading.close()
        self._writing.close()

    def _folder(self) -> str:
        song = self._project.project.song
        return str(Path(song.path).parent) if song is not None else ""

    def _stem(self) -> str:
        song = self._project.project.song
        return Path(song.path).stem if song is not None else "beats"

    def _on_reading_succeeded(self, beats: BeatGrid) -> None:
        song = self._media.song
        if song is None:
            return
        inside = beats.between(0.0, song.song.duration_s)
        if not inside.beats:
            self.noticed.emit(self.tr("The file holds no beats inside this song; nothing was changed."))
            return
        self._beats.use(inside, self.tr("import beats"))
        left_out = len(beats.beats) - len(inside.beats)
        if left_out:
            words = self.tr("{count} beats after the song's end were left out.")
            self.noticed.emit(words.format(count=left_out))
