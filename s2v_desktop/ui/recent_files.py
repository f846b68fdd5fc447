"""Pictures, songs and projects that were used before and are still there, for an empty window to offer."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.sample import sample_files
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.kept_pictures import has_own_name
from s2v_desktop.ui.loaded_media import LoadedPicture, LoadedSong
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.media_model import MediaModel

_MAX_KEPT = 6


class Recent(NamedTuple):
    """Files that exist, the newest first."""

    pictures: tuple[Path, ...] = ()
    songs: tuple[Path, ...] = ()
    projects: tuple[Path, ...] = ()


class RecentFiles(QObject):
    """Remembers every picture and song that is used; ``found`` carries a ``Recent``, ``failed`` an ``S2VError``."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, media: MediaModel, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._looking = LatestTask(self)  # a folder on the network may answer slowly
        self._looking.succeeded.connect(self.found)
        self._looking.failed.connect(self.failed)
        media.picture_loaded.connect(self._on_media_picture_loaded)
        media.song_loaded.connect(self._on_media_song_loaded)

    def look(self) -> None:
        """Look which of the files are still there."""
        settings = self._settings.settings
        names = (settings.recent_pictures, settings.recent_songs, settings.recent_projects)
        self._looking.start(lambda: Recent(*(tuple(_present(kind)) for kind in names)))

    def close(self) -> None:
        """Wait for the thread to end."""
        self._looking.close()

    def _on_media_picture_loaded(self, loaded: LoadedPicture | None) -> None:
        if loaded is not None and has_own_name(Path(loaded.media.path)):
            self._remember("recent_pictures", Path(loaded.media.path))

    def _on_media_song_loaded(self, loaded: LoadedSong | None) -> None:
        if loaded is not None:
            self._remember("recent_songs", Path(loaded.media.path))

    def _remember(self, kind: str, path: Path) -> None:
        if path in sample_files():
            return
        others = [other for other in getattr(self._settings.settings, kind) if other != str(path)]
        try:
            self._settings.change(**{kind: (str(path), *others)[:_MAX_KEPT]})
        except S2VError as error:
            self.failed.emit(error)


def _present(names: tuple[str, ...]) -> list[Path]:
    return [path for name in names if (path := Path(name)).is_file()]
