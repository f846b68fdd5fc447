"""Sees when another program has given the models folder free, so that the models dialog unlocks by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer

from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.store.lock import is_free
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.viewmodels.store_model import StoreModel

#: So often is looked whether the other program is still at work.
_LOOK_MS = 2000


class LockWatch(QObject):
    """While ``dialog`` shows a folder that another program has, looks every few seconds, and when it comes to front."""

    def __init__(self, store: StoreModel, dialog: ModelsDialog, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._dialog = dialog
        self._look = LatestTask(self)
        self._look.succeeded.connect(self._on_look_succeeded)
        self._look.failed.connect(lambda _: store.open())  # which tells what is wrong
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look_now)
        store.changed.connect(self._on_store_changed)
        dialog.closed.connect(self._timer.stop)
        dialog.installEventFilter(self)

    @property
    def is_locked(self) -> bool:
        """Whether another program was at work in the folder when it was looked into."""
        survey = self._store.survey
        fault = survey.fault if survey is not None else None
        return fault is not None and fault.code is ErrorCode.STORE_IN_USE

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at once when the dialog gets the keys."""
        if event.type() is QEvent.Type.WindowActivate:
            self._look_now()
        return False

    def _on_store_changed(self) -> None:
        if not self.is_locked or not self._dialog.isVisible():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _look_now(self) -> None:
        if self.is_locked and self._dialog.isVisible():
            root = self._store.root
            self._look.start(lambda: is_free(root))

    def _on_look_succeeded(self, is_free: bool) -> None:
        if is_free and self.is_locked and self._dialog.isVisible():
            self._store.open()
