"""The beat grid: where the beats of a song are, how strong they are, and which of them begin a bar."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.errors import out_of_range

DOUBLE, HALF = Fraction(2), Fraction(1, 2)
TWO_THIRDS, THREE_HALVES = Fraction(2, 3), Fraction(3, 2)

#: Upper figures of the time signatures that a user may choose.
METERS = (2, 3, 4, 5, 6, 7)

MIN_TEMPO_BPM = 20.0
MAX_TEMPO_BPM = 400.0

#: Fewer taps than this make no tempo.
MIN_TAPS = 4

#: What a beat that is put between two others gets of their strength.
_BETWEEN = 0.6

#: Two beats are never closer than this: 1200 BPM, far above any music, far below any slip of the hand.
MIN_BEAT_GAP_S = 0.05


class BeatSource(StrEnum):
    """Where a grid came from."""

    NONE = "none"
    TRACKED = "tracked"
    EDITED = "edited"
    FILE = "file"


class Beat(msgspec.Struct, frozen=True):
    """One beat: ``time_s`` in seconds of the song, ``strength`` 0-1, ``downbeat`` true on the first of a bar."""

    time_s: float
    strength: float = 1.0
    downbeat: bool = False


class BarPosition(NamedTuple):
    """Where a beat stands in the music: bars count from 1 at the first bar line, beats from 1; a pick-up is bar 0."""

    bar: int
    beat: int


class Tempo(NamedTuple):
    """A steady tempo: ``bpm`` beats a minute, one of them at ``anchor_s`` seconds."""

    bpm: float
    anchor_s: float


class BeatGrid(msgspec.Struct, frozen=True):
    """The beats of a song, sorted by time and at least ``MIN_BEAT_GAP_S`` apart.

    The beats may keep a steady tempo or stand free. Every edit below returns another valid grid whose beats lie
    inside the song; the one it was made from is unchanged, so that keeping it is a perfect undo.

    ``confidence`` and ``downbeat_confidence`` are 0-1: how sure the tracker was of the beats and of the bar lines
    (1 for beats that a person placed). ``beats_per_bar`` is the upper figure of the time signature. ``locked`` is the
    user's wish that no edit be made; whoever edits asks for it first.
    """

    beats: tuple[Beat, ...] = ()
    beats_per_bar: int = 4
    confidence: float = 0.0
    downbeat_confidence: float = 0.0
    source: BeatSource = BeatSource.NONE
    locked: bool = False

    def __post_init__(self) -> None:
        times = self.times_s
        if times.size and not (np.isfinite(times).all() and times[0] >= 0):
            raise out_of_range("a beat", "a time of 0 s or later")
        if (np.diff(times) < MIN_BEAT_GAP_S - 1e-9).any():
            raise out_of_range("the beats", "sorted, at least 50 ms apart")
        if not all(0 <= beat.strength <= 1 for beat in self.beats):
            raise out_of_range("a beat's strength", "0 to 1")
        if not 1 <= self.beats_per_bar <= 16:
            raise out_of_range("beats per bar", "1 to 16")

    @classmethod
    def from_arrays(
        cls,
        times_s: NDArray[np.float64],
        strengths: NDArray[np.floating] | None = None,
        downbeats: NDArray[np.bool_] | None = None,
        **fields: object,
    ) -> BeatGrid:
        """Build a grid from parallel arrays of shape ``(beats,)``; ``fields`` are the other attributes.

        Beats that come less than ``MIN_BEAT_GAP_S`` after their neighbour are left out.
        """
        count = len(times_s)
        strength_values = np.ones(count) if strengths is None else np.clip(strengths, 0.0, 1.0)
        downbeat_values = np.zeros(count, bool) if downbeats is None else downbeats
        rows = sorted(zip(times_s, strength_values, downbeat_values, strict=True))
        beats = (Beat(float(time), float(strength), bool(down)) for time, strength, down in rows)
        return cls(beats=tuple(_spaced(beats)), **fields)  # type: ignore[arg-type]

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Beat times in seconds of the song, float64, shape ``(beats,)``."""
        return np.array([beat.time_s for beat in self.beats], np.float64)

    @property
    def strengths(self) -> NDArray[np.float64]:
        """Beat strengths 0-1, float64, shape ``(beats,)``."""
        return np.array([beat.strength for beat in self.beats], np.float64)

    @property
    def downbeats(self) -> NDArray[np.bool_]:
        """True where a beat begins a bar, shape ``(beats,)``."""
        return np.array([beat.downbeat for beat in self.beats], np.bool_)

    @property
    def tempo_bpm(self) -> float | None:
        """Median tempo in beats a minute, or None with fewer than two beats."""
        if len(self.beats) < 2:
            return None
        return float(60.0 / np.median(np.diff(self.times_s)))

    def bar_positions(self) -> tuple[BarPosition, ...]:
        """Return bar and beat of every beat; all are in bar 0 while no bar line is known."""
        downbeats = np.flatnonzero(self.downbeats)
        pickup = int(downbeats[0]) if downbeats.size else len(self.beats)
        missing = max(0, self.beats_per_bar - pickup) if downbeats.size else 0
        positions = [BarPosition(0, missing + index + 1) for index in range(pickup)]
        for beat in self.beats[pickup:]:
            last = positions[-1] if len(positions) > pickup else BarPosition(0, 0)
            positions.append(BarPosition(last.bar + 1, 1) if beat.downbeat else BarPosition(last.bar, last.beat + 1))
        return tuple(positions)

    def between(self, start_s: float, end_s: float) -> BeatGrid:
        """Return the grid with only the beats in ``start_s <= time < end_s``."""
        kept = tuple(beat for beat in self.beats if start_s <= beat.time_s < end_s)
        return msgspec.structs.replace(self, beats=kept)

    # -- single beats ----------------------------------------------------------------------------------------------

    def with_beat(self, beat: Beat) -> BeatGrid:
        """Return the grid with ``beat`` added, or unchanged where one stands within ``MIN_BEAT_GAP_S``."""
        if any(abs(other.time_s - beat.time_s) < MIN_BEAT_GAP_S for other in self.beats):
            return self
        return self._edited(sorted((*self.beats, beat), key=lambda b: b.time_s))

    def without_beats(self, indices: Collection[int]) -> BeatGrid:
        """Return the grid without the beats at ``indices``."""
        return self._edited(beat for index, beat in enumerate(self.beats) if index not in indices)

    def with_beats_moved(self, indices: Collection[int], by_s: float, song_duration_s: float) -> BeatGrid:
        """Return the grid with the beats at ``indices`` moved together, as far as song and other beats allow."""
        times = self.times_s
        least_s, most_s = -np.inf, np.inf
        for index in indices:
            if index - 1 not in indices:
                low = times[index - 1] + MIN_BEAT_GAP_S if index else 0.0
                least_s = max(least_s, low - times[index])
            if index + 1 not in indices:
                last = index + 1 == len(times)
                high = song_duration_s if last else times[index + 1] - MIN_BEAT_GAP_S
                most_s = min(most_s, high - times[index])
        moved = times.copy()
        moved[list(indices)] += max(min(by_s, most_s), min(least_s, 0.0))
        return self._edited(_at(self.beats, np.maximum(moved, 0.0)))

    def with_beat_moved(self, index: int, time_s: float, song_duration_s: float) -> BeatGrid:
        """Return the grid with beat ``index`` at ``time_s``, kept between its neighbours and inside the song."""
        return self.with_beats_moved({index}, time_s - self.beats[index].time_s, song_duration_s)

    def with_strength(self, index: int, strength: float) -> BeatGrid:
        """Return the grid with another strength (0-1) of beat ``index``."""
        return self._with(index, msgspec.structs.replace(self.beats[index], strength=strength))

    def with_downbeat_toggled(self, index: int) -> BeatGrid:
        """Return the grid with a bar line put at, or taken from, beat ``index`` alone."""
        beat = self.beats[index]
        return self._with(index, msgspec.structs.replace(beat, downbeat=not beat.downbeat), downbeat_confidence=1.0)

    def evened(self, indices: Collection[int], song_duration_s: float) -> BeatGrid:
        """Return the grid with the beats at ``indices`` on one steady tempo: the line nearest to them.

        Fewer than three beats are steady already. Beats that are not named stay, and none passes another.
        """
        chosen = np.array(sorted(indices))
        times = self.times_s
        if len(chosen) < 3:
            return self
        gap_s, first_s = _line_through(chosen - chosen[0], times[chosen])
        low = times[chosen[0] - 1] + MIN_BEAT_GAP_S if chosen[0] else 0.0
        high = times[chosen[-1] + 1] - MIN_BEAT_GAP_S if chosen[-1] + 1 < len(times) else song_duration_s
        times[chosen] = np.clip(first_s + gap_s * (chosen - chosen[0]), low, high)
        return self._edited(_spaced(sorted(_at(self.beats, times), key=lambda beat: beat.time_s)))

    # -- the whole grid --------------------------------------------------------------------------------------------

    def with_tempo_times(self, factor: Fraction) -> BeatGrid:
        """Return the grid at ``factor`` times its tempo (double, half, 2/3, 3/2), between its first and last beat.

        The first bar line stays one. Beats that coincide with old ones keep time and strength to the bit; others
        divide the old gaps evenly. Bars are counted again; where the factor is whole, old bar lines stay.
        """
        if len(self.beats) < 2:
            return self
        anchor, last = self._first_downbeat(), len(self.beats) - 1
        numbers = range(-int(anchor * factor), int((last - anchor) * factor) + 1)
        places = np.array([float(anchor + number / factor) for number in numbers])
        old = np.arange(last + 1)
        strengths = np.interp(places, old, self.strengths)
        coincide = places == np.round(places)
        strengths[~coincide] *= _BETWEEN
        lines = coincide & self.downbeats[np.round(places).astype(int)] & (factor.denominator == 1)
        downbeats = _counted(lines, -numbers[0], self.beats_per_bar)
        rows = zip(np.interp(places, old, self.times_s), strengths, downbeats, strict=True)
        return self._edited(_spaced(Beat(float(t), float(s), bool(d)) for t, s, d in rows))

    def shifted(self, by_s: float, song_duration_s: float) -> BeatGrid:
        """Return the grid moved by ``by_s``; beats that leave the song are gone."""
        return self._edited(_inside(_at(self.beats, self.times_s + by_s), song_duration_s))

    def shifted_half_a_beat(self, song_duration_s: float) -> BeatGrid:
        """Return the grid with every beat half way to the next one; the bar lines go with their beats."""
        times = self.times_s
        if len(times) < 2:
            return self
        gaps = np.diff(times)
        return self._edited(_inside(_at(self.beats, times + np.append(gaps, gaps[-1]) / 2), song_duration_s))

    def with_beat_at(self, time_s: float, song_duration_s: float) -> BeatGrid:
        """Return the grid moved so that the beat nearest to ``time_s`` falls on it."""
        times = self.times_s
        if not times.size:
            return self.with_beat(Beat(time_s))
        return self.shifted(time_s - float(times[np.abs(times - time_s).argmin()]), song_duration_s)

    def with_bar_line_at(self, index: int) -> BeatGrid:
        """Return the grid with beat ``index`` as the first of a bar, and bars counted from there both ways."""
        return self.with_meter(self.beats_per_bar, index)

    def with_meter(self, beats_per_bar: int, index: int | None = None) -> BeatGrid:
        """Return the grid in another time signature, counted from beat ``index`` (default: the first bar line)."""
        index = self._first_downbeat() if index is None else index
        counted = [
            msgspec.structs.replace(beat, downbeat=(number - index) % beats_per_bar == 0)
            for number, beat in enumerate(self.beats)
        ]
        return self._edited(counted, beats_per_bar=beats_per_bar, downbeat_confidence=1.0)

    def with_steady_tempo(self, tempo: Tempo, song_duration_s: float) -> BeatGrid:
        """Return a grid of steady ``tempo`` over the whole song, with a bar line at its anchor.

        The anchor may lie outside the song. Strengths are those that the present beats have thereabouts.

        Raises:
            InputError: the tempo is not within ``MIN_TEMPO_BPM`` to ``MAX_TEMPO_BPM``.
        """
        if not MIN_TEMPO_BPM <= tempo.bpm <= MAX_TEMPO_BPM:
            raise out_of_range("the tempo", f"{MIN_TEMPO_BPM:g} to {MAX_TEMPO_BPM:g} BPM")
        gap_s = 60 / tempo.bpm
        first = math.ceil(-tempo.anchor_s / gap_s - 1e-9)
        numbers = np.arange(first, math.floor((song_duration_s - tempo.anchor_s) / gap_s + 1e-9) + 1)
        times = np.clip(tempo.anchor_s + numbers * gap_s, 0.0, song_duration_s)
        strengths = np.interp(times, self.times_s, self.strengths) if self.beats else np.ones(len(times))
        rows = zip(times, strengths, numbers % self.beats_per_bar == 0, strict=True)
        beats = _spaced(Beat(float(t), float(s), bool(d)) for t, s, d in rows)
        return self._edited(beats, confidence=1.0, downbeat_confidence=1.0)

    # -- spans -----------------------------------------------------------------------------------------------------

    def without_span(self, start_s: float, end_s: float) -> BeatGrid:
        """Return the grid without the beats in ``start_s <= time < end_s``."""
        return self._edited(beat for beat in self.beats if not start_s <= beat.time_s < end_s)

    def with_span(self, start_s: float, end_s: float, found: BeatGrid) -> BeatGrid:
        """Return the grid with its beats in ``start_s <= time < end_s`` replaced by those of ``found``.

        Where a new beat comes too near to one that stays, the one that stays wins.
        """
        kept = self.without_span(start_s, end_s)
        times = kept.times_s
        fresh = (
            beat
            for beat in found.between(start_s, end_s).beats
            if not times.size or np.abs(times - beat.time_s).min() >= MIN_BEAT_GAP_S
        )
        return self._edited(sorted((*kept.beats, *fresh), key=lambda beat: beat.time_s))

    def with_lock(self, locked: bool) -> BeatGrid:
        """Return the grid locked against edits, or open to them."""
        return msgspec.structs.replace(self, locked=locked)

    def _first_downbeat(self) -> int:
        return next((index for index, beat in enumerate(self.beats) if beat.downbeat), 0)

    def _with(self, index: int, beat: Beat, **changes: float) -> BeatGrid:
        return self._edited((*self.beats[:index], beat, *self.beats[index + 1 :]), **changes)

    def _edited(self, beats: Iterable[Beat], **changes: float) -> BeatGrid:
        return msgspec.structs.replace(self, beats=tuple(beats), source=BeatSource.EDITED, **changes)


def tempo_from_taps(taps_s: Sequence[float]) -> Tempo | None:
    """Return the steady tempo nearest to ``taps_s`` (ascending seconds), anchored at the first, or None.

    A line through the taps by least squares; a tap that was left out is noticed by its double gap. None with fewer
    than ``MIN_TAPS`` or where the tempo is beyond ``MIN_TEMPO_BPM`` to ``MAX_TEMPO_BPM``.
    """
    if len(taps_s) < MIN_TAPS:
        return None
    times = np.array(taps_s, np.float64)
    gaps = np.diff(times)
    numbers = np.append(0, np.cumsum(np.maximum(1, np.round(gaps / float(np.median(gaps))))))
    gap_s, anchor_s = _line_through(numbers, times)
    if not 60 / MAX_TEMPO_BPM <= gap_s <= 60 / MIN_TEMPO_BPM:
        return None
    return Tempo(60 / gap_s, anchor_s)


def _line_through(x: NDArray[np.floating] | NDArray[np.int64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Return slope and intercept of the line nearest to the points by least squares."""
    offsets = x - x.mean()
    slope = float((offsets * y).sum() / (offsets * offsets).sum())
    return slope, float(y.mean() - slope * x.mean())


def _at(beats: Sequence[Beat], times_s: NDArray[np.float64]) -> list[Beat]:
    return [msgspec.structs.replace(beat, time_s=float(t)) for beat, t in zip(beats, times_s, strict=True)]


def _inside(beats: Iterable[Beat], song_duration_s: float) -> Iterable[Beat]:
    return (beat for beat in beats if 0 <= beat.time_s <= song_duration_s)


def _counted(lines: NDArray[np.bool_], anchor: int, beats_per_bar: int) -> list[bool]:
    """Return which beats begin a bar: none in the pick-up before ``anchor``, then counted, anew after each line."""
    downbeats = [False] * anchor
    since = 0
    for line in lines[anchor:]:
        since = 0 if line or since == beats_per_bar else since
        downbeats.append(since == 0)
        since += 1
    return downbeats


def _spaced(beats: Iterable[Beat]) -> Iterable[Beat]:
    last_s = -MIN_BEAT_GAP_S
    for beat in beats:
        if beat.time_s - last_s >= MIN_BEAT_GAP_S - 1e-9:
            last_s = beat.time_s
            yield beat
