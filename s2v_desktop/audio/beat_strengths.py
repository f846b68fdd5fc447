"""How strong beats are, measured in the sound of the song."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.onset import FRAMES_PER_S, analysis_signal, measure_onsets
from s2v_desktop.audio.smoothing import moving_max
from s2v_desktop.core.beats import BeatGrid

#: A beat that a person or another program placed belongs to the strongest onset this near to it, about 20 ms.
_NEAR_FRAMES = 9


def strengths_at(onset: NDArray[np.float32], frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the onset at each of ``frames`` (at least one) against the strong ones among them, 0-1."""
    values = onset[frames].astype(np.float64)
    return np.clip(values / (np.percentile(values, 90) + 1e-9), 0, 1)


def with_measured_strengths(beats: BeatGrid, song: Song) -> BeatGrid:
    """Return ``beats`` with the strengths that the beat tracker would give them, 0-1; nothing else is changed.

    Beats after the end of ``song`` count as at its end; of a silent song the strengths stay. Any thread; about half a
    second of work for each four minutes.
    """
    signal = analysis_signal(song)
    if signal is None or not beats.beats:
        return beats
    onset = moving_max(measure_onsets(signal).combined, _NEAR_FRAMES)
    frames = np.minimum(np.round(beats.times_s * FRAMES_PER_S).astype(np.int64), len(onset) - 1)
    pairs = zip(beats.beats, strengths_at(onset, frames).tolist(), strict=True)
    return msgspec.structs.replace(
        beats, beats=tuple(msgspec.structs.replace(beat, strength=strength) for beat, strength in pairs)
    )
