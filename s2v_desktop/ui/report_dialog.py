"""A few plain words with technical lines below them, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

_WIDTH_PX, _HEIGHT_PX = 640, 360


class ReportDialog(QDialog):
    """Shows ``words`` and ``lines``; a button copies both."""

    def __init__(self, title: str, words: str, lines: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self._words = words
        said = QLabel(words, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        self.lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName(self.tr("Technical details"))
        self.copy = QPushButton(self.tr("Copy details"))
        self.copy.clicked.connect(self._on_copy_clicked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(said)
        layout.addWidget(self.lines, 1)
        layout.addWidget(buttons)
        self.show_lines(lines)

    def show_lines(self, lines: str) -> None:
        """Show other technical lines; without any, there is nothing to copy yet."""
        self.lines.setPlainText(lines)
        self.copy.setEnabled(bool(lines))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._words}\n\n{self.lines.toPlainText()}")
