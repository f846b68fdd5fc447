"""Plays the decoded song: the same samples that the tracker hears and the video gets."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt, QTimer, Signal

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.multimedia import has_sound_device, load_multimedia
from s2v_desktop.ui.song_clock import SongClock

_TICK_MS = 16


class SongPlayer(QObject):
    """Plays from the playhead to the song's end, or round and round in a loop.

    ``position_changed`` carries seconds of the song, ``playing_changed`` a bool; ``sound_missing`` comes when a play
    begins without a sound device: the playhead then moves in silence.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    sound_missing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._song: LoadedSong | None = None
        self._position_s = 0.0
        self._loop: Clip | None = None
        self._volume = 1.0
        self._output: _SoundOutput | _Silence | None = None
        self._started_at_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def playing(self) -> bool:
        """Whether the song is playing."""
        return self._output is not None

    @property
    def position_s(self) -> float:
        """Where the playhead is, in seconds of the song."""
        return self._position_s

    def set_song(self, song: LoadedSong | None) -> None:
        """Play ``song`` from now on; stops."""
        self.pause()
        self._song = song
        self.seek(0.0)

    def set_loop(self, loop: Clip | None) -> None:
        """Repeat ``loop``, or with None play on to the end."""
        self._loop = loop

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0-1."""
        self._volume = volume
        if self._output is not None:
            self._output.set_volume(volume)

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
        if self._position_s >= self._song.song.duration_s - 0.01:
            self.seek(0.0)
        self._start_output()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop playing; the playhead stays."""
        if self._output is not None:
            self._timer.stop()
            self._output.stop()
            self._output = None
            self.playing_changed.emit(False)

    def stop(self) -> None:
        """Stop playing and go back to the loop's start, or the song's."""
        self.pause()
        self.seek(self._loop.start_s if self._loop is not None else 0.0)

    def seek(self, time_s: float) -> None:
        """Move the playhead to ``time_s``, within the song."""
        duration_s = self._song.song.duration_s if self._song is not None else 0.0
        self._position_s = max(0.0, min(time_s, duration_s))
        if self._output is not None:
            self._output.stop()
            self._start_output()
        self.position_changed.emit(self._position_s)

    def _start_output(self) -> None:
        assert self._song is not None
        multimedia = load_multimedia()
        self._started_at_s = self._position_s
        if multimedia is None or not has_sound_device(multimedia):
            self._output = _Silence()
            self.sound_missing.emit()
        else:
            self._output = _SoundOutput(multimedia, self._song, self._position_s, self._volume)

    def _on_timer_timeout(self) -> None:
        assert self._output is not None
        assert self._song is not None
        self._position_s = self._started_at_s + self._output.played_s()
        if self._loop is not None and self._position_s >= self._loop.end_s:
            self.seek(self._loop.start_s)
        elif self._position_s >= self._song.song.duration_s:
            self._position_s = self._song.song.duration_s
            self.pause()
            self.position_changed.emit(self._position_s)
        else:
            self.position_changed.emit(self._position_s)


class _Silence:
    """Lets time pass without sound."""

    def __init__(self) -> None:
        self._began_s = time.perf_counter()

    def played_s(self) -> float:
        return time.perf_counter() - self._began_s

    def set_volume(self, volume: float) -> None:
        """There is nothing to make louder."""

    def stop(self) -> None:
        """There is nothing to stop."""


class _SoundOutput:
    """One uninterrupted play of a song from a position on.

    The samples lie in a ``QBuffer``: an ``QIODevice`` written in Python starves the sound card when Python is busy.
    """

    def __init__(self, multimedia: ModuleType, loaded: LoadedSong, start_s: float, volume: float) -> None:
        song = loaded.song
        audio_format: Any = multimedia.QAudioFormat()
        audio_format.setSampleRate(song.sample_rate_hz)
        audio_format.setChannelCount(song.channels)
        audio_format.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        self._buffer = QBuffer()
        self._buffer.setData(loaded.pcm)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._buffer.seek(round(start_s * song.sample_rate_hz) * song.channels * 2)
        self._sink: Any = multimedia.QAudioSink(multimedia.QMediaDevices.defaultAudioOutput(), audio_format)
        self._clock = SongClock()
        self.set_volume(volume)
        self._sink.start(self._buffer)

    def played_s(self) -> float:
        """Seconds heard since the start."""
        return self._clock.read(self._sink.processedUSecs() / 1e6)

    def set_volume(self, volume: float) -> None:
        self._sink.setVolume(volume)

    def stop(self) -> None:
        self._sink.stop()
        self._buffer.close()
