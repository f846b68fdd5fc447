"""Asks the user to choose between a few answers."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def asked(parent: QWidget, title: str, words: str, *answers: str, keep: str = "") -> str | None:
    """Return which of ``answers`` was chosen; None where the user gave up, by a button that may say ``keep``.

    Giving up is the default. Waits in the window's thread while events go on.
    """
    box = QMessageBox(QMessageBox.Icon.Question, title, words, parent=parent)
    buttons = [box.addButton(answer, QMessageBox.ButtonRole.AcceptRole) for answer in answers]
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    if keep:
        cancel.setText(keep)
    box.setDefaultButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    return next((answer for button, answer in zip(buttons, answers, strict=True) if button is clicked), None)
