"""The window's settings file, changed from outside the window: the one place that does so."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import config_dir

_log = logging.getLogger(__name__)


def change_settings(**changes: str) -> None:
    """Replace the named settings in the file and leave the others as they are; raise ``OutputError`` where that fails.

    A window that is open takes them over at its own next change.
    """
    path = config_dir() / "settings.json"
    settings = _read() | changes
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path) from error
    write_atomically(path, msgspec.json.format(msgspec.json.encode(settings), indent=1))


def _read() -> dict[str, Any]:
    try:
        return msgspec.json.decode((config_dir() / "settings.json").read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the settings cannot be read; the defaults count", exc_info=True)
        return {}
