"""One play of a song: from the press of the button to the pause, without interruption."""

from __future__ import annotations

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.play_route import PlayRoute
from s2v_desktop.ui.song_feed import PlayMix, SongFeed
from s2v_desktop.ui.sound_output import Silence, SoundOutput

_QUEUED_S = 1.0


class SongPlay:
    """Keeps ``output`` supplied with the samples of ``loaded`` and tells which of them is heard."""

    def __init__(
        self, loaded: LoadedSong, output: SoundOutput | Silence, start_s: float, loop: Clip | None, mix: PlayMix
    ) -> None:
        self._rate_hz = loaded.song.sample_rate_hz
        self._song_frames = loaded.song.frames
        self._start_s = start_s
        self._heard_frame = 0.0
        first_frame = min(self._song_frames, round(start_s * self._rate_hz))
        self._route = PlayRoute(self._song_frames, first_frame, self._loop_frames(loop))
        self._feed = SongFeed(loaded, self._route, mix)
        self._output = output
        self.supply()
        output.start()

    @property
    def device_id(self) -> bytes:
        """The device on which this is heard; empty where there is none."""
        return self._output.device_id

    @property
    def silent(self) -> bool:
        """Whether this goes on without a device."""
        return isinstance(self._output, Silence)

    @property
    def failed(self) -> bool:
        """Whether the device plays no longer."""
        return self._output.failed

    def position_s(self, latency_s: float) -> float:
        """Return what is heard, in seconds of the song, on a device that is heard ``latency_s`` late."""
        late_s = 0.0 if self.silent else latency_s
        heard_frame = (self._output.heard_s() - late_s) * self._rate_hz
        self._heard_frame = max(self._heard_frame, min(heard_frame, self._route.laid_frames))
        if self._heard_frame == 0:
            return self._start_s
        return self._route.song_frame(self._heard_frame) / self._rate_hz

    def supply(self) -> None:
        """Queue the samples of the next second."""
        missing = self._output.taken_frames + round(_QUEUED_S * self._rate_hz) - self._route.laid_frames
        if missing > 0:
            self._route.forget_before(self._heard_frame)
            self._output.append(self._feed.read(missing))

    def set_loop(self, loop: Clip | None) -> None:
        """Go round in ``loop`` from what the device takes next on, or with None on to the song's end."""
        self._route.set_loop(self._loop_frames(loop))
        self.render_again()

    def render_again(self) -> None:
        """Replace what the device has not taken yet: the clicks, the loudness or the loop have changed."""
        self._output.discard_queue()
        self._route.cut(self._output.taken_frames)
        self.supply()

    def stop(self) -> None:
        """Fall silent."""
        self._output.stop()

    def _loop_frames(self, loop: Clip | None) -> range | None:
        if loop is None:
            return None
        end_frame = min(self._song_frames, round(loop.end_s * self._rate_hz))
        return range(min(end_frame - 1, round(loop.start_s * self._rate_hz)), end_frame)
