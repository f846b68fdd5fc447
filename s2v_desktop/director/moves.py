"""Camera moves: which way the camera travels over the phrases of a clip, and where it cuts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from s2v_desktop.core.look import MotionLevel
from s2v_desktop.core.timebase import frame_at
from s2v_desktop.director.brief import Brief
from s2v_desktop.director.curves import FloatArray, smooth_path
from s2v_desktop.director.music import Music
from s2v_desktop.director.vocabulary import Action


class Pose(NamedTuple):
    """Where the camera stands: ``push`` 0 (widest) to 1 (closest), ``x`` and ``y`` -1 to 1 of the room there is.

    With a focus, ``x`` and ``y`` are counted from where the camera favours it.
    """

    push: float
    x: float
    y: float


class Key(NamedTuple):
    """The camera passes ``pose`` at ``time_s``."""

    time_s: float
    pose: Pose


class CameraPath(NamedTuple):
    """``Pose`` by frame, arrays of shape ``(frames,)``; ``x`` and ``y`` may reach a little beyond 1."""

    push: FloatArray
    x: FloatArray
    y: FloatArray


class _Move(NamedTuple):
    begin: Pose
    end: Pose


#: Seen from one side; the seed mirrors them.
_MOVES = (
    _Move(Pose(0.05, 0.0, 0.0), Pose(1.0, 0.4, 0.25)),  # push in
    _Move(Pose(1.0, 0.35, -0.3), Pose(0.1, 0.0, 0.0)),  # pull back
    _Move(Pose(0.55, -0.8, -0.45), Pose(0.75, 0.8, 0.45)),  # diagonal
    _Move(Pose(0.45, -0.7, 0.1), Pose(0.6, 0.7, -0.1)),  # glide
    _Move(Pose(0.6, 0.05, 0.75), Pose(0.8, -0.05, -0.75)),  # rise
)

#: The same with a focus, which 0, 0 stands for: zooms close in on it or come from it, the others end at it or pass it.
_FOCUSED_MOVES = (
    _Move(Pose(0.05, 0.0, 0.0), Pose(1.0, 0.0, 0.0)),  # push in
    _Move(Pose(1.0, 0.0, 0.0), Pose(0.1, 0.0, 0.0)),  # pull back
    _Move(Pose(0.55, -0.8, -0.45), Pose(0.9, 0.0, 0.0)),  # diagonal
    _Move(Pose(0.45, -0.7, 0.1), Pose(0.6, 0.7, -0.1)),  # glide
    _Move(Pose(0.6, 0.05, 0.75), Pose(0.8, -0.05, -0.75)),  # rise
)

#: Phrases last at least so long before the camera turns or cuts.
_SHORTEST_PHRASE_S = {MotionLevel.LOW: 6.5, MotionLevel.MEDIUM: 3.6, MotionLevel.HIGH: 1.9}

#: How often a new phrase is a cut instead of a turn.
_CUT_CHANCE = {MotionLevel.LOW: 0.0, MotionLevel.MEDIUM: 0.4, MotionLevel.HIGH: 0.6}

_ZOOMS = (Action.ZOOM_IN, Action.ZOOM_OUT)
_PANS = (Action.PAN_LEFT, Action.PAN_RIGHT, Action.TILT_UP, Action.TILT_DOWN)
_CAMERA_ACTIONS = (
    *_ZOOMS,
    *_PANS,
    Action.ROTATE,
    Action.ORBIT,
    Action.DRIFT,
    Action.HANDHELD,
    Action.SHAKE,
    Action.STABLE,
)

#: How close the camera is when the prompt speaks of other things than zoom: close enough to have room to move.
_RESTING_PUSH = 0.4
_PANNING_PUSH = 0.7

#: An asked zoom goes farther than one that the seed chooses.
_ASKED_ZOOM = 1.4


def camera_path(brief: Brief, rng: np.random.Generator) -> CameraPath:
    """Return the path that the prompt asks for, or one that the seed chooses where it says nothing of the camera."""
    stretches = [_asked_keys(brief)] if brief.prompt.asks(*_CAMERA_ACTIONS) else _chosen_stretches(brief, rng)
    path = _follow(stretches, brief.music)
    if any(map(brief.prompt.forbids, _ZOOMS)):
        path = path._replace(push=np.full_like(path.push, _RESTING_PUSH))
    if any(map(brief.prompt.forbids, _PANS)):
        path = path._replace(x=np.zeros_like(path.x), y=np.zeros_like(path.y))
    return path


def _chosen_stretches(brief: Brief, rng: np.random.Generator) -> list[list[Key]]:
    """Return stretches of keys with a cut between each and the next; within one, the camera turns at phrases."""
    level = brief.look.motion_level
    moves = _MOVES if brief.focus is None else _FOCUSED_MOVES
    order = rng.permutation(len(moves))
    stretches: list[list[Key]] = []
    for index, (begin_s, end_s) in enumerate(pairwise(brief.music.phrases_s(_SHORTEST_PHRASE_S[level]))):
        begin, end = _mirrored(moves[order[index % len(order)]], rng)
        cuts = brief.music.has_beats and rng.random() < _CUT_CHANCE[level]
        before = stretches[-1][-1].pose if stretches else None
        if before is not None and _distance(before, begin) > _distance(before, end):
            begin, end = end, begin
        if before is None or cuts:
            if before is not None:
                begin, end = end, begin  # a cut jumps as far as it can
            stretches.append([Key(begin_s, begin)])
        stretches[-1].append(Key(end_s, end))
    return stretches


def _mirrored(move: _Move, rng: np.random.Generator) -> _Move:
    across, down = rng.choice([-1.0, 1.0], 2)
    sway = rng.uniform(0.85, 1.15)
    return _Move(*(Pose(pose.push, pose.x * across * sway, pose.y * down * sway) for pose in move))


def _distance(one: Pose, other: Pose) -> float:
    return float(np.abs(np.subtract(one, other)).sum())


def _asked_keys(brief: Brief) -> list[Key]:
    """Return what the prompt asks for, spread over the whole clip; opposites lead there and back."""
    in_by, out_by = (_travel(brief, action) for action in _ZOOMS)
    left, right, up, down = (_travel(brief, action) for action in _PANS)
    resting = _resting_push(brief)
    far, near = (0.05, 0.05 + _ASKED_ZOOM * max(in_by, out_by)) if in_by or out_by else (resting, resting)
    push = (near, far) if out_by and not in_by else (far, near)
    turn_back = bool(in_by and out_by)
    pushes = (push[0], push[1] if turn_back else sum(push) / 2, push[0] if turn_back else push[1])
    xs, ys = _there_and_back(left, right), _there_and_back(up, down)
    times_s = np.linspace(brief.music.start_s, brief.music.end_s, 3)
    return [Key(float(time_s), Pose(*pose)) for time_s, *pose in zip(times_s, pushes, xs, ys, strict=True)]


def _resting_push(brief: Brief) -> float:
    if brief.prompt.asks(*_PANS):
        return _PANNING_PUSH
    return 0.0 if brief.prompt.asks(Action.STABLE) else _RESTING_PUSH


def _travel(brief: Brief, action: Action) -> float:
    """Return how far an asked move goes, 0 when it is not asked for, about 0.8 plain, at most 1.6."""
    wish = brief.prompt.wish(action)
    return min(1.6, 0.85 * wish.strength * wish.speed * brief.look.prompt_weight)


def _there_and_back(backward: float, forward: float) -> tuple[float, float, float]:
    if backward and forward:
        return -backward, forward, -backward
    return (-forward, 0.0, forward) if forward else (backward, 0.0, -backward)


def _follow(stretches: Sequence[Sequence[Key]], music: Music) -> CameraPath:
    """Return the pose of every frame; a stretch begins on the frame whose showing contains its first key."""
    poses = np.empty((3, len(music.frame_times_s)))
    firsts = [0, *(frame_at(keys[0].time_s, music.start_s, music.frame_rate) for keys in stretches[1:])]
    for keys, first, after in zip(stretches, firsts, [*firsts[1:], poses.shape[1]], strict=True):
        key_times_s = np.array([key.time_s for key in keys])
        for row, values in zip(poses, np.array([key.pose for key in keys]).T, strict=True):
            row[first:after] = smooth_path(key_times_s, values, music.frame_times_s[first:after])
    return CameraPath(*poses)
