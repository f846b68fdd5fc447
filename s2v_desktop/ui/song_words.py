"""What the loaded song says about itself: a name for what is made of it, and its cover where no picture was chosen."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.errors import InputError
from s2v_desktop.library.takes import file_stem
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.kept_pictures import has_own_name, is_cover, keep_cover
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

_log = logging.getLogger(__name__)


class _Words(NamedTuple):
    name: str
    cover: Path | None


class SongWords(QObject):
    """Reads the tags of every loaded song in a worker thread; ``failed`` carries an ``S2VError``."""

    failed = Signal(object)

    def __init__(self, project: ProjectModel, media: MediaModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._name = ""
        self._wants_cover_of: Path | None = None
        self._reading = LatestTask(self)
        self._reading.succeeded.connect(self._on_reading_succeeded)
        self._reading.failed.connect(self.failed)
        media.song_loaded.connect(self._on_media_song_loaded)

    @property
    def name(self) -> str:
        """Artist and title of the song, or its file's name without the ending; empty where there is no song."""
        song = self._project.project.song
        return self._name or (Path(song.path).stem if song is not None else "")

    def take_stem(self) -> str:
        """Return a file name, without its ending, for a video of the project."""
        picture = self._project.project.picture
        return video_stem(self.name, Path(picture.path) if picture is not None else None)

    def want_cover(self, song: Path) -> None:
        """Use the cover of ``song``, which is being opened by hand, unless a picture was chosen by hand."""
        self._wants_cover_of = song.absolute()

    def forget_cover(self) -> None:
        """Use no cover: a picture or a project is being opened by hand."""
        self._wants_cover_of = None

    @property
    def takes_cover(self) -> bool:
        """Whether the cover of a song would be used: no picture was chosen by hand."""
        picture = self._project.project.picture
        return picture is None or is_cover(Path(picture.path))

    def close(self) -> None:
        """Wait for the thread to end."""
        self._reading.close()

    def _on_media_song_loaded(self, loaded: LoadedSong | None) -> None:
        self._name = ""
        self._reading.forget()
        if loaded is not None:
            path = Path(loaded.media.path)
            self._reading.start(lambda: _read(path))

    def _on_reading_succeeded(self, words: _Words) -> None:
        self._name = words.name
        project = self._project.project
        wanted = project.song is not None and Path(project.song.path) == self._wants_cover_of
        self._wants_cover_of = None
        if wanted and words.cover is not None and self.takes_cover and self._media.coming_picture is None:
            self._media.open_picture(words.cover)


def video_stem(song_name: str, picture: Path | None) -> str:
    """Return a file name, without its ending, for a video of ``picture`` and the song called ``song_name``.

    A picture that only the program gave a name is left out.
    """
    if picture is None or not has_own_name(picture):
        return file_stem(song_name)
    return file_stem(f"{song_name} - {picture.stem}")


def _read(path: Path) -> _Words:
    from s2v_desktop.audio.tags import read_tags  # these import readers: not while the window starts
    from s2v_desktop.picture.load import load_picture

    tags = read_tags(path)
    if tags.cover is None:
        return _Words(tags.name, None)
    cover = keep_cover(tags.cover)
    try:
        load_picture(cover)
    except InputError:
        _log.info("the cover of %s is no picture that can be used", path, exc_info=True)
        cover.unlink(missing_ok=True)
        return _Words(tags.name, None)
    return _Words(tags.name, cover)
