"""Which beats begin a bar: bass drum and bass, changes of harmony and section, and the backbeat, bar by bar."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.onset import ANALYSIS_RATE_HZ, FRAMES_PER_S, Onsets, Signal, channel_power
from s2v_desktop.audio.smoothing import moving_max

_MIN_BEATS = 8
_TOLERANCE_FRAMES = 5
_CHROMA_WINDOW_SAMPLES = 8192
_CHROMA_RANGE_HZ = (80.0, 1600.0)
_SLIP_COST = 14.0
#: Triple time must be this much more alike from bar to bar than quadruple time, which is far more common.
_TRIPLE_LEAD = 0.08


class Bars(NamedTuple):
    """``is_downbeat`` bool, shape ``(beats,)``; ``beats_per_bar`` 3 or 4; ``confidence`` 0-1."""

    is_downbeat: NDArray[np.bool_]
    beats_per_bar: int
    confidence: float


class _Cues(NamedTuple):
    """What speaks for a bar line at each beat, in deviations from the mean, each of shape ``(beats,)``."""

    kick: NDArray[np.float64]
    accent: NDArray[np.float64]
    harmony: NDArray[np.float64]
    section: NDArray[np.float64]


def find_bars(signal: Signal, onsets: Onsets, beats_s: NDArray[np.float64]) -> Bars:
    """Return the bars of the beats at ``beats_s``; no downbeats where there are fewer than two bars."""
    if len(beats_s) < _MIN_BEATS:
        return Bars(np.zeros(len(beats_s), bool), 4, 0.0)
    cues = _measure_cues(signal, onsets, beats_s)
    beats_per_bar = _meter(cues)
    evidence = 0.7 * cues.kick + _accent_weight(cues.accent) * cues.accent + 1.5 * cues.harmony + 0.6 * cues.section
    phases = _best_phases(evidence, beats_per_bar)
    return Bars(phases == 0, beats_per_bar, _confidence(evidence, beats_per_bar))


def _measure_cues(signal: Signal, onsets: Onsets, beats_s: NDArray[np.float64]) -> _Cues:
    frames = np.clip(np.round(beats_s * FRAMES_PER_S).astype(int), 0, len(onsets.low) - 1)

    def near(values: NDArray[np.float32]) -> NDArray[np.float64]:
        return moving_max(values, 2 * _TOLERANCE_FRAMES + 1)[frames].astype(np.float64)

    chroma = _chroma(signal, beats_s)
    spectrum = np.add.reduceat(onsets.spectrum, frames, axis=0) / np.diff(frames, append=len(onsets.low))[:, None]
    return _Cues(
        kick=_standardised(near(onsets.low)),
        accent=_standardised(near(onsets.mid) + near(onsets.high)),
        harmony=_standardised(_turning(chroma, 2)),
        section=np.clip(_standardised(_turning(spectrum, 4)), -1.0, 3.0),
    )


def _accent_weight(accent: NDArray[np.float64]) -> float:
    """Return the weight of strong middles and highs: against a downbeat when they fall on every other beat (snare)."""
    alternating = float(np.mean(accent[2:] * accent[:-2]))
    return -0.6 * float(np.clip(1.5 * alternating, -0.4, 1.0))


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return deviations from the mean; near 0 where the values hardly vary."""
    return (values - values.mean()) / (values.std() + 0.05 * np.abs(values).mean() + 1e-9)


def _chroma(signal: Signal, beats_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how strong each of the 12 pitch classes is after each beat, shape ``(beats, 12)``."""
    starts = np.round(beats_s * ANALYSIS_RATE_HZ).astype(np.int64)
    padded = np.pad(signal, (0, _CHROMA_WINDOW_SAMPLES + 1))
    shape = np.hanning(_CHROMA_WINDOW_SAMPLES).astype(np.float32)
    frequencies_hz = np.arange(_CHROMA_WINDOW_SAMPLES // 2 + 1) * ANALYSIS_RATE_HZ / _CHROMA_WINDOW_SAMPLES
    kept = (frequencies_hz >= _CHROMA_RANGE_HZ[0]) & (frequencies_hz <= _CHROMA_RANGE_HZ[1])
    pitch = np.round(12 * np.log2(frequencies_hz[kept] / 440)).astype(int) % 12
    fold = (pitch[:, None] == np.arange(12)).astype(np.float32) / np.sqrt(frequencies_hz[kept])[:, None]
    chroma = np.empty((len(starts), 12))
    for first in range(0, len(starts), 64):
        positions = starts[first : first + 64, None] + np.arange(_CHROMA_WINDOW_SAMPLES)
        power = channel_power(padded[positions] * shape)[:, kept]
        chroma[first : first + 64] = np.sqrt(power) @ fold
    return chroma


def _turning(vectors: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return the cosine distance between the ``reach`` beats from each beat on and those before it."""
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    sums = np.concatenate([np.zeros((1, unit.shape[1])), np.cumsum(unit, axis=0)])
    index = np.arange(len(unit))
    after = sums[np.minimum(index + reach, len(unit))] - sums[index]
    before = sums[index] - sums[np.maximum(index - reach, 0)]
    lengths = np.linalg.norm(after, axis=1) * np.linalg.norm(before, axis=1)
    distance = 1 - (after * before).sum(axis=1) / (lengths + 1e-9)
    distance[0] = distance[1:].mean()  # nothing before the first beat
    return np.sqrt(np.maximum(distance, 0))


def _meter(cues: _Cues) -> int:
    """Return 3 where the cues repeat every three beats more than every four."""

    def alike(beats: int) -> float:
        parts = [cue[beats:] * cue[:-beats] for cue in (cues.kick, cues.accent, cues.harmony)]
        return float(np.mean(parts))

    triple, quadruple = alike(3), max(alike(4), alike(2))
    if len(cues.kick) > 16:
        triple, quadruple = triple + alike(6), quadruple + max(alike(8), alike(4))
    return 3 if triple > quadruple + _TRIPLE_LEAD else 4


def _best_phases(evidence: NDArray[np.float64], beats_per_bar: int) -> NDArray[np.int64]:
    """Return each beat's place in its bar (0 is the downbeat), allowing a rare slip where a beat is lost or extra."""
    gain = np.zeros(beats_per_bar)
    gain[0] = 1.0
    gain -= gain.mean()
    best = evidence[0] * gain
    origins = np.empty((len(evidence), beats_per_bar), np.int64)
    for beat in range(1, len(evidence)):
        onward = np.roll(best, 1)
        slip = best.max() - _SLIP_COST
        slipped = slip > onward
        origins[beat] = np.where(slipped, best.argmax(), np.roll(np.arange(beats_per_bar), 1))
        best = np.where(slipped, slip, onward) + evidence[beat] * gain
    phases = np.empty(len(evidence), np.int64)
    phases[-1] = best.argmax()
    for beat in range(len(evidence) - 1, 0, -1):
        phases[beat - 1] = origins[beat, phases[beat]]
    return phases


def _confidence(evidence: NDArray[np.float64], beats_per_bar: int) -> float:
    """Return how far the best bar phase leads the second best, sure at 1.75 deviations, less for few bars."""
    means = np.sort([evidence[phase::beats_per_bar].mean() for phase in range(beats_per_bar)])
    bars = len(evidence) / beats_per_bar
    return float(np.clip((means[-1] - means[-2]) / 1.75, 0, 1) * min(1.0, bars / 4))
