"""The window's title follows the project, and falls silent with it."""

from __future__ import annotations

from pathlib import Path

from modal_dialogs import answering, click
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.settings import SettingsStore


def test_window__unsaved_project_discarded__ends_without_a_fault(qtbot: QtBot, qapp: QApplication, home: Path) -> None:
    settings = SettingsStore()
    settings.change(live_preview=False)
    window = make_window(qapp, settings)
    window.show()
    qtbot.waitExposed(window)
    window.project_model.set_look(prompt="film grain")
    assert not window.project_model.undo_stack.isClean()
    with answering(click(QMessageBox.StandardButton.Discard)):
        window.close()
    with qtbot.captureExceptions() as faults:
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert faults == []
