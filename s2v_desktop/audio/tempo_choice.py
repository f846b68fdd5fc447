"""Which multiple of the tracked tempo is the beat: half, double, triplet relatives, judged by how each would sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.beat_path import beat_path
from s2v_desktop.audio.onset import FRAMES_PER_S, Onsets
from s2v_desktop.audio.smoothing import gaussian_smooth, moving_max
from s2v_desktop.audio.tempo import HOP_FRAMES, PRIOR_OCTAVES, TYPICAL_BPM, TempoPath

_MULTIPLES = (1.0, 0.5, 2.0, 1.5, 2 / 3, 0.75, 4 / 3)
_SLOWEST_BPM, _FASTEST_BPM = 48.0, 222.0
_TOLERANCE_FRAMES = 4
_MAX_CHANGES = 120
#: Beats move by a third where it is this much louder and has at least this share of the onsets.
_LOUDER, _ENOUGH_ONSET = 1.1, 0.6
#: Where every other beat is this much weaker, they are the halves of beats; where the halves of beats are this
#: much like the beats, the tempo is half of what it should be. Beyond each limit the score falls by its cost.
_WEAK_LIMIT, _WEAK_COST = 0.4, 5.0
_TWIN_LIMIT, _TWIN_COST = 0.6, 8.0

#: Weight of each feature in standard deviations, and its mean and deviation over candidates on annotated songs.
_FEATURES: dict[str, tuple[float, float, float]] = {
    "low_on": (-0.2426, 2.0558, 0.9692),
    "low_off": (0.2438, 0.7746, 0.9175),
    "mid_on": (0.3937, 2.2970, 1.0175),
    "mid_off": (-0.0506, 0.8867, 0.9320),
    "high_on": (1.0165, 2.1163, 1.0283),
    "high_off": (0.3903, 1.0986, 1.0272),
    "all_on": (0.2554, 2.7471, 1.1935),
    "all_off": (-0.4927, 1.0360, 1.1347),
    "all_quarters": (-0.4126, 0.6069, 0.6265),
    "all_thirds": (-0.3821, 0.7660, 0.9038),
    "prior": (0.4400, -0.2446, 0.2499),
    "fast": (0.2630, 0.1248, 0.2146),
    "slow": (-0.5726, 0.2286, 0.3760),
    "periodicity": (0.5847, -1.0492, 0.5093),
    "alternation": (0.2426, 0.6398, 0.5210),
    "change_on_beat": (-0.2990, 0.0209, 0.1176),
}


@dataclass(frozen=True, slots=True, eq=False)
class BeatCandidate:
    """``frames`` of the beats, shape ``(beats,)``; ``contrast`` is the mean onset strength on them (deviations)."""

    frames: NDArray[np.int64]
    contrast: float
    score: float


def choose_beats(onsets: Onsets, tempo: TempoPath) -> BeatCandidate | None:
    """Return the best of the beat paths at all plausible multiples of ``tempo``, or None where none has 3 beats."""
    near = _Near(onsets)
    candidates = []
    for multiple in _MULTIPLES:
        tempi_bpm = tempo.tempi_bpm * multiple
        if not _SLOWEST_BPM <= np.median(tempi_bpm) <= _FASTEST_BPM:
            continue
        periods = _periods(tempi_bpm, len(onsets.combined))
        frames = _on_the_beat(onsets, near, beat_path(onsets.combined, periods), periods)
        if len(frames) >= 3:
            features = _features(onsets, near, frames, tempi_bpm, tempo)
            score = sum(weight * (features[name] - mean) / sd for name, (weight, mean, sd) in _FEATURES.items())
            score -= _WEAK_COST * max(0.0, _alternate_weakness(near, frames) - _WEAK_LIMIT)
            score -= _TWIN_COST * max(0.0, _twin_likeness(features) - _TWIN_LIMIT)
            candidates.append(BeatCandidate(frames, features["all_on"], score))
    return max(candidates, key=lambda candidate: candidate.score, default=None)


class _Near:
    """The strongest onset within 20 ms of every frame for each band, and the greatest loudness."""

    def __init__(self, onsets: Onsets) -> None:
        loudness = np.power(np.float32(10), onsets.spectrum).sum(axis=1)
        bands = {"low": onsets.low, "mid": onsets.mid, "high": onsets.high, "all": onsets.combined, "loud": loudness}
        size = 2 * _TOLERANCE_FRAMES + 1
        self._bands = {name: moving_max(values, size) for name, values in bands.items()}

    def at(self, band: str, frames: NDArray[np.floating] | NDArray[np.int64]) -> NDArray[np.float32]:
        values = self._bands[band]
        return values[np.clip(np.round(frames).astype(int), 0, len(values) - 1)]


def _on_the_beat(
    onsets: Onsets, near: _Near, beats: NDArray[np.int64], periods: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the path a third of a beat away where that is clearly louder: in a shuffle the swung notes mislead."""
    here = (float(near.at("loud", beats).mean()), float(near.at("all", beats).mean()))
    best, best_loudness = beats, here[0] * _LOUDER
    for share in (1 / 3, 2 / 3):
        places = beats + share * periods[beats]
        moved = places[places < len(periods) - 1]
        if len(moved) < 3:
            continue
        loudness, onset = float(near.at("loud", moved).mean()), float(near.at("all", moved).mean())
        if loudness > best_loudness and onset > _ENOUGH_ONSET * here[1]:
            best, best_loudness = beat_path(onsets.combined * _around(moved, len(periods)), periods), loudness
    return best


def _around(places: NDArray[np.float64], frames: int) -> NDArray[np.float32]:
    """Return 1 within 40 ms of each place and 0 elsewhere, shape ``(frames,)``."""
    mask = np.zeros(frames, np.float32)
    mask[np.round(places).astype(int)] = 1.0
    return moving_max(mask, 17)


def _periods(tempi_bpm: NDArray[np.float64], frames: int) -> NDArray[np.float64]:
    periods = 60 * FRAMES_PER_S / tempi_bpm
    if len(periods) > 2:
        periods = gaussian_smooth(periods, 2.0)
    return np.interp(np.arange(frames), np.arange(len(periods)) * HOP_FRAMES, periods)


def _features(
    onsets: Onsets, near: _Near, beats: NDArray[np.int64], tempi_bpm: NDArray[np.float64], tempo: TempoPath
) -> dict[str, float]:
    gaps = np.diff(beats)
    halves = beats[:-1] + gaps / 2
    features: dict[str, float] = {}
    for band in ("low", "mid", "high", "all"):
        features[f"{band}_on"] = float(near.at(band, beats).mean())
        features[f"{band}_off"] = float(near.at(band, halves).mean())
    quarters = near.at("all", beats[:-1] + gaps * 0.25).mean() + near.at("all", beats[:-1] + gaps * 0.75).mean()
    thirds = near.at("all", beats[:-1] + gaps / 3).mean() + near.at("all", beats[:-1] + gaps * 2 / 3).mean()
    octaves = float(np.log2(np.median(tempi_bpm) / TYPICAL_BPM))
    on, off = _change(onsets.spectrum, beats, gaps), _change(onsets.spectrum, halves, gaps)
    return features | {
        "all_quarters": float(quarters) / 2,
        "all_thirds": float(thirds) / 2,
        "prior": -0.5 * (octaves / PRIOR_OCTAVES) ** 2,
        "fast": max(0.0, octaves) ** 2,
        "slow": max(0.0, -octaves) ** 2,
        "periodicity": tempo.strength_at(tempi_bpm),
        "alternation": _alternation(near, beats, features),
        "change_on_beat": (on - off) / (on + off + 1e-6),
    }


def _alternation(near: _Near, beats: NDArray[np.int64], features: dict[str, float]) -> float:
    """Return how much even and odd beats differ (kick and snare do), the mean of the three bands."""
    differences = []
    for band in ("low", "mid", "high"):
        strengths = near.at(band, beats)
        difference = abs(float(strengths[::2].mean() - strengths[1::2].mean()))
        differences.append(difference / (features[f"{band}_on"] + 0.2))
    return float(np.mean(differences))


def _alternate_weakness(near: _Near, beats: NDArray[np.int64]) -> float:
    """Return how much weaker one half of the beats is than the other, without the highs, 0-1 (1: not there)."""
    strengths = near.at("low", beats) + near.at("mid", beats)
    even, odd = float(strengths[::2].mean()), float(strengths[1::2].mean())
    return 1 - min(even, odd) / (max(even, odd) + 1e-9)


def _twin_likeness(features: dict[str, float]) -> float:
    """Return how strong the halves of beats are against the beats, in the band where they differ most."""
    return min(
        (features[f"{band}_off"] + 0.1) / (features[f"{band}_on"] + 0.1) for band in ("low", "mid", "high", "all")
    )


def _change(spectrum: NDArray[np.float32], places: NDArray[np.floating] | NDArray[np.int64], gaps: NDArray) -> float:
    """Return how much the spectrum differs between the time after and the time before ``places``."""
    reach = float(np.median(gaps)) * 0.8
    last = len(spectrum) - 1

    def mean_between(start: float, end: float) -> NDArray[np.float32]:
        first, final = int(np.clip(start, 0, last)), int(np.clip(end, 0, last))
        return spectrum[first : max(first, final) + 1].mean(axis=0)

    every = max(1, len(places) // _MAX_CHANGES)
    changes = [
        np.abs(mean_between(place, place + reach) - mean_between(place - reach - 4, place - 4)).sum()
        for place in places[::every]
    ]
    return float(np.mean(changes))
