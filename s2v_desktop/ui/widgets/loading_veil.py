"""What lies over a part of the window while something else is read to take its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.busy_line import BusyLine
from s2v_desktop.ui.widgets.cover import Cover


class LoadingVeil(Cover):
    """Says what is read; keeps the hand from what is about to go."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setObjectName("loadingVeil")
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(1)
        layout.addWidget(self._words)
        layout.addWidget(BusyLine(), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    @property
    def words(self) -> str:
        """What is said; empty while there is no veil."""
        return "" if self.isHidden() else self._words.text()

    def show_words(self, words: str) -> None:
        """Say ``words``; lift the veil where there are none."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
