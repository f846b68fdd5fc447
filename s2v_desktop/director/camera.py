"""The camera by frame: the chosen path, what sways and shakes it, the kick of the beats, and always enough zoom."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from s2v_desktop.director.brief import Brief
from s2v_desktop.director.curves import FloatArray, smooth_path, wander, within_unit
from s2v_desktop.director.focus import favoured_pan
from s2v_desktop.director.framing import pan_room, required_zoom
from s2v_desktop.director.moves import CameraPath, camera_path
from s2v_desktop.director.pulses import Pulses
from s2v_desktop.director.vocabulary import Action

#: At Medium and full push the camera is this much closer than at its widest.
_ZOOM_RANGE = 0.14
_WIDEST_ZOOM = 1.04
#: With a focus there is something to see more closely.
_FOCUSED_ZOOM = 1.4
_CLOSEST_ZOOM = 1.7

#: Zoom of a strong downbeat at Medium.
_KICK = 0.018
#: Zoom that a long loud bass adds at Medium.
_BASS_SWELL = 0.008

_PARALLAX = 0.006
_ASKED_PARALLAX = 0.011
_MOST_PARALLAX = 0.015
#: Vertical parallax against horizontal: heads move less up and down.
_PARALLAX_TILT = 0.35

_ROLL_RAD = np.radians(0.35)
_ASKED_ROLL_RAD = np.radians(3.0)
_MOST_ROLL_RAD = np.radians(8.0)

_SWAY_PERIOD_S = 9.0
_HAND_PERIOD_S = 2.3
_SHAKES_PER_S = 8.5
_FLOW_TURNS_PER_S = 0.11

#: Zoom beyond what is needed, for the rounding to float32.
_ROUNDING = 1.0 + 1e-6


class CameraCurves(NamedTuple):
    """The fields of ``ShotPlan`` that are the camera's, shape ``(frames,)``."""

    zoom: FloatArray
    pan_x: FloatArray
    pan_y: FloatArray
    roll_rad: FloatArray
    parallax_x: FloatArray
    parallax_y: FloatArray
    flow: FloatArray
    flow_phase_rad: FloatArray


def camera_curves(brief: Brief, pulses: Pulses) -> CameraCurves:
    """Return the camera of every frame; ``pulses`` are those of the beats."""
    rng = np.random.default_rng([brief.look.seed, 1])
    path = _swayed(camera_path(brief, rng), brief, pulses, rng)
    roll_rad = _roll(brief, pulses, rng)
    parallax_x, parallax_y = _parallax(brief, path, rng)
    flow = np.full_like(roll_rad, min(1.0, 0.7 * brief.asked(Action.FLOW) * np.sqrt(brief.level)))
    reach = [float(np.abs(curve).max()) for curve in (roll_rad, parallax_x, parallax_y, flow)]
    zoom = _steady_zoom(brief, path, float(required_zoom(brief.aspect, 0.0, 0.0, *reach)))
    kick = 1.0 + pulses.curve(_kicks(brief))
    kicked = zoom * kick
    room = pan_room(brief.aspect, zoom, *reach)
    if brief.focus is None:
        pan_x, pan_y = room.x * path.x, room.y * path.y
    else:
        closest = pan_room(brief.aspect, np.array(np.inf), *reach)
        pan_x = favoured_pan(brief.focus.x, path.x, room.x, float(closest.x), kick)
        pan_y = favoured_pan(brief.focus.y, path.y, room.y, float(closest.y), kick)
    needed = required_zoom(brief.aspect, pan_x, pan_y, roll_rad, parallax_x, parallax_y, flow)
    return CameraCurves(
        np.maximum(kicked, needed * _ROUNDING),
        pan_x,
        pan_y,
        roll_rad,
        parallax_x,
        parallax_y,
        flow,
        _flow_phase(brief, rng),
    )


def _holds_still(brief: Brief) -> bool:
    return brief.prompt.asks(Action.STABLE)


def _kicks(brief: Brief) -> FloatArray:
    """Return the zoom of each beat's impulse."""
    no_zoom = brief.prompt.forbids(Action.ZOOM_IN) or brief.prompt.forbids(Action.ZOOM_OUT)
    if no_zoom or (_holds_still(brief) and not brief.prompt.asks(Action.PULSE)):
        return np.zeros(len(brief.music.accents))
    return _KICK * brief.level * brief.pulse_gain() * brief.music.accents


def _steady_zoom(brief: Brief, path: CameraPath, least: float) -> FloatArray:
    """Return the zoom without the beats' kicks, at least ``least``."""
    if _holds_still(brief) and not np.ptp(path.push) and not path.push[0]:
        return np.full_like(path.push, least)
    widest = max(_WIDEST_ZOOM, least)
    farther = 1.0 if brief.focus is None else _FOCUSED_ZOOM
    closer = farther * _ZOOM_RANGE * brief.level**0.85 * path.push
    closer *= min(1.0, max(_CLOSEST_ZOOM - widest, 0.0) / max(float(closer.max()), 1e-9))
    swell = 0.0 if _holds_still(brief) else _BASS_SWELL * brief.level * _slow_bass(brief)
    return widest + closer + swell


def _slow_bass(brief: Brief) -> FloatArray:
    return brief.slow(brief.bands.bass, 0.35)


def _swayed(path: CameraPath, brief: Brief, pulses: Pulses, rng: np.random.Generator) -> CameraPath:
    """Return ``path`` with drift, an unsteady hand and shakes laid over it, within -1 to 1."""
    times_s = brief.music.frame_times_s
    drift, hand = brief.prompt.wish(Action.DRIFT), brief.asked(Action.HANDHELD)
    forbidden = _holds_still(brief) or any(
        map(brief.prompt.forbids, (Action.DRIFT, Action.PAN_LEFT, Action.PAN_RIGHT, Action.TILT_UP, Action.TILT_DOWN))
    )
    amount = 0.0 if forbidden and not drift.strength else 0.15 + 0.55 * brief.asked(Action.DRIFT)
    sway = [amount * wander(times_s, _SWAY_PERIOD_S / drift.speed, rng) for _ in range(2)]
    tremble = [0.35 * hand * wander(times_s, _HAND_PERIOD_S, rng) for _ in range(2)]
    jolt = [_shake(brief, pulses, rng) for _ in range(2)]
    return CameraPath(
        path.push,
        within_unit(path.x + sway[0] + tremble[0] + jolt[0]),
        within_unit(path.y + sway[1] + tremble[1] + jolt[1]),
    )


def _shake(brief: Brief, pulses: Pulses, rng: np.random.Generator) -> FloatArray:
    """Return jolts that begin on beats and ring off; with the bass where there are no beats."""
    times_s = brief.music.frame_times_s
    strength = 0.6 * brief.asked(Action.SHAKE)
    force = (
        pulses.curve(brief.music.accents)
        if brief.music.has_beats
        else brief.slow(brief.bands.bass, 1.0 / brief.look.fps)
    )
    return strength * force * np.cos(2.0 * np.pi * _SHAKES_PER_S * times_s + rng.uniform(0.0, 2.0 * np.pi))


def _roll(brief: Brief, pulses: Pulses, rng: np.random.Generator) -> FloatArray:
    music = brief.music
    swing = wander(music.frame_times_s, 1.4 * _SWAY_PERIOD_S, rng)
    tremble = wander(music.frame_times_s, 1.2 * _HAND_PERIOD_S, rng)
    jolt = _shake(brief, pulses, rng)
    if brief.prompt.forbids(Action.ROTATE):
        return np.zeros_like(swing)
    natural = 0.0 if _holds_still(brief) else _ROLL_RAD * brief.level * (1.0 + brief.asked(Action.DRIFT))
    wish = brief.prompt.wish(Action.ROTATE)
    turn_rad = _ASKED_ROLL_RAD * wish.speed * brief.asked(Action.ROTATE) * np.sqrt(brief.level)
    ends_s = np.array([music.start_s, music.end_s])
    turn = smooth_path(ends_s, min(turn_rad, _MOST_ROLL_RAD) * np.array([-1.0, 1.0]), music.frame_times_s)
    hand = np.radians(0.5) * brief.asked(Action.HANDHELD)
    return natural * swing + turn + hand * tremble + np.radians(0.6) * jolt


def _parallax(brief: Brief, path: CameraPath, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Return how the layers move: the camera circles, and near things run against its path."""
    phase = rng.uniform(0.0, 2.0 * np.pi)
    wish = brief.prompt.wish(Action.ORBIT)
    if brief.prompt.forbids(Action.ORBIT) or (_holds_still(brief) and not wish.strength):
        return np.zeros_like(path.x), np.zeros_like(path.y)
    asked = _ASKED_PARALLAX * brief.asked(Action.ORBIT) * np.sqrt(brief.level)
    size = min(max(asked, _PARALLAX * brief.level), _MOST_PARALLAX)
    period_s = np.clip(4.0 * (brief.music.bar_s or 2.0), 5.0, 12.0) / wish.speed
    angle = 2.0 * np.pi * brief.music.frame_times_s / period_s + phase
    across = size * (0.6 * np.sin(angle) - 0.4 * path.x)
    down = size * _PARALLAX_TILT * (0.6 * np.cos(angle) - 0.4 * path.y)
    return across, down


def _flow_phase(brief: Brief, rng: np.random.Generator) -> FloatArray:
    speed = _FLOW_TURNS_PER_S * brief.prompt.wish(Action.FLOW).speed
    return rng.uniform(0.0, 2.0 * np.pi) + 2.0 * np.pi * speed * (brief.music.frame_times_s - brief.music.start_s)
