"""Grids of beats for the tests of the beat table."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.beats import BeatGrid


def song(count: int = 40, first: int = 2) -> BeatGrid:
    index = np.arange(count)
    return BeatGrid.from_arrays(0.5 * index, (index % 5) / 4, index % 4 == first)
