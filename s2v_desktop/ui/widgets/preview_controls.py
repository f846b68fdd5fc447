"""The row of controls below the preview; what they do is connected by who shows something."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from s2v_desktop.core.timebase import format_time, frame_start_s
from s2v_desktop.ui.icons import show_icon


class PreviewControls(QWidget):
    """Play, repeat, step, position, comparison, full screen and volume.

    ``frame_chosen`` carries the frame to which the slider was moved, ``stepped`` a number of frames,
    ``volume_changed`` 0-1.
    """

    frame_chosen = Signal(int)
    stepped = Signal(int)
    volume_changed = Signal(float)

    def __init__(self, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame_rate = Fraction(1)
        self.play = self._button("play", self.tr("Play the video (Ctrl+Shift+V)"))
        self.loop = self._button("loop", self.tr("Repeat the video"))
        self.loop.setCheckable(True)
        self.loop.setChecked(True)
        self.back = self._button("step_back", self.tr("One frame back (Ctrl+Shift+,)"))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forward = self._button("step_forward", self.tr("One frame on (Ctrl+Shift+.)"))
        self.forward.clicked.connect(lambda: self.stepped.emit(1))
        self.scrubber = QSlider(Qt.Orientation.Horizontal)
        self.scrubber.setAccessibleName(self.tr("Position in the video"))
        self.scrubber.valueChanged.connect(self._on_scrubber_value_changed)
        self._clock = QLabel()
        self._clock.setObjectName("dim")
        comparing = self.tr("Compare with the picture: drag the line, or move it by the arrow keys")
        self.compare = self._button("compare", comparing)
        self.compare.setCheckable(True)
        self.folder = self._button("folder", self.tr("Open the folder of the video"))
        self.full_screen = self._button("full_screen", self.tr("Full screen (F11, back with Esc)"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(round(volume * 100))
        self.volume.setFixedWidth(60)
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.setToolTip(self.tr("Volume"))
        self.volume.valueChanged.connect(lambda percent: self.volume_changed.emit(percent / 100))
        self._set_up_layout()
        self.show_frame(0)

    def enable(self, *, on: bool) -> None:
        """Let there be something to play and look at, or nothing."""
        for widget in (self.play, self.scrubber, self.back, self.forward, self.compare, self.full_screen):
            widget.setEnabled(on)

    def show_frames(self, frames: int, frame_rate: Fraction) -> None:
        """Let the slider go over ``frames`` frames."""
        self._frame_rate = frame_rate
        with QSignalBlocker(self.scrubber):
            self.scrubber.setRange(0, max(0, frames - 1))
            self.scrubber.setPageStep(round(frame_rate))

    def show_frame(self, frame: int) -> None:
        """Show that ``frame`` is the present one."""
        with QSignalBlocker(self.scrubber):
            self.scrubber.setValue(frame)
        self._clock.setText(format_time(frame_start_s(self.scrubber.value(), 0.0, self._frame_rate)))

    def show_playing(self, playing: bool, name: str) -> None:
        """Let the button pause or play; ``name`` says so."""
        show_icon(self.play, "pause" if playing else "play")
        self.play.setToolTip(name)
        self.play.setAccessibleName(name)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0-1."""
        self.volume.setValue(round(volume * 100))

    def _on_scrubber_value_changed(self, frame: int) -> None:
        self.show_frame(frame)
        self.frame_chosen.emit(frame)

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(self)
        show_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _set_up_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.play, self.loop, self.back, self.forward):
            layout.addWidget(widget)
        layout.addWidget(self.scrubber, 1)
        layout.addWidget(self._clock)
        layout.addSpacing(6)
        for widget in (self.compare, self.folder, self.full_screen, self.volume):
            layout.addWidget(widget)
        self.setTabOrder(self.forward, self.scrubber)
        self.setTabOrder(self.scrubber, self.compare)
