"""Shows the live preview, a render while it runs, and plays the take when it is done."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from s2v_desktop.library.takes import Take
from s2v_desktop.ui.take_player import TakePlayer
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.frame_view import FrameView
from s2v_desktop.ui.widgets.panel import Choice, SegmentedChoice
from s2v_desktop.ui.widgets.preview_controls import PreviewControls


class Showing(Enum):
    """What the preview shows."""

    LIVE = "live"
    RENDER = "render"
    TAKE = "take"


class PreviewPlayer(QWidget):
    """The picture and its controls, which belong to the finished take of ``takes`` while it is shown, else to the song.

    ``showing_changed`` tells that another of them is shown. Of the live preview, ``play_requested`` asks to play or
    pause the song, ``frame_requested`` carries a frame of the clip, ``step_requested`` a number of frames. Of the
    take, ``folder_requested`` carries the ``Take`` whose folder is to be opened.
    Without Qt Multimedia or a sound device it says so in plain words and everything else works.
    """

    showing_changed = Signal()
    play_requested = Signal()
    frame_requested = Signal(int)
    step_requested = Signal(int)
    folder_requested = Signal(object)

    def __init__(self, theme: Theme, volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Preview"))
        self._still: QImage | None = None
        self._showing = Showing.LIVE
        self._live, self._live_expected = QImage(), False
        self.takes = TakePlayer(volume, self)
        self.frame_view = FrameView(theme)
        self.controls = PreviewControls(volume)
        self.choice = SegmentedChoice(
            self.tr("Shown"),
            [
                Choice(Showing.LIVE, self.tr("Preview"), self.tr("What the video will look like")),
                Choice(Showing.TAKE, self.tr("Finished video"), self.tr("The video that was made last")),
            ],
        )
        self.choice.setMinimumWidth(230)
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("hint")
        self._note.hide()
        self._connect()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.frame_view, 1)
        layout.addWidget(self._note)
        layout.addWidget(self.controls)
        self._set_showing(Showing.LIVE)

    @property
    def note(self) -> str:
        """The plain message under the picture; empty when all is well."""
        return self._note.text()

    @property
    def showing(self) -> Showing:
        """What is shown."""
        return self._showing

    def show_still(self, still: QImage | None) -> None:
        """Have ``still``, the part of the picture that the video shows, to compare with and until there is a frame."""
        self._still = still
        self.frame_view.set_still(still)
        if self._showing is Showing.LIVE and self._live.isNull():
            self._show_live_or_hint()

    # -- the live preview ------------------------------------------------------------------------------------------

    def show_live(self) -> None:
        """Show the live preview in the place of a take or of a running render."""
        if self._showing is not Showing.LIVE:
            self.takes.pause()
            self._set_showing(Showing.LIVE)

    def show_live_image(self, image: QImage | None) -> None:
        """Let ``image`` be the newest of the live preview; None where there is nothing to preview."""
        self._live_expected = False
        had_none, self._live = self._live.isNull(), image or QImage()
        if self._showing is Showing.RENDER:
            self.controls.enable(on=image is not None)
        elif self._showing is Showing.LIVE and (had_none or image is None):
            self._set_showing(Showing.LIVE)
        elif self._showing is Showing.LIVE:
            self.frame_view.show_image(self._live)

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

    def show_live_frame(self, frame: int, frames: int, frame_rate: Fraction, *, playing: bool) -> None:
        """Show which of the ``frames`` frames of the clip is at the playhead of the song."""
        if self._showing is not Showing.TAKE:
            self.controls.show_frames(frames, frame_rate)
            self.controls.show_frame(frame)
            self._show_playing(playing)

    # -- the render and the take -----------------------------------------------------------------------------------

    def begin_render(self) -> None:
        """Show the pictures of the render that begins, until the live preview or a take comes; a take goes on."""
        if self._showing is Showing.LIVE or not self.takes.can_play:
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

    def show_take(self, take: Take, frame: int | None = None) -> None:
        """Show the finished ``take``: play it, or stand still at ``frame`` where that is given."""
        self.takes.load(take)
        self._set_showing(Showing.TAKE)
        if not self.takes.can_play:
            words = self.tr("The video is finished, but this computer lacks what is needed to show it here.")
            self.frame_view.show_hint(words)
        elif frame is None:
            self.takes.play()
        else:
            self.takes.show_frame(frame)

    def keep_take(self, take: Take) -> None:
        """Have ``take`` ready to be shown; what is shown now stays."""
        self.takes.load(take)
        self.choice.button_of(Showing.TAKE).setEnabled(True)

    def toggle(self) -> None:
        """Play or pause the take; where another thing is shown, go over to the take first."""
        take = self.takes.take
        if take is None:
            self.play_requested.emit()
        elif self._showing is Showing.TAKE:
            self.takes.toggle()
        else:
            self.show_take(take)

    # -- whatever is shown -----------------------------------------------------------------------------------------

    def step(self, frames: int) -> None:
        """Stop at the frame that is ``frames`` after the one shown."""
        if self._showing is Showing.TAKE:
            self.takes.step(frames)
        elif not self._live.isNull():
            self.step_requested.emit(frames)

    def close_player(self) -> None:
        """Let go of the file, the sound device and the screen."""
        if self.frame_view.isFullScreen():
            self.frame_view.toggle_full_screen()
        self.takes.close()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        takes, controls, view = self.takes, self.controls, self.frame_view
        takes.frame_shown.connect(self._on_takes_frame_shown)
        takes.moved.connect(self._on_takes_moved)
        takes.playing_changed.connect(self._on_takes_playing_changed)
        takes.hindered.connect(self._on_takes_hindered)
        controls.play.clicked.connect(self._on_play_pressed)
        controls.loop.toggled.connect(takes.set_loops)
        controls.stepped.connect(self.step)
        controls.frame_chosen.connect(self._on_controls_frame_chosen)
        controls.compare.toggled.connect(view.compare)
        controls.folder.clicked.connect(lambda: self.folder_requested.emit(takes.take))
        controls.full_screen.clicked.connect(view.toggle_full_screen)
        controls.volume_changed.connect(takes.set_volume)
        view.play_pressed.connect(self._on_play_pressed)
        self.choice.chosen.connect(self._on_choice_chosen)

    def _set_showing(self, showing: Showing) -> None:
        """Let the controls belong to what is shown; begin with what there is of it."""
        self._showing = showing
        takes = self.takes
        self.choice.show_value(Showing.TAKE if showing is Showing.TAKE else Showing.LIVE)
        self.choice.button_of(Showing.TAKE).setEnabled(takes.take is not None)
        self.controls.loop.setEnabled(showing is Showing.TAKE)
        self.controls.folder.setEnabled(showing is Showing.TAKE)
        self._note.setVisible(showing is Showing.TAKE and bool(self.note))
        if showing is Showing.TAKE:
            self.controls.enable(on=takes.can_play)
            self.controls.show_frames(takes.frames, takes.frame_rate)
            self.controls.show_frame(takes.frame)
            self._show_playing(takes.playing)
        else:
            self.controls.enable(on=not self._live.isNull())
            self._show_playing(False)
        if showing is Showing.LIVE:
            self._show_live_or_hint()
        self.showing_changed.emit()

    def _show_live_or_hint(self) -> None:
        if self._live.isNull() and self._live_expected:
            self.frame_view.show_hint(self.tr("Preparing the preview…"), self._still)
        elif self._live.isNull():
            self.frame_view.show_hint(self.tr("Your video appears here.\nPress Generate to make it."), self._still)
        else:
            self.frame_view.show_image(self._live)

    def _show_playing(self, playing: bool) -> None:
        if self._showing is not Showing.TAKE:
            name = self.tr("Pause (Ctrl+P)") if playing else self.tr("Play the preview with the song (Ctrl+P)")
        else:
            name = self.tr("Pause the video (Ctrl+Shift+V)") if playing else self.tr("Play the video (Ctrl+Shift+V)")
        self.controls.show_playing(playing, name)

    def _on_takes_frame_shown(self, image: QImage) -> None:
        if self._showing is Showing.TAKE:
            self.frame_view.show_image(image)

    def _on_takes_moved(self, frame: int) -> None:
        if self._showing is Showing.TAKE:
            self.controls.show_frame(frame)

    def _on_takes_playing_changed(self, playing: bool) -> None:
        if self._showing is Showing.TAKE:
            self._show_playing(playing)

    def _on_takes_hindered(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.setVisible(self._showing is Showing.TAKE)

    def _on_play_pressed(self) -> None:
        if self._showing is Showing.TAKE:
            self.takes.toggle()
        else:
            self.play_requested.emit()

    def _on_controls_frame_chosen(self, frame: int) -> None:
        if self._showing is Showing.TAKE:
            self.takes.show_frame(frame)
        else:
            self.frame_requested.emit(frame)

    def _on_choice_chosen(self, showing: Showing) -> None:
        if showing is Showing.LIVE:
            self.show_live()
        elif self.takes.take is not None:
            self.show_take(self.takes.take)
