"""A user's own files in the models folder, which belong to none of the models that can be downloaded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.store.installed import InstalledPiece
from s2v_desktop.ui.input_manners import take_focus_by_tab
from s2v_desktop.ui.model_words import own_file_title, own_file_words
from s2v_desktop.ui.widgets.path_label import PathLabel


class OwnFiles(QFrame):
    """One of ``rows`` a piece, with its size and place; hidden while there is none.

    ``delete_requested`` carries its id.
    """

    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.buttons: list[QPushButton] = []
        self._shown: tuple[InstalledPiece, ...] = ()
        self.rows: dict[str, QWidget] = {}
        title = QLabel(self.tr("Your own files"))
        title.setObjectName("cardTitle")
        words = self.tr(
            "Imported; they belong to none of the models in this list. Videos are made with them where no model is "
            "ready, or where the one in use lacks such a part."
        )
        hint = QLabel(words, wordWrap=True)
        hint.setObjectName("hint")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 10)
        self._layout.setSpacing(6)
        self._layout.addWidget(title)
        self._layout.addWidget(hint)
        self.hide()

    def show_pieces(self, pieces: Sequence[InstalledPiece], *, is_enabled: bool) -> bool:
        """Show ``pieces``; without ``is_enabled`` none can be deleted. Return whether there are new buttons."""
        is_new = self._shown != (shown := tuple(pieces))
        if is_new:
            self._shown = shown
            for row in self.rows.values():
                self._layout.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.buttons = []
            self.rows = {piece.piece_id: self._made_row(piece) for piece in shown}
            self.setVisible(bool(shown))
        for button in self.buttons:
            button.setEnabled(is_enabled)
        return is_new

    def _made_row(self, piece: InstalledPiece) -> QWidget:
        row, title, facts = QWidget(), own_file_title(piece), PathLabel()
        facts.setObjectName("dim" if piece.is_whole else "warning")
        facts.show_path(own_file_words(piece), piece.link_to)
        button = QPushButton(self.tr("Delete…"))
        button.setAutoDefault(False)
        button.setAccessibleName(f"{button.text()}: {title}")
        button.setAccessibleDescription(own_file_words(piece))
        take_focus_by_tab(button)
        button.clicked.connect(lambda: self.delete_requested.emit(piece.piece_id))
        self.buttons.append(button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(QLabel(title, textFormat=Qt.TextFormat.PlainText))
        words.addWidget(facts)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(words, 1)
        layout.addWidget(button)
        self._layout.addWidget(row)
        return row
