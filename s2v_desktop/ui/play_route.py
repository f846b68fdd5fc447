"""Which part of the song comes at which moment of a play: once through, or round and round in a loop."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """``frames`` frames of the song from ``song_frame`` on, heard ``play_frame`` frames after the play's start.

    A span at the song's end is silence.
    """

    play_frame: int
    song_frame: int
    frames: int


class PlayRoute:
    """Lays the way of a play ahead of the sound. What is laid can be taken back and laid anew.

    All figures are frames: samples of one channel.
    """

    def __init__(self, song_frames: int, first_frame: int, loop: range | None = None) -> None:
        self._song_frames = song_frames
        self._next_song_frame = first_frame
        self._spans = [Span(0, first_frame, 0)]
        self._loop = loop

    @property
    def laid_frames(self) -> int:
        """How far the way is laid, from the play's start."""
        last = self._spans[-1]
        return last.play_frame + last.frames

    def set_loop(self, loop: range | None) -> None:
        """Go round in ``loop`` (frames of the song) from what is laid next on; with None go on to the song's end."""
        self._loop = loop

    def lay(self, frames: int) -> list[Span]:
        """Lay the next ``frames`` frames and return their spans; behind the song's end comes silence."""
        laid: list[Span] = []
        while frames > 0:
            if self._loop is not None and self._next_song_frame >= self._loop.stop:
                self._next_song_frame = self._loop.start
            end = self._loop.stop if self._loop is not None else self._song_frames
            run = min(frames, end - self._next_song_frame) if self._next_song_frame < end else frames
            laid.append(Span(self.laid_frames, self._next_song_frame, run))
            self._spans.append(laid[-1])
            self._next_song_frame = min(self._song_frames, self._next_song_frame + run)
            frames -= run
        return laid

    def cut(self, play_frame: int) -> None:
        """Take back what was laid from ``play_frame`` on."""
        while len(self._spans) > 1 and self._spans[-1].play_frame >= play_frame:
            self._spans.pop()
        last = self._spans[-1]
        kept = min(last.frames, play_frame - last.play_frame)
        self._spans[-1] = replace(last, frames=kept)
        self._next_song_frame = min(self._song_frames, last.song_frame + kept)

    def song_frame(self, play_frame: float) -> float:
        """Return the frame of the song that comes at ``play_frame``, which may lie between two frames."""
        span = self._spans[max(0, bisect_right(self._spans, play_frame, key=lambda span: span.play_frame) - 1)]
        return min(float(self._song_frames), span.song_frame + min(play_frame - span.play_frame, span.frames))

    def forget_before(self, play_frame: float) -> None:
        """Drop the spans that ended before ``play_frame``."""
        while len(self._spans) > 1 and self._spans[1].play_frame <= play_frame:
            del self._spans[0]
