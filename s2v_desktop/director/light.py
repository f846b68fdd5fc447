"""The light by frame: what the prompt asks of colour, the pulses of the beats, the breath of the bass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from s2v_desktop.director.brief import Brief
from s2v_desktop.director.curves import FloatArray
from s2v_desktop.director.flash import BLOOM_EV, calm_range_ev, pulse_scales
from s2v_desktop.director.grade import Grade, asked_grade
from s2v_desktop.director.pulses import Pulses, pulse_train
from s2v_desktop.director.vocabulary import Action

#: Light of a strong downbeat at Medium, in stops and as bloom with little and with full bass.
_PULSE_EV = 0.17
_PULSE_BLOOM = 0.15
_PULSE_BLOOM_OF_BASS = 0.15

#: Bloom that a moving picture always has, and that a long loud bass adds, at Medium.
_RESTING_BLOOM = 0.06
_BASS_BLOOM = 0.07

#: What the loudness does where there are no beats, in stops and bloom at Medium.
_LOUDNESS_EV = 0.09
_LOUDNESS_BLOOM = 0.16

#: Shimmer of full highs, in stops and contrast at Medium: enough to feel, too little to see as light.
_SHIMMER_EV = 0.012
_SHIMMER_CONTRAST = 0.04

_FLASH_EV = 0.75
_FLASH_DECAY_S = 0.12
_STROBE_DECAY_S = 0.06
_STROBES_PER_BEAT = 4
_FREE_STROBES_PER_S = 8.0
_SAFE_STROBES_PER_S = 2.5

#: Bloom stays below this without pulses, so that there is room for them.
_MOST_STEADY_BLOOM = 0.7


class LightCurves(NamedTuple):
    """The fields of ``ShotPlan`` that are the light's, shape ``(frames,)``."""

    exposure_ev: FloatArray
    bloom: FloatArray
    saturation: FloatArray
    warmth: FloatArray
    contrast: FloatArray
    grain: FloatArray
    vignette: FloatArray


class _Glow(NamedTuple):
    """Light by frame: ``ev`` in stops, ``bloom`` 0-1."""

    ev: FloatArray
    bloom: FloatArray

    def range_ev(self) -> float:
        return float(np.ptp(self.ev + BLOOM_EV * self.bloom))


def light_curves(brief: Brief, pulses: Pulses) -> LightCurves:
    """Return the light of every frame of a moving picture; ``pulses`` are those of the beats."""
    grade = asked_grade(brief)
    steady = _breath(brief) if brief.music.has_beats else _loudness(brief)
    shimmer = _shimmer(brief, pulses)
    beating = _beating(brief, pulses, restless_ev=steady.range_ev() + _SHIMMER_EV * float(np.ptp(shimmer)))
    bloomless = brief.prompt.forbids(Action.GLOW)
    bloom = np.minimum(grade.bloom + steady.bloom, _MOST_STEADY_BLOOM) + beating.bloom
    return LightCurves(
        exposure_ev=grade.exposure_ev + steady.ev + beating.ev + _SHIMMER_EV * shimmer,
        bloom=np.zeros_like(bloom) if bloomless else np.clip(bloom, 0.0, 1.0),
        contrast=np.clip(grade.contrast + _SHIMMER_CONTRAST * shimmer, -1.0, 1.0),
        **_unmoved(grade, len(bloom)),
    )


def still_light(brief: Brief) -> LightCurves:
    """Return the light where nothing moves: what the prompt asks for, the same on every frame."""
    grade = asked_grade(brief)
    frames = len(brief.music.frame_times_s)
    exposure_ev, bloom, contrast = (
        np.full(frames, value) for value in (grade.exposure_ev, min(grade.bloom, 1.0), grade.contrast)
    )
    return LightCurves(exposure_ev=exposure_ev, bloom=bloom, contrast=contrast, **_unmoved(grade, frames))


def _unmoved(grade: Grade, frames: int) -> dict[str, FloatArray]:
    names = ("saturation", "warmth", "grain", "vignette")
    return {name: np.full(frames, float(getattr(grade, name))) for name in names}


def _breath(brief: Brief) -> _Glow:
    """Slow glow of the bass; so slow that no beat's peak moves to another frame."""
    bass = brief.slow(brief.bands.bass, 0.35)
    return _Glow(np.zeros_like(bass), brief.level * (_RESTING_BLOOM + _BASS_BLOOM * bass))


def _loudness(brief: Brief) -> _Glow:
    """The light of a clip without beats: it follows the loudness, within what is never a flash while that is on."""
    bands = brief.bands
    energy = brief.slow(0.6 * bands.bass + 0.3 * bands.mid + 0.1 * bands.high, 0.06)
    felt = brief.level * brief.pulse_gain() * (energy - energy.min())
    glow = _Glow(_LOUDNESS_EV * felt, _LOUDNESS_BLOOM * felt)
    range_ev = glow.range_ev()
    calm = min(1.0, calm_range_ev(_SHIMMER_EV * 4) / range_ev) if brief.look.flash_limit and range_ev else 1.0
    return _Glow(calm * glow.ev, brief.level * _RESTING_BLOOM + calm * glow.bloom)


def _shimmer(brief: Brief, pulses: Pulses) -> FloatArray:
    """Loudness of the highs, held down while a beat's pulse is at its brightest."""
    if brief.prompt.forbids(Action.SPARKLE):
        return np.zeros_like(brief.music.frame_times_s)
    amount = brief.level * min(1.0 + brief.asked(Action.SPARKLE), 3.0)
    return amount * brief.bands.high * (1.0 - pulses.curve(np.ones(len(pulses.frames))))


def _beating(brief: Brief, pulses: Pulses, restless_ev: float) -> _Glow:
    """Return the light of beats, flashes and strobes, made safe while the flash limit is on."""
    prompt = brief.prompt
    if prompt.forbids(Action.FLASH) or prompt.forbids(Action.STROBE):
        silence = np.zeros_like(brief.music.frame_times_s)
        return _Glow(silence, silence)
    felt = brief.level * brief.pulse_gain() * brief.music.accents
    peaks_ev = _PULSE_EV * felt + _FLASH_EV * brief.asked(Action.FLASH) * brief.music.accents
    peaks_bloom = felt * (_PULSE_BLOOM + _PULSE_BLOOM_OF_BASS * brief.beat_bands.bass)
    if prompt.asks(Action.STROBE):
        pulses, peaks_ev, peaks_bloom = _with_strobe(brief, pulses, peaks_ev, peaks_bloom)
    elif prompt.asks(Action.FLASH):
        pulses = pulse_train(brief.music.beat_times_s, brief.music.beat_frames, brief.music, _FLASH_DECAY_S)
    if brief.look.flash_limit:
        scales = pulse_scales(pulses.frames, peaks_ev + BLOOM_EV * peaks_bloom, brief.music.frame_rate, restless_ev)
        peaks_ev, peaks_bloom = scales * peaks_ev, scales * peaks_bloom
    return _Glow(pulses.curve(peaks_ev), pulses.curve(peaks_bloom))


def _with_strobe(
    brief: Brief, pulses: Pulses, peaks_ev: FloatArray, peaks_bloom: FloatArray
) -> tuple[Pulses, FloatArray, FloatArray]:
    """Return the train with a strobe: on the beats alone under the flash limit, on their quarters otherwise."""
    music, strobe_ev = brief.music, _FLASH_EV * brief.asked(Action.STROBE)
    per_beat = 1 if brief.look.flash_limit else _STROBES_PER_BEAT
    if music.has_beats:
        beats = np.arange(len(music.beat_times_s))
        times_s = np.interp(np.arange((len(beats) - 1) * per_beat + 1) / per_beat, beats, music.beat_times_s)
        strobe_peaks_ev, strobe_peaks_bloom = np.full(len(times_s), strobe_ev), np.zeros(len(times_s))
        strobe_peaks_ev[::per_beat] += peaks_ev
        strobe_peaks_bloom[::per_beat] = peaks_bloom
    else:
        rate = _SAFE_STROBES_PER_S if brief.look.flash_limit else _FREE_STROBES_PER_S
        times_s = np.arange(music.sound_start_s, music.end_s, 1.0 / rate)
        strobe_peaks_ev, strobe_peaks_bloom = np.full(len(times_s), strobe_ev), np.zeros(len(times_s))
    train = pulse_train(times_s, music.frames_of(times_s), music, _STROBE_DECAY_S)
    return train, strobe_peaks_ev, strobe_peaks_bloom
