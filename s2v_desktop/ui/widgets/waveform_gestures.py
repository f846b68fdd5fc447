"""What a hand does on the waveform: which part it grabbed, and what the movement comes to. No painting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.viewmodels.clip_edit import clip_from, nearest_beat, snapped, spanned, with_end_at, with_start_at

_EDGE_PX = 6
_BEAT_PX = 7
_SNAP_PX = 14
_DRAG_PX = 4


class Zone(Enum):
    """The part of the view under the pointer, top to bottom."""

    RULER = "ruler"
    BEATS = "beats"
    WAVE = "wave"


class Grip(Enum):
    """What a press took hold of."""

    PLAYHEAD = "playhead"
    BEAT = "beat"
    SPAN = "span"
    CLIP = "clip"
    CLIP_START = "clip start"
    CLIP_END = "clip end"
    NEW_CLIP = "new clip"


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies under the hand: the beats, the clip, the song's length, and how many seconds a pixel is."""

    beats: BeatGrid
    clip: Clip
    duration_s: float
    pixel_s: float


@dataclass(frozen=True, slots=True)
class Drag:
    """A press and the way since: ``pressed_s`` where it began, ``beat`` the index of a grabbed beat.

    A drag counts as moved once it has gone a few pixels; before that it is a click.
    """

    grip: Grip
    pressed_s: float
    beat: int | None = None
    moved: bool = False

    def moved_to(self, time_s: float, scene: Scene) -> Drag:
        """Return the drag with the pointer at ``time_s``."""
        far = abs(time_s - self.pressed_s) > _DRAG_PX * scene.pixel_s
        return replace(self, moved=self.moved or far)

    def clip_at(self, time_s: float, scene: Scene, *, snap: bool) -> Clip | None:
        """Return the clip that letting go at ``time_s`` makes, or None if the drag is about something else."""
        if self.grip is Grip.CLIP:
            start_s = scene.clip.start_s + time_s - self.pressed_s
            start_s = snapped(start_s, scene.beats, _SNAP_PX * scene.pixel_s) if snap else start_s
            return clip_from(start_s, scene.clip.duration_s, scene.duration_s, like=scene.clip)
        edge_s = snapped(time_s, scene.beats, _SNAP_PX * scene.pixel_s) if snap else time_s
        if self.grip is Grip.CLIP_START:
            return with_start_at(scene.clip, edge_s, scene.duration_s)
        if self.grip is Grip.CLIP_END:
            return with_end_at(scene.clip, edge_s, scene.duration_s)
        if self.grip is Grip.NEW_CLIP:
            pressed_s = snapped(self.pressed_s, scene.beats, _SNAP_PX * scene.pixel_s) if snap else self.pressed_s
            return spanned(pressed_s, edge_s, scene.duration_s, like=scene.clip)
        return None

    def span_at(self, time_s: float) -> tuple[float, float] | None:
        """Return the span of beats that letting go at ``time_s`` selects, or None if the drag is about other things."""
        return (min(self.pressed_s, time_s), max(self.pressed_s, time_s)) if self.grip is Grip.SPAN else None


def grab(zone: Zone, time_s: float, scene: Scene) -> Drag:
    """Return the drag that a press at ``time_s`` in ``zone`` begins."""
    reach_s = _EDGE_PX * scene.pixel_s
    if zone is Zone.BEATS:
        beat = beat_under(time_s, scene)
        return Drag(Grip.SPAN, time_s) if beat is None else Drag(Grip.BEAT, time_s, beat)
    if abs(time_s - scene.clip.start_s) <= reach_s:
        return Drag(Grip.CLIP_START, time_s)
    if abs(time_s - scene.clip.end_s) <= reach_s:
        return Drag(Grip.CLIP_END, time_s)
    if zone is Zone.RULER:
        return Drag(Grip.NEW_CLIP, time_s)
    return Drag(Grip.CLIP if scene.clip.start_s < time_s < scene.clip.end_s else Grip.PLAYHEAD, time_s)


def beat_under(time_s: float, scene: Scene) -> int | None:
    """Return the index of the beat that a hand at ``time_s`` means."""
    return nearest_beat(time_s, scene.beats, _BEAT_PX * scene.pixel_s)
