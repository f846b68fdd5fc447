"""What camera and light both work from: the look, the understood prompt, the music and its loudness by frame."""

from __future__ import annotations

from dataclasses import dataclass

from s2v_desktop.audio.bands import BandEnvelopes, Bands
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look, MotionLevel
from s2v_desktop.director.music import Music, read_music
from s2v_desktop.director.prompt import PromptPlan, parse_prompt
from s2v_desktop.director.vocabulary import Action

#: How strongly everything moves at each level.
_LEVELS = {MotionLevel.LOW: 0.45, MotionLevel.MEDIUM: 1.0, MotionLevel.HIGH: 1.8}


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """``level`` scales every movement, ``bands`` are loudness 0-1 by frame, ``beat_bands`` the same by beat."""

    look: Look
    prompt: PromptPlan
    music: Music
    bands: Bands
    beat_bands: Bands
    level: float

    @property
    def aspect(self) -> float:
        """Width of the video divided by its height."""
        return self.look.size.width / self.look.size.height

    def asked(self, action: Action) -> float:
        """Return how strongly the prompt asks for ``action``, its weight included; 0 when it does not."""
        return self.prompt.wish(action).strength * self.look.prompt_weight

    def pulse_gain(self) -> float:
        """Return how strongly beats are to be felt against the default of 1; 0 where the prompt forbids it."""
        return 0.0 if self.prompt.forbids(Action.PULSE) else 1.0 + 0.5 * self.asked(Action.PULSE)


def make_brief(beats: BeatGrid, bands: BandEnvelopes, look: Look, clip: Clip) -> Brief:
    """Gather what the director works from."""
    music = read_music(beats, clip, look.frame_rate)
    return Brief(
        look=look,
        prompt=parse_prompt(look.prompt),
        music=music,
        bands=bands.at(music.frame_times_s),
        beat_bands=bands.at(music.beat_times_s),
        level=_LEVELS[look.motion_level],
    )
