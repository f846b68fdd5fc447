"""Strengths measured where a person or another program placed the beats."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from synthesis import RATE_HZ, pattern

from s2v_desktop.audio.beat_strengths import with_measured_strengths
from s2v_desktop.audio.beat_tracker import track_beats
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid, BeatSource

SONG = Song(pattern("pop", 110, duration_s=24).samples[:, None], RATE_HZ)
TRACKED = track_beats(SONG)


def plain(grid: BeatGrid) -> BeatGrid:
    """Return ``grid`` as a form without strengths gives it."""
    return BeatGrid.from_arrays(grid.times_s, None, grid.downbeats, source=BeatSource.FILE)


def test_strengths__beats_of_the_tracker__are_the_trackers():
    measured = with_measured_strengths(plain(TRACKED), SONG)
    assert measured.strengths == pytest.approx(TRACKED.strengths, abs=0.15)
    assert np.corrcoef(measured.strengths, TRACKED.strengths)[0, 1] > 0.9


@pytest.mark.parametrize("off_s", [-0.012, 0.012])
def test_strengths__beats_a_few_milliseconds_off__are_nearly_the_same(off_s):
    exact = with_measured_strengths(plain(TRACKED), SONG)
    beside = BeatGrid.from_arrays(np.maximum(TRACKED.times_s + off_s, 0))
    assert with_measured_strengths(beside, SONG).strengths == pytest.approx(exact.strengths, abs=0.05)


def test_strengths__accents__are_stronger_than_the_rest_and_silence_is_nothing():
    samples = np.zeros(12 * RATE_HZ, np.float32)
    hit = np.random.default_rng(2).standard_normal(4000).astype(np.float32) * np.exp(-np.arange(4000) / 600)
    times_s = 0.5 + np.arange(22) * 0.5
    for number, time_s in enumerate(times_s[:16]):
        first = round(time_s * RATE_HZ)
        samples[first : first + 4000] += hit * (0.4 if number % 4 == 0 else 0.02)
    strengths = with_measured_strengths(BeatGrid.from_arrays(times_s), Song(samples[:, None], RATE_HZ)).strengths
    accents = np.arange(16) % 4 == 0
    assert strengths[:16][accents].min() > strengths[:16][~accents].max()
    assert strengths.max() == 1
    assert strengths[16:] == pytest.approx(0, abs=0.01)


def test_strengths__everything_else__is_as_it_was():
    before = plain(TRACKED)
    after = with_measured_strengths(before, SONG)
    ones = tuple(msgspec.structs.replace(beat, strength=1.0) for beat in after.beats)
    assert msgspec.structs.replace(after, beats=ones) == before


@pytest.mark.parametrize(
    ("beats", "song"),
    [(BeatGrid(), SONG), (plain(TRACKED), Song(np.zeros((RATE_HZ, 1), np.float32), RATE_HZ))],
    ids=["no beats", "silence"],
)
def test_strengths__nothing_to_measure__stay(beats: BeatGrid, song: Song):
    assert with_measured_strengths(beats, song) is beats


def test_strengths__beats_after_the_end__do_no_harm():
    grid = BeatGrid.from_arrays(np.append(TRACKED.times_s, [100.0]))
    assert len(with_measured_strengths(grid, SONG).beats) == len(grid.beats)
