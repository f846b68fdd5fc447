"""What camera and light both work from: the look, the understood prompt, the music and its loudness by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import BandEnvelopes, Bands
from s2v_desktop.audio.clip_sound import clip_gain_at
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look, MotionLevel, Point
from s2v_desktop.director.curves import FloatArray, eased, smoothed
from s2v_desktop.director.music import Music, read_music
from s2v_desktop.director.prompt import PromptPlan, parse_prompt
from s2v_desktop.director.vocabulary import Action

#: How strongly everything moves at each level.
_LEVELS = {MotionLevel.LOW: 0.45, MotionLevel.MEDIUM: 1.0, MotionLevel.HIGH: 1.8}

#: How long a slow curve takes to wake after a lead-in, in sigmas of its blur.
_WAKING_SIGMAS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """What is heard, what is asked for, and how much of it is to move.

    ``level`` scales every movement; ``bands`` are the loudness 0-1 by frame as it is heard, fades and lead-in included,
    ``beat_bands`` the same by beat. ``focus`` is the place in the crop (0-1 each way) that the camera favours.
    """

    look: Look
    prompt: PromptPlan
    music: Music
    bands: Bands
    beat_bands: Bands
    level: float
    focus: Point | None = None

    @property
    def aspect(self) -> float:
        """Width of the video divided by its height."""
        return self.look.size.width / self.look.size.height

    def asked(self, action: Action) -> float:
        """Return how strongly the prompt asks for ``action``, its weight included; 0 when it does not."""
        return self.prompt.wish(action).strength * self.look.prompt_weight

    def slow(self, band: NDArray[np.floating], sigma_s: float) -> FloatArray:
        """Return ``band`` (a loudness by frame) blurred over time without delay; 0 during the lead-in.

        The blur would let the sound be seen before it is heard. After a lead-in the curve wakes from 0 as the sound
        begins, without a jump.
        """
        music = self.music
        silent = int(np.searchsorted(music.frame_times_s, music.sound_start_s))
        heard = smoothed(band[silent:], sigma_s * self.look.fps)
        if not silent:
            return heard
        waking = eased((music.frame_times_s[silent:] - music.sound_start_s) / (_WAKING_SIGMAS * sigma_s))
        return np.concatenate([np.zeros(silent), waking * heard])

    def pulse_gain(self) -> float:
        """Return how strongly beats are to be felt against the default of 1; 0 where the prompt forbids it."""
        return 0.0 if self.prompt.forbids(Action.PULSE) else 1.0 + 0.5 * self.asked(Action.PULSE)


def make_brief(beats: BeatGrid, bands: BandEnvelopes, look: Look, clip: Clip, focus: Point | None = None) -> Brief:
    """Gather what the director works from."""
    music = read_music(beats, clip, look.frame_rate)
    beats_heard_s = np.maximum(music.beat_times_s, clip.start_s)  # what rings on from before is heard from here
    return Brief(
        look=look,
        prompt=parse_prompt(look.prompt).avoiding(parse_prompt(look.negative_prompt)),
        music=music,
        bands=_scaled(bands.at(music.frame_times_s), clip_gain_at(clip, music.frame_times_s)),
        beat_bands=_scaled(bands.at(music.beat_times_s), clip_gain_at(clip, beats_heard_s)),
        level=_LEVELS[look.motion_level],
        focus=focus,
    )


def _scaled(bands: Bands, gain: NDArray[np.float64]) -> Bands:
    return Bands(*(band * gain.astype(np.float32) for band in bands))
