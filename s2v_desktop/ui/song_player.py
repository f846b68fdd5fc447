"""Plays the decoded song: the same samples that the tracker hears and the video gets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from s2v_desktop.audio.click_track import ClickTrack
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.multimedia import SoundServer, has_sound_device, load_multimedia
from s2v_desktop.ui.song_feed import PlayMix
from s2v_desktop.ui.song_play import SongPlay
from s2v_desktop.ui.sound_output import Silence, SoundOutput, device_id

_TICK_MS = 16
_AT_END_S = 0.01


class SongPlayer(QObject):
    """Plays from the playhead to the song's end, or round and round in a loop.

    ``position_changed`` carries seconds of the song, ``playing_changed`` a bool; ``sound_missing`` comes when a play
    begins or goes on without a sound device: the playhead then moves in silence.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    sound_missing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._song: LoadedSong | None = None
        self._position_s = 0.0
        self._loop: Clip | None = None
        self._beats = BeatGrid()
        self._click_on = False
        self._latency_s = 0.0
        self._mix = PlayMix()
        self._play: SongPlay | None = None
        self._devices: Any = None
        self._server: SoundServer | None = None
        self._failed_device = b""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def playing(self) -> bool:
        """Whether the song is playing."""
        return self._play is not None

    @property
    def position_s(self) -> float:
        """What is heard at this moment, or where a play would begin, in seconds of the song."""
        if self._play is not None:
            self._position_s = self._play.position_s(self._latency_s)
        return self._position_s

    @property
    def loop(self) -> Clip | None:
        """What is repeated; None where the song plays on to its end."""
        return self._loop

    def set_song(self, song: LoadedSong | None) -> None:
        """Play ``song`` from now on; stops."""
        self.pause()
        self._song = song
        self._make_clicks()
        self.seek(0.0)

    def set_loop(self, loop: Clip | None) -> None:
        """Repeat ``loop``, or with None play on to the end."""
        self._loop = loop
        if self._play is not None:
            self._play.set_loop(loop)

    def set_volume(self, volume: float) -> None:
        """Set the loudness of the song, 0-1; the clicks have their own."""
        self._mix.song_volume = volume
        self._render_again()

    def set_beats(self, beats: BeatGrid) -> None:
        """Click on ``beats`` from now on."""
        self._beats = beats
        self._make_clicks()

    def set_click(self, on: bool) -> None:
        """Switch the clicks on or off."""
        self._click_on = on
        self._make_clicks()

    def set_click_volume(self, volume: float) -> None:
        """Set the loudness of the clicks, 0-1."""
        self._mix.click_volume = volume
        self._render_again()

    def set_latency(self, latency_s: float) -> None:
        """Take it that sound is heard ``latency_s`` (0-0.5) after the computer has played it.

        Wireless headphones are that late. A playhead that moves does not step back for it, but waits.
        """
        self._latency_s = latency_s

    def toggle(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play from the playhead, or from the loop's start if the playhead is outside it."""
        if self._song is None or self.playing:
            return
        loop = self._loop
        if loop is not None and not loop.start_s <= self._position_s < loop.end_s:
            self.seek(loop.start_s)
        if self._position_s >= self._song.song.duration_s - _AT_END_S:
            self.seek(0.0)
        self._failed_device = b""
        self._begin()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop playing; the playhead stays at what was heard last."""
        if self._play is not None:
            self._timer.stop()
            self._position_s = self._play.position_s(self._latency_s)
            self._end()
            self.playing_changed.emit(False)

    def stop(self) -> None:
        """Stop playing and go back to the loop's start, or the song's."""
        self.pause()
        self.seek(self._loop.start_s if self._loop is not None else 0.0)

    def seek(self, time_s: float) -> None:
        """Move the playhead to ``time_s``, within the song."""
        duration_s = self._song.song.duration_s if self._song is not None else 0.0
        self._position_s = max(0.0, min(time_s, duration_s))
        if self._play is not None:
            self._begin()
        self.position_changed.emit(self._position_s)

    def _begin(self) -> None:
        """Play from the playhead, on the default device or in silence."""
        assert self._song is not None
        was_silent = self._play is not None and self._play.silent
        self._end()
        output = self._open_output(self._song.song.sample_rate_hz, self._song.song.channels)
        self._play = SongPlay(self._song, output, self._position_s, self._loop, self._mix)
        if self._play.silent and not was_silent:
            self.sound_missing.emit()

    def _end(self) -> None:
        if self._play is not None:
            self._play.stop()
            self._play = None

    def _open_output(self, rate_hz: int, channels: int) -> SoundOutput | Silence:
        multimedia = load_multimedia()
        if multimedia is None:
            return Silence(rate_hz)
        if self._devices is None or self._server is None:
            self._server = SoundServer()
            self._devices = multimedia.QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._on_devices_audio_outputs_changed)
        device = self._devices.defaultAudioOutput()
        if not has_sound_device(multimedia) or device_id(device) == self._failed_device or self._server.has_gone():
            return Silence(rate_hz)
        return SoundOutput(multimedia, device, rate_hz, channels)

    def _make_clicks(self) -> None:
        had_clicks = self._mix.clicks is not None
        self._mix.clicks = None
        if self._click_on and self._song is not None:
            self._mix.clicks = ClickTrack(self._beats, self._song.song.sample_rate_hz)
        if had_clicks or self._mix.clicks is not None:
            self._render_again()

    def _render_again(self) -> None:
        if self._play is not None:
            self._play.render_again()

    def _on_timer_timeout(self) -> None:
        assert self._play is not None
        assert self._song is not None
        position_s = self.position_s
        if self._play.failed:
            self._failed_device = self._play.device_id
            self._begin()
        elif self._loop is None and position_s >= self._song.song.duration_s:
            self.pause()
        else:
            self._play.supply()
        self.position_changed.emit(position_s)

    def _on_devices_audio_outputs_changed(self) -> None:
        """Go on where the sound now belongs: headphones were plugged in or out, or another device was chosen."""
        if self._play is None:
            return
        self._position_s = self.position_s
        self._failed_device = b""
        if device_id(self._devices.defaultAudioOutput()) != self._play.device_id:
            self._begin()
