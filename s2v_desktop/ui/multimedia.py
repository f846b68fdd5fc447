"""Qt Multimedia where the computer has it: some Linux systems lack the libraries that it needs."""

from __future__ import annotations

import logging
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
