"""Arithmetic of clip and beat edits: what a dragged edge, a new length or a snapped time comes to. No Qt."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.bar_lines import known_bar_lines_s
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import MAX_DURATION_S, MIN_DURATION_S, Clip

#: Nobody hears that a clip begins or ends this far from a bar line.
_BAR_TOLERANCE_S = 0.06


def clip_from(start_s: float, duration_s: float, song_duration_s: float, like: Clip | None = None) -> Clip:
    """Return the clip nearest to ``start_s`` and ``duration_s`` that is 3-15 s long and inside the song.

    Its fades, cut to what fits, and its lead-in are those of ``like``; without that it has none.
    """
    duration_s = max(MIN_DURATION_S, min(MAX_DURATION_S, duration_s, song_duration_s))
    return (like or Clip()).with_span(max(0.0, min(start_s, song_duration_s - duration_s)), duration_s)


def with_start_at(clip: Clip, start_s: float, song_duration_s: float) -> Clip:
    """Return ``clip`` with its start dragged to ``start_s``; the end stays."""
    earliest = max(0.0, clip.end_s - MAX_DURATION_S)
    start_s = max(earliest, min(start_s, clip.end_s - MIN_DURATION_S))
    return clip_from(start_s, clip.end_s - start_s, song_duration_s, clip)


def with_end_at(clip: Clip, end_s: float, song_duration_s: float) -> Clip:
    """Return ``clip`` with its end dragged to ``end_s``; the start stays."""
    return clip_from(clip.start_s, min(end_s, song_duration_s) - clip.start_s, song_duration_s, clip)


def spanned(first_s: float, second_s: float, song_duration_s: float, like: Clip | None = None) -> Clip:
    """Return the clip drawn from ``first_s``, where the drag began, to ``second_s``; ``like`` as in ``clip_from``."""
    duration_s = max(MIN_DURATION_S, min(MAX_DURATION_S, abs(second_s - first_s)))
    start_s = first_s if second_s >= first_s else first_s - duration_s
    return clip_from(start_s, duration_s, song_duration_s, like)


def cuts_a_bar(clip: Clip, beats: BeatGrid) -> bool:
    """Tell whether the clip begins or ends in the middle of a bar, as far as bar lines are known.

    One more bar counts before the first bar line and after the last.
    """
    lines_s = known_bar_lines_s(beats)
    if not len(lines_s):
        return False
    before_s, after_s = 2 * lines_s[0] - lines_s[1], 2 * lines_s[-1] - lines_s[-2]
    edges_s = np.array([[clip.start_s], [clip.end_s]])
    distances_s = np.abs(edges_s - np.concatenate([[before_s], lines_s, [after_s]])).min(axis=1)
    return bool((distances_s > _BAR_TOLERANCE_S).any())


def snapped(time_s: float, beats: BeatGrid, reach_s: float) -> float:
    """Return the bar line within ``reach_s`` of ``time_s``, else the beat within half of that, else ``time_s``."""
    times = beats.times_s
    for candidates, reach in ((times[beats.downbeats], reach_s), (times, reach_s / 2)):
        if candidates.size:
            nearest = float(candidates[np.abs(candidates - time_s).argmin()])
            if abs(nearest - time_s) <= reach:
                return nearest
    return time_s


def nearest_beat(time_s: float, beats: BeatGrid, reach_s: float) -> int | None:
    """Return the index of the beat nearest to ``time_s``, or None if none is within ``reach_s``."""
    times = beats.times_s
    if not times.size:
        return None
    index = int(np.abs(times - time_s).argmin())
    return index if abs(times[index] - time_s) <= reach_s else None


def beat_beside(time_s: float, beats: BeatGrid, step: int, *, bars: bool) -> int | None:
    """Return the index of the next (``step`` 1) or previous (-1) beat from ``time_s``, or bar line with ``bars``."""
    times = beats.times_s
    ahead = times > time_s + 1e-4 if step > 0 else times < time_s - 1e-4
    if bars:
        ahead &= beats.downbeats
    indices = np.flatnonzero(ahead)
    if not indices.size:
        return None
    return int(indices[0] if step > 0 else indices[-1])
