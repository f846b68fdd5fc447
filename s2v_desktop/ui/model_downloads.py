"""What is asked and said before a model is downloaded, and before what came of it is thrown away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from s2v_desktop.store.fit import misfit_of_model
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.messages import fit_words, joined
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.questions import asked
from s2v_desktop.ui.viewmodels.store_model import StoreModel


class ModelDownloads(QObject):
    """Orders downloads from ``store`` for ``dialog``; lives in the window's thread."""

    def __init__(self, store: StoreModel, dialog: ModelsDialog, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._dialog = dialog
        self._early: list[str] = []
        store.changed.connect(self._on_store_changed)

    def download(self, model_id: str) -> None:
        """Download a model; ask before that where it will not run on this computer, as soon as that is known."""
        survey, fits = self._store.survey, self._store.fits
        if survey is None or fits is None:  # the card is of last time, until the folder was looked into again
            self._early.append(model_id)
            return
        misfit = misfit_of_model(self._store.view(model_id).model, survey.catalog, fits.computer)
        if misfit is None or self._is_wanted_all_the_same(model_id, fit_words(misfit, fits.computer)):
            self.fetch(self._store.download, model_id)

    def fetch(self, order: Callable[[str], None], model_id: str) -> None:
        """Give an order that needs the network, unless what is set about that is wrong."""
        if self._store.can_fetch:
            order(model_id)
        else:
            network = self._dialog.network
            self._dialog.message_bar.show_error(network.lead_to_refused())
            self._dialog.scroll_to(network)

    def cancel(self, model_id: str) -> None:
        """Cancel a download; ask before anything is lost by that."""
        if self._store.survey is None:
            return
        lost_bytes = self._store.unfinished_bytes(model_id)
        words = self.tr("Delete what is downloaded of “{model}”? {size} would have to be downloaded again.").format(
            model=self._title(model_id), size=size_words(lost_bytes)
        )
        delete, keep = self.tr("Delete"), self.tr("Keep it")
        title = self.tr("Cancel the download")
        if not lost_bytes or asked(self._dialog, title, words, delete, keep=keep) == delete:
            self._store.cancel(model_id)

    def _is_wanted_all_the_same(self, model_id: str, why: str) -> bool:
        words = self.tr("As it is, “{model}” will not run on this computer. Download {size} anyway?").format(
            model=self._title(model_id), size=size_words(self._store.view(model_id).missing_bytes)
        )
        anyway = self.tr("Download anyway")
        return asked(self._dialog, self.tr("Download a model"), joined(why, words), anyway) == anyway

    def _title(self, model_id: str) -> str:
        return self._store.view(model_id).model.title.for_language(self._dialog.language)

    def _on_store_changed(self) -> None:
        """Go on with what was ordered before folder and computer were looked at."""
        if self._early and self._store.survey is not None and self._store.fits is not None:
            QTimer.singleShot(0, self._download_early)  # after all others have heard of the change

    def _download_early(self) -> None:
        ordered, self._early = dict.fromkeys(self._early), []
        for model_id in ordered if self._dialog.isVisible() else ():
            self.download(model_id)
