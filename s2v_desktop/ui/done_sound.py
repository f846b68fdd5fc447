"""The sound that tells of finished videos."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.paths import resource_path
from s2v_desktop.ui.multimedia import SoundServer, has_sound_device, load_multimedia


class DoneSound(QObject):
    """Two soft tones on the default device; the system's own signal, if it has one, where there is no device."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = SoundServer()
        self._effect: Any = None

    def play(self) -> None:
        """Let it be heard; returns at once."""
        multimedia = load_multimedia()
        if multimedia is None or not has_sound_device(multimedia) or self._server.has_gone():
            QApplication.beep()
            return
        self.close()
        self._effect = multimedia.QSoundEffect(self)  # a new one: it stays with the device of its beginning
        self._effect.setSource(QUrl.fromLocalFile(str(resource_path("sounds", "done.wav"))))
        self._effect.play()

    def close(self) -> None:
        """Fall silent and let go of the device."""
        if self._effect is not None:
            self._effect.stop()
            self._effect.deleteLater()
            self._effect = None
