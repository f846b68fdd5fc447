"""Plays a finished take with its sound, round and round, and stops at exact frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl, Signal

from s2v_desktop.core.timebase import frame_count, frame_middle_s
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.multimedia import has_sound_device, load_multimedia

_SECOND_US = 1_000_000


class TakePlayer(QObject):
    """One take at a time. Qt Multimedia is loaded with the first: it costs time that the start does not have.

    ``frame_shown`` carries the ``QImage`` of a frame, ``moved`` the index of the frame that is now the present one
    (it comes before the picture where the player has yet to fetch it), ``playing_changed`` a bool, ``hindered`` a
    sentence: what keeps the take from being seen or heard.
    """

    frame_shown = Signal(object)
    moved = Signal(int)
    playing_changed = Signal(bool)
    hindered = Signal(str)

    def __init__(self, volume: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.take: Take | None = None
        self.frame = 0
        self._volume = volume
        self._loops = True
        self._multimedia: ModuleType | None = None
        self._player: Any = None
        self._audio: Any = None
        self._newest: Any = None
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._on_idle_timeout)

    @property
    def can_play(self) -> bool:
        """Whether this computer can play videos; known from the first take on."""
        return self._player is not None

    @property
    def playing(self) -> bool:
        """Whether the take is playing."""
        return self._player is not None and self._state() is self._states().PlayingState

    @property
    def frame_rate(self) -> Fraction:
        """Frames a second of the take."""
        return self.take.request.look.frame_rate if self.take is not None else Fraction(1)

    @property
    def frames(self) -> int:
        """How many frames the take has; 0 without one."""
        return frame_count(self.take.request.clip.video_duration_s, self.frame_rate) if self.take is not None else 0

    def load(self, take: Take) -> None:
        """Make ``take`` the one that is played, from its first frame on."""
        self._prepare()
        self.take, self.frame, self._newest = take, 0, None
        if self._player is not None:
            self._player.setSource(QUrl.fromLocalFile(str(Path(take.video_path).absolute())))

    def play(self) -> None:
        """Play from the present frame, or from the first where the take has ended."""
        if self._player is not None and self.take is not None:
            self._player.play()

    def pause(self) -> None:
        """Stop at the present frame."""
        if self.playing:
            self._player.pause()

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def show_frame(self, frame: int) -> None:
        """Go to ``frame``, or the nearest that there is; a take that plays plays on from there."""
        if self._player is None or self.take is None:
            return
        self.frame = min(max(frame, 0), self.frames - 1)
        if self._state() is self._states().StoppedState:
            self._player.pause()  # a stopped player shows nothing
        self._player.setPosition(round(frame_middle_s(self.frame, 0.0, self.frame_rate) * 1000))
        self.moved.emit(self.frame)

    def step(self, frames: int) -> None:
        """Stop at the frame that is ``frames`` after the present one."""
        self.pause()
        self.show_frame(self.frame + frames)

    def set_loops(self, on: bool) -> None:
        """Begin again at the end, or stop there."""
        self._loops = on
        if self._player is not None and self._multimedia is not None:
            loops = self._multimedia.QMediaPlayer.Loops
            self._player.setLoops(loops.Infinite if on else loops.Once)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0-1."""
        self._volume = volume
        if self._audio is not None:
            self._audio.setVolume(volume)

    def close(self) -> None:
        """Let go of the take, its file and the sound device."""
        self.take = self._newest = None
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())

    def _prepare(self) -> None:
        """Make the player where there is none yet and the computer has what it needs."""
        if self._player is not None:
            return
        self._multimedia = load_multimedia()
        if self._multimedia is None:
            self.hindered.emit(self.tr("Playback is not available on this computer; the video itself is fine."))
            return
        self._player = self._multimedia.QMediaPlayer(self)
        sink = self._multimedia.QVideoSink(self)
        self._player.setVideoSink(sink)
        if has_sound_device(self._multimedia):
            self._audio = self._multimedia.QAudioOutput(self)
            self._audio.setVolume(self._volume)
            self._player.setAudioOutput(self._audio)
        else:
            self.hindered.emit(self.tr("No sound device was found: the video plays without sound here."))
        sink.videoFrameChanged.connect(self._on_sink_video_frame_changed)
        self._player.playbackStateChanged.connect(lambda: self.playing_changed.emit(self.playing))
        self._player.errorOccurred.connect(self._on_player_error_occurred)
        self.set_loops(self._loops)

    def _state(self) -> Any:
        return self._player.playbackState()

    def _states(self) -> Any:
        assert self._multimedia is not None
        return self._multimedia.QMediaPlayer.PlaybackState

    def _on_sink_video_frame_changed(self, video_frame: Any) -> None:
        """Keep the frame until nothing else is to be done.

        Turning it into a picture can take longer than it lasts where there is no graphics card: then some are left
        out, and mouse and keys come first.
        """
        self._newest = video_frame
        if not self._idle.isActive():
            self._idle.start()

    def _on_idle_timeout(self) -> None:
        """Show the newest frame; while the take plays, it is also where the take is."""
        video_frame, self._newest = self._newest, None
        if self.take is None or video_frame is None or not video_frame.isValid():
            return
        if self.playing:
            frame = round(Fraction(video_frame.startTime(), _SECOND_US) * self.frame_rate)
            self.frame = min(max(frame, 0), self.frames - 1)
            self.moved.emit(self.frame)
        self.frame_shown.emit(video_frame.toImage())

    def _on_player_error_occurred(self) -> None:
        self.hindered.emit(self.tr("The video is finished but cannot be played here; open it from the export folder."))
