"""Buttons for files that were used before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

_NAME_CHARACTERS = 24


class RecentButtons(QWidget):
    """At most ``most`` of them in ``columns`` columns, the newest first; ``chosen`` carries a path."""

    chosen = Signal(object)

    def __init__(self, columns: int, most: int) -> None:
        super().__init__()
        self._columns = columns
        self._most = most
        self.buttons: list[QPushButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)

    def show_paths(self, paths: Sequence[Path]) -> None:
        """Offer ``paths``."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(path) for path in paths[: self._most]]
        for index, button in enumerate(self.buttons):
            self._grid.addWidget(button, *divmod(index, self._columns))

    def _button(self, path: Path) -> QPushButton:
        name = path.stem if len(path.stem) <= _NAME_CHARACTERS else f"{path.stem[: _NAME_CHARACTERS - 1]}…"
        button = QPushButton(name.replace("&", "&&"))
        button.setObjectName("flat")
        button.setToolTip(str(path))
        button.setAccessibleName(self.tr("Open again: {name}").format(name=path.name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(path))
        return button
