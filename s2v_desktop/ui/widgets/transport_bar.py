"""Play, pause, stop, loop; where the playhead is; how fast the song goes and how sure that is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.icons import show_icon

_SURE = 0.7
_FAIRLY_SURE = 0.4


class TransportBar(QWidget):
    """Tells which button was pressed; shows what it is told."""

    play_pressed = Signal()
    stop_pressed = Signal()
    loop_toggled = Signal(bool)
    zoomed_in = Signal()
    zoomed_out = Signal()
    zoomed_to_clip = Signal()
    zoomed_to_song = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = self._button(self.tr("Play the song (Space)"), "play")
        self._play.clicked.connect(self.play_pressed)
        self._stop = self._button(self.tr("Stop and go back (Ctrl+.)"), "stop")
        self._stop.clicked.connect(self.stop_pressed)
        self.loop = self._button(self.tr("Repeat the clip (Ctrl+L)"), "loop")
        self.loop.setCheckable(True)
        self.loop.setChecked(True)
        self.loop.toggled.connect(self.loop_toggled)
        self._clock = QLabel("0:00.000")
        self._clock.setObjectName("clock")
        self._clock.setMinimumWidth(84)
        self._clock.setAccessibleName(self.tr("Playhead"))
        self._clip = QLabel()
        self._clip.setObjectName("dim")
        self._tempo = QLabel()
        self._tempo.setAccessibleName(self.tr("Tempo"))
        self._set_up_layout()
        self.show_beats(BeatGrid(), searching=False)
        self.set_song_present(present=False)

    def set_song_present(self, *, present: bool) -> None:
        """Enable the buttons only while there is something to play."""
        for button in self.findChildren(QToolButton):
            button.setEnabled(present)

    def show_playing(self, playing: bool) -> None:
        """Show what the play button would do."""
        show_icon(self._play, "pause" if playing else "play")
        name = self.tr("Pause the song (Space)") if playing else self.tr("Play the song (Space)")
        self._play.setToolTip(name)
        self._play.setAccessibleName(name)

    def show_position(self, time_s: float) -> None:
        """Show where the playhead is."""
        self._clock.setText(format_time(time_s))

    def show_clip(self, clip: Clip) -> None:
        """Show where the clip lies."""
        words = self.tr("Clip {start} – {end}")
        self._clip.setText(words.format(start=format_time(clip.start_s), end=format_time(clip.end_s)))

    def show_beats(self, beats: BeatGrid, *, searching: bool) -> None:
        """Say how fast the song goes, and how sure that is."""
        tempo = beats.tempo_bpm
        if searching:
            text = self.tr("Finding the beats …")
        elif beats.source is BeatSource.NONE:
            text = ""
        elif tempo is None:
            text = self.tr("No steady beat found: the video follows the loudness")
        else:
            text = f"{tempo:.1f} BPM · {beats.beats_per_bar}/4 · {self._certainty(beats)}"
        self._tempo.setText(text)

    def _certainty(self, beats: BeatGrid) -> str:
        if beats.source is BeatSource.EDITED:
            return self.tr("beats edited by hand")
        if beats.source is BeatSource.FILE:
            return self.tr("beats from a file")
        if beats.confidence >= _SURE:
            return self.tr("beats are sure")
        if beats.confidence >= _FAIRLY_SURE:
            return self.tr("beats are fairly sure")
        return self.tr("beats are unsure: please check them")

    def _set_up_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._play, self._stop, self.loop, self._clock, self._clip):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._tempo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._tempo)
        layout.addSpacing(10)
        for text, name, pressed in (
            ("−", self.tr("Show more of the song (minus key in the waveform)"), self.zoomed_out),
            ("+", self.tr("Show less of the song (plus key in the waveform)"), self.zoomed_in),
            (self.tr("Clip"), self.tr("Show the clip (Ctrl+9)"), self.zoomed_to_clip),
            (self.tr("All"), self.tr("Show the whole song (Ctrl+0)"), self.zoomed_to_song),
        ):
            button = self._button(name)
            button.setText(text)
            button.clicked.connect(pressed)
            layout.addWidget(button)

    def _button(self, name: str, icon: str = "") -> QToolButton:
        button = QToolButton(self)
        if icon:
            show_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button
