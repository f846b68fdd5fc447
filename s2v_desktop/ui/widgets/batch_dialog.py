"""Several pictures and songs become several videos of one look: the list is shown before it is added."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.project import Project
from s2v_desktop.core.suffixes import PICTURE_SUFFIXES, SONG_SUFFIXES
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.batch import Pair, UnheardProject, pair_up, read_table, sort_media, with_look
from s2v_desktop.ui.messages import error_words, joined
from s2v_desktop.ui.settings import Settings


class BatchDialog(QDialog):
    """``works`` gives the videos once it was accepted; all get the look of ``project``.

    Begins with picture and song of ``project``, so that choosing pictures alone pairs them with its song.
    """

    def __init__(self, project: Project, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Series of videos"))
        self._project = project
        self._settings = settings
        self._pictures = [Path(project.picture.path)] if project.picture is not None else []
        self._songs = [Path(project.song.path)] if project.song is not None else []
        self.pairs: tuple[Pair, ...] = ()
        self.table = QTableWidget(0, 3)
        self.note = QLabel(wordWrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setAccessibleName(self.tr("Note"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._set_up_table()
        self._lay_out()
        self._pair_up()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size that shows a dozen pairs."""
        return QSize(680, 440)

    def works(self) -> list[UnheardProject]:
        """Return a project for each pair of the list, in its order."""
        return with_look(self.pairs, self._project)

    def use_files(self, paths: list[Path]) -> None:
        """Take the pictures and songs among ``paths``; kinds that are not among them stay as they were."""
        try:
            media = sort_media(paths)
        except S2VError as error:
            self._show_error(error)
            return
        self._pictures = list(media.pictures) or self._pictures
        self._songs = list(media.songs) or self._songs
        self._pair_up()

    def use_table(self, path: Path) -> None:
        """Take the pairs of the CSV table at ``path``."""
        try:
            self._show_pairs(read_table(path), "")
        except S2VError as error:
            self._show_error(error)

    def _set_up_table(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Picture"), self.tr("Song"), self.tr("Clip")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAccessibleName(self.tr("Videos to be added"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for text, tip, do in (
            (self.tr("Pictures…"), self.tr("Choose the pictures, in their order by name"), self._choose_pictures),
            (self.tr("Songs…"), self.tr("Choose the songs, in their order by name"), self._choose_songs),
            (self.tr("Folder…"), self.tr("Take all pictures and songs of a folder"), self._choose_folder),
            (self.tr("Table…"), self.tr("Read a CSV table: picture, song, start, duration"), self._choose_table),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        hint = QLabel(
            self.tr("Each picture goes with the song at the same place; a single song goes with all pictures.")
        )
        hint.setObjectName("dim")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.addWidget(hint)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def _pair_up(self) -> None:
        pairs = pair_up(self._pictures, self._songs)
        note = ""
        if not self._pictures or not self._songs:
            note = self.tr("Choose pictures and songs.")
        elif not pairs:
            words = self.tr("{pictures} pictures and {songs} songs: choose as many songs as pictures, or a single one.")
            note = words.format(pictures=len(self._pictures), songs=len(self._songs))
        self._show_pairs(pairs, note)

    def _show_pairs(self, pairs: tuple[Pair, ...], note: str) -> None:
        self.pairs = pairs
        self.table.setRowCount(len(pairs))
        for row, pair in enumerate(pairs):
            cells = (self._file_words(pair.picture), self._file_words(pair.song), self._clip_words(pair))
            for column, words in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(words))
        self.note.setText(note)
        self.add.setText(self.tr("Add {count} to the queue").format(count=len(pairs)))
        self.add.setEnabled(bool(pairs))

    def _file_words(self, path: Path) -> str:
        return path.name if path.is_file() else self.tr("{name} (not found)").format(name=path.name)

    def _clip_words(self, pair: Pair) -> str:
        (work,) = with_look([pair], self._project)
        start = self.tr("liveliest part") if work.finds_part else format_time(work.clip.start_s)
        return self.tr("{start}, {seconds} s").format(start=start, seconds=f"{work.clip.duration_s:.1f}")

    def _show_error(self, error: S2VError) -> None:
        words = error_words(error)
        self.note.setText(joined(*words))

    def _choose_pictures(self) -> None:
        self._choose_files(self.tr("Pictures"), PICTURE_SUFFIXES, self._settings.picture_dir)

    def _choose_songs(self) -> None:
        self._choose_files(self.tr("Songs"), SONG_SUFFIXES, self._settings.song_dir)

    def _choose_files(self, kind: str, suffixes: tuple[str, ...], folder: str) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in suffixes)
        names, _ = QFileDialog.getOpenFileNames(self, kind, folder, f"{kind} ({patterns})")
        if names:
            self.use_files([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self._settings.picture_dir)
        if name:
            self.use_files([Path(name)])

    def _choose_table(self) -> None:
        tables = self.tr("Tables")
        folder = self._settings.picture_dir
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Table"), folder, f"{tables} (*.csv *.tsv *.txt)")
        if name:
            self.use_table(Path(name))
