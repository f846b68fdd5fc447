"""What speaks for and against a row of beats: what falls on the beats, between them, and again after a bar."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.onset import Onsets
from s2v_desktop.audio.smoothing import moving_max
from s2v_desktop.audio.tempo import PRIOR_OCTAVES, TYPICAL_BPM, TempoPath

_TOLERANCE_FRAMES = 4
_EVENT_REACH_FRAMES = 7
_EVENT_SIZE = 1.0
_SPECTRUM_STEP = 4
_MAX_CHANGES = 240
#: Where every other beat is this much weaker, they are the halves of beats; where the halves of beats are this
#: much like the beats, the tempo is half of what it should be.
_WEAK_LIMIT, _TWIN_LIMIT = 0.4, 0.6
#: Above this, a beat that people move to is rare.
_HURRIED_BPM = 165.0
_PHRASE_BEATS = 8

Places = NDArray[np.floating] | NDArray[np.int64]


class Listener:
    """The onsets around every frame, prepared once for the many rows of beats that are asked about."""

    def __init__(self, onsets: Onsets, tempo: TempoPath) -> None:
        loudness = np.power(np.float32(10), onsets.spectrum).sum(axis=1)
        bands = {"low": onsets.low, "mid": onsets.mid, "high": onsets.high, "all": onsets.combined, "loud": loudness}
        self._bands = {name: moving_max(values, 2 * _TOLERANCE_FRAMES + 1) for name, values in bands.items()}
        self._tempo = tempo
        whole = len(onsets.spectrum) // _SPECTRUM_STEP * _SPECTRUM_STEP
        pooled = onsets.spectrum[:whole].reshape(-1, _SPECTRUM_STEP, onsets.spectrum.shape[1]).mean(axis=1)
        self._spectrum_sums = np.concatenate([np.zeros((1, pooled.shape[1])), np.cumsum(pooled, axis=0, dtype=float)])
        peaks = moving_max(onsets.combined, 2 * _EVENT_REACH_FRAMES + 1)
        self._events = np.flatnonzero((onsets.combined >= peaks) & (onsets.combined > _EVENT_SIZE))
        self._event_sizes = np.minimum(onsets.combined[self._events], 4.0).astype(np.float64)

    def at(self, band: str, places: Places) -> NDArray[np.float32]:
        """Return the strongest value of ``band`` within 20 ms of each of ``places`` (frames)."""
        values = self._bands[band]
        return values[np.clip(np.round(places).astype(int), 0, len(values) - 1)]

    def features(self, beats: Places, tempi_bpm: NDArray[np.float64]) -> dict[str, float]:
        """Return the features of ``beats`` (frames, three or more) at ``tempi_bpm``, shape ``(moments,)``."""
        gaps = np.diff(beats)
        halves = beats[:-1] + gaps / 2
        features: dict[str, float] = {}
        for band in ("low", "mid", "high", "all"):
            features[f"{band}_on"] = float(self.at(band, beats).mean())
            features[f"{band}_off"] = float(self.at(band, halves).mean())
        quarters = self.at("all", beats[:-1] + gaps * 0.25).mean() + self.at("all", beats[:-1] + gaps * 0.75).mean()
        thirds = self.at("all", beats[:-1] + gaps / 3).mean() + self.at("all", beats[:-1] + gaps * 2 / 3).mean()
        on, off = self._change(beats, gaps), self._change(halves, gaps)
        features |= {
            "all_quarters": float(quarters) / 2,
            "all_thirds": float(thirds) / 2,
            "periodicity": self._tempo.strength_at(tempi_bpm),
            "alternation": self._alternation(beats, features),
            "change_on_beat": (on - off) / (on + off + 1e-6),
            "weak_alternate": max(0.0, self._alternate_weakness(beats) - _WEAK_LIMIT),
            "twin": max(0.0, min(1.0, _twin_likeness(features)) - _TWIN_LIMIT),
            "loud_lead": _lead(self.at("loud", beats).mean(), self.at("loud", halves).mean()),
            "turn_clarity": self._turn_clarity(beats, gaps),
            "repeat_phrase": self._repetition(beats, halves),
        }
        return features | _pace(tempi_bpm) | self._coverage(beats)

    def _alternation(self, beats: Places, features: dict[str, float]) -> float:
        """Return how much even and odd beats differ (kick and snare do), the mean of the three bands."""
        differences = []
        for band in ("low", "mid", "high"):
            strengths = self.at(band, beats)
            difference = abs(float(strengths[::2].mean() - strengths[1::2].mean()))
            differences.append(difference / (features[f"{band}_on"] + 0.2))
        return float(np.mean(differences))

    def _alternate_weakness(self, beats: Places) -> float:
        """Return how much weaker one half of the beats is than the other, without the highs, 0-1 (1: not there)."""
        strengths = self.at("low", beats) + self.at("mid", beats)
        even, odd = float(strengths[::2].mean()), float(strengths[1::2].mean())
        return 1 - min(even, odd) / (max(even, odd) + 1e-9)

    def _change(self, places: Places, gaps: NDArray[np.floating]) -> float:
        """Return how much the spectrum differs between the time after and the time before ``places``."""
        chosen = np.asarray(places, np.float64)[:: max(1, len(places) // _MAX_CHANGES)]
        reach = float(np.median(gaps)) * 0.8
        after = self._mean_spectrum(chosen, chosen + reach)
        before = self._mean_spectrum(chosen - reach - _SPECTRUM_STEP, chosen - _SPECTRUM_STEP)
        return float(np.abs(after - before).sum(axis=1).mean())

    def _mean_spectrum(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
        last = len(self._spectrum_sums) - 1
        first = np.clip(np.round(starts / _SPECTRUM_STEP).astype(int), 0, max(0, last - 1))
        final = np.clip(np.round(ends / _SPECTRUM_STEP).astype(int), first + 1, max(1, last))
        return (self._spectrum_sums[np.minimum(final, last)] - self._spectrum_sums[first]) / (final - first)[:, None]

    def _turn_clarity(self, beats: Places, gaps: NDArray[np.floating]) -> float:
        """Return by how much the spectrum turns more at every fourth beat than at the others, as harmony does."""
        reach = 2 * float(np.median(gaps))
        starts = np.asarray(beats[:-1], np.float64)
        if len(starts) < 4:
            return 0.0
        after = self._mean_spectrum(starts, starts + reach)
        before = self._mean_spectrum(starts - reach, starts - _SPECTRUM_STEP)
        turns = np.abs(after - before).sum(axis=1)
        return _lead(max(float(turns[phase::4].mean()) for phase in range(4)), float(turns.mean()))

    def _repetition(self, beats: Places, halves: NDArray[np.floating]) -> float:
        """Return how alike the strokes on and between the beats are eight beats later, -1 to 1."""
        if len(halves) <= _PHRASE_BEATS + 2:
            return 0.0
        strokes = []
        for band in ("low", "mid", "high"):
            for places in (beats[:-1], halves):
                values = np.minimum(self.at(band, places), 4.0).astype(np.float64)
                strokes.append((values - values.mean()) / (values.std() + 0.3))
        pattern = np.stack(strokes)
        return float(np.mean(pattern[:, _PHRASE_BEATS:] * pattern[:, :-_PHRASE_BEATS]))

    def _coverage(self, beats: Places) -> dict[str, float]:
        """Return how far from one a beat the onsets are (squared octaves) and how well quarters of beats explain them.

        ``in_quarters`` is the share of the onsets near a quarter of a beat, less what chance would put there.
        """
        inside = (self._events >= beats[0]) & (self._events <= beats[-1])
        events, sizes = self._events[inside], self._event_sizes[inside]
        if not len(events):
            return {"events_squared": 4.0, "in_quarters": 0.0}
        places = np.interp(events, beats, np.arange(len(beats)))
        tolerance = _TOLERANCE_FRAMES / float(np.median(np.diff(beats)))
        near = np.abs(places * 4 - np.round(places * 4)) / 4 <= tolerance
        by_chance = min(0.99, 8 * tolerance)
        share = float(sizes[near].sum() / sizes.sum())
        return {
            "events_squared": float(np.log2(len(events) / (len(beats) - 1))) ** 2,
            "in_quarters": (share - by_chance) / (1 - by_chance),
        }


def _pace(tempi_bpm: NDArray[np.float64]) -> dict[str, float]:
    """Return how usual a tempo is: the distance from the typical one in octaves, on each side, and above a limit."""
    median_bpm = float(np.median(tempi_bpm))
    octaves = float(np.log2(median_bpm / TYPICAL_BPM))
    return {
        "prior": -0.5 * (octaves / PRIOR_OCTAVES) ** 2,
        "fast": max(0.0, octaves) ** 2,
        "slow": max(0.0, -octaves) ** 2,
        "hurried": max(0.0, float(np.log2(median_bpm / _HURRIED_BPM))),
    }


def _lead(value: float, other: float) -> float:
    """Return by how much ``value`` exceeds ``other``, -1 to 1; both 0 or more."""
    return float((value - other) / (value + other + 1e-9))


def _twin_likeness(features: dict[str, float]) -> float:
    """Return how strong the halves of beats are against the beats, in the band where they differ most."""
    return min(
        (features[f"{band}_off"] + 0.1) / (features[f"{band}_on"] + 0.1) for band in ("low", "mid", "high", "all")
    )
