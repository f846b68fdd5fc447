"""Keeps what is loaded in step with the project: a new picture or song is read and shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.errors import ErrorCode, InputError, S2VError
from s2v_desktop.core.look import Look
from s2v_desktop.core.request import MediaFile
from s2v_desktop.core.suffixes import is_media_name
from s2v_desktop.ui.loaded_media import LoadedPicture, LoadedSong
from s2v_desktop.ui.picture_loader import PictureLoader
from s2v_desktop.ui.song_loader import SongLoader
from s2v_desktop.ui.viewmodels.clip_edit import clip_from
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class MediaModel(QObject):
    """The loaded picture and song of a project; ``failed`` carries an ``S2VError``.

    ``picture_loaded`` and ``song_loaded`` carry None where the project has none any more; ``bands_measured`` carries
    the ``BandShares`` of the song loaded last. ``media_missing`` carries a ``MediaFile`` of the project whose file is
    gone; ``coming_changed`` tells that a file is being read now, or no longer (``coming_picture``, ``coming_song``).
    """

    picture_loaded = Signal(object)
    song_loaded = Signal(object)
    bands_measured = Signal(object)
    media_missing = Signal(object)
    coming_changed = Signal()
    failed = Signal(object)

    def __init__(self, project_model: ProjectModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project_model = project_model
        self.picture: LoadedPicture | None = None
        self.song: LoadedSong | None = None
        self.coming_picture: Path | None = None
        self.coming_song: Path | None = None
        self._pictures = PictureLoader(self)
        self._pictures.loaded.connect(self._on_pictures_loaded)
        self._pictures.failed.connect(self._on_pictures_failed)
        self._songs = SongLoader(self)
        self._songs.loaded.connect(self._on_songs_loaded)
        self._songs.bands_measured.connect(self.bands_measured)
        self._songs.failed.connect(self._on_songs_failed)
        project_model.picture_changed.connect(self._on_project_picture_changed)
        project_model.song_changed.connect(self._on_project_song_changed)
        project_model.look_changed.connect(self._on_project_look_changed)

    def open_picture(self, path: Path) -> None:
        """Read the picture at ``path``; it enters the project once it is known to be good."""
        self.coming_picture = path
        self._pictures.load(path, self._project_model.look.background)
        self.coming_changed.emit()

    def open_song(self, path: Path) -> None:
        """Read the song at ``path``; it enters the project once it is known to be good."""
        self.coming_song = path
        self._songs.load(path)
        self.coming_changed.emit()

    def hold(self, other: MediaModel) -> None:
        """Hold what ``other`` has loaded, so that a project made of it is shown without reading anything again."""
        self.picture = other.picture
        self.song = other.song

    def show_held(self, other: MediaModel) -> None:
        """Tell of what is held, and read what ``other`` has not finished reading."""
        if self.picture is not None:
            self.picture_loaded.emit(self.picture)
        if self.song is not None:
            self._songs.finish(self.song)
            self.song_loaded.emit(self.song)
        if other.coming_picture is not None:
            self.open_picture(other.coming_picture)
        if other.coming_song is not None:
            self.open_song(other.coming_song)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self._pictures.close()
        self._songs.close()

    def _on_pictures_failed(self, error: S2VError) -> None:
        path, self.coming_picture = self.coming_picture, None
        self.coming_changed.emit()
        if error.code is ErrorCode.PICTURE_UNREADABLE and path is not None and not is_media_name(path.name):
            error = InputError(ErrorCode.FILE_KIND_UNKNOWN, path.name)
        self._tell_failure(error, path, self._project_model.project.picture)

    def _on_songs_failed(self, error: S2VError) -> None:
        path, self.coming_song = self.coming_song, None
        self.coming_changed.emit()
        self._tell_failure(error, path, self._project_model.project.song)

    def _tell_failure(self, error: S2VError, path: Path | None, media: MediaFile | None) -> None:
        if error.code is ErrorCode.FILE_MISSING and media is not None and path == Path(media.path):
            self.media_missing.emit(media)
        else:
            self.failed.emit(error)

    def _on_pictures_loaded(self, loaded: LoadedPicture) -> None:
        self.coming_picture = None
        self.picture = loaded
        self._project_model.set_picture(loaded.media)
        self.picture_loaded.emit(loaded)
        self.coming_changed.emit()

    def _on_songs_loaded(self, loaded: LoadedSong) -> None:
        self.coming_song = None
        self.song = loaded
        clip, song = self._project_model.clip, self._project_model.project.song
        start_s = clip.start_s if song == loaded.media else 0.0
        fitting = clip_from(start_s, clip.duration_s, loaded.song.duration_s)
        fitting = clip.with_span(fitting.start_s, fitting.duration_s)
        if song == loaded.media and clip.end_s > loaded.song.duration_s:  # a shorter file in the place of a missing one
            self._project_model.set_clip(fitting)
        self._project_model.set_song(loaded.media, fitting)
        self.song_loaded.emit(loaded)
        self.coming_changed.emit()

    def _on_project_picture_changed(self, picture: MediaFile | None) -> None:
        if self.picture is None or self.picture.media != picture:
            self.picture = None  # never another picture than the project's, even where reading this one fails
            self.picture_loaded.emit(None)
            if picture is not None:
                self.open_picture(Path(picture.path))

    def _on_project_song_changed(self, song: MediaFile | None) -> None:
        if self.song is None or self.song.media != song:
            self.song = None
            self.song_loaded.emit(None)
            if song is not None:
                self.open_song(Path(song.path))

    def _on_project_look_changed(self, look: Look) -> None:
        if self.picture is not None and look.background != self.picture.background:
            self.open_picture(Path(self.picture.media.path))
