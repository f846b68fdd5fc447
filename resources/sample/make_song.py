"""Synthesise the sample song and its exact beats: ``python resources/sample/make_song.py [folder]``.

An original piece in A minor, 116 BPM, 4/4: two bars of pads and plucks, two with the beat, four with the groove, six
with everything, and a last chord. All of it is made here from sine waves and noise, so it may be given away with the
program.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.signal import butter, fftconvolve, sosfilt

from s2v_desktop.audio.beat_formats.own import write_json
from s2v_desktop.core.beats import BeatGrid

RATE_HZ = 44_100
BPM = 116.0
BEAT_S = 60 / BPM
STEP_S = BEAT_S / 4
BAR_S = 4 * BEAT_S
BARS = 14
LEAD_IN_S = 0.1
DURATION_S = 30.0
PEAK_DB = -2.0

#: Chord of each bar of the four-bar turn: bass note and voices, as MIDI notes (Am9, Fmaj9, Cadd9, Gadd9).
CHORDS = (
    (33, (57, 60, 64, 67, 71)),
    (29, (57, 60, 64, 65, 67)),
    (36, (55, 60, 62, 64, 67)),
    (31, (55, 59, 62, 67, 69)),
)
LAST_CHORD = (36, (55, 60, 64, 67, 74))
TURN = (0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 1, 3)
#: Bass and pluck in sixteenths of the bar: (step, length) and (step, voice, octaves up).
BASS_STEPS = ((0, 3), (3, 2), (6, 3), (10, 2), (12, 2), (14, 2))
PLUCK_STEPS = ((0, 0, 1), (2, 2, 1), (4, 4, 1), (6, 3, 1), (8, 1, 1), (10, 2, 1), (12, 4, 1), (14, 3, 1))
#: The melody of the last six bars: (step, MIDI note, length in sixteenths).
MELODY = (
    ((0, 76, 3), (3, 79, 3), (6, 81, 6), (12, 79, 2), (14, 76, 2)),
    ((0, 77, 3), (3, 76, 3), (6, 72, 9)),
    ((0, 74, 3), (3, 76, 3), (6, 79, 6), (12, 76, 2), (14, 74, 2)),
    ((0, 74, 6), (6, 71, 4), (10, 74, 6)),
    ((0, 76, 3), (3, 79, 3), (6, 81, 6), (12, 84, 4)),
    ((0, 83, 4), (4, 81, 2), (6, 79, 4), (10, 74, 6)),
)


@dataclass
class Track:
    """A stereo track of the mix, float64, shape ``(frames, 2)``."""

    samples: np.ndarray

    @classmethod
    def silent(cls):
        """Return a track of the song's length with nothing on it."""
        return cls(np.zeros((round(DURATION_S * RATE_HZ), 2)))

    def add(self, time_s, sound, gain=1.0, pan=0.0):
        """Add the mono ``sound`` at ``time_s``; ``pan`` from -1 (left) to 1, at equal power."""
        first = round(time_s * RATE_HZ)
        sound = sound[: len(self.samples) - first]
        angle = (pan + 1) * np.pi / 4
        self.samples[first : first + len(sound)] += gain * sound[:, None] * [np.cos(angle), np.sin(angle)]


def seconds(duration_s):
    """Return the sample times of ``duration_s`` seconds."""
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def hertz(midi_note):
    """Return the frequency of a MIDI note."""
    return 440 * 2 ** ((midi_note - 69) / 12)


def step_time_s(bar, step=0):
    """Return the time of a sixteenth of a bar."""
    return LEAD_IN_S + bar * BAR_S + step * STEP_S


def filtered(sound, kind, cutoff_hz, order=2):
    """Return ``sound`` through a Butterworth filter."""
    return sosfilt(butter(order, cutoff_hz, kind, fs=RATE_HZ, output="sos"), sound, axis=0)


def saw(frequency_hz, t, brightness_hz, phase=0.0):
    """Return a band-limited saw wave whose harmonics fade beyond ``brightness_hz``."""
    harmonics = np.arange(1, max(2, int(min(8000, 5 * brightness_hz) / frequency_hz)) + 1)
    gains = 1 / harmonics / (1 + (harmonics * frequency_hz / brightness_hz) ** 2)
    return sum(g * np.sin(2 * np.pi * frequency_hz * h * t + phase * h) for h, g in zip(harmonics, gains, strict=True))


def fade(sound, attack_s, release_s):
    """Return ``sound`` with a soft beginning and end."""
    t = np.arange(len(sound)) / RATE_HZ
    end_s = len(sound) / RATE_HZ
    return sound * np.clip(t / attack_s, 0, 1) * np.clip((end_s - t) / release_s, 0, 1)


def kick():
    """Return a bass drum: a sine that falls from 170 to 48 Hz, with a click."""
    t = seconds(0.32)
    sweep = 48 * t + (170 - 48) * 0.028 * (1 - np.exp(-t / 0.028))
    body = np.sin(2 * np.pi * sweep) * np.exp(-t / 0.11)
    click = np.sin(2 * np.pi * 1800 * t) * np.exp(-t / 0.003)
    return fade(body + 0.25 * click, 0.0004, 0.05)


def clap(rng):
    """Return a clap over a snare: noise with a short double attack and a tuned body."""
    t = seconds(0.28)
    noise = filtered(filtered(rng.standard_normal(len(t)), "highpass", 700), "lowpass", 9000)
    tail = np.exp(-t / 0.075) + 0.6 * np.exp(-((t - 0.011) ** 2) / 0.000012)
    body = np.sin(2 * np.pi * (185 * t + 1.2 * (1 - np.exp(-t / 0.02)))) * np.exp(-t / 0.055)
    return fade(0.5 * noise * tail + 0.7 * body, 0.0004, 0.05)


def hat(rng, decay_s):
    """Return a hi-hat: bright noise that dies in ``decay_s``."""
    t = seconds(decay_s * 6)
    return fade(filtered(rng.standard_normal(len(t)), "highpass", 7500, 4) * np.exp(-t / decay_s), 0.0004, 0.01)


def crash(rng):
    """Return a crash cymbal."""
    t = seconds(2.2)
    return fade(filtered(rng.standard_normal(len(t)), "highpass", 3500) * np.exp(-t / 0.6), 0.0004, 0.3)


def riser(rng, duration_s):
    """Return noise that swells and brightens until the next part begins."""
    t = seconds(duration_s)
    noise = rng.standard_normal(len(t))
    dull, bright = filtered(noise, "bandpass", [300, 1500]), filtered(noise, "bandpass", [2500, 9000])
    share = t / duration_s
    return fade((dull * (1 - share) + bright * share) * share**2, 0.01, 0.02)


def pad(midi_note, duration_s, brightness_hz, rng):
    """Return one voice of the pad as left and right: detuned saws that breathe in."""
    t = seconds(duration_s)
    sides = []
    for spread in (-1, 1):
        voices = [saw(hertz(midi_note + d * spread), t, brightness_hz, rng.uniform(0, 6)) for d in (-0.07, 0.0, 0.09)]
        sides.append(fade(sum(voices), 0.08, 0.25))
    return sides


def pluck(midi_note):
    """Return a mallet-like pluck: a frequency-modulated sine whose overtones fade first."""
    t = seconds(0.9)
    frequency_hz = hertz(midi_note)
    modulation = 2.2 * np.exp(-t / 0.07) * np.sin(2 * np.pi * 3 * frequency_hz * t)
    return fade(np.sin(2 * np.pi * frequency_hz * t + modulation) * np.exp(-t / 0.22), 0.001, 0.1)


def bass(midi_note, duration_s):
    """Return a bass note: a dull saw on a sine an octave below the chord."""
    t = seconds(duration_s)
    frequency_hz = hertz(midi_note)
    tone = np.sin(2 * np.pi * frequency_hz * t) + 0.55 * saw(frequency_hz, t, 420)
    return fade(tone * (0.65 + 0.35 * np.exp(-t / 0.08)), 0.004, 0.03)


def lead(midi_note, duration_s):
    """Return a singing note with a late vibrato."""
    t = seconds(duration_s)
    vibrato = 0.12 * np.clip((t - 0.18) / 0.2, 0, 1) * np.sin(2 * np.pi * 5.3 * t)
    phase = 2 * np.pi * hertz(midi_note) * np.cumsum(2 ** (vibrato / 12)) / RATE_HZ
    tone = np.sin(phase) + 0.33 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase) + 0.07 * np.sin(5 * phase)
    return fade(tone * (0.8 + 0.2 * np.exp(-t / 0.1)), 0.006, 0.06)


def chords():
    """Yield (bar, bass note, voices) for every bar."""
    for bar, chord in enumerate(TURN):
        yield bar, *CHORDS[chord]


def add_hats(track, rng):
    """Add hi-hats: eighths with the stress between the beats, then sixteenths with an open hat."""
    for bar in range(2, BARS):
        for step in range(0, 16, 2 if bar < 8 else 1):
            loud = 0.20 if step % 4 == 2 else 0.11 if step % 4 == 0 else 0.06
            track.add(step_time_s(bar, step), hat(rng, 0.018), loud, 0.25)
            if bar >= 8 and step % 4 == 2:
                track.add(step_time_s(bar, step), hat(rng, 0.07), 0.10, -0.2)


def drum_track(rng):
    """Return the drums and the times of the bass drum."""
    track, kicks = Track.silent(), []
    for bar in range(BARS):
        for beat in range(4):
            time_s = step_time_s(bar, 4 * beat)
            if bar >= 2:
                kicks.append(time_s)
                track.add(time_s, kick(), 0.95 if beat == 0 else 0.86)
            if bar >= 4 and beat % 2:
                track.add(time_s, clap(rng), 0.58)
    for bar, steps in ((7, (11, 13, 14, 15)), (13, (10, 13, 14, 15))):
        for position, step in enumerate(steps):
            track.add(step_time_s(bar, step), clap(rng), 0.22 + 0.06 * position, 0.1)
    add_hats(track, rng)
    kicks.append(step_time_s(BARS))
    track.add(kicks[-1], kick())
    for bar, gain in ((4, 0.13), (8, 0.2), (12, 0.13), (BARS, 0.16)):
        track.add(step_time_s(bar), crash(rng), gain, 0.15)
    return track, kicks


def bass_track():
    """Return the bass: long notes first, then the groove."""
    track = Track.silent()
    for bar, root, _voices in chords():
        if bar < 2:
            continue
        for step, length in BASS_STEPS if bar >= 4 else ((0, 15),):
            octave = 12 if step == 14 else 0
            track.add(step_time_s(bar, step), bass(root + octave, length * STEP_S), 0.25)
    track.add(step_time_s(BARS), bass(LAST_CHORD[0], DURATION_S - step_time_s(BARS)), 0.25)
    return track


def pad_track(rng):
    """Return the pads, brighter in every part."""
    track = Track.silent()
    bars = [*((bar, voices) for bar, _root, voices in chords()), (BARS, LAST_CHORD[1])]
    for bar, voices in bars:
        brightness_hz = np.interp(bar, [0, 4, 8, BARS], [600, 1100, 2200, 2600])
        duration_s = min(BAR_S + 0.15, DURATION_S - step_time_s(bar))
        for note in voices:
            left, right = pad(note, duration_s, brightness_hz, rng)
            track.add(step_time_s(bar), left, 0.033, -0.8)
            track.add(step_time_s(bar), right, 0.033, 0.8)
    return track


def pluck_track():
    """Return the plucks, accented on the beats."""
    track = Track.silent()
    for bar, _root, voices in chords():
        for step, voice, octaves in PLUCK_STEPS:
            gain = (0.20 if step == 0 else 0.16 if step % 4 == 0 else 0.10) * (0.8 if bar >= 8 else 1.0)
            track.add(step_time_s(bar, step), pluck(voices[voice] + 12 * octaves), gain, 0.45 if step % 4 else -0.35)
    for voice, note in enumerate(LAST_CHORD[1]):
        track.add(step_time_s(BARS), pluck(note + 12), 0.1, -0.6 + 0.3 * voice)
    return track


def lead_track():
    """Return the melody of the last part."""
    track = Track.silent()
    for bar, notes in enumerate(MELODY, BARS - len(MELODY)):
        for step, note, length in notes:
            track.add(step_time_s(bar, step), lead(note, length * STEP_S), 0.11)
    track.add(step_time_s(BARS), lead(76, 0.8), 0.11)
    return track


def riser_track(rng):
    """Return the noise that leads into the groove and into the last part."""
    track = Track.silent()
    for bar, gain in ((4, 0.05), (8, 0.08)):
        track.add(step_time_s(bar) - BAR_S, riser(rng, BAR_S), gain)
    return track


def echoed(track):
    """Return the track with a ping-pong echo of three sixteenths."""
    samples = track.samples.copy()
    delayed, gain = track.samples, 0.36
    for _ in range(4):
        delayed = np.roll(delayed, round(3 * STEP_S * RATE_HZ), axis=0)[:, ::-1]
        delayed[: round(3 * STEP_S * RATE_HZ)] = 0
        samples += gain * delayed
        gain *= 0.45
    return samples


def reverb(samples, rng):
    """Return the reverberation of ``samples``: two decaying noises, darker than the source."""
    t = seconds(1.6)
    rooms = filtered(rng.standard_normal((len(t), 2)), "lowpass", 5500) * np.exp(-t / 0.32)[:, None]
    rooms *= np.clip(t / 0.012, 0, 1)[:, None]
    rooms /= np.sqrt((rooms**2).sum(axis=0))
    wet = np.stack([fftconvolve(samples[:, side], rooms[:, side])[: len(samples)] for side in (0, 1)], axis=1)
    return filtered(wet, "highpass", 220)


def duck(kicks, depth, release_s):
    """Return the gain that makes room for the bass drum, shape ``(frames, 1)``."""
    t = seconds(DURATION_S)
    gain = np.ones(len(t))
    for time_s in kicks:
        after = t >= time_s
        gain[after] = np.minimum(gain[after], 1 - depth * np.exp(-(t[after] - time_s) / release_s))
    return gaussian_filter1d(gain, 0.002 * RATE_HZ)[:, None]


def limited(samples):
    """Return ``samples`` through a limiter that looks ahead 3 ms, at ``PEAK_DB``."""
    ceiling = 10 ** (PEAK_DB / 20)
    reach = round(0.006 * RATE_HZ)
    peaks = maximum_filter1d(np.abs(samples).max(axis=1), 2 * reach + 1)
    gain = gaussian_filter1d(np.minimum(1, ceiling / np.maximum(peaks, 1e-9)), reach / 4)
    return np.clip(samples * gain[:, None], -ceiling, ceiling)


def mix():
    """Return the finished song, shape ``(frames, 2)``."""
    rng = np.random.default_rng(1116)
    drums, kicks = drum_track(rng)
    plucks, melody = echoed(pluck_track()), echoed(lead_track())
    pads = pad_track(rng).samples
    room = reverb(0.5 * pads + 0.55 * plucks + 0.5 * melody + 0.10 * filtered(drums.samples, "highpass", 900), rng)
    ducked = (pads + 0.9 * riser_track(rng).samples + 0.55 * room) * duck(kicks, 0.6, 0.13)
    low = bass_track().samples * duck(kicks, 0.5, 0.09)
    song = drums.samples + low + ducked + plucks + melody
    t = seconds(DURATION_S)[:, None]
    return limited(filtered(1.15 * song, "highpass", 25) * np.clip((DURATION_S - t) / 0.35, 0, 1))


def beat_grid():
    """Return the beats as they were placed; the last chord falls on the last one."""
    index = np.arange(4 * BARS + 1)
    strengths = np.where(index % 4 == 0, 1.0, np.where(index % 2 == 0, 0.75, 0.85))
    strengths = np.where(index < 8, 0.6 * strengths, strengths)
    return BeatGrid.from_arrays(
        LEAD_IN_S + index * BEAT_S, strengths, index % 4 == 0, confidence=1.0, downbeat_confidence=1.0
    )


def write_song(path, samples):
    """Write Ogg Vorbis in blocks: libsndfile fails on one long call."""
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, format="OGG", subtype="VORBIS") as file:
        for first in range(0, len(samples), RATE_HZ):
            file.write(samples[first : first + RATE_HZ])


def main():
    """Write ``song.ogg`` and ``song.beats.json``."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    samples = mix()
    write_song(folder / "song.ogg", samples)
    (folder / "song.beats.json").write_text(write_json(beat_grid()), encoding="utf-8")
    loudness_db = 20 * np.log10(np.sqrt((samples**2).mean()))
    print(f"{DURATION_S:g} s, RMS {loudness_db:.1f} dB, peak {20 * np.log10(np.abs(samples).max()):.1f} dB")


if __name__ == "__main__":
    main()
