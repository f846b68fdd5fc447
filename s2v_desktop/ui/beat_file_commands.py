"""Beats from and to files that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.beat_commands import BeatCommands
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.save_dialog import ask_save_path
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class _ReadBeats(NamedTuple):
    """The beats of a file that lie inside ``song``, and how many lie after its end."""

    song: LoadedSong
    beats: BeatGrid
    left_out: int


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
        """Ask for a name, and write the beats there in the form that it stands for."""
        from s2v_desktop.audio.beats_file import BeatFormat

        kinds = {
            self.tr("Audacity labels"): BeatFormat.AUDACITY.suffixes,
            self.tr("Sonic Visualiser"): BeatFormat.SONIC_VISUALISER.suffixes,
            self.tr("MIDI tempo map"): BeatFormat.MIDI.suffixes,
            self.tr("Spreadsheet"): BeatFormat.CSV.suffixes,
            self.tr("Everything"): BeatFormat.JSON.suffixes,
        }
        start = Path(self._folder()) / f"{self._stem()}{BeatFormat.AUDACITY.suffixes[0]}"
        path = ask_save_path(self._window, self.tr("Export beats"), start, kinds)
        if path is not None:
            self.export_to(path)

    def import_from(self, path: Path) -> None:
        """Take the beats in ``path``, of whatever form, in the place of the present ones."""
        song = self._media.song
        if song is not None:
            self._reading.start(lambda: _read(path, song))

    def export_to(self, path: Path) -> None:
        """Write the beats to ``path``, in the form that its name stands for."""
        from s2v_desktop.audio.beats_file import format_of_name, write_beats

        beats, form = self._project.beats, format_of_name(path)

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

    def _on_reading_succeeded(self, read: _ReadBeats) -> None:
        if read.song is not self._media.song:
            return
        if not read.beats.beats:
            self.noticed.emit(self.tr("The file holds no beats inside this song; nothing was changed."))
            return
        self._beats.use(read.beats, EditName.IMPORT_BEATS)
        if read.left_out:
            words = self.tr("{count} beats after the song's end were left out.")
            self.noticed.emit(words.format(count=read.left_out))


def _read(path: Path, song: LoadedSong) -> _ReadBeats:
    """Read the beats in ``path``; most forms have no place for strengths: those are measured in ``song``."""
    from s2v_desktop.audio.beat_strengths import with_measured_strengths  # these load scipy and more
    from s2v_desktop.audio.beats_file import read_beats

    beats = read_beats(path)
    inside = beats.between(0.0, song.song.duration_s)
    left_out = len(beats.beats) - len(inside.beats)
    if (inside.strengths == 1.0).all():
        inside = with_measured_strengths(inside, song.song)
    return _ReadBeats(song, inside, left_out)
