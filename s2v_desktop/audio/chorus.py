"""Where the chorus of a song first begins: the part that comes back most and is louder than the rest.

What sounds alike is found in the matrix that compares every moment of the song with every other (Foote 1999: chorus
and verse that return are bright diagonals); moments are told apart by their harmony and by the colour of their sound.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import levels_between
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid

FloatArray = NDArray[np.float64]

#: A section is compared over about this length: two bars are often alike by chance, four seldom.
_PHRASE_S = 8.0

#: The song is compared by beats, or by steps of this length where it has none or too few to reach through it.
_STEP_S = 0.5
_MAX_STEPS = 1000
_LOOKS_PER_STEP = 3

#: Long enough to tell the semitones from the lowest note on.
_WINDOW_S = 0.186
_LOWEST_HZ = 110.0
_OCTAVES = 5
_QUIETEST = 1e-4

#: Two phrases are the same where they are this much alike (1: the same sound), and by so much more than usual ones.
_ALIKE = 0.5
_MORE_ALIKE_THAN_USUAL = 0.3

#: Where two returns begin farther apart than so many phrases, something else is between them.
_APART_PHRASES = 1.9

#: A chorus is so much louder than what is not the chorus, and each time so little quieter than the others.
_LOUDER_DB = 1.0
_NOT_QUIETER_DB = 2.5

#: What counts beside how often a part returns: how loud it is, and how much louder than just before.
_LOUDNESS_WEIGHT = 0.5
_RISE_WEIGHT = 1.0


class _Steps(NamedTuple):
    """The song in steps: ``edges_s`` (steps + 1,); ``looks`` (steps, dimensions); ``loudness_db`` (steps,)."""

    edges_s: FloatArray
    looks: FloatArray
    loudness_db: FloatArray


def find_chorus(song: Song, beats: BeatGrid, starts_s: FloatArray) -> float | None:
    """Return which of ``starts_s`` (ascending) the first chorus begins at, or None where nothing stands out.

    Any thread, under 0.5 s for four minutes.
    """
    edges_s = _step_edges_s(song, beats)
    phrase = max(2, round(_PHRASE_S / float(np.median(np.diff(edges_s))))) if len(edges_s) > 1 else 0
    if len(edges_s) - 1 < 3 * phrase or not len(starts_s):
        return None
    steps = _look_at(song, edges_s)
    begins = np.unique(np.searchsorted((edges_s[:-1] + edges_s[1:]) / 2, starts_s))  # the nearest edges
    returns = _best_returns(steps, begins[begins <= len(steps.looks) - phrase], phrase)
    return None if returns is None else _nearest(starts_s, float(edges_s[returns[0]]))


def _step_edges_s(song: Song, beats: BeatGrid) -> FloatArray:
    times_s = beats.times_s
    if len(times_s) < 2 or times_s[-1] - times_s[0] < 0.75 * song.duration_s:
        step_s = max(_STEP_S, song.duration_s / _MAX_STEPS)
        return np.arange(0.0, song.duration_s, step_s)
    return times_s[:: 1 + len(times_s) // _MAX_STEPS]


def _look_at(song: Song, edges_s: FloatArray) -> _Steps:
    """Describe the sound of each step: 12 pitch classes and the share of each octave, each half of what counts."""
    share = (np.arange(_LOOKS_PER_STEP) + 0.5) / _LOOKS_PER_STEP
    times_s = edges_s[:-1, None] + np.diff(edges_s)[:, None] * share
    semitones_hz = _LOWEST_HZ * 2.0 ** ((np.arange(12 * _OCTAVES + 1) - 0.5) / 12)
    levels = levels_between(song, times_s.ravel(), _WINDOW_S, [30.0, *semitones_hz, song.sample_rate_hz / 2])
    power = (levels**2).reshape(len(edges_s) - 1, _LOOKS_PER_STEP, -1).mean(axis=1)
    notes = power[:, 1:-1].reshape(len(power), _OCTAVES, 12)
    octaves = np.column_stack([power[:, 0], notes.sum(axis=2), power[:, -1]])
    pitches = np.sqrt(notes.sum(axis=1))
    pitches /= np.maximum(np.linalg.norm(pitches, axis=1, keepdims=True), _QUIETEST)
    colours_db = 10 * np.log10(np.maximum(octaves, _QUIETEST**2))
    looks = np.concatenate([_balanced(pitches), _balanced(colours_db)], axis=1)
    return _Steps(edges_s, looks, 10 * np.log10(np.maximum(octaves.sum(axis=1), _QUIETEST**2)))


def _balanced(values: FloatArray) -> FloatArray:
    """Return the deviations of ``values`` (steps, dimensions) from their means, with a mean square length of 1."""
    deviations = values - values.mean(axis=0)
    return deviations / (np.sqrt((deviations**2).sum(axis=1).mean()) + 1e-9)


def _best_returns(steps: _Steps, begins: NDArray[np.int64], phrase: int) -> NDArray[np.int64] | None:
    """Return where the phrase is heard that returns most and is loudest, out of those that begin at ``begins``."""
    alike = _alikeness(steps.looks, phrase)
    usual = np.median(alike, axis=1)
    loudness_db = _phrase_means(steps.loudness_db, phrase)
    rises_db = _rises_db(steps.loudness_db, phrase // 2)
    spread_db = float(steps.loudness_db.std()) + 1e-9
    best, best_score = None, -np.inf
    for begin in begins:
        same = alike[begin] >= max(_ALIKE, usual[begin] + _MORE_ALIKE_THAN_USUAL)
        same &= loudness_db >= loudness_db[begin] - _NOT_QUIETER_DB
        returns = _returns(np.where(same, alike[begin], -np.inf), int(begin), phrase)
        times = 1 + int((np.diff(returns) > _APART_PHRASES * phrase).sum())
        if times < 2 or _louder_by_db(steps.loudness_db, returns, phrase) < _LOUDER_DB:
            continue
        louder = _LOUDNESS_WEIGHT * (loudness_db[begin] - loudness_db.mean()) + _RISE_WEIGHT * rises_db[returns].mean()
        score = np.log2(times) + float(louder / spread_db + alike[begin, returns].mean())
        if score > best_score:
            best, best_score = returns, score
    return best


def _alikeness(looks: FloatArray, phrase: int) -> FloatArray:
    """Return how alike the phrases from every step on are, -1 to 1, shape ``(begins, begins)``."""
    length = np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-9)
    moments = (looks / length) @ (looks / length).T
    begins = len(looks) - phrase + 1
    return sum((moments[k : k + begins, k : k + begins] for k in range(phrase)), np.zeros((begins, begins))) / phrase


def _returns(alike: FloatArray, begin: int, phrase: int) -> NDArray[np.int64]:
    """Return where the phrase of ``begin`` is heard, itself included, without overlaps, ascending.

    ``alike`` is how alike the phrases from every step on are to it, -inf where they are another.
    """
    taken, left = [], alike.copy()
    left[begin] = np.inf
    while left.max() > -np.inf:
        best = int(left.argmax())
        taken.append(best)
        left[max(0, best - phrase + 1) : best + phrase] = -np.inf
    return np.array(sorted(taken), np.int64)


def _louder_by_db(loudness_db: FloatArray, begins: NDArray[np.int64], phrase: int) -> float:
    """Return how much louder the phrases at ``begins`` are than all else."""
    inside = np.zeros(len(loudness_db), bool)
    inside[(begins[:, None] + np.arange(phrase)).ravel()] = True
    return float(loudness_db[inside].mean() - loudness_db[~inside].mean())


def _rises_db(loudness_db: FloatArray, reach: int) -> FloatArray:
    """Return how much louder the ``reach`` steps from every step on are than those before it."""
    silence = np.full(reach, loudness_db.min())
    sums = np.concatenate([[0.0], np.cumsum(np.concatenate([silence, loudness_db, silence]))])
    middle = np.arange(reach, reach + len(loudness_db))
    return (sums[middle + reach] - 2 * sums[middle] + sums[middle - reach]) / reach


def _phrase_means(values: FloatArray, phrase: int) -> FloatArray:
    """Return the mean of ``values`` over the phrase from every step on."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return (sums[phrase:] - sums[:-phrase]) / phrase


def _nearest(values: FloatArray, value: float) -> float:
    return float(values[np.abs(values - value).argmin()])
