"""The chorus: found where it first begins, and not found where a song has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from song_forms import BRIDGE, CHORUS, INTRO, OUTRO, VERSE, Form, make_form
from synthesis import BEATLESS, RATE_HZ, beatless, pattern

from s2v_desktop.audio.chorus import find_chorus
from s2v_desktop.audio.decode import Song
from s2v_desktop.core.beats import BeatGrid

FORMS = {
    "pop": (INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO),
    "verse first": (VERSE, CHORUS, VERSE, CHORUS),
    "chorus first": (CHORUS, VERSE, CHORUS, VERSE, CHORUS),
    "two verses first": (VERSE, VERSE, CHORUS, VERSE, CHORUS, OUTRO),
    "more verses": (VERSE, CHORUS, VERSE, CHORUS, VERSE, OUTRO),
    "same chords": (INTRO, VERSE, replace(CHORUS, chords=VERSE.chords), VERSE, replace(CHORUS, chords=VERSE.chords)),
    "loud verse": (INTRO, replace(VERSE, gain=0.75), CHORUS, replace(VERSE, gain=0.75), CHORUS, BRIDGE, CHORUS),
}


def bar_lines_s(form: Form) -> np.ndarray:
    return form.beats.times_s[form.beats.downbeats & (form.beats.times_s <= form.song.duration_s - 8)]


def chorus_starts_s(form: Form, sections) -> list[float]:
    return [start_s for start_s, section in zip(form.starts_s, sections, strict=True) if section.melody]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("bpm", [100, 144])
def test_find_chorus__bars_known__is_the_bar_line_of_the_first_chorus(name: str, bpm: float):
    form = make_form(FORMS[name], bpm)
    assert find_chorus(form.song, form.beats, bar_lines_s(form)) == chorus_starts_s(form, FORMS[name])[0]


@pytest.mark.parametrize("name", ["pop", "chorus first", "more verses"])
@pytest.mark.parametrize("bpm", [120])
def test_find_chorus__no_beats__is_within_a_bar_of_the_first_chorus(name: str, bpm: float):
    form = make_form(FORMS[name], bpm)
    noise = np.random.default_rng(0).normal(0, 0.03, (form.song.frames, 1)).astype(np.float32)
    song = Song(form.song.samples + noise, RATE_HZ)
    found_s = find_chorus(song, BeatGrid(), np.arange(0, song.duration_s - 8, 0.05))
    assert found_s == pytest.approx(chorus_starts_s(form, FORMS[name])[0], abs=4 * 60 / bpm)


def test_find_chorus__channels_of_opposite_phase__are_heard():
    form = make_form(FORMS["pop"], 120)
    opposite = Song(np.concatenate([form.song.samples, -form.song.samples], axis=1), RATE_HZ)
    assert find_chorus(opposite, form.beats, bar_lines_s(form)) == form.starts_s[2]


@pytest.mark.parametrize("kind", BEATLESS)
def test_find_chorus__sound_without_form__is_none(kind: str):
    song = Song(beatless(kind, 40)[:, None], RATE_HZ)
    assert find_chorus(song, BeatGrid(), np.arange(0, 32, 0.05)) is None


@pytest.mark.parametrize("kind", ["click", "pop", "house", "rock", "waltz"])
def test_find_chorus__the_same_bars_over_and_over__is_none(kind: str):
    made = pattern(kind, 120, duration_s=60)
    beats = BeatGrid.from_arrays(made.beats_s, None, np.isin(made.beats_s, made.downbeats_s), downbeat_confidence=1.0)
    song = Song(made.samples[:, None], RATE_HZ)
    assert find_chorus(song, beats, made.downbeats_s[made.downbeats_s < 52]) is None


@pytest.mark.parametrize("bpm", [100, 120])
def test_find_chorus__a_loud_part_comes_once__is_none(bpm: float):
    form = make_form((INTRO, VERSE, VERSE, CHORUS, OUTRO), bpm)
    assert find_chorus(form.song, form.beats, bar_lines_s(form)) is None


def test_find_chorus__every_section_another__is_none():
    chords = [((50 + k, 53 + 2 * k, 58 + k), (48 + 2 * k, 55 - k, 60 + k)) for k in range(6)]
    drums = ["pop", "", "rock", "house", "", "waltz"]
    sections = tuple(
        replace(VERSE, chords=pair, drums=kind, gain=gain)
        for pair, kind, gain in zip(chords, drums, (0.3, 0.5, 0.9, 0.6, 0.7, 0.8), strict=True)
    )
    form = make_form(sections, 110)
    assert find_chorus(form.song, form.beats, bar_lines_s(form)) is None


@pytest.mark.parametrize("song_s", [3.0, 10.0, 20.0])
def test_find_chorus__too_short_for_a_form__is_none(song_s: float):
    form = make_form(FORMS["pop"], 120)
    assert find_chorus(form.song.between(20, 20 + song_s), BeatGrid(), np.arange(0, song_s, 0.1)) is None
