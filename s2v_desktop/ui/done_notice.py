"""Tells that the videos are done to someone who works in another program meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from s2v_desktop.ui.done_sound import DoneSound

_SHOWN_MS = 10_000


class DoneNotice(QObject):
    """Marks the window's entry in the taskbar, and shows a notification where the system has a place for it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._sound = DoneSound(self)
        self._tray: QSystemTrayIcon | None = None
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._on_application_state_changed)

    def tell(self, done: int, failed: int, *, with_sound: bool) -> None:
        """Say how many videos were made and how many failed, unless the program is in use."""
        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            return
        QApplication.alert(self._window)
        if with_sound:
            self._sound.play()
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._show_message(self._sentence(done, failed), failed)

    def close(self) -> None:
        """Fall silent and take the icon out of the system's tray."""
        self._sound.close()
        if self._tray is not None:
            self._tray.hide()

    def _show_message(self, sentence: str, failed: int) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.setToolTip("S2V Desktop")
            self._tray.messageClicked.connect(self._on_tray_used)
            self._tray.activated.connect(self._on_tray_used)
        self._tray.show()
        kinds = QSystemTrayIcon.MessageIcon
        self._tray.showMessage("S2V Desktop", sentence, kinds.Warning if failed else kinds.Information, _SHOWN_MS)

    def _sentence(self, done: int, failed: int) -> str:
        made = self.tr("The video is ready.") if done == 1 else self.tr("{count} videos are ready.").format(count=done)
        if not failed:
            return made
        lost = self.tr("{count} could not be made.").format(count=failed)
        return f"{made} {lost}" if done else lost

    def _on_tray_used(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.close()
