"""Drum patterns with known beats, and sounds that have none, for the tests of the tracker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RATE_HZ = 44_100
CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))


@dataclass(frozen=True)
class Pattern:
    """Mono ``samples`` (float32, shape ``(frames,)``) with the beats and downbeats that were placed in them."""

    samples: np.ndarray
    beats_s: np.ndarray
    downbeats_s: np.ndarray


def seconds(duration_s):
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def hertz(midi_note):
    return 440 * 2 ** ((midi_note - 69) / 12)


def kick():
    t = seconds(0.25)
    return 0.9 * np.sin(2 * np.pi * (50 * t + 3.3 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.09)


def snare(rng):
    t = seconds(0.2)
    noise = rng.standard_normal(len(t)) * np.exp(-t / 0.06)
    return 0.35 * noise + 0.35 * np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.05)


def hat(rng, decay_s=0.03):
    t = seconds(0.1)
    return 0.18 * np.diff(rng.standard_normal(len(t)), prepend=0) * np.exp(-t / decay_s)


def tone(frequency_hz, duration_s, gain=0.12, attack_s=0.005):
    t = seconds(duration_s)
    overtones = sum(g * np.sin(2 * np.pi * frequency_hz * h * t) for h, g in ((1, 1), (2, 0.4), (3, 0.2)))
    return gain * np.minimum(1, t / attack_s) * np.exp(-t / (duration_s * 0.6)) * overtones


def pad(frequency_hz, duration_s, gain=0.05):
    t = seconds(duration_s)
    swell = np.minimum(1, t / 0.15) * np.minimum(1, (duration_s - t) / 0.1)
    return (
        gain * swell * (np.sin(2 * np.pi * frequency_hz * t) + 0.5 * np.sin(2 * np.pi * frequency_hz * 1.005 * t + 1))
    )


def add(samples, time_s, sound):
    first = max(0, round(time_s * RATE_HZ))
    sound = sound[: max(0, len(samples) - first)]
    samples[first : first + len(sound)] += sound


def beat_times_s(bpm, duration_s, last_bpm=None, first_s=0.37):
    """Return beats from ``first_s`` on, with a tempo that goes straight from ``bpm`` to ``last_bpm``."""
    times_s, last_bpm = [first_s], last_bpm or bpm
    while times_s[-1] < duration_s - 0.8:
        now_bpm = bpm + (last_bpm - bpm) * times_s[-1] / duration_s
        times_s.append(times_s[-1] + 60 / now_bpm)
    return np.array(times_s)


def pattern(kind, bpm, duration_s=30.0, swing=0.0, last_bpm=None, jitter_s=0.0, seed=0):
    """Return a ``click``, ``pop``, ``house``, ``rock`` or ``waltz`` pattern; swing delays the off-beats."""
    rng = np.random.default_rng(seed)
    samples = np.zeros(round(duration_s * RATE_HZ))
    beats_s = beat_times_s(bpm, duration_s, last_bpm)
    gaps_s = np.diff(beats_s, append=2 * beats_s[-1] - beats_s[-2])
    meter = 3 if kind == "waltz" else 4
    for index, (beat_s, gap_s) in enumerate(zip(beats_s, gaps_s, strict=True)):
        place = index % meter
        chord = CHORDS[index // meter % 4]
        if kind == "click":
            add(samples, beat_s, tone(1000, 0.05, 0.64 if place == 0 else 0.4, 0.0005))
            continue
        played_s = beat_s + rng.normal(0, jitter_s)
        off_s = beat_s + gap_s * (0.5 + swing)
        DRUMS[kind](samples, rng, place, (beat_s, played_s, off_s), gap_s, chord)
        if place == 0:
            for note in chord:
                add(samples, beat_s, pad(hertz(note), gap_s * meter))
    samples *= 0.8 / np.abs(samples).max()
    return Pattern(samples.astype(np.float32), beats_s, beats_s[::meter])


def _house(samples, rng, place, times_s, gap_s, chord):
    beat_s, played_s, off_s = times_s
    add(samples, played_s, kick())
    add(samples, off_s, hat(rng, 0.06))
    if place % 2:
        add(samples, beat_s, 0.7 * snare(rng))
    _bass(samples, rng, (beat_s,), gap_s, chord)


def _pop(samples, rng, place, times_s, gap_s, chord):
    beat_s, played_s, off_s = times_s
    add(samples, played_s, snare(rng) if place % 2 else kick())
    if place == 2:
        add(samples, off_s, 0.8 * kick())
    add(samples, beat_s, hat(rng))
    add(samples, off_s, 0.7 * hat(rng))
    _bass(samples, rng, (beat_s, off_s), gap_s, chord)


def _rock(samples, rng, place, times_s, gap_s, chord):
    beat_s, played_s, off_s = times_s
    add(samples, played_s, 1.2 * snare(rng) if place % 2 else kick())
    if place == 0:
        add(samples, off_s, 0.8 * kick())
    add(samples, beat_s, 1.3 * hat(rng))
    add(samples, off_s, 1.1 * hat(rng))
    _bass(samples, rng, (beat_s, off_s), gap_s, chord)


def _waltz(samples, rng, place, times_s, gap_s, chord):
    beat_s, _played_s, _off_s = times_s
    if place == 0:
        add(samples, beat_s, kick())
        add(samples, beat_s, tone(hertz(chord[0] - 24), gap_s * 1.5, 0.3))
        return
    add(samples, beat_s, hat(rng))
    for note in chord:
        add(samples, beat_s, tone(hertz(note), gap_s * 0.6, 0.1))


def _bass(samples, rng, times_s, gap_s, chord):
    for time_s in times_s:
        add(samples, time_s, tone(hertz(chord[0] - 24), gap_s * 0.8 / len(times_s), 0.25))
    if rng.random() < 0.6:
        add(samples, times_s[-1], tone(hertz(chord[rng.integers(3)] + 12), gap_s, 0.1))


DRUMS = {"house": _house, "pop": _pop, "rock": _rock, "waltz": _waltz}


@dataclass(frozen=True)
class Rhythm:
    """A bar of ``meter`` beats: places in beats, 0 to ``meter``, at which each instrument plays.

    ``chord`` strikes the chord, ``pads`` holds one through the bar, ``melody`` is the chance of a note on each beat,
    ``gap`` is the share of the song (from, to) without drums.
    """

    meter: int = 4
    kick: tuple[float, ...] = ()
    snare: tuple[float, ...] = ()
    hat: tuple[float, ...] = ()
    bass: tuple[float, ...] = ()
    chord: tuple[float, ...] = ()
    pads: bool = False
    melody: float = 0.2
    gap: tuple[float, float] = (1.0, 1.0)


def every(step, meter=4.0, first=0.0):
    """Return places ``step`` beats apart in a bar."""
    return tuple(np.arange(first, meter - 1e-6, step))


_SHUFFLED = tuple(sorted((*every(1), *every(1, first=2 / 3))))

RHYTHMS = {
    "swing": Rhythm(kick=(0, 2), hat=(0, 1, 5 / 3, 2, 3, 11 / 3), snare=(11 / 3,), bass=every(1), melody=0.5),
    "shuffle": Rhythm(kick=(0, 2), snare=(1, 3), hat=_SHUFFLED, bass=_SHUFFLED),
    "syncopated": Rhythm(kick=(0, 0.75, 2.5), snare=(1, 3), hat=every(0.5), bass=(0, 0.75, 2.5), pads=True),
    "dembow": Rhythm(kick=every(1), snare=(0.75, 1.5, 2.75, 3.5), hat=every(0.5), bass=(0, 1.5, 2, 3.5), pads=True),
    "tresillo": Rhythm(kick=(0, 1.5, 3), snare=(1, 3), hat=every(0.5), bass=(0, 1.5, 3), chord=(0, 1.5, 3)),
    "half time": Rhythm(kick=(0, 1.5), snare=(2,), hat=every(0.5), bass=(0, 1.5), pads=True),
    "double hats": Rhythm(kick=(0, 2, 2.5), snare=(1, 3), hat=every(0.25), bass=(0, 2, 2.5), pads=True),
    "drum'n'bass": Rhythm(kick=(0, 2.5), snare=(1, 3), hat=every(0.5), bass=(0, 2.5), pads=True, melody=0.1),
    "ballad": Rhythm(chord=(0, 2), bass=(0,), pads=True, melody=0.5),
    "six-eight": Rhythm(meter=2, kick=(0,), snare=(1,), hat=every(1 / 3, 2), bass=(0, 1), chord=(0, 2 / 3, 1, 5 / 3)),
    "breakdown": Rhythm(kick=every(1), snare=(1, 3), hat=every(1, first=0.5), bass=every(1), pads=True, gap=(0.4, 0.7)),
    "polka": Rhythm(meter=2, kick=(0, 1), hat=(0.5, 1.5), chord=(0.5, 1.5), bass=(0, 1), melody=0.5),
    "ramp": Rhythm(kick=(0, 2, 2.5), snare=(1, 3), hat=every(0.5), bass=every(0.5), pads=True),
    "loose": Rhythm(kick=(0, 1.5, 2), snare=(1, 3), hat=every(0.5), bass=every(1), chord=(0,)),
    "one drop": Rhythm(kick=(2,), snare=(2,), hat=every(0.5), bass=(0, 1.5, 2.5), chord=(1, 3)),
    "bossa": Rhythm(kick=(0, 1.5, 2, 3.5), snare=(0, 1.5, 3), hat=every(0.5), bass=(0, 1.5, 2, 3.5), chord=(0, 1.5, 3)),
    "motown": Rhythm(kick=(0, 2, 2.5), snare=every(1), hat=every(0.5), bass=(0, 1.5, 2, 3), chord=(1, 3)),
    "disco": Rhythm(kick=every(1), snare=(1, 3), hat=every(0.25), bass=every(0.5), pads=True),
    "punk": Rhythm(kick=(0, 1, 2, 3), snare=every(1, first=0.5), hat=every(0.5), bass=every(0.5), chord=every(0.5)),
    "strummed": Rhythm(bass=(0, 2), chord=(0, 1, 1.5, 2.5, 3, 3.5), melody=0.5),
    "slow waltz": Rhythm(meter=3, bass=(0,), chord=(1, 2), pads=True, melody=0.6),
    "funk": Rhythm(kick=(0, 0.5, 2.5, 2.75), snare=(1, 1.75, 3), hat=every(0.25), bass=(0, 0.5, 1.75, 2.5, 3.5)),
}


def rhythm(kind, bpm, duration_s=30.0, last_bpm=None, jitter_s=0.004, seed=0):
    """Return ``RHYTHMS[kind]`` as played by people: uneven in time and strength, mixed differently for each seed."""
    rng = np.random.default_rng(seed)
    samples = np.zeros(round(duration_s * RATE_HZ))
    beats_s = beat_times_s(bpm, duration_s, last_bpm)
    index = np.arange(-1, len(beats_s) + 5)
    ends_s = np.interp(index, np.arange(len(beats_s)), beats_s)
    gap_s = float(np.median(np.diff(beats_s)))
    ends_s += gap_s * (np.minimum(index, 0) + np.maximum(index - len(beats_s) + 1, 0))
    played = RHYTHMS[kind]
    levels = {name: 2 ** rng.uniform(-0.8, 0.8) for name in ("kick", "snare", "hat", "bass", "chord", "melody")}
    for bar, first in enumerate(range(0, len(beats_s), played.meter)):
        chord = CHORDS[bar % 4]
        for name, place, sound in _bar_sounds(played, rng, gap_s, chord):
            time_s = float(np.interp(first + place, index, ends_s))
            quiet = name in ("kick", "snare", "hat") and played.gap[0] <= time_s / duration_s < played.gap[1]
            if time_s < duration_s - 0.3 and not quiet:
                add(samples, time_s + rng.normal(0, jitter_s), levels[name] * rng.uniform(0.75, 1.1) * sound)
        if played.pads:
            for note in chord:
                add(samples, beats_s[first], pad(hertz(note), gap_s * played.meter))
    samples *= 0.8 / np.abs(samples).max()
    return Pattern(samples.astype(np.float32), beats_s, beats_s[:: played.meter])


def _bar_sounds(played, rng, gap_s, chord):
    """Yield the instrument, the place in the bar and the sound of every hit."""
    for place in played.kick:
        yield "kick", place, kick()
    for place in played.snare:
        yield "snare", place, snare(rng)
    for place in played.hat:
        yield "hat", place, hat(rng) * (1.0 if place % 1 < 0.01 else 0.7)
    for place in played.bass:
        yield "bass", place, tone(hertz(chord[0] - 24), gap_s * 0.8, 0.25)
    for place in played.chord:
        yield "chord", place, sum(tone(hertz(note), gap_s * 0.9, 0.08) for note in chord)
    for place in every(0.5, played.meter):
        if rng.random() < played.melody * (1.0 if place % 1 == 0 else 0.3):
            yield "melody", place, tone(hertz(chord[rng.integers(3)] + 12), gap_s * 1.2, 0.12)


def beatless(kind, duration_s=20.0, seed=3):
    """Return ``noise``, ``pads``, ``speech``, ``rain``, ``strikes`` (at random), ``tone``, ``silence`` or ``click``."""
    rng = np.random.default_rng(seed)
    samples = np.zeros(round(duration_s * RATE_HZ))
    BEATLESS[kind](samples, rng, duration_s)
    return samples.astype(np.float32)


def _noise(samples, rng, _duration_s):
    samples += 0.2 * rng.standard_normal(len(samples))


def _pads(samples, rng, duration_s):
    time_s = 0.0
    while time_s < duration_s:
        length_s = rng.uniform(3, 6)
        for note in rng.integers(45, 75, 3):
            add(samples, time_s, pad(hertz(note), length_s, 0.08))
        time_s += length_s * rng.uniform(0.4, 0.8)


def _speech(samples, rng, duration_s):
    """Voiced syllables of changing length and pitch with hisses and pauses."""
    time_s = 0.2
    while time_s < duration_s:
        length_s, pitch_hz, formant_hz = rng.uniform(0.07, 0.28), rng.uniform(90, 180), rng.uniform(400, 900)
        t = seconds(length_s)
        phase = 2 * np.pi * pitch_hz * t * (1 + 0.1 * t / length_s)
        voice = sum(np.sin(h * phase) / (1 + abs(h * pitch_hz - formant_hz) / 300) for h in range(1, 20))
        add(samples, time_s, 0.15 * np.sin(np.pi * t / length_s) ** 0.7 * voice)
        if rng.random() < 0.4:
            hiss = np.diff(rng.standard_normal(round(rng.uniform(0.04, 0.1) * RATE_HZ)))
            add(samples, time_s - 0.05, 0.06 * hiss * np.hanning(len(hiss)))
        time_s += length_s * rng.uniform(0.9, 1.3) + (rng.uniform(0.3, 0.9) if rng.random() < 0.12 else 0)


def _strikes(samples, rng, duration_s):
    for time_s in np.cumsum(rng.exponential(0.4, round(duration_s * 3))):
        add(samples, time_s, tone(rng.uniform(300, 2000), 0.1, 0.4, 0.001))


def _rain(samples, rng, duration_s):
    samples += 0.02 * rng.standard_normal(len(samples))
    for time_s in np.cumsum(rng.exponential(0.03, round(duration_s * 30))):
        add(samples, time_s, 0.1 * rng.random() * rng.standard_normal(80))


def _tone(samples, _rng, duration_s):
    samples += 0.3 * np.sin(2 * np.pi * 220 * seconds(duration_s))


def _silence(samples, _rng, _duration_s):
    samples[:] = 0.0


def _click(samples, _rng, _duration_s):
    samples[len(samples) // 2 :][:50] = 0.5


BEATLESS = {
    "noise": _noise,
    "pads": _pads,
    "speech": _speech,
    "strikes": _strikes,
    "rain": _rain,
    "tone": _tone,
    "silence": _silence,
    "click": _click,
}


def f_measure(reference_s, found_s, tolerance_s=0.025):
    """Return the F-measure of one-to-one matches within ``tolerance_s``; both ascending."""
    hits, next_found = 0, 0
    for time_s in reference_s:
        while next_found < len(found_s) and found_s[next_found] < time_s - tolerance_s:
            next_found += 1
        if next_found < len(found_s) and found_s[next_found] <= time_s + tolerance_s:
            hits, next_found = hits + 1, next_found + 1
    return 2 * hits / max(1, len(reference_s) + len(found_s))


def median_offset_ms(reference_s, found_s, reach_s=0.07):
    """Return the median of found minus reference over beats that lie within ``reach_s``."""
    if not len(found_s):
        return float("nan")
    nearest = found_s[np.abs(found_s[:, None] - reference_s).argmin(axis=0)]
    offsets_s = (nearest - reference_s)[np.abs(nearest - reference_s) <= reach_s]
    return float(np.median(offsets_s) * 1000) if len(offsets_s) else float("nan")
