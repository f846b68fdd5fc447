"""The help menu, and the details behind a message: what helps those who help."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from s2v_desktop import __version__
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.paths import log_dir
from s2v_desktop.host.computer import computer_facts, report, system_name
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.dialogs import show_about, show_shortcuts
from s2v_desktop.ui.messages import error_words
from s2v_desktop.ui.report_dialog import ReportDialog


class HelpDesk(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence."""

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, actions: WindowActions, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._examination = LatestTask(self)
        self._examination.failed.connect(self.failed)
        actions.shortcuts.triggered.connect(lambda: show_shortcuts(window, actions))
        actions.about.triggered.connect(lambda: show_about(window))
        actions.open_log_folder.triggered.connect(lambda: self.open_log_folder())
        actions.examine.triggered.connect(lambda: self.examine())

    def explain(self, error: S2VError) -> None:
        """Show what is known of ``error``."""
        words = error_words(error)
        said = f"{words.sentence}\n{words.advice}"
        ReportDialog(self.tr("Details of the error"), said, technical_lines(error), self._window).show()

    def examine(self) -> None:
        """Show what this computer offers, as soon as it is known."""
        words = self.tr("What this computer offers. Nothing of it is sent anywhere; copy it where it helps.")
        dialog = ReportDialog(self.tr("This computer"), words, "", self._window)
        self._examination.succeeded.connect(dialog.show_lines)
        dialog.show()
        self._examination.start(lambda: report(computer_facts()))

    def open_log_folder(self) -> None:
        """Show the folder of the log files in the file manager."""
        folder = log_dir()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(output_error(error, folder))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.noticed.emit(self.tr("The log files are in {folder}.").format(folder=folder))

    def close(self) -> None:
        """Wait for the worker thread to end."""
        self._examination.close()


def technical_lines(error: S2VError) -> str:
    """Return the facts of ``error`` for a report, one a line."""
    facts = {
        "code": error.code.value,
        "detail": error.detail,
        "hint": error.hint,
        "version": __version__,
        "system": system_name(),
        "log": str(log_dir() / "window.log"),
    }
    return "\n".join(f"{name + ':':<9} {fact}" for name, fact in facts.items() if fact)
