"""What a hand does with the models dialog: opens it, presses its buttons, waits for what it shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog

LEFT = Qt.MouseButton.LeftButton
STORE_MS = 20_000

Files = dict[str, bytes]


def opened(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    window.actions_.models.trigger()
    dialog = window.models.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.cards) and window.models.store.can_change, timeout=STORE_MS)
    return dialog


def press(qtbot: QtBot, dialog: ModelsDialog, button: QPushButton) -> None:
    """Scroll to ``button`` and click on it as soon as it can be."""
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=STORE_MS)
    dialog.scroll_to(button)
    qtbot.mouseClick(button, LEFT)


def wait_for(qtbot: QtBot, window: MainWindow, model_id: str, state: PieceState) -> None:
    store = window.models.store
    qtbot.waitUntil(lambda: bool(store.views) and store.view(model_id).state is state, timeout=STORE_MS)


def install(qtbot: QtBot, window: MainWindow, dialog: ModelsDialog, *model_ids: str) -> None:
    for model_id in model_ids:
        press(qtbot, dialog, dialog.cards[model_id].download)
        wait_for(qtbot, window, model_id, PieceState.READY)


def answer(words: str, *, said: tuple[str, ...] = ()) -> Callable[[QDialog], None]:
    """Check that a question has all that is to be ``said``; then press the button with ``words``."""

    def press_it(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        assert [part for part in said if part not in box.text()] == [], box.text()
        button = next(button for button in box.buttons() if button.text().replace("&", "") == words)
        QTest.mouseClick(button, LEFT)

    return press_it


def give_up(asked: list[str]) -> Callable[[QDialog], None]:
    """Keep in ``asked`` what a question says; then press Escape."""

    def press_escape(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    return press_escape


def default_button(box: QDialog) -> None:
    """Press Return, whatever that chooses."""
    QTest.keyClick(box, Qt.Key.Key_Return)


def can_choose(window: MainWindow) -> bool:
    return window.parameter_panel.engine.can_choose("wan-s2v")
