"""The beats of a given tempo curve: dynamic programming (Ellis 2007) with a period that follows the song."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Cost of a beat gap that differs from the period, times the squared log of their ratio.
_TIGHTNESS = 1500.0
_SHORTEST, _LONGEST = 0.78, 1.28


def beat_path(onset: NDArray[np.float32], periods: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the frames of the beats on the path with the best onsets and the evenest gaps.

    ``onset`` has unit deviation, ``periods`` are the beat periods in frames at each frame; both shape ``(frames,)``.
    A block no longer than the shortest gap depends on earlier blocks alone, so it is computed in one go.
    """
    frames = len(onset)
    margin = int(periods.max() * _LONGEST) + 2
    scores = np.concatenate([np.full(margin, -np.inf), np.zeros(frames)])
    origins = np.full(frames, -1, np.int64)
    log_periods = np.log(periods)
    first = 0
    while first < frames:
        ahead = periods[first : first + max(1, int(periods[first] * _SHORTEST))]
        shortest, longest = max(2, int(ahead.min() * _SHORTEST)), int(ahead.max() * _LONGEST) + 1
        last = min(frames, first + min(shortest, len(ahead)))
        gaps = np.arange(longest, shortest - 1, -1)
        span = scores[margin + first - longest : margin + last - shortest]
        before = np.lib.stride_tricks.sliding_window_view(span, len(gaps))
        values = before - _TIGHTNESS * (np.log(gaps) - log_periods[first:last, None]) ** 2
        choice = values.argmax(axis=1)
        gain = values[np.arange(last - first), choice]
        linked = gain > 0
        scores[margin + first : margin + last] = onset[first:last] + np.where(linked, gain, 0)
        origins[first:last] = np.where(linked, np.arange(first, last) - gaps[choice], -1)
        first = last
    tail = max(0, frames - int(1.2 * periods[-1]))
    return _trace_back(origins, tail + int(scores[margin + tail :].argmax()))


def _trace_back(origins: NDArray[np.int64], last: int) -> NDArray[np.int64]:
    path = [last]
    while origins[path[-1]] >= 0:
        path.append(int(origins[path[-1]]))
    return np.array(path[::-1])
