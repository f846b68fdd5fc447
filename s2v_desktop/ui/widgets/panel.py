"""The rounded box with a title that every area of the window sits in, and small parts made for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui.input_manners import take_focus_by_tab


class Panel(QFrame):
    """A box with a small title where ``title`` is not empty; ``body`` is the layout to fill."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        self.heading = QHBoxLayout()
        if title:
            label = QLabel(title)
            label.setObjectName("panelTitle")
            label.setIndent(0)
            self.heading.addWidget(label)
            self.heading.addStretch(1)
            layout.addLayout(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        layout.addLayout(self.body, 1)


class Choice(NamedTuple):
    """One of several values, and what it is called."""

    value: object
    label: str
    tip: str = ""


class SegmentedChoice(QWidget):
    """A row of joined buttons of which one is down; ``chosen`` carries the value that a hand chose."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = [choice.value for choice in choices]
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, choice in enumerate(choices):
            button = QPushButton(choice.label)
            button.setCheckable(True)
            button.setProperty("segment", _place(index, len(choices)))
            button.setAccessibleName(f"{name}: {choice.label}")
            button.setToolTip(choice.tip)
            self._group.addButton(button, index)
            layout.addWidget(button, 1)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._values[index]))
        self._group.buttonToggled.connect(lambda button: take_focus_by_tab(button))

    def show_value(self, value: object) -> None:
        """Put the button of ``value`` down."""
        self._group.button(self._values.index(value)).setChecked(True)

    def button_of(self, value: object) -> QAbstractButton:
        """Return the button of ``value``."""
        return self._group.button(self._values.index(value))


def _place(index: int, count: int) -> str:
    if index == 0:
        return "first"
    return "last" if index == count - 1 else "middle"
