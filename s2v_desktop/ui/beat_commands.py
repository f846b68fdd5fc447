"""What the user does to beats and clip, carried out on the project."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from s2v_desktop.core.beats import Beat
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.viewmodels.clip_edit import clip_from, nearest_beat, with_end_at, with_start_at
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

_AT_PLAYHEAD_S = 0.15


class BeatCommands(QObject):
    """``position_s`` tells where the playhead is."""

    def __init__(
        self, project: ProjectModel, media: MediaModel, position_s: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._position_s = position_s

    def add(self, time_s: float) -> None:
        """Add a beat."""
        self._project.set_beats(self._project.beats.with_beat(Beat(time_s)))

    def move(self, index: int, time_s: float) -> None:
        """Move a beat, as far as its neighbours allow."""
        self._project.set_beats(self._project.beats.with_beat_moved(index, time_s, self._duration_s))

    def nudge(self, index: int, time_s: float) -> None:
        """Move a beat by a little; quick nudges are one undo step."""
        moved = self._project.beats.with_beat_moved(index, time_s, self._duration_s)
        self._project.set_beats(moved, merge_key=f"nudge {index}")

    def remove(self, index: int) -> None:
        """Remove a beat."""
        self._project.set_beats(self._project.beats.without_beats({index}))

    def mark_at_playhead(self) -> None:
        """Add a beat where the playhead is."""
        if self._media.song is not None:
            self.add(self._position_s())

    def begin_bar_at_playhead(self) -> None:
        """Count the bars from the beat at the playhead."""
        index = nearest_beat(self._position_s(), self._project.beats, _AT_PLAYHEAD_S)
        if index is not None:
            self._project.set_beats(self._project.beats.with_bar_line_at(index))

    def set_clip(self, clip: Clip) -> None:
        """Use another part of the song."""
        self._project.set_clip(clip)

    def set_clip_duration(self, duration_s: float) -> None:
        """Make the clip longer or shorter; its start stays where the song allows."""
        longest_s = self._duration_s if self._media.song is not None else float("inf")
        self._project.set_clip(clip_from(self._project.clip.start_s, duration_s, longest_s))

    def begin_clip_at_playhead(self) -> None:
        """Let the clip begin at the playhead; its end stays where possible."""
        if self._media.song is not None:
            clip, position_s = self._project.clip, self._position_s()
            if position_s < clip.end_s:
                self._project.set_clip(with_start_at(clip, position_s, self._duration_s))
            else:
                self._project.set_clip(clip_from(position_s, clip.duration_s, self._duration_s))

    def end_clip_at_playhead(self) -> None:
        """Let the clip end at the playhead; its start stays where possible."""
        if self._media.song is not None:
            clip, position_s = self._project.clip, self._position_s()
            if position_s > clip.start_s:
                self._project.set_clip(with_end_at(clip, position_s, self._duration_s))
            else:
                self._project.set_clip(clip_from(position_s - clip.duration_s, clip.duration_s, self._duration_s))

    @property
    def _duration_s(self) -> float:
        song = self._media.song
        return song.song.duration_s if song is not None else 0.0
