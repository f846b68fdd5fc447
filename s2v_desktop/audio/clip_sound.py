"""The sound of a clip as the video has it: silence first where there is a lead-in, fades at its edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import sample_at


def clip_gain_at(clip: Clip, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how loud the song is in the video of ``clip`` at ``times_s``: 0 silent, 1 as recorded.

    A fade is the half of a raised cosine, whose slope is zero at both ends. Before the clip the gain is 0; after it
    too where it fades out, else 1: the video's last frame may outlast the clip by half of its showing.

    Args:
        clip: The clip.
        times_s: Seconds of the song, any shape.
    """
    times_s = np.asarray(times_s, np.float64)
    gain = np.where(times_s < clip.start_s, 0.0, 1.0)
    if clip.fade_in_s:
        gain *= _raised_cosine(times_s - clip.start_s, clip.fade_in_s)
    if clip.fade_out_s:
        gain *= _raised_cosine(clip.end_s - times_s, clip.fade_out_s)
    return gain


def clip_sound(song: Song, clip: Clip, length_s: float | None = None) -> Song:
    """Return the sound of the video of ``clip``, at the song's rate and with its channels; any thread, milliseconds.

    Args:
        song: The whole song; where it ends before the sound does, silence follows.
        clip: The clip; its fades and lead-in are applied.
        length_s: How long the sound is to last, from the video's first instant on. The frames of a video seldom end
            exactly with its clip, and its sound ends with them; None is the clip's own end.
    """
    rate_hz = song.sample_rate_hz
    count = sample_at(clip.video_duration_s if length_s is None else length_s, rate_hz)
    first = sample_at(clip.video_start_s, rate_hz)
    samples = np.zeros((count, song.channels), np.float32)
    begin = min(max(0, -first), count)
    heard = song.samples[first + begin : first + count]
    gain = clip_gain_at(clip, clip.video_start_s + (begin + np.arange(len(heard))) / rate_hz)
    samples[begin : begin + len(heard)] = heard * gain.astype(np.float32)[:, None]
    return Song(samples, rate_hz)


def _raised_cosine(distances_s: NDArray[np.float64], fade_s: float) -> NDArray[np.float64]:
    """Return 0 at a distance of 0 from the edge and before, 1 from ``fade_s`` on, half a cosine between."""
    return 0.5 - 0.5 * np.cos(np.pi * (np.clip(distances_s, 0.0, fade_s) / fade_s))
