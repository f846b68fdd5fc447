"""What the forms of other programs have in common: instants, of which some begin a bar, become a grid."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import numpy as np

from s2v_desktop.core.beats import MIN_BEAT_GAP_S, Beat, BeatGrid, BeatSource

#: More beats than 16 hours of fast music have.
MAX_BEATS = 200_000
_MAX_BEATS_PER_BAR = 16
_DEFAULT_BEATS_PER_BAR = 4
#: What rounding in a file may take off the smallest gap.
_ROUNDING_S = 0.0005


class Instant(NamedTuple):
    """A moment of the song that a file names: seconds, and whether a bar begins there."""

    time_s: float
    downbeat: bool


def grid_from_instants(instants: Iterable[Instant]) -> BeatGrid:
    """Return the grid of ``instants``, given in any order; every beat has strength 1.

    Instants closer than ``MIN_BEAT_GAP_S`` are one beat, as when a track of beats and one of bars lie in the same
    file. The beats of a bar are counted in the bars themselves.

    Raises:
        ValueError: there is no instant, or more than ``MAX_BEATS``, or one is negative or not finite.
    """
    in_order = sorted(islice(instants, MAX_BEATS + 1))
    if not 0 < len(in_order) <= MAX_BEATS:
        raise ValueError("there is no beat, or there are too many")
    beats: list[Beat] = []
    for time_s, downbeat in in_order:
        if not (math.isfinite(time_s) and time_s >= 0):
            raise ValueError("an instant is out of range")
        earliest_s = beats[-1].time_s + MIN_BEAT_GAP_S if beats else 0.0
        if time_s >= earliest_s - _ROUNDING_S:
            beats.append(Beat(max(time_s, earliest_s), 1.0, downbeat))
        elif downbeat:
            beats[-1] = Beat(beats[-1].time_s, 1.0, downbeat=True)
    return BeatGrid(
        beats=tuple(beats),
        beats_per_bar=_beats_per_bar(beats),
        confidence=1.0,
        downbeat_confidence=1.0 if any(beat.downbeat for beat in beats) else 0.0,
        source=BeatSource.FILE,
    )


def _beats_per_bar(beats: list[Beat]) -> int:
    """Return the commonest number of beats from one downbeat to the next."""
    lengths = np.diff(np.flatnonzero([beat.downbeat for beat in beats]))
    if not lengths.size:
        return _DEFAULT_BEATS_PER_BAR
    return min(_MAX_BEATS_PER_BAR, Counter(lengths.tolist()).most_common(1)[0][0])
