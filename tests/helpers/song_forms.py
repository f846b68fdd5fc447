"""Songs with verses and choruses at known times, put together from drums, pads and a melody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from synthesis import DRUMS, RATE_HZ, add, hertz, pad, tone

from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid

VERSE_CHORDS = ((57, 60, 64), (55, 59, 62), (53, 57, 60), (52, 55, 59))
CHORUS_CHORDS = ((60, 64, 67), (55, 59, 62), (57, 60, 64), (53, 57, 60))
BRIDGE_CHORDS = ((62, 65, 69), (58, 62, 65), (63, 67, 70), (56, 60, 63))


@dataclass(frozen=True)
class Section:
    """Some bars of music: ``gain`` scales all of it, ``drums`` is the name of a pattern or empty."""

    bars: int
    chords: tuple[tuple[int, int, int], ...]
    drums: str
    gain: float
    melody: bool = False


INTRO = Section(4, VERSE_CHORDS, "", 0.4)
VERSE = Section(8, VERSE_CHORDS, "pop", 0.5)
CHORUS = Section(8, CHORUS_CHORDS, "rock", 0.9, melody=True)
BRIDGE = Section(6, BRIDGE_CHORDS, "", 0.6)
OUTRO = Section(4, VERSE_CHORDS, "", 0.3)


@dataclass(frozen=True)
class Form:
    """A song with its exact beats and the time at which each of its sections begins."""

    song: Song
    beats: BeatGrid
    starts_s: tuple[float, ...]


@cache
def make_form(sections: tuple[Section, ...], bpm: float, first_s: float = 0.4, seed: int = 0) -> Form:
    """Play ``sections`` one after the other, no two of them with quite the same notes."""
    rng = np.random.default_rng(seed)
    gap_s = 60 / bpm
    bars = sum(section.bars for section in sections)
    samples = np.zeros(round((first_s + bars * 4 * gap_s + 1) * RATE_HZ))
    bar, starts_s = 0, []
    for section in sections:
        starts_s.append(first_s + bar * 4 * gap_s)
        for index in range(section.bars):
            _play_bar(samples, rng, section, index, first_s + (bar + index) * 4 * gap_s, gap_s)
        bar += section.bars
    samples *= 0.9 / np.abs(samples).max()
    index = np.arange(bars * 4 + 1)
    beats = BeatGrid.from_arrays(first_s + index * gap_s, None, index % 4 == 0, confidence=1.0, downbeat_confidence=1.0)
    return Form(Song(samples.astype(np.float32)[:, None], RATE_HZ), beats, tuple(starts_s))


def _play_bar(samples, rng, section, index, time_s, gap_s):
    chord = section.chords[index % len(section.chords)]
    played = np.zeros(round((4 * gap_s + 1) * RATE_HZ))
    for note in chord:
        add(played, 0.0, 3 * pad(hertz(note), 4 * gap_s))
    for place in range(4):
        beat_s = place * gap_s
        if section.drums:
            DRUMS[section.drums](played, rng, place, (beat_s, beat_s, beat_s + gap_s / 2), gap_s, chord)
        if section.melody:
            add(played, beat_s, tone(hertz(chord[rng.integers(3)] + 12), gap_s, 0.25))
    add(samples, time_s, section.gain * played)
