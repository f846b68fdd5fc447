"""Play, pause, stop, loop, click; where the playhead is; how sure the beats are; zoom."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.timebase import format_time
from s2v_desktop.ui.beat_actions import BeatActions
from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.widgets.sound_settings import SoundSettingsButton

#: From this confidence on the tracker's beats are called sure, or fairly sure.
SURE = 0.7
FAIRLY_SURE = 0.4


class TransportBar(QWidget):
    """Tells which button was pressed; shows what it is told."""

    play_pressed = Signal()
    stop_pressed = Signal()
    loop_toggled = Signal(bool)
    other_tempo_taken = Signal()
    zoomed_in = Signal()
    zoomed_out = Signal()
    zoomed_to_clip = Signal()
    zoomed_to_song = Signal()

    def __init__(self, sound: SoundSettingsButton, actions: BeatActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QToolButton] = []
        self._play = self._button(self.tr("Play the song (Space)"), "play")
        self._play.clicked.connect(self.play_pressed)
        self._stop = self._button(self.tr("Stop and go back (Ctrl+.)"), "stop")
        self._stop.clicked.connect(self.stop_pressed)
        self.loop = self._button(self.tr("Repeat the clip (Ctrl+L)"), "loop")
        self.loop.setCheckable(True)
        self.loop.setChecked(True)
        self.loop.toggled.connect(self.loop_toggled)
        self.click = self._button(self.tr("Click on every beat, another one on the 1 (Ctrl+J)"), "click")
        self.click.setCheckable(True)
        self.sound = sound
        self._clock = QLabel("0:00.000")
        self._clock.setObjectName("clock")
        self._clock.setMinimumWidth(92)
        self._clock.setAccessibleName(self.tr("Playhead"))
        self._certainty = QLabel()
        self._certainty.setMinimumWidth(1)  # the words never make the window wider
        self._wordings = [""]
        self._certainty.setObjectName("dim")
        self._certainty.setAccessibleName(self.tr("How sure the beats are"))
        self.other_tempo = QPushButton()
        self.other_tempo.setObjectName("chip")
        self.other_tempo.setToolTip(self.tr("The song could also be counted at this tempo: click to use it"))
        self.other_tempo.clicked.connect(self.other_tempo_taken)
        self.other_tempo.hide()
        self._set_up_layout(actions)
        self.show_beats(BeatGrid(), searching=False)
        self.set_song_present(present=False)

    def set_song_present(self, *, present: bool) -> None:
        """Enable the buttons only while there is something to play."""
        for button in self._buttons:
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

    def show_beats(self, beats: BeatGrid, *, searching: bool) -> None:
        """Say how sure the beats are, in words."""
        self._wordings = [self.tr("Finding the beats …")] if searching else self._words(beats)
        self._clock.setToolTip(self._wordings[0])
        self._fit_words()

    def show_other_tempo(self, tempo_bpm: float | None) -> None:
        """Offer another tempo, or none."""
        if tempo_bpm is not None:
            self.other_tempo.setText(self.tr("Or {bpm} BPM?").format(bpm=f"{tempo_bpm:.0f}"))
        self.other_tempo.setVisible(tempo_bpm is not None)
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what there is no room for."""
        self._fit_words()
        super().resizeEvent(event)

    def _fit_words(self) -> None:
        """Say as much about the beats as can be read; the clock's tip says all of it."""
        layout, label = self.layout(), self._certainty
        assert layout is not None
        taken = layout.minimumSize().width() + (layout.spacing() if label.isHidden() else -label.minimumWidth())
        room = self.width() - taken
        for words in self._wordings:
            label.setText(words)
            if label.sizeHint().width() <= room:
                break
        label.setVisible(label.sizeHint().width() <= room)

    def _words(self, beats: BeatGrid) -> list[str]:
        """Return wordings of how sure the beats are, the longest first."""
        if beats.source is BeatSource.NONE:
            return [""]
        if beats.locked:
            return [self.tr("Beats are locked")]
        if not beats.beats:
            return [self.tr("No beats: follows the loudness")]
        if beats.source is BeatSource.EDITED:
            return [self.tr("Beats edited by hand")]
        if beats.source is BeatSource.FILE:
            return [self.tr("Beats from a file")]
        if beats.confidence >= SURE:
            return [self.tr("Beats: sure")]
        if beats.confidence >= FAIRLY_SURE:
            return [self.tr("Beats: fairly sure")]
        return [self.tr("Beats unsure: please check"), self.tr("Beats unsure")]

    def _set_up_layout(self, actions: BeatActions) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._play, self._stop, self.loop, self.click, self.sound):
            layout.addWidget(widget)
        layout.addWidget(_button_of(actions.tap))
        layout.addWidget(self._clock)
        layout.addStretch(1)
        self._certainty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._certainty)
        layout.addWidget(self.other_tempo)
        for action in (actions.lock, actions.show_table):
            layout.addWidget(_button_of(action))
        layout.addSpacing(10)
        for text, name, pressed in (
            ("−", self.tr("Show more of the song (minus key in the waveform)"), self.zoomed_out),
            ("+", self.tr("Show less of the song (plus key in the waveform)"), self.zoomed_in),
            (self.tr("Clip"), self.tr("Show the clip (Ctrl+9)"), self.zoomed_to_clip),
            (self.tr("All"), self.tr("Show the whole song (Ctrl+0)"), self.zoomed_to_song),
        ):
            button = self._button(name)
            button.setObjectName("narrow")
            button.setText(text)
            button.clicked.connect(pressed)
            layout.addWidget(button)

    def _button(self, name: str, icon: str = "") -> QToolButton:
        button = QToolButton(self)
        self._buttons.append(button)
        if icon:
            show_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button


def _button_of(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    return button
