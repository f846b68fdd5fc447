"""The models folder: where the engine row looks for models, and how a user gets there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from s2v_desktop.core.files import output_error
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.settings_desk import SettingsDesk
from s2v_desktop.ui.widgets.engine_row import EngineRow


class ModelsDesk(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence."""

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, settings: SettingsStore, row: EngineRow, settings_desk: SettingsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        row.look_into(self._folder)
        row.folder_requested.connect(self.open_folder)
        settings_desk.models_folder_changed.connect(row.look_into)

    def open_folder(self) -> None:
        """Show the models folder in the file manager; make it where it is not there yet."""
        folder = self._folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(output_error(error, folder))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.noticed.emit(self.tr("The models folder is {folder}.").format(folder=folder))

    @property
    def _folder(self) -> Path:
        return self._settings.settings.models_path
