"""Shows the live preview, a render while it runs, and plays the take when it is done."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.core.timebase import format_time, frame_at, frame_middle_s
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.multimedia import has_sound_device, load_multimedia
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.frame_view import FrameView
from s2v_desktop.ui.widgets.panel import Choice, SegmentedChoice


class Showing(Enum):
    """What the preview shows."""

    LIVE = "live"
    RENDER = "render"
    TAKE = "take"


class PreviewPlayer(QWidget):
    """Play, pause, scrub, step, loop and volume for what is shown: the live preview or the finished take.

    ``playing_changed`` carries a bool and is of the take, ``volume_changed`` 0-1. Of the live preview,
    ``play_requested`` asks to play or pause the song, ``seek_requested`` carries seconds from the video's first
    instant, ``step_requested`` a number of frames. ``full_size_changed`` carries whether the frames fill the screen.
    Without Qt Multimedia or a sound device it says so in plain words and everything else works.
    """

    play_requested = Signal()
    seek_requested = Signal(float)
    step_requested = Signal(int)
    full_size_changed = Signal(bool)
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
        self._showing = Showing.LIVE
        self._live, self._live_expected = QImage(), False
        self.frame_view = FrameView(theme)
        self.frame_view.left_full_screen.connect(self.toggle_full_screen)
        self.frame_view.play_pressed.connect(self._on_play_clicked)
        self.choice = SegmentedChoice(
            self.tr("Shown"),
            [
                Choice(Showing.LIVE, self.tr("Preview"), self.tr("What the video will look like")),
                Choice(Showing.TAKE, self.tr("Finished video"), self.tr("The video that was made last")),
            ],
        )
        self.choice.setMinimumWidth(230)
        self.choice.chosen.connect(self._on_choice_chosen)
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("hint")
        self._note.hide()
        self._play = self._button("play", self.tr("Play the video (Ctrl+Shift+V)"))
        self._play.clicked.connect(self._on_play_clicked)
        self._loop = self._button("loop", self.tr("Repeat the video"))
        self._loop.setCheckable(True)
        self._loop.setChecked(True)
        self._loop.toggled.connect(self._on_loop_toggled)
        self._back = self._button("step_back", self.tr("One frame back (Ctrl+Shift+,)"))
        self._back.clicked.connect(lambda: self.step(-1))
        self._forward = self._button("step_forward", self.tr("One frame on (Ctrl+Shift+.)"))
        self._forward.clicked.connect(lambda: self.step(1))
        self.compare = self._button("compare", self.tr("Compare with the picture: drag the line"))
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self.frame_view.compare)
        self._full = self._button("full_screen", self.tr("Full screen (F11, back with Esc)"))
        self._full.clicked.connect(self.toggle_full_screen)
        self._scrubber = QSlider(Qt.Orientation.Horizontal)
        self._scrubber.setAccessibleName(self.tr("Position in the video"))
        self._scrubber.valueChanged.connect(self._on_scrubber_value_changed)
        self._clock = QLabel("0:00.000")
        self._clock.setObjectName("dim")
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setValue(round(volume * 100))
        self._volume.setFixedWidth(70)
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

    @property
    def showing(self) -> Showing:
        """What is shown."""
        return self._showing

    def clear(self) -> None:
        """Show neither take nor preview."""
        self._stop()
        self.take = None
        self._live = QImage()
        self._set_showing(Showing.LIVE)

    def show_still(self, still: QImage | None) -> None:
        """Have ``still``, the part of the picture that the video shows, to compare with and until there is a frame."""
        self._still = still
        self.frame_view.set_still(still)
        if self.frame_view.image.isNull():
            self._set_showing(self._showing)

    def show_live(self) -> None:
        """Show the live preview in the place of a take or of a running render."""
        if self._showing is not Showing.LIVE:
            self._stop()
            self._set_showing(Showing.LIVE)

    def show_live_image(self, image: QImage | None) -> None:
        """Let ``image`` be the newest of the live preview; None where there is nothing to preview."""
        self._live_expected = False
        had_none, self._live = self._live.isNull(), image or QImage()
        if self._showing is not Showing.LIVE:
            return
        if had_none or image is None:
            self._set_showing(Showing.LIVE)
        else:
            self.frame_view.show_image(image)

    def expect_live(self) -> None:
        """Say that the live preview is on its way, where there is none yet."""
        self._live_expected = True
        if self._showing is Showing.LIVE and self._live.isNull():
            self._show_live_or_hint()

    def show_live_failure(self, text: str) -> None:
        """Say ``text`` in the place of the live preview."""
        self._live, self._live_expected = QImage(), False
        if self._showing is Showing.LIVE:
            self.frame_view.show_hint(text, self._still)

    def show_live_time(self, time_s: float, duration_s: float, *, playing: bool) -> None:
        """Show where in the video the playhead of the song is; outside it, the nearest end."""
        if self._showing is not Showing.LIVE:
            return
        time_s = min(max(time_s, 0.0), duration_s)
        with QSignalBlocker(self._scrubber):
            self._scrubber.setRange(0, round(duration_s * 1000))
            self._scrubber.setValue(round(time_s * 1000))
        self._clock.setText(format_time(time_s))
        self._show_playing(playing)

    def begin_render(self) -> None:
        """Show the pictures of the render that begins, until the live preview or the take comes."""
        self._stop()
        self._set_showing(Showing.RENDER)

    def end_render(self) -> None:
        """Show the live preview after a render that gave no video."""
        if self._showing is Showing.RENDER:
            self.show_live()

    def show_preview(self, jpeg: bytes) -> None:
        """Show a picture of the running render, unless the live preview was called back."""
        image = QImage.fromData(jpeg)
        if self._showing is Showing.RENDER and not image.isNull():
            self.frame_view.show_image(image)

    def show_take(self, take: Take) -> None:
        """Load the finished ``take`` and play it."""
        self.take = take
        self._prepare_player()
        self._set_showing(Showing.TAKE)
        if self._player is None:
            self._enable(on=False)
            self.frame_view.show_hint(
                self.tr("The video is finished, but this computer lacks what is needed to show it here.")
            )
            return
        self._player.setSource(QUrl.fromLocalFile(str(Path(take.video_path).absolute())))
        self._player.play()

    def toggle(self) -> None:
        """Play or pause the take; where another thing is shown, go over to the take first."""
        if self.take is None:
            self.play_requested.emit()
        elif self._player is not None:
            self._set_showing(Showing.TAKE)
            if self.playing:
                self._player.pause()
            else:
                self._player.play()

    def step(self, frames: int) -> None:
        """Stop at the frame that is ``frames`` after the one shown."""
        if self._showing is Showing.LIVE and not self._live.isNull():
            self.step_requested.emit(frames)
        elif self._showing is Showing.TAKE and self._player is not None and self.take is not None:
            self._player.pause()
            rate = self.take.request.look.frame_rate
            index = max(0, frame_at(self._player.position() / 1000, 0.0, rate) + frames)
            self._player.setPosition(round(frame_middle_s(index, 0.0, rate) * 1000))

    def toggle_full_screen(self) -> None:
        """Let the picture fill the screen, or come back to its place."""
        full = not self.frame_view.isFullScreen()
        self.frame_view.setWindowFlag(Qt.WindowType.Window, full)
        if full:
            self.frame_view.setWindowTitle(self.tr("Preview"))
            self.frame_view.showFullScreen()
        else:
            self.frame_view.setWindowState(Qt.WindowState.WindowNoState)
            self.frame_view.show()
        self.full_size_changed.emit(full)

    def pause(self) -> None:
        """Pause the take."""
        if self._player is not None:
            self._player.pause()

    def close_player(self) -> None:
        """Let go of the file, the sound device and the screen."""
        if self.frame_view.isFullScreen():
            self.toggle_full_screen()
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
        if self._showing is Showing.TAKE and frame.isValid():
            self.frame_view.show_image(frame.toImage())

    def _on_player_duration_changed(self, duration_ms: int) -> None:
        if self._showing is Showing.TAKE:
            with QSignalBlocker(self._scrubber):
                self._scrubber.setRange(0, max(0, duration_ms))

    def _on_player_position_changed(self, position_ms: int) -> None:
        if self._showing is Showing.TAKE:
            with QSignalBlocker(self._scrubber):
                self._scrubber.setValue(position_ms)
            self._clock.setText(format_time(position_ms / 1000))

    def _on_player_state_changed(self) -> None:
        if self._showing is Showing.TAKE:
            self._show_playing(self.playing)
        self.playing_changed.emit(self.playing)

    def _on_play_clicked(self) -> None:
        if self._showing is Showing.LIVE:
            self.play_requested.emit()
        else:
            self.toggle()

    def _on_choice_chosen(self, showing: Showing) -> None:
        if showing is Showing.LIVE:
            self.show_live()
        elif self.take is not None:
            self.show_take(self.take)

    def _set_showing(self, showing: Showing) -> None:
        """Let buttons and slider belong to what is shown; begin with what there is of it."""
        self._showing = showing
        self.choice.show_value(Showing.TAKE if showing is Showing.TAKE else Showing.LIVE)
        self.choice.button_of(Showing.TAKE).setEnabled(self.take is not None)
        self._loop.setEnabled(showing is Showing.TAKE)
        if showing is Showing.TAKE and self._player is not None:
            self._enable(on=True)
            self._on_player_duration_changed(self._player.duration())
            self._on_player_position_changed(self._player.position())
            self._show_playing(self.playing)
        elif showing is Showing.LIVE:
            self._enable(on=not self._live.isNull())
            self._show_playing(False)
            self._show_live_or_hint()
        else:
            self._enable(on=False)

    def _show_live_or_hint(self) -> None:
        if self._live.isNull() and self._live_expected:
            self.frame_view.show_hint(self.tr("Preparing the preview…"), self._still)
        elif self._live.isNull():
            self.frame_view.show_hint(self.tr("Your video appears here.\nPress Generate to make it."), self._still)
        else:
            self.frame_view.show_image(self._live)

    def _show_playing(self, playing: bool) -> None:
        show_icon(self._play, "pause" if playing else "play")
        if self._showing is not Showing.TAKE:
            name = self.tr("Pause (Ctrl+P)") if playing else self.tr("Play the preview with the song (Ctrl+P)")
        else:
            name = self.tr("Pause the video (Ctrl+Shift+V)") if playing else self.tr("Play the video (Ctrl+Shift+V)")
        self._play.setToolTip(name)
        self._play.setAccessibleName(name)

    def _on_player_error(self) -> None:
        self._say(self.tr("The video is finished but cannot be played here; open it from the export folder."))

    def _on_scrubber_value_changed(self, position_ms: int) -> None:
        if self._showing is Showing.LIVE:
            self.seek_requested.emit(position_ms / 1000)
        elif self._player is not None:
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
        for widget in (self._play, self._scrubber, self._back, self._forward, self.compare, self._full):
            widget.setEnabled(on)

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(self)
        show_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _set_up_layout(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(4)
        for widget in (self._play, self._loop, self._back, self._forward):
            controls.addWidget(widget)
        controls.addWidget(self._scrubber, 1)
        controls.addWidget(self._clock)
        controls.addSpacing(6)
        for widget in (self.compare, self._full, self._volume):
            controls.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.frame_view, 1)
        layout.addWidget(self._note)
        layout.addLayout(controls)
