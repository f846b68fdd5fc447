"""Brings the models dialog up, and tells status line and engine row what the store does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.look import Look
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.chip_words import download_words
from s2v_desktop.ui.engine_words import DIFFUSION
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.settings_desk import SettingsDesk
from s2v_desktop.ui.translations import choose_language
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.store_model import StoreModel
from s2v_desktop.ui.widgets.download_chip import DownloadChip
from s2v_desktop.ui.widgets.engine_row import EngineRow
from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction

if TYPE_CHECKING:  # the dialog brings the store along, which a start does without
    from s2v_desktop.ui.models_dialog import ModelsDialog
    from s2v_desktop.ui.models_dialog_errands import ModelsErrands


class ModelsParts(NamedTuple):
    """The parts of the window that tell of models."""

    row: EngineRow
    chip: DownloadChip
    messages: MessageBar


class ModelsDesk(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence.

    ``running_look`` returns the look of the video in the making, held or not; None where there is none.
    """

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(
        self,
        settings: SettingsStore,
        project: ProjectModel,
        settings_desk: SettingsDesk,
        actions: WindowActions,
        parts: ModelsParts,
        running_look: Callable[[], Look | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._project = project
        self._settings_desk = settings_desk
        self._row, self._chip, self._messages = parts
        self._running_look = running_look
        self._window = window
        self.dialog: ModelsDialog | None = None
        self._errands: ModelsErrands | None = None
        self._row.look_into(self._folder)
        self._row.folder_requested.connect(self.open_folder)
        self._row.models_requested.connect(self.show)
        self._chip.clicked.connect(lambda: self.show())
        actions.models.triggered.connect(lambda: self.show())
        settings_desk.models_folder_requested.connect(self.change_folder)
        self.store = StoreModel(settings, self)
        self._follow_store()
        self.store.look_at_start()

    def show(self) -> None:
        """Show the models, or bring them to the front where they are shown; the window stays usable."""
        if self.dialog is None:
            self._make_dialog()
        assert self.dialog is not None
        self.store.watch()
        self.dialog.show()
        self.dialog.activateWindow()

    def change_folder(self) -> None:
        """Show the models, and ask for another folder for them."""
        self.show()
        assert self._errands is not None
        self._errands.change_folder()

    @property
    def is_open(self) -> bool:
        """Whether the dialog is to be seen."""
        return self.dialog is not None and self.dialog.isVisible()

    def take_over(self, former: ModelsDesk) -> None:
        """Let the downloads of ``former``, the desk of another window, go on in this one."""
        former.drop_dialog()
        self.store.close()
        self.store, former.store = former.store, self.store
        self.store.disconnect(former)
        self.store.setParent(self)
        self._follow_store()
        self._on_store_changed()

    def drop_dialog(self) -> None:
        """Close the dialog and forget it."""
        if self.dialog is not None and self._errands is not None:
            self._errands.deleteLater()
            self.dialog.close()
            self.dialog.deleteLater()
        self.dialog = self._errands = None

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

    def close(self) -> None:
        """Pause the downloads and wait for their threads to end."""
        if self.dialog is not None:
            self.dialog.close()
        self.store.close()

    # -- inside ----------------------------------------------------------------------------------------------------

    @property
    def _folder(self) -> Path:
        return self._settings.settings.models_path

    def _make_dialog(self) -> None:
        from s2v_desktop.ui.models_dialog import ModelsDialog
        from s2v_desktop.ui.models_dialog_errands import ModelsErrands
        from s2v_desktop.ui.models_in_use import ModelsInUse

        self.dialog = ModelsDialog(self._language, self._window)
        in_use = ModelsInUse(self._running_look)
        self._errands = ModelsErrands(self.store, self._settings, self.dialog, self._is_engine_chosen, in_use, self)
        self._project.look_changed.connect(self._errands.show_store)
        self._errands.use_requested.connect(self._use)
        self._errands.folder_chosen.connect(self._on_store_folder_changed)

    def _is_engine_chosen(self) -> bool:
        return self._project.look.engine == DIFFUSION

    def _follow_store(self) -> None:
        store = self.store
        store.changed.connect(self._on_store_changed)
        store.folder_changed.connect(self._on_store_folder_changed)
        store.model_ready.connect(self._on_store_model_ready)
        store.model_failed.connect(self._on_store_model_failed)
        store.failed.connect(self._on_store_failed)

    def _use(self, model_id: str) -> None:
        """Let this model make the videos, and the project use its engine."""
        try:
            self._settings.change(chosen_model=model_id)
        except S2VError as error:
            self.failed.emit(error)
            return
        self.store.look_again()
        self._project.set_look(engine=DIFFUSION)
        self._messages.show_notice(self.tr("Wan2.2-S2V makes the pictures of this project now."))

    # -- slots -----------------------------------------------------------------------------------------------------

    def _on_store_folder_changed(self) -> None:
        self._row.look_into(self._folder)
        self._settings_desk.show_settings()

    def _on_store_changed(self) -> None:
        self._chip.show_download(*download_words(self.store))

    def _on_store_model_ready(self, model_id: str) -> None:
        if self.is_open:
            return  # it is to be seen there
        model = self.store.view(model_id).model
        words = self.tr("The model “{model}” is ready.").format(model=model.title.for_language(self._language))
        use = () if model.addition else (NoticeAction(self.tr("Use it"), lambda: self._use(model_id)),)
        self._messages.show_notice(words, *use)

    def _on_store_model_failed(self, _model_id: str, error: S2VError) -> None:
        if not self.is_open:
            self.failed.emit(error)

    def _on_store_failed(self, error: S2VError) -> None:
        if not self.is_open:
            self.failed.emit(error)

    @property
    def _language(self) -> str:
        return choose_language(self._settings.settings.language)
