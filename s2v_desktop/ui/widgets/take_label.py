"""A line over the picture that says what a finished video was made from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.cover import Cover


class TakeLabel(Cover):
    """Lies over the upper edge; mouse and keys pass through it."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._words.setObjectName("takeLabel")
        layout = QVBoxLayout(self)
        layout.addWidget(self._words)
        layout.addStretch(1)

    @property
    def words(self) -> str:
        """What is said; empty where nothing needs to be."""
        return "" if self.isHidden() else self._words.text()

    def show_words(self, words: str) -> None:
        """Say ``words``, or nothing."""
        self._words.setText(words)
        self.setVisible(bool(words))
