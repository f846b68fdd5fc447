"""Brings models that a user has into the models folder: asks for them and how, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from s2v_desktop.core.progress import Notice, NoticeCode
from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.messages import joined, listed, notice_words, part_words
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.questions import asked
from s2v_desktop.ui.viewmodels.store_model import StoreModel
from s2v_desktop.ui.viewmodels.store_tasks import Found


class ModelImports(QObject):
    """Lives in the window's thread; ``title_of`` returns what a model or a piece of a user's own is called."""

    def __init__(
        self, store: StoreModel, dialog: ModelsDialog, title_of: Callable[[str], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._dialog = dialog
        self._title_of = title_of
        self._folder = first_folder()
        self._importing: Found | None = None
        self._imported: Found | None = None
        dialog.place.import_requested.connect(self._on_import_requested)
        dialog.task.stop_requested.connect(self._forget)
        store.failed.connect(self._forget)
        store.looked.connect(self._on_store_looked)
        store.tasks.import_looked_at.connect(self._on_tasks_import_looked_at)
        store.tasks.ended.connect(self._on_tasks_ended)

    def _on_import_requested(self) -> None:
        """Ask for a folder: at first where downloads are, then where the last one was."""
        self._dialog.message_bar.clear()
        title, survey = self.tr("Import a folder"), self._store.survey
        chosen = QFileDialog.getExistingDirectory(self._dialog, title, str(self._folder))
        if chosen and survey is not None:
            self._folder = Path(chosen)
            self._store.tasks.look_at_import(self._folder, survey.catalog)

    def _on_tasks_import_looked_at(self, found: Found) -> None:
        """Ask whether the files are linked or copied; say so where all of them are here already."""
        if not found.parts:
            notice = Notice(NoticeCode.IMPORTED_BEFORE, str(found.folder))
            self._dialog.message_bar.show_notice(notice_words(notice))
            return
        link, copy = self.tr("Link"), self.tr("Copy")
        words = self.tr(
            "{folder} has {size} of models. Link: takes no room; of a folder on another drive, they are found only "
            "while it is there. Copy: takes {size}, and the folder is not needed any more."
        ).format(folder=found.folder, size=size_words(found.size_bytes))
        answer = asked(self._dialog, self.tr("Import a folder"), words, link, copy)
        survey = self._store.survey
        if answer is not None and survey is not None:
            self._importing = found
            self._store.tasks.import_parts(found, survey.catalog, is_linked=answer == link)

    def _forget(self) -> None:
        self._importing = self._imported = None

    def _on_tasks_ended(self) -> None:
        self._importing, self._imported = None, self._importing

    def _on_store_looked(self) -> None:
        """Tell once what an import brought, now that the disk was looked at, and show the first of it."""
        found, self._imported = self._imported, None
        if found is not None:
            self._dialog.message_bar.show_notice(self._told(found))
            for part in self._first_shown(found):
                self._dialog.scroll_to(part)

    def _told(self, found: Found) -> str:
        """Return what came in: files of a user's own and whole models by name, else parts of models."""
        whole = [view for view in self._store.views if view.state is PieceState.READY]
        whole = [view for view in whole if not _piece_ids(found).isdisjoint(view.pieces)]
        named = [*self._own_ids(found), *(view.model.id for view in whole)]
        known = {*named, *(piece_id for view in whole for piece_id in view.pieces)}
        rest = [part_words(part.part.value) for part in found.parts if part.piece_id not in known]
        missing = self.tr("What is still missing is said with each model.")
        if not named:
            words = self.tr("Imported: {size} from {folder}.")
            return joined(words.format(size=size_words(found.size_bytes), folder=found.folder), missing)
        titles = [*(self._title_of(name) for name in named), *dict.fromkeys(rest)]
        names = listed([f"“{title}”" for title in titles])
        if not rest:
            return self.tr("Imported: {models}").format(models=names)
        return joined(self.tr("Imported: {models}.").format(models=names), missing)

    def _first_shown(self, found: Found) -> Sequence[QWidget]:
        """Return what stands first in the list of all that came in, after what it is part of."""
        own_ids, pieces = self._own_ids(found), _piece_ids(found)
        if own_ids:
            return [self._dialog.own_files, self._dialog.own_files.rows[own_ids[0]]]
        cards = self._dialog.cards_in_order
        whole = [card for card in cards if self._store.view(card.model.id).state is PieceState.READY]
        return [card for card in [*whole, *cards] if not pieces.isdisjoint(card.model.pieces)][:1]

    def _own_ids(self, found: Found) -> list[str]:
        unlisted = self._store.survey.unlisted if self._store.survey is not None else ()
        return [piece.piece_id for piece in unlisted if piece.piece_id in _piece_ids(found)]


def first_folder() -> Path:
    """Return where a user's models may be: where downloads go, else the home."""
    downloads = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
    return downloads if downloads.is_dir() else Path.home()


def _piece_ids(found: Found) -> set[str]:
    return {part.piece_id for part in found.parts}
