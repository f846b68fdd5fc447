"""The flash limit: at most three general flashes in any second (WCAG 2.3.1).

A general flash is a pair of opposing changes of relative luminance of 0.1 or more where the darker state is below 0.8.
The director does not know the picture, so it assumes the worst one: a large area just below 0.8, which 0.17 EV lift by
0.1, beside light that glow spreads over it.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.director.curves import FloatArray

MAX_FLASHES_PER_S = 3

#: 0.8 * 2 ** 0.17 = 0.9: the smallest rise in stops that can be a flash.
FLASH_EV = 0.17

#: What full bloom may add, in stops of such a picture: 0.9 of the glow on a screen raises a middle grey by about 0.3.
BLOOM_EV = 0.55

#: Share of ``FLASH_EV`` that is used, for what rounding and encoding add.
_USED = 0.9

#: Seconds beside a crowded place over which pulses grow back to their full height.
_NEAR_S, _FAR_S = 1.0, 4.0


def pulse_scales(
    frames: NDArray[np.int64], peaks_ev: FloatArray, frame_rate: Fraction, restless_ev: float
) -> FloatArray:
    """Return by how much (0-1) to scale the light of each pulse so that no second has more than three flashes.

    Where four pulses begin within a second, all of them are kept below what counts as a flash; a steady train is thus
    scaled evenly instead of losing single beats.

    Args:
        frames: The frames on which the pulses begin, ascending, shape ``(pulses,)``.
        peaks_ev: Their peaks in stops, bloom included at ``BLOOM_EV``.
        frame_rate: Frames a second.
        restless_ev: How far the rest of the light wanders, in stops.
    """
    calm_ev = calm_range_ev(restless_ev)
    crowded = _crowded(frames, frame_rate)
    if not crowded.any() or peaks_ev[crowded].max() <= calm_ev:
        return np.ones(len(frames))
    calm = calm_ev / peaks_ev[crowded].max()
    places = frames[crowded]
    distance_s = np.abs(frames[:, None] - places).min(axis=1) / float(frame_rate)
    return calm + (1.0 - calm) * np.clip((distance_s - _NEAR_S) / (_FAR_S - _NEAR_S), 0.0, 1.0)


def calm_range_ev(restless_ev: float = 0.0) -> float:
    """Return how far light may jump, in stops, without ever being a flash while the rest wanders ``restless_ev``."""
    return max(0.0, _USED * FLASH_EV - restless_ev)


def _crowded(frames: NDArray[np.int64], frame_rate: Fraction) -> NDArray[np.bool_]:
    crowded = np.zeros(len(frames), bool)
    for first in range(len(frames) - MAX_FLASHES_PER_S):
        last = first + MAX_FLASHES_PER_S
        if frames[last] - frames[first] <= frame_rate:
            crowded[first : last + 1] = True
    return crowded
