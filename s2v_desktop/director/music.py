"""The music as the director sees it: beats on frames, bar lines, phrases."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.clip_sound import clip_gain_at
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.request import beats_for_clip
from s2v_desktop.core.timebase import frame_at, frame_count, frame_middles_s

#: A camera move shorter than this at an end of the clip is joined to its neighbour.
_SHORTEST_MOVE_S = 1.2

#: How long a move lasts, about, where there are no bars to tell.
_FREE_PHRASE_S = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """Beats in and around the clip, as parallel arrays, and the time of every frame.

    The video lasts from ``start_s`` to ``end_s``; its sound begins at ``sound_start_s``, after the lead-in, during
    which there are no beats. ``beat_frames`` are the frames whose showing contains each beat (negative before the
    video); ``accents`` (0-1) say how strongly each is felt; ``bar_lines_s`` are where bars begin, ``bar_s`` how long
    one lasts.
    """

    start_s: float
    sound_start_s: float
    end_s: float
    frame_rate: Fraction
    frame_times_s: NDArray[np.float64]
    beat_times_s: NDArray[np.float64]
    beat_frames: NDArray[np.int64]
    accents: NDArray[np.float64]
    bar_lines_s: NDArray[np.float64]
    bar_s: float | None

    @property
    def has_beats(self) -> bool:
        """Tell whether there is anything to keep time with."""
        return len(self.beat_times_s) > 0

    def frames_of(self, times_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the frames whose showing contains ``times_s``; negative before the video."""
        frames = [frame_at(time_s, self.start_s, self.frame_rate) for time_s in times_s]
        return np.array(frames, np.int64)

    def phrases_s(self, shortest_s: float) -> NDArray[np.float64]:
        """Return the ends of the phrases of the video: its start, every so many bars of the clip, and its end.

        A phrase has 1, 2, 4 or 8 bars, as many as it takes to last ``shortest_s``; it is counted from the first bar
        line in the clip. Without bars it lasts about as long as a breath.
        """
        if self.bar_s is None or not len(self.bar_lines_s):
            count = max(1, round((self.end_s - self.start_s) / max(_FREE_PHRASE_S, shortest_s)))
            return np.linspace(self.start_s, self.end_s, count + 1)
        bars = next((n for n in (1, 2, 4) if n * self.bar_s >= shortest_s), 8)
        lines = self.bar_lines_s[::bars]
        inside = (lines > self.sound_start_s + _SHORTEST_MOVE_S) & (lines < self.end_s - _SHORTEST_MOVE_S)
        return np.concatenate([[self.start_s], lines[inside], [self.end_s]])


def read_music(beats: BeatGrid, clip: Clip, frame_rate: Fraction) -> Music:
    """Return what the director needs to know of ``beats`` for a video of ``clip`` at ``frame_rate``."""
    near = beats_for_clip(beats, clip)  # whoever passes the whole grid gets the same video
    half_frame_s = 0.5 / float(frame_rate)
    times_s, accents = near.times_s, (0.6 + 0.4 * near.strengths) * np.where(near.downbeats, 1.0, 0.8)
    if clip.lead_in_s:  # what was played before is not heard; a beat that the cut just misses is the first one
        heard = times_s > clip.start_s - half_frame_s
        times_s, accents = np.maximum(times_s[heard], clip.start_s), accents[heard]
    frames = [frame_at(time_s, clip.video_start_s, frame_rate) for time_s in times_s]
    count = frame_count(clip.video_duration_s, frame_rate)
    return Music(
        start_s=clip.video_start_s,
        sound_start_s=clip.start_s,
        end_s=clip.end_s,
        frame_rate=frame_rate,
        frame_times_s=frame_middles_s(count, clip.video_start_s, frame_rate),
        beat_times_s=times_s,
        beat_frames=np.array(frames, np.int64),
        accents=accents * clip_gain_at(clip, np.maximum(times_s, clip.start_s)),
        bar_lines_s=_bar_lines(near, clip.start_s - half_frame_s),
        bar_s=_bar_length(near),
    )


def _bar_lines(beats: BeatGrid, from_s: float) -> NDArray[np.float64]:
    """Return the downbeats from ``from_s`` on; where none is known, every so many beats."""
    times_s = beats.times_s
    downbeats_s = times_s[beats.downbeats & (times_s >= from_s)]
    return downbeats_s if len(downbeats_s) else times_s[times_s >= from_s][:: beats.beats_per_bar]


def _bar_length(beats: BeatGrid) -> float | None:
    tempo_bpm = beats.tempo_bpm
    return beats.beats_per_bar * 60.0 / tempo_bpm if tempo_bpm else None
