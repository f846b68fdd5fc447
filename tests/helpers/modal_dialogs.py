"""Answers the modal dialogs that a test's action opens, one after the other, with real clicks and keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QMessageBox

Answer = Callable[[QDialog], None]

_LOOK_MS = 30
_PATIENCE_S = 10.0


@contextmanager
def answering(*answers: Answer) -> Iterator[None]:
    """Give each modal dialog that opens meanwhile the next of ``answers``; fail unless all of them are asked for.

    A dialog that is open again after one above it was closed counts as another.
    """
    conversation = _Conversation(list(answers))
    QTimer.singleShot(0, conversation.look)
    try:
        yield
    finally:
        conversation.over = True
        if conversation.failures:  # why a dialog was left, rather than that it was
            raise conversation.failures[0]
    assert not conversation.answers, f"{len(conversation.answers)} expected dialogs did not open"


class _Conversation:
    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.failures: list[Exception] = []
        self.over = False
        self._last: QDialog | None = None
        self._is_answered = False
        self._deadline_s = 0.0

    def look(self) -> None:
        if self.over:
            return
        QTimer.singleShot(_LOOK_MS, self.look)  # first: an answer may open the next dialog and come back after it
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            return
        try:
            self._answer(dialog)
        except Exception as failure:  # noqa: BLE001 - raised again once the dialogs are closed
            self.failures.append(failure)
            dialog.reject()

    def _answer(self, dialog: QDialog) -> None:
        if dialog is not self._last:
            assert self.answers, f"nobody expected {dialog}"
            self._last, self._is_answered, self._deadline_s = dialog, False, time.monotonic() + _PATIENCE_S
        elif not self._is_answered and dialog.isVisible() and not dialog.isActiveWindow():
            dialog.activateWindow()  # a file dialog takes a name typed without the focus for none
        elif not self._is_answered and dialog.isVisible():  # no one is as quick as to answer at the first sight
            self._is_answered = True
            self.answers.pop(0)(dialog)
        else:
            assert time.monotonic() < self._deadline_s, f"{dialog} stays open"


def click(button: QMessageBox.StandardButton) -> Answer:
    """Click ``button`` of a message box."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox), dialog
        QTest.mouseClick(dialog.button(button), Qt.MouseButton.LeftButton)

    return answer


def saying(text: str, then: Answer) -> Answer:
    """Check that a message box says ``text`` somewhere; then answer it."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox), dialog
        assert text in dialog.text()
        then(dialog)

    return answer


def type_name(name: str) -> Answer:
    """Type ``name`` into a file dialog, or nothing where it is empty, and press Return."""

    def answer(dialog: QDialog) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setFocus()
        field.setCompleter(None)  # its list opens when the disk answers, and takes the Return
        if name:
            field.selectAll()
            QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return answer


def choose_kind(kind: str, then: Answer) -> Answer:
    """Choose the kind of file whose words begin with ``kind`` by the arrow keys; then answer the dialog."""

    def answer(dialog: QDialog) -> None:
        box = dialog.findChild(QComboBox, "fileTypeCombo")
        assert box is not None
        wanted = next(index for index in range(box.count()) if box.itemText(index).startswith(kind))
        while box.currentIndex() != wanted:
            QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < wanted else Qt.Key.Key_Up)
        then(dialog)

    return answer


def give_up(dialog: QDialog) -> None:
    """Press Escape."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
