"""Which multiple of the tracked tempo is the beat: half, double, triplet relatives, judged by how each would sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.beat_path import beat_path
from s2v_desktop.audio.onset import FRAMES_PER_S, Onsets
from s2v_desktop.audio.smoothing import gaussian_smooth, moving_max
from s2v_desktop.audio.tempo import HOP_FRAMES, TempoPath
from s2v_desktop.audio.tempo_features import Listener

_MULTIPLES = (1.0, 0.5, 2.0, 1.5, 2 / 3, 0.75, 4 / 3, 1 / 3)
_SLOWEST_BPM, _FASTEST_BPM = 48.0, 222.0
#: Beats move by a third where it is this much louder and has at least this share of the onsets.
_LOUDER, _ENOUGH_ONSET = 1.1, 0.6
_SNAP_FRAMES = 6
#: The second tempo is worth offering when its log odds come this close: nearly every wrong octave does.
_CLOSE = 2.5
_OFFERED_RATIOS = (2.0, 0.5, 1.5, 2 / 3)
_RATIO_TOLERANCE = 0.06

#: Weight of each feature in standard deviations, and its mean and deviation over candidates, from a conditional
#: logit on annotated songs: the score is the log odds of a candidate against the others of its song.
_FEATURES: dict[str, tuple[float, float, float]] = {
    "low_on": (0.55, 2.06, 1.17),
    "low_off": (0.20, 0.77, 1.20),
    "mid_on": (0.26, 2.30, 1.14),
    "mid_off": (0.08, 0.89, 1.18),
    "high_on": (0.60, 2.12, 1.17),
    "high_off": (0.69, 1.10, 1.23),
    "all_on": (0.29, 2.75, 1.43),
    "all_off": (-0.51, 1.04, 1.48),
    "all_quarters": (-0.31, 0.61, 0.66),
    "all_thirds": (-0.53, 0.77, 0.88),
    "prior": (0.37, -0.24, 0.27),
    "fast": (-0.06, 0.12, 0.21),
    "slow": (-0.38, 0.23, 0.42),
    "hurried": (-0.34, 0.04, 0.10),
    "periodicity": (0.66, -1.05, 0.45),
    "alternation": (0.40, 0.64, 0.46),
    "change_on_beat": (-0.06, 0.02, 0.14),
    "weak_alternate": (-1.09, 0.00, 0.21),
    "twin": (-1.07, 0.00, 0.18),
    "loud_lead": (0.50, 0.01, 0.33),
    "turn_clarity": (0.60, 0.09, 0.06),
    "repeat_phrase": (0.52, 0.11, 0.28),
    "events_squared": (-0.70, 1.33, 1.45),
    "in_quarters": (0.33, 0.54, 0.40),
}


@dataclass(frozen=True, slots=True, eq=False)
class BeatCandidate:
    """``frames`` of the beats, shape ``(beats,)``; ``contrast`` is the mean onset strength on them (deviations).

    ``score`` is higher for likelier beats; its differences between candidates of one song are log odds.
    """

    frames: NDArray[np.int64]
    contrast: float
    score: float

    @property
    def gap_frames(self) -> float:
        """The median distance of two beats."""
        return float(np.median(np.diff(self.frames)))


def rank_beats(onsets: Onsets, tempo: TempoPath) -> list[BeatCandidate]:
    """Return the beat paths at all plausible multiples of ``tempo`` with three beats or more, the likeliest first."""
    listener = Listener(onsets, tempo)
    candidates = []
    for multiple in _MULTIPLES:
        tempi_bpm = tempo.tempi_bpm * multiple
        if not _SLOWEST_BPM <= np.median(tempi_bpm) <= _FASTEST_BPM:
            continue
        periods = _periods(tempi_bpm, len(onsets.combined))
        path = _on_the_beat(onsets, listener, beat_path(onsets.combined, periods), periods)
        for frames in (path, _between(path, onsets.combined)):
            if len(frames) >= 3:
                features = listener.features(frames, tempi_bpm)
                candidates.append(BeatCandidate(frames, features["all_on"], _score(features)))
    return sorted(candidates, key=lambda candidate: -candidate.score)


def other_tempo(ranked: list[BeatCandidate]) -> BeatCandidate | None:
    """Return the likeliest candidate at half, double, 2/3 or 3/2 of the first one's tempo, where it comes close."""
    for candidate in ranked[1:]:
        if ranked[0].score - candidate.score > _CLOSE:
            return None
        ratio = ranked[0].gap_frames / candidate.gap_frames
        if any(abs(ratio / offered - 1) < _RATIO_TOLERANCE for offered in _OFFERED_RATIOS):
            return candidate
    return None


def certainty(ranked: list[BeatCandidate]) -> float:
    """Return the probability of the first candidate against all others, 0-1."""
    return float(1 / sum(np.exp(candidate.score - ranked[0].score) for candidate in ranked))


def _score(features: dict[str, float]) -> float:
    return sum(weight * (features[name] - mean) / sd for name, (weight, mean, sd) in _FEATURES.items())


def _between(beats: NDArray[np.int64], onset: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the middles between the beats, moved to the strongest onset near each: off-beats are easily louder."""
    middles = (beats[:-1] + beats[1:]) // 2
    around = np.clip(middles[:, None] + np.arange(-_SNAP_FRAMES, _SNAP_FRAMES + 1), 0, len(onset) - 1)
    nearness = 1 - 0.5 * np.abs(np.arange(-_SNAP_FRAMES, _SNAP_FRAMES + 1)) / _SNAP_FRAMES
    snapped = around[np.arange(len(middles)), (onset[around] * nearness).argmax(axis=1)]
    return np.where(onset[snapped] > 0, snapped, middles)


def _on_the_beat(
    onsets: Onsets, listener: Listener, beats: NDArray[np.int64], periods: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the path a third of a beat away where that is clearly louder: in a shuffle the swung notes mislead."""
    here = (float(listener.at("loud", beats).mean()), float(listener.at("all", beats).mean()))
    best, best_loudness = beats, here[0] * _LOUDER
    for share in (1 / 3, 2 / 3):
        places = beats + share * periods[beats]
        moved = places[places < len(periods) - 1]
        if len(moved) < 3:
            continue
        loudness, onset = float(listener.at("loud", moved).mean()), float(listener.at("all", moved).mean())
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
