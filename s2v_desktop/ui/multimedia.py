"""Qt Multimedia where the computer has it: some Linux systems lack the libraries that it needs."""

from __future__ import annotations

import logging
import os
import socket
import sys
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QLoggingCategory

_log = logging.getLogger(__name__)


def load_multimedia() -> ModuleType | None:
    """Return ``PySide6.QtMultimedia``, or None where it cannot be loaded. Imported late: the window opens sooner."""
    # It reports every sound server that it does not find; the player says in plain words what matters of that.
    QLoggingCategory.setFilterRules("qt.multimedia*=false")
    try:
        from PySide6 import QtMultimedia
    except ImportError:
        _log.warning("Qt Multimedia cannot be loaded: no playback", exc_info=True)
        return None
    return QtMultimedia


def has_sound_device(multimedia: ModuleType) -> bool:
    """Return whether there is anything to play sound on."""
    return not multimedia.QMediaDevices.defaultAudioOutput().isNull()


class SoundServer:
    """The PulseAudio server of a Linux session, as far as its socket tells.

    Qt ends the whole process when it opens a device of a server that has stopped, and goes on listing its devices:
    ask here first.
    """

    def __init__(self) -> None:
        self._path = _pulse_socket() if sys.platform == "linux" else None
        self._was_there = self._path is not None and _answers(self._path)

    def has_gone(self) -> bool:
        """Return whether the server answered when this object was made and does not now."""
        return self._was_there and self._path is not None and not _answers(self._path)


def _pulse_socket() -> Path:
    named = os.environ.get("PULSE_RUNTIME_PATH")
    folder = Path(named) if named else Path(os.environ.get("XDG_RUNTIME_DIR", "/run")) / "pulse"
    return folder / "native"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
