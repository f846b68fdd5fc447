"""The empty start, what is said while files are read, and why Generate cannot be pressed yet."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.generate_gate import Awaited, GenerateGate
from s2v_desktop.ui.recent_files import Recent, RecentFiles
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.cover import Cover
from s2v_desktop.ui.widgets.drop_zone import DropZone, ZoneKind, ZoneWords
from s2v_desktop.ui.widgets.image_canvas import ImageCanvas
from s2v_desktop.ui.widgets.loading_veil import LoadingVeil
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer, Showing
from s2v_desktop.ui.widgets.render_bar import RenderBar
from s2v_desktop.ui.widgets.song_panel import SongPanel
from s2v_desktop.ui.widgets.start_card import StartCard
from s2v_desktop.ui.widgets.take_label import TakeLabel


class StartParts(NamedTuple):
    """The places that may be empty, and the bar that says so."""

    canvas: ImageCanvas
    song: SongPanel
    preview: PreviewPlayer
    bar: RenderBar


class StartDesk(QObject):
    """Owns the covers over empty places and over those whose content is about to change.

    ``sample_requested`` when the sample is wanted, ``project_chosen`` carries the path of a project, ``failed`` an
    ``S2VError``.
    """

    sample_requested = Signal()
    project_chosen = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        project: ProjectModel,
        media: MediaModel,
        files: FileCommands,
        gate: GenerateGate,
        settings: SettingsStore,
        actions: WindowActions,
        parts: StartParts,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._files = files
        self._gate = gate
        self._export_to = actions.export_to
        self._parts = parts
        self._make_covers()
        self.recent = RecentFiles(media, settings, self)
        self.recent.found.connect(self._on_recent_found)
        self.recent.failed.connect(self.failed)
        self._connect()
        self._show_places()
        self._show_gate()
        self.recent.look()

    def close(self) -> None:
        """Wait for the thread to end."""
        self.recent.close()

    def _make_covers(self) -> None:
        parts = self._parts
        words = ZoneWords(
            self.tr("Drop a picture here"),
            self.tr("JPG, PNG, WebP, BMP, TIFF · or paste one (Ctrl+V)"),
            self.tr("Open picture (Ctrl+O)"),
        )
        self.picture_zone = DropZone(ZoneKind.PICTURE, words)
        self._picture_cover = Cover(parts.canvas)
        layout = QVBoxLayout(self._picture_cover)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture_zone)
        self.song_zone = parts.song.zone
        self.start_card = StartCard(parts.preview)
        self.picture_veil = LoadingVeil(parts.canvas)
        self.song_veil = LoadingVeil(parts.song)
        self.take_label = TakeLabel(parts.preview.frame_view)
        QWidget.setTabOrder(parts.canvas, self.picture_zone.choose)
        QWidget.setTabOrder(self.picture_zone.choose, self.start_card.sample)

    def _connect(self) -> None:
        files, gate, project = self._files, self._gate, self._project
        self.picture_zone.choice_requested.connect(files.choose_picture)
        self.song_zone.choice_requested.connect(files.choose_song)
        for zone in (self.picture_zone, self.song_zone):
            zone.recent.chosen.connect(lambda path: files.open_paths([path]))
        self.start_card.sample_requested.connect(self.sample_requested)
        self.start_card.recent.chosen.connect(self.project_chosen)
        files.sample_opening_changed.connect(self.start_card.show_opening)
        for changed in (project.picture_changed, project.song_changed, self._media.coming_changed):
            changed.connect(self._show_places)
        for changed in (project.picture_changed, project.song_changed, self._parts.preview.showing_changed):
            changed.connect(self._show_take_label)
        self._parts.bar.generate_pressed.connect(gate.press)
        gate.changed.connect(self._show_gate)

    def _show_places(self) -> None:
        """Show each place empty, being filled, about to change, or as it is."""
        picture, song = self._project.project.picture, self._project.project.song
        coming_picture, coming_song = self._media.coming_picture, self._media.coming_song
        picture_words = self._reading(coming_picture, self._media.picture and picture)
        song_words = self._reading(coming_song, self._media.song and song)
        empty = picture is None and song is None and coming_picture is None and coming_song is None
        if empty and self.start_card.isHidden():
            self.recent.look()
        covered = self._media.picture is None
        self._picture_cover.setVisible(covered)
        # Nobody sees the focus of what is covered.
        self._parts.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus if covered else Qt.FocusPolicy.StrongFocus)
        self._parts.preview.controls.setEnabled(not empty)
        self.picture_zone.show_loading(picture_words)
        self.picture_veil.show_words(picture_words if self._media.picture is not None else "")
        self.song_zone.show_loading(song_words)
        self.song_veil.show_words(song_words if self._media.song is not None else "")
        self.start_card.setVisible(empty)

    def _reading(self, path: Path | None, present: MediaFile | None) -> str:
        """Say that ``path`` is read, unless it is what is ``present`` and only looked at anew."""
        if path is None or (present is not None and Path(present.path) == path):
            return ""
        return self.tr("Reading “{name}”…").format(name=path.name)

    def _show_gate(self) -> None:
        gate = self._gate
        self._parts.bar.show_readiness(self._readiness_words(), is_open=gate.is_open, wished=gate.is_wished)
        self._export_to.setEnabled(gate.is_open and gate.awaited is Awaited.NOTHING)

    def _readiness_words(self) -> str:
        gate = self._gate
        if gate.lacks_picture and gate.lacks_song:
            return self.tr("Choose a picture and a song to begin")
        if gate.lacks_picture:
            return self.tr("Choose a picture to begin: the song is there")
        if gate.lacks_song:
            return self.tr("Choose a song to begin: the picture is there")
        return {
            Awaited.NOTHING: "",
            Awaited.SAMPLE: self.tr("Opening the sample…"),
            Awaited.SONG: self.tr("Reading the song…"),
            Awaited.PICTURE: self.tr("Reading the picture…"),
            Awaited.BEATS: self.tr("Finding the beats…"),
        }[gate.awaited]

    def _show_take_label(self) -> None:
        """Say what a take is of, where that is not what is in the window."""
        take, project = self._parts.preview.takes.take, self._project.project
        words = ""
        if self._parts.preview.showing is Showing.TAKE and take is not None:
            request = take.request
            if project.song is None or request.song.sha256 != project.song.sha256:
                words = self.tr("Made from another song: {name}").format(name=request.song_path.name)
            elif project.picture is None or request.picture.sha256 != project.picture.sha256:
                words = self.tr("Made from another picture: {name}").format(name=request.picture_path.name)
        self.take_label.show_words(words)

    def _on_recent_found(self, recent: Recent) -> None:
        self.picture_zone.recent.show_paths(recent.pictures)
        self.song_zone.recent.show_paths(recent.songs)
        self.start_card.show_recent(recent.projects)
