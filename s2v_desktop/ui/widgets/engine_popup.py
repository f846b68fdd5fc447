"""All engines with what is to be said of them, and the way to the folder of their models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_SENTENCE_WIDTH_PX = 300


class EngineCard(NamedTuple):
    """What is said of an engine; ``level`` is the style of the pill with the words ``fit``, empty for no pill."""

    name: str
    sentence: str
    fit: str
    level: str


class EnginePopup(QFrame):
    """Stays until anything else is clicked; ``folder_requested`` asks to open ``models_folder``, where one is given.

    ``models_requested`` asks for the models that can be had.
    """

    folder_requested = Signal()
    models_requested = Signal()

    def __init__(self, cards: Sequence[EngineCard], models_folder: Path | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("How well the engines suit this computer"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(14, 10, 14, 12)
        for card in cards:
            self._add_card(card)
        if models_folder is not None:
            self._add_folder_name(models_folder)
        self._add_buttons(with_folder=models_folder is not None)
        self.adjustSize()

    def show_above(self, corner: QPoint) -> None:
        """Show it with its lower right corner just above ``corner``, a place on the screen."""
        self.move(corner.x() - self.width(), corner.y() - self.height() - 4)
        self.show()

    def _add_card(self, card: EngineCard) -> None:
        title = QLabel(card.name)
        title.setObjectName("groupTitle")
        title.setIndent(0)
        heading = QHBoxLayout()
        heading.addWidget(title, 1)
        if card.fit:
            pill = QLabel(card.fit)
            pill.setObjectName("pill")
            pill.setProperty("level", card.level)
            heading.addWidget(pill, 0, Qt.AlignmentFlag.AlignBottom)
        self._layout.addLayout(heading)
        self._layout.addWidget(_hint(card.sentence))

    def _add_folder_name(self, folder: Path) -> None:
        name = _hint("")
        name.setText(name.fontMetrics().elidedText(str(folder), Qt.TextElideMode.ElideMiddle, _SENTENCE_WIDTH_PX))
        name.setToolTip(str(folder))
        self._layout.addWidget(name)

    def _add_buttons(self, *, with_folder: bool) -> None:
        row = QHBoxLayout()
        self.models = QPushButton(self.tr("Models…"))
        self.models.setToolTip(self.tr("Download models, and see what suits this computer (Ctrl+Shift+M)"))
        self.models.clicked.connect(self._on_models_clicked)
        row.addWidget(self.models)
        if with_folder:
            self.open_folder = QPushButton(self.tr("Open the models folder"))
            self.open_folder.setToolTip(self.tr("Put the files of the model there; they are found when you come back"))
            self.open_folder.clicked.connect(self._on_open_folder_clicked)
            row.addWidget(self.open_folder)
        row.addStretch(1)
        self._layout.addLayout(row)

    def _on_models_clicked(self) -> None:
        self.close()
        self.models_requested.emit()

    def _on_open_folder_clicked(self) -> None:
        self.close()
        self.folder_requested.emit()


def _hint(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("hint")
    label.setWordWrap(True)
    label.setFixedWidth(_SENTENCE_WIDTH_PX)
    return label
