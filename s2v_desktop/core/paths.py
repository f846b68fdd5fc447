"""Where things lie, in the source tree, in an installed wheel and in a frozen program alike.

``S2V_DESKTOP_HOME`` puts settings, cache and exports under one folder of the user's choice (portable use, tests).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP_NAME = "S2V Desktop"
_PACKAGE_DIR = Path(__file__).resolve().parent.parent


def _data_root() -> Path:
    frozen_root = getattr(sys, "_MEIPASS", None)
    if frozen_root:
        return Path(frozen_root)
    in_wheel = _PACKAGE_DIR / "_data"
    return in_wheel if in_wheel.is_dir() else _PACKAGE_DIR.parent


def program_dir() -> Path:
    """Return the folder that an installation or an update replaces as a whole."""
    if not getattr(sys, "frozen", False):
        return _PACKAGE_DIR
    executable = Path(sys.executable).resolve()
    bundles = [folder for folder in executable.parents if folder.suffix == ".app"]
    return bundles[-1] if bundles else executable.parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``."""
    return _data_root().joinpath("resources", *parts)


def model_manifest_dir() -> Path:
    """Return the folder of the model manifests (``models/``)."""
    return _data_root() / "models"


def _home() -> Path | None:
    home = os.environ.get("S2V_DESKTOP_HOME")
    return Path(home) if home else None


def is_portable_path(path: Path) -> bool:
    """Tell whether ``path`` lies in the folder that ``S2V_DESKTOP_HOME`` names."""
    home = _home()
    return home is not None and path.is_relative_to(home.resolve())


def config_dir() -> Path:
    """Return the folder of the settings (not created)."""
    home = _home()
    return home / "config" if home else platformdirs.user_config_path(_APP_NAME, appauthor=False)


def cache_dir() -> Path:
    """Return the folder of what can be made again: peaks, previews, base frames, compiled kernels (not created)."""
    home = _home()
    return home / "cache" if home else platformdirs.user_cache_path(_APP_NAME, appauthor=False)


def jobs_dir() -> Path:
    """Return the folder where finished parts of unfinished videos are, one folder a base key (not created)."""
    return cache_dir() / "jobs"


def default_models_dir() -> Path:
    """Return the folder of the models' weights unless the user chooses another (not created)."""
    home = _home()
    return home / "models" if home else platformdirs.user_data_path(_APP_NAME, appauthor=False) / "models"


def log_dir() -> Path:
    """Return the folder of the log files (not created)."""
    home = _home()
    return home / "log" if home else platformdirs.user_log_path(_APP_NAME, appauthor=False)


def default_export_dir() -> Path:
    """Return the folder where videos go unless the user chooses another (not created)."""
    home = _home()
    return home / "videos" if home else platformdirs.user_videos_path() / _APP_NAME
