"""What the program remembers between starts: one small JSON file in the settings folder."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import msgspec
from PySide6.QtCore import QStandardPaths

from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import write_atomically
from s2v_desktop.core.look import Look
from s2v_desktop.core.paths import config_dir, default_export_dir
from s2v_desktop.library.cache import DEFAULT_LIMIT_GB

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True):
    """``language`` is ``""`` (the system's), ``en`` or ``zh_CN``; ``theme`` is ``dark``, ``light`` or ``system``.

    ``default_look`` is what a new project begins with; while ``seed_locked``, presets leave the seed alone.
    ``recent_projects`` are paths, the newest first; ``canvas_overlay`` names the guides drawn over the picture.
    Folders are paths, empty where none was chosen yet; ``window_geometry`` and ``window_splitters`` are Qt's own
    byte strings (base64 in the file); ``sound_when_done`` is heard when all videos are made;
    ``volume`` and ``click_volume`` are 0-1; ``sound_latency_ms`` (0-500) is how late headphones are heard;
    ``cache_limit_gb`` is how large the cache may grow, which the engine host reads too, as it does ``models_dir``,
    ``memory_plan`` and ``chosen_model`` (see ``EngineSettings``); with ``live_preview`` the video is drawn while it is
    being shaped; ``hub_source`` and what begins alike are about downloads (see ``StoreSettings``).
    """

    language: str = ""
    theme: str = "dark"
    picture_folder: str = ""
    song_folder: str = ""
    project_folder: str = ""
    export_folder: str = ""
    window_geometry: bytes = b""
    window_splitters: tuple[bytes, ...] = ()
    volume: float = 0.8
    sound_latency_ms: int = 0
    click_on: bool = False
    click_volume: float = 0.7
    sound_when_done: bool = False
    default_look: Look = Look()
    seed_locked: bool = False
    recent_projects: tuple[str, ...] = ()
    recent_pictures: tuple[str, ...] = ()
    recent_songs: tuple[str, ...] = ()
    canvas_overlay: str = ""
    cache_limit_gb: int = DEFAULT_LIMIT_GB
    live_preview: bool = True
    models_dir: str = ""
    memory_plan: str = ""
    chosen_model: str = ""
    hub_source: str = "auto"
    hub_base_url: str = ""
    hub_proxy: str = ""
    hub_token: str = ""

    @property
    def export_dir(self) -> Path:
        """Where videos go."""
        return Path(self.export_folder) if self.export_folder else default_export_dir()

    @property
    def models_path(self) -> Path:
        """Where the weights of models are looked for."""
        return EngineSettings(self.models_dir).models_path

    @property
    def picture_dir(self) -> str:
        """Where a picture is looked for: where the last one was, at first the user's folder of pictures."""
        return self.picture_folder or _own_folder(QStandardPaths.StandardLocation.PicturesLocation)

    @property
    def song_dir(self) -> str:
        """Where a song is looked for: where the last one was, at first the user's folder of music."""
        return self.song_folder or _own_folder(QStandardPaths.StandardLocation.MusicLocation)

    @property
    def project_dir(self) -> str:
        """Where projects are: where the last one was, at first the user's folder of documents."""
        return self.project_folder or _own_folder(QStandardPaths.StandardLocation.DocumentsLocation)


class SettingsStore:
    """Holds the settings of this run and writes each change to disk; any thread."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or config_dir() / "settings.json"
        self._settings = _read(self._path) or Settings()
        self._lock = threading.Lock()

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def change(self, **changes: object) -> None:
        """Replace the named settings and save; raise ``OutputError`` where they cannot be written.

        What other programs changed in the file meanwhile is taken over.
        """
        with self._lock:
            there = _read(self._path)
            self._settings = msgspec.structs.replace(there or self._settings, **changes)
            if self._settings == there:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, msgspec.json.format(msgspec.json.encode(self._settings), indent=1))


def _own_folder(kind: QStandardPaths.StandardLocation) -> str:
    folder = Path(QStandardPaths.writableLocation(kind))
    return str(folder if folder.is_dir() else Path.home())


def _read(path: Path) -> Settings | None:
    """Return the settings in the file; None where there is none, or nothing that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError, S2VError):  # the last: a value out of its range
        _log.warning("the settings in %s cannot be read", path, exc_info=True)
        return None
