"""What an empty window says in the place of the video: how to begin, and what can be opened with one click."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.cover import Cover
from s2v_desktop.ui.widgets.recent_buttons import RecentButtons

_MAX_RECENT = 4
_COLUMNS = 2


class StartCard(Cover):
    """``sample_requested`` when the sample is wanted; ``recent`` offers projects."""

    sample_requested = Signal()

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setObjectName("startCard")
        title = QLabel(self.tr("A picture and a song become a video"), wordWrap=True)
        title.setObjectName("startTitle")
        steps = QLabel(self.tr("Drop both anywhere in this window, then press Generate."), wordWrap=True)
        steps.setObjectName("dim")
        self.sample = QPushButton(self.tr("Try the sample"))
        self.sample.setObjectName("offer")
        self.sample.setToolTip(self.tr("Opens a picture and a song that are ready: Generate is the next click"))
        self.sample.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sample.clicked.connect(self.sample_requested)
        self.recent = RecentButtons(_COLUMNS, _MAX_RECENT)
        self._recent_title = QLabel(self.tr("Recent projects"))
        self._recent_title.setObjectName("hint")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(1)
        for label in (title, steps):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        for widget in (self.sample, self._recent_title, self.recent):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.show_recent(())

    def show_opening(self, opening: bool) -> None:
        """Tell that the sample is being opened."""
        self.sample.setEnabled(not opening)
        self.sample.setText(self.tr("Opening the sample…") if opening else self.tr("Try the sample"))

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer the projects at ``paths``, the newest first."""
        self.recent.show_paths(paths)
        for widget in (self._recent_title, self.recent):
            widget.setVisible(bool(paths))
