"""A small button in the status line that tells how far the download of models is; hidden while there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget


class DownloadChip(QToolButton):
    """Pressed, it leads to the models."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide()

    def show_download(self, words: str, details: str) -> None:
        """Show ``words``, and ``details`` in the tip; hide where there are no words."""
        self.setText(words)
        self.setToolTip("\n".join(part for part in (details, self.tr("Show the models (Ctrl+Shift+M)")) if part))
        self.setAccessibleName(words)
        self.setAccessibleDescription(details)
        self.setVisible(bool(words))
