"""Visual impulses: there at once on the frame of the beat, gone within a quarter of a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.director.curves import FloatArray
from s2v_desktop.director.music import Music

#: Time constants of the decay. Between them it follows the tempo, so that each pulse is over before the next.
_SHORTEST_DECAY_S = 0.15
_LONGEST_DECAY_S = 0.25
_DECAY_OF_GAP = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Pulses:
    """A train of impulses: ``shapes`` (pulses, frames) rise to 1 on ``frames`` (pulses,) and decay; 0 before."""

    frames: NDArray[np.int64]
    shapes: FloatArray

    def curve(self, peaks: FloatArray) -> FloatArray:
        """Return the curve, shape ``(frames,)``, of the train with these ``peaks`` (pulses,), all at least 0.

        The strongest impulse counts, so that a dense train does not add up to more than its peaks.
        """
        if not len(self.shapes):
            return np.zeros(self.shapes.shape[1])
        return (peaks[:, None] * self.shapes).max(axis=0)


def pulse_train(times_s: FloatArray, frames: NDArray[np.int64], music: Music, decay_s: float | None = None) -> Pulses:
    """Return impulses at ``times_s``, which lie in the showing of ``frames``.

    The decay is exponential with the time constant ``decay_s``, or one that suits the distance to the next impulse
    (150-250 ms, shorter only where impulses come faster than every 375 ms). The age of an impulse is never negative:
    the frame that contains it has all of it, the frame before has nothing.
    """
    gaps_s = np.diff(times_s, append=np.inf)
    fitting_s = np.minimum(np.clip(_DECAY_OF_GAP * gaps_s, _SHORTEST_DECAY_S, _LONGEST_DECAY_S), _DECAY_OF_GAP * gaps_s)
    decays_s = fitting_s if decay_s is None else np.minimum(decay_s, fitting_s)
    ages_s = music.frame_times_s - times_s[:, None]
    index = np.arange(len(music.frame_times_s))
    ages_s[index == frames[:, None]] = 0.0
    shapes = np.exp(-np.maximum(ages_s, 0.0) / decays_s[:, None])
    shapes[index < frames[:, None]] = 0.0
    return Pulses(frames, shapes)
