"""Where the bars of a song begin, as far as that is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.beats import BeatGrid

#: Bar lines that the tracker is less sure of than this are guesses.
SURE_BARS = 0.2


def known_bar_lines_s(beats: BeatGrid) -> NDArray[np.float64]:
    """Return the bar lines in seconds of the song, shape ``(lines,)``: at least two, or none where they are guesses."""
    lines_s = beats.times_s[beats.downbeats]
    known = len(lines_s) >= 2 and beats.downbeat_confidence >= SURE_BARS
    return lines_s if known else np.empty(0)
