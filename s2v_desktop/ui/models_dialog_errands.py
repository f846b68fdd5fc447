"""Runs between the models' dialog and the store: shows what is, asks what has to be asked, orders what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.core.errors import S2VError
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.location import Location
from s2v_desktop.store.move import Move
from s2v_desktop.store.settings import StoreSettings
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.messages import error_words, joined, listed, notice_words
from s2v_desktop.ui.model_downloads import ModelDownloads
from s2v_desktop.ui.model_words import own_file_title
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.models_dialog_import import ModelImports
from s2v_desktop.ui.models_dialog_lock import LockWatch
from s2v_desktop.ui.models_in_use import ModelsInUse
from s2v_desktop.ui.questions import asked
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.model_view import Remedy
from s2v_desktop.ui.viewmodels.store_model import StoreModel
from s2v_desktop.ui.viewmodels.store_tasks import Leaving, StoreTask, TaskKind
from s2v_desktop.ui.widgets.model_card import ModelCard
from s2v_desktop.ui.widgets.models_place import Room


class ModelsErrands(QObject):
    """``use_requested`` carries the id of a model to make videos with; ``folder_chosen`` says that it is another."""

    use_requested = Signal(str)
    folder_chosen = Signal()

    def __init__(
        self,
        store: StoreModel,
        settings: SettingsStore,
        dialog: ModelsDialog,
        is_engine_chosen: Callable[[], bool],
        in_use: ModelsInUse,
        parent: QObject,
    ) -> None:
        """``is_engine_chosen`` tells whether the project uses these models; after a change, ``show_store``.

        What is ``in_use`` is neither deleted nor moved.
        """
        super().__init__(parent)
        self._is_engine_chosen = is_engine_chosen
        self._in_use = in_use
        self._store = store
        self._settings = settings
        self._dialog = dialog
        self._downloads = ModelDownloads(store, dialog, self)
        self._lock = LockWatch(store, dialog, self)
        self._imports = ModelImports(store, dialog, self._title, self)
        self._fits_shown_on = 0
        self._move_asked: Move | None = None
        dialog.card_made.connect(self._on_dialog_card_made)
        dialog.own_files.delete_requested.connect(dialog.message_bar.clear)
        dialog.own_files.delete_requested.connect(self._ask_to_delete)
        dialog.closed.connect(store.unwatch)
        dialog.place.change_requested.connect(self.change_folder)
        dialog.task.stop_requested.connect(store.tasks.stop)
        dialog.reconnect.again_requested.connect(store.open)
        dialog.reconnect.change_requested.connect(self._choose_anew)
        dialog.reconnect.usual_requested.connect(lambda: self._use_folder(""))
        dialog.network.setting_changed.connect(self._on_network_setting_changed)
        store.changed.connect(self.show_store)
        store.failed.connect(self._on_failed)
        store.tasks.begun.connect(dialog.message_bar.clear)
        store.tasks.place_judged.connect(self._on_tasks_place_judged)
        store.tasks.leaving_reckoned.connect(self._on_tasks_leaving_reckoned)
        self._show_network()
        self.show_store()

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_store(self) -> None:
        """Show what is known of the models now."""
        store, dialog = self._store, self._dialog
        if store.is_gone:
            dialog.show_missing(store.root)
            return
        survey = store.survey
        dialog.hold_focus(is_enabled=store.can_change or survey is None)
        dialog.place.show_place(store.root, self._room(), can_change=store.can_leave, can_import=store.can_change)
        dialog.show_own_files(survey.unlisted if survey is not None else (), is_enabled=store.can_change)
        used_id = survey.used_id if survey is not None else ""
        is_settled = self._is_engine_chosen() and self._settings.settings.chosen_model == used_id
        dialog.show_views(
            store.views,
            used_id,
            used_id if is_settled else "",
            is_enabled=store.can_change,
            is_elsewhere=self._lock.is_locked,
        )
        if survey is not None:
            self._in_use.note_used(used_id)
            dialog.network.show_refused(survey.source_fault.detail if survey.source_fault is not None else None)
        dialog.show_fault(self._fault_words(survey.fault) if survey is not None and survey.fault is not None else "")
        task = store.tasks.task
        dialog.task.show_task(self._task_words(task), task.done_bytes if task else 0, task.total_bytes if task else 0)
        self._show_fits()
        dialog.give_focus_back(is_enabled=store.can_change)
        if survey is not None and survey.begun_move is not None and survey.begun_move != self._move_asked:
            self._move_asked = survey.begun_move
            QTimer.singleShot(0, self._ask_about_move)  # after all others have heard of the change

    def _room(self) -> Room | None:
        survey = self._store.survey
        if survey is None:
            return None
        taken_bytes = max(0, self._store.here_bytes - survey.linked_bytes)
        return Room(taken_bytes, survey.linked_bytes, survey.free_bytes)

    def _show_fits(self) -> None:
        """Tell how the models suit this computer, once that is known and whenever there are new cards."""
        fits, views = self._store.fits, self._store.views
        if fits is None or self._fits_shown_on == len(views):
            return
        self._fits_shown_on = len(views)
        ids = [view.model.id for view in views]
        order = sorted(ids, key=lambda model_id: (model_id != fits.best_id, ids.index(model_id)))
        self._dialog.show_fits(fits.by_model, fits.computer, order, fits.best_id)

    def _fault_words(self, error: S2VError) -> str:
        words = error_words(error)
        if self._lock.is_locked:
            return joined(words.sentence, self.tr("This goes on by itself as soon as that is finished or closed."))
        return joined(*words)

    def _task_words(self, task: StoreTask | None) -> str:
        if task is None:
            return ""
        words = {
            TaskKind.IMPORT: self.tr("Importing from {subject}"),
            TaskKind.MOVE: self.tr("Moving the models to {subject}"),
            TaskKind.DELETE: self.tr("Deleting {subject}"),
        }[task.kind].format(subject=task.subject)
        if not task.total_bytes:
            return words + " …"
        amount = self.tr("{done} of {total}").format(
            done=size_words(task.done_bytes), total=size_words(task.total_bytes)
        )
        return f"{words} · {amount}"

    def _show_network(self) -> None:
        settings = self._settings.settings
        self._dialog.network.show_settings(
            StoreSettings(settings.hub_source, settings.hub_base_url, settings.hub_proxy, settings.hub_token)
        )

    # -- one model -------------------------------------------------------------------------------------------------

    def _on_dialog_card_made(self, card: ModelCard) -> None:
        store, downloads = self._store, self._downloads
        for requested, order in (
            (card.download_requested, downloads.download),
            (card.pause_requested, store.pause),
            (card.resume_requested, lambda model_id: downloads.fetch(store.resume, model_id)),
            (card.cancel_requested, downloads.cancel),
            (card.verify_requested, store.verify),
            (card.delete_requested, self._ask_to_delete),
            (card.remedy_requested, self._remedy),
        ):
            requested.connect(self._dialog.message_bar.clear)
            requested.connect(order)
        card.use_requested.connect(self.use_requested)

    def _remedy(self, model_id: str) -> None:
        """Do the one thing that helps a model that failed."""
        if self._store.survey is None:
            return
        {
            Remedy.OTHER_SOURCE: self._dialog.network.unfold,
            Remedy.OTHER_FOLDER: self.change_folder,
            Remedy.LOOK_AGAIN: self._store.open,
            Remedy.REPAIR: lambda: self._downloads.fetch(self._store.repair, model_id),
            Remedy.TRY_AGAIN: lambda: self._downloads.fetch(self._store.resume, model_id),
        }[self._store.view(model_id).remedy]()

    def _ask_to_delete(self, model_id: str) -> None:
        survey = self._store.survey
        if survey is not None and not self._is_refused(self._deletion_words(model_id)):
            self._store.tasks.reckon_leaving(model_id, survey.catalog)

    def _deletion_words(self, name: str) -> str:
        """Return why a model, or files of a user's own, cannot be deleted now; empty where they can."""
        model = next((view.model for view in self._store.views if view.model.id == name), None)
        return self._in_use.deletion_words(model, self._title(name))

    def _on_tasks_leaving_reckoned(self, leaving: Leaving) -> None:
        """Ask before a model is deleted, with what becomes free and what stays for others."""
        survey, deletion = self._store.survey, leaving.deletion
        if survey is None:
            return
        title = self._title(leaving.model_id)
        if leaving.model_id in deletion.kept:
            words = self.tr("“{file}” stays: the models that are here need it. Delete these first.")
            self._dialog.message_bar.show_notice(words.format(file=title))
            return
        words = self.tr("Delete “{model}”? {size} become free.").format(
            model=title, size=size_words(deletion.freed_bytes)
        )
        if any(piece.link_to for piece in survey.unlisted if piece.piece_id == leaving.model_id):
            words = joined(words, self.tr("Only links go: the files themselves stay where they are."))
        if deletion.kept:
            stays = self.tr("{size} stay, also used by {models}.")
            others = self._users(deletion.kept, leaving.model_id)
            kept = size_words(self._store.bytes_of(deletion.kept))
            words = joined(words, stays.format(size=kept, models=listed([f"“{other}”" for other in others])))
        delete = self.tr("Delete")
        is_wanted = self._asked(self.tr("Delete a model"), words, delete) == delete
        if is_wanted and not self._is_refused(self._deletion_words(leaving.model_id)):
            self._store.tasks.delete(leaving.model_id, title, survey.catalog)

    def _users(self, piece_ids: tuple[str, ...], but: str) -> list[str]:
        """Return the titles of the models that are here, whole or not, and need any of the pieces.

        Transformers of no model count: they may need all that models share.
        """
        models = [
            self._title(view.model.id)
            for view in self._store.views
            if view.model.id != but and view.state is not PieceState.ABSENT and view.pieces & {*piece_ids}
        ]
        unlisted = self._store.survey.unlisted if self._store.survey is not None else ()
        return models + [own_file_title(piece) for piece in unlisted if piece.part is Part.TRANSFORMER]

    def _title(self, name: str) -> str:
        """Return what the model or the piece of a user's own is called."""
        unlisted = self._store.survey.unlisted if self._store.survey is not None else ()
        own = next((own_file_title(piece) for piece in unlisted if piece.piece_id == name), "")
        return own or self._store.view(name).model.title.for_language(self._dialog.language)

    # -- the folder ------------------------------------------------------------------------------------------------

    def change_folder(self) -> None:
        """Ask for another models folder, unless one is being changed now, which is to be seen."""
        if self._store.tasks.task is not None:
            return
        self._dialog.message_bar.clear()
        if self._is_refused(self._in_use.move_words()):
            return
        folder = self._asked_folder(self.tr("Keep the models in"))
        if folder is not None and folder != self._store.root:
            self._store.tasks.judge_place(folder)

    def _on_tasks_place_judged(self, location: Location) -> None:
        """Ask whether what is here comes along."""
        folder, here_bytes = location.folder, self._store.here_bytes
        told = " ".join(notice_words(notice) for notice in location.notices)
        if here_bytes == 0:
            if not told or self._asked(self.tr("Keep the models in"), told, self.tr("Use it")) is not None:
                self._use_folder(str(folder))
            return
        move, leave = self.tr("Move them"), self.tr("Leave them")
        words = self.tr(
            "Shall the models that are here ({size}) move to {folder}? Left where they are, they are not found "
            "any more."
        )
        if not self._store.can_change:  # another program may be at work on them
            words = self.tr(
                "The models that are here ({size}) cannot move to {folder} now. Left where they are, they are not "
                "found any more."
            )
        words = joined(words.format(size=size_words(here_bytes), folder=folder), told)
        answers = (move, leave) if self._store.can_change else (leave,)
        answer = self._asked(self.tr("Keep the models in"), words, *answers)
        if answer == move and not self._is_refused(self._in_use.move_words()):
            self._store.tasks.move(folder)
        elif answer == leave:
            self._use_folder(str(folder))

    def _ask_about_move(self) -> None:
        """Ask what becomes of a move that a crash broke off in the middle of its copies."""
        move = self._move_asked
        if move is None or not self._dialog.isVisible():
            return
        go_on, take_back = self.tr("Go on"), self.tr("Take it back")
        words = self.tr("Moving the models to {folder} was broken off. Nothing is lost: go on, or take it back?")
        answer = self._asked(self.tr("Keep the models in"), words.format(folder=move.target), go_on, take_back)
        if answer == go_on and not self._is_refused(self._in_use.move_words()):
            self._store.tasks.move(Path(move.target))
        elif answer == take_back:
            self._store.tasks.take_move_back(move.source)

    def _choose_anew(self) -> None:
        """Choose another folder where the one before is not there, so that nothing can move."""
        folder = self._asked_folder(self.tr("Keep the models in"))
        if folder is not None:
            self._store.tasks.judge_place(folder)

    def _use_folder(self, folder: str) -> None:
        self._change(models_dir=folder)
        self.folder_chosen.emit()
        self._store.open()

    # -- the network -----------------------------------------------------------------------------------------------

    def _on_network_setting_changed(self, setting: str, value: str) -> None:
        if getattr(self._settings.settings, setting) == value:
            return
        self._change(**{setting: value})
        self._show_network()
        self._store.open()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        try:
            self._settings.change(**changes)
        except S2VError as error:
            self._on_failed(error)

    def _on_failed(self, error: S2VError) -> None:
        self._dialog.message_bar.show_error(*error_words(error))

    def _is_refused(self, words: str) -> bool:
        """Say why something cannot be done now; return whether there is a reason."""
        if words:
            self._dialog.message_bar.show_error(words)
        return bool(words)

    def _asked_folder(self, title: str) -> Path | None:
        folder = QFileDialog.getExistingDirectory(self._dialog, title, str(self._store.root))
        return Path(folder) if folder else None

    def _asked(self, title: str, words: str, *answers: str) -> str | None:
        return asked(self._dialog, title, words, *answers)
