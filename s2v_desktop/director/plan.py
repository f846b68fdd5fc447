"""The shot plan of a clip: camera and light for every frame, from the beats, the loudness and the look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look, Point
from s2v_desktop.core.shot_plan import FloatArray, ShotPlan
from s2v_desktop.director.brief import make_brief
from s2v_desktop.director.camera import camera_curves
from s2v_desktop.director.light import LightCurves, light_curves, still_light
from s2v_desktop.director.pulses import pulse_train


def plan_shots(beats: BeatGrid, bands: BandEnvelopes, look: Look, clip: Clip, focus: Point | None = None) -> ShotPlan:
    """Return the plan of ``clip``: one row a frame, the same for the same arguments on every computer.

    Camera moves span phrases and ease; beats give impulses that are strongest on the frame whose showing contains the
    beat; the prompt overrides what the seed would choose. Where the look has motion off, the camera stands still and
    only the light that the prompt asks for remains.

    Args:
        beats: Beats of the song; those more than ``BEAT_MARGIN_S`` away from the clip make no difference.
        bands: Loudness of the bass, the middle and the highs around the clip.
        look: What the user set; its seed decides what the prompt leaves open.
        clip: The part of the song.
        focus: The place in the crop (0-1 each way) that the camera favours, as ``focus_in_crop`` gives it; None
            favours none.
    """
    brief = make_brief(beats, bands, look, clip, focus)
    music = brief.music
    if not look.motion:
        return _with_light(ShotPlan.still(len(music.frame_times_s)), still_light(brief))
    pulses = pulse_train(music.beat_times_s, music.beat_frames, music)
    curves = (*camera_curves(brief, pulses)._asdict().items(), *light_curves(brief, pulses)._asdict().items())
    return ShotPlan(**{name: _stored(curve) for name, curve in curves})


def _with_light(plan: ShotPlan, light: LightCurves) -> ShotPlan:
    return replace(plan, **{name: _stored(curve) for name, curve in light._asdict().items()})


def _stored(curve: NDArray[np.float64]) -> FloatArray:
    return curve.astype(np.float32)
