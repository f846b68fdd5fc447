"""Where the models are and how much room there is, with the ways to another folder; what is being done with it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.ui.amount_words import size_words
from s2v_desktop.ui.input_manners import take_focus_by_tab
from s2v_desktop.ui.widgets.path_label import PathLabel

_STEPS = 1000
_BAR_PX = 10


class Room(NamedTuple):
    """What the models take of the drive, what of them are links to other folders, and what is free."""

    taken_bytes: int
    linked_bytes: int
    free_bytes: int


class ModelsPlace(QWidget):
    """``change_requested`` and ``import_requested`` ask for a folder."""

    change_requested = Signal()
    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = PathLabel()
        self.room = QLabel(wordWrap=True)
        self.room.setObjectName("hint")
        self.change = _button(self.tr("Change…"), self.tr("Keep the models in another folder or on another drive"))
        self.change.clicked.connect(self.change_requested)
        self.bring = _button(
            self.tr("Import a folder…"), self.tr("Use models that are on this computer already, say of ComfyUI")
        )
        self.bring.clicked.connect(self.import_requested)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.folder)
        words.addWidget(self.room)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(words, 1)
        layout.addWidget(self.change)
        layout.addWidget(self.bring)

    def show_place(self, folder: Path, room: Room | None, *, can_change: bool, can_import: bool) -> None:
        """Show ``folder`` and its ``room``; None where that is not known."""
        self.folder.show_path(self.tr("Models are in {folder}").format(folder=folder), str(folder))
        self.room.setText(self._room_words(room) if room is not None else " ")
        self.change.setEnabled(can_change)
        self.bring.setEnabled(can_import)

    def _room_words(self, room: Room) -> str:
        words = self.tr("They take {taken}; {free} are free")
        if room.linked_bytes:
            words = self.tr("They take {taken}, besides {linked} in links, which take no room; {free} are free")
        taken, linked = size_words(room.taken_bytes), size_words(room.linked_bytes)
        return words.format(taken=taken, linked=linked, free=size_words(room.free_bytes))


class TaskLine(QFrame):
    """What is being done with the models folder, how far it is, and a button to stop it; hidden while nothing is."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.words = QLabel(wordWrap=True)
        self.progress = QProgressBar(textVisible=False, minimum=0, maximum=_STEPS)
        self.progress.setFixedSize(160, _BAR_PX)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.stop = _button(self.tr("Cancel"), self.tr("Stop it; what was there before stays"))
        self.stop.clicked.connect(self.stop_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.stop)
        self.hide()

    def show_task(self, words: str, done_bytes: int, total_bytes: int) -> None:
        """Show ``words`` and how much is done; hide where there are none."""
        self.setVisible(bool(words))
        self.words.setText(words)
        self.progress.setValue(round(_STEPS * done_bytes / total_bytes) if total_bytes else 0)
        self.stop.setAccessibleDescription(words)


class ReconnectPage(QWidget):
    """In the place of an empty list where the folder that was chosen is not there: its drive may be unplugged."""

    again_requested = Signal()
    change_requested = Signal()
    usual_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self.tr("The models folder is not there"))
        self.title.setObjectName("startTitle")
        self.words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.words.setObjectName("dim")
        self.again = _button(self.tr("Look again"), self.tr("After the drive was connected"))
        self.again.clicked.connect(self.again_requested)
        self.change = _button(self.tr("Choose another folder…"), "")
        self.change.clicked.connect(self.change_requested)
        tip = self.tr("The one on the drive of the system: {folder}").format(folder=default_models_dir())
        self.usual = _button(self.tr("Use the usual folder"), tip)
        self.usual.clicked.connect(self.usual_requested)
        row = QHBoxLayout()
        for button in (self.again, self.change, self.usual):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(1)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addLayout(row)
        layout.addStretch(2)

    def show_folder(self, folder: Path) -> None:
        """Name the folder that is missed."""
        words = self.tr(
            "{folder} cannot be found. If it is on another drive, connect it and look again: nothing that is there "
            "is downloaded twice. Or keep models in another folder from now on."
        )
        self.words.setText(words.format(folder=folder))


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    take_focus_by_tab(button)
    return button
