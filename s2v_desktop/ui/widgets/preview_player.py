"""Shows a render while it runs and plays the take when it is done."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.core.timebase import format_time
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.multimedia import has_sound_device, load_multimedia
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.frame_view import FrameView


class PreviewPlayer(QWidget):
    """Play, pause, scrub, loop and volume for the finished take.

    ``playing_changed`` carries a bool, ``volume_changed`` 0-1. Without Qt Multimedia or a sound device it says so in
    plain words and everything else works.
    """

    playing_changed = Signal(bool)
    volume_changed = Signal(float)

    def __init__(self, theme: Theme, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Preview"))
        self.take: Take | None = None
        self._still: QImage | None = None
        self._player: Any = None
        self._multimedia: ModuleType | None = None
        self._audio: Any = None
        self.frame_view = FrameView(theme)
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("hint")
        self._note.hide()
        self._play = self._button("play", self.tr("Play the video (Ctrl+Shift+V)"))
        self._play.clicked.connect(self.toggle)
        self._loop = self._button("loop", self.tr("Repeat the video"))
        self._loop.setCheckable(True)
        self._loop.setChecked(True)
        self._loop.toggled.connect(self._on_loop_toggled)
        self._scrubber = QSlider(Qt.Orientation.Horizontal)
        self._scrubber.setAccessibleName(self.tr("Position in the video"))
        self._scrubber.valueChanged.connect(self._on_scrubber_value_changed)
        self._clock = QLabel("0:00.000")
        self._clock.setObjectName("dim")
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setValue(round(volume * 100))
        self._volume.setFixedWidth(80)
        self._volume.setAccessibleName(self.tr("Volume"))
        self._volume.setToolTip(self.tr("Volume"))
        self._volume.valueChanged.connect(self._on_volume_value_changed)
        self._set_up_layout()
        self.clear()

    @property
    def note(self) -> str:
        """The plain message under the picture; empty when all is well."""
        return self._note.text()

    @property
    def playing(self) -> bool:
        """Whether the take is playing."""
        if self._player is None or self._multimedia is None:
            return False
        return self._player.playbackState() is self._multimedia.QMediaPlayer.PlaybackState.PlayingState

    def clear(self) -> None:
        """Show neither take nor preview."""
        self._stop()
        self.take = None
        self.frame_view.show_hint(self.tr("Your video appears here.\nPress Generate to make it."), self._still)
        self._enable(on=False)

    def show_still(self, still: QImage | None) -> None:
        """Have ``still``, the part of the picture that the video shows, in the place of a take until there is one."""
        self._still = still
        if self.take is None and self.frame_view.image.isNull():
            self.clear()

    def show_preview(self, jpeg: bytes) -> None:
        """Show a picture of the running render."""
        self._stop()
        self._enable(on=False)
        image = QImage.fromData(jpeg)
        if not image.isNull():
            self.frame_view.show_image(image)

    def show_take(self, take: Take) -> None:
        """Load the finished ``take`` and play it."""
        self.take = take
        self._enable(on=True)
        self._prepare_player()
        if self._player is None:
            self._enable(on=False)
            self.frame_view.show_hint(
                self.tr("The video is finished, but this computer lacks what is needed to show it here.")
            )
            return
        self._player.setSource(QUrl.fromLocalFile(str(Path(take.video_path).absolute())))
        self._player.play()

    def show_last_take(self) -> None:
        """Show the take again after a render that gave none, or the hint where there is none."""
        if self.take is not None and self.take.path.exists():
            self.show_take(self.take)
            self.pause()
        else:
            self.clear()

    def toggle(self) -> None:
        """Play or pause."""
        if self._player is not None and self.take is not None:
            if self.playing:
                self._player.pause()
            else:
                self._player.play()

    def pause(self) -> None:
        """Pause the take."""
        if self._player is not None:
            self._player.pause()

    def close_player(self) -> None:
        """Let go of the file and the sound device."""
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    # -- inside ----------------------------------------------------------------------------------------------------

    def _prepare_player(self) -> None:
        """Make the player at the first take: it costs time that the start does not have."""
        if self._player is not None:
            return
        self._multimedia = load_multimedia()
        if self._multimedia is None:
            self._say(self.tr("Playback is not available on this computer; the video itself is fine."))
            return
        self._player = self._multimedia.QMediaPlayer(self)
        self._sink = self._multimedia.QVideoSink(self)
        self._player.setVideoSink(self._sink)
        if has_sound_device(self._multimedia):
            self._audio = self._multimedia.QAudioOutput(self)
            self._audio.setVolume(self._volume.value() / 100)
            self._player.setAudioOutput(self._audio)
        else:
            self._say(self.tr("No sound device was found: the video plays without sound here."))
        self._sink.videoFrameChanged.connect(self._on_sink_video_frame_changed)
        self._player.durationChanged.connect(self._on_player_duration_changed)
        self._player.positionChanged.connect(self._on_player_position_changed)
        self._player.playbackStateChanged.connect(self._on_player_state_changed)
        self._player.errorOccurred.connect(self._on_player_error)
        self._on_loop_toggled(self._loop.isChecked())

    def _on_sink_video_frame_changed(self, frame: Any) -> None:
        if self.take is not None and self._scrubber.isEnabled() and frame.isValid():
            self.frame_view.show_image(frame.toImage())

    def _on_player_duration_changed(self, duration_ms: int) -> None:
        self._scrubber.setRange(0, max(0, duration_ms))

    def _on_player_position_changed(self, position_ms: int) -> None:
        with QSignalBlocker(self._scrubber):
            self._scrubber.setValue(position_ms)
        self._clock.setText(format_time(position_ms / 1000))

    def _on_player_state_changed(self) -> None:
        playing = self.playing
        show_icon(self._play, "pause" if playing else "play")
        name = self.tr("Pause the video (Ctrl+Shift+V)") if playing else self.tr("Play the video (Ctrl+Shift+V)")
        self._play.setToolTip(name)
        self._play.setAccessibleName(name)
        self.playing_changed.emit(playing)

    def _on_player_error(self) -> None:
        self._say(self.tr("The video is finished but cannot be played here; open it from the export folder."))

    def _on_scrubber_value_changed(self, position_ms: int) -> None:
        if self._player is not None:
            self._player.setPosition(position_ms)

    def _on_loop_toggled(self, on: bool) -> None:
        if self._player is not None and self._multimedia is not None:
            loops = self._multimedia.QMediaPlayer.Loops
            self._player.setLoops(loops.Infinite if on else loops.Once)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0-1."""
        self._volume.setValue(round(volume * 100))

    def _on_volume_value_changed(self, percent: int) -> None:
        if self._audio is not None:
            self._audio.setVolume(percent / 100)
        self.volume_changed.emit(percent / 100)

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.show()

    def _stop(self) -> None:
        if self.playing:
            self._player.stop()

    def _enable(self, *, on: bool) -> None:
        for widget in (self._play, self._loop, self._scrubber):
            widget.setEnabled(on)

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(self)
        show_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _set_up_layout(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(6)
        for widget in (self._play, self._loop):
            controls.addWidget(widget)
        controls.addWidget(self._scrubber, 1)
        controls.addWidget(self._clock)
        controls.addSpacing(6)
        controls.addWidget(self._volume)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.frame_view, 1)
        layout.addWidget(self._note)
        layout.addLayout(controls)
