"""What the user does to the clip, carried out on the project."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.viewmodels.clip_edit import clip_from, with_end_at, with_start_at
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import Merge, ProjectModel


class ClipCommands(QObject):
    """Every edit is one undo step; quick ones after each other are one together."""

    def __init__(
        self, project: ProjectModel, media: MediaModel, player: SongPlayer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._player = player

    def set_clip(self, clip: Clip) -> None:
        """Use another part of the song."""
        self._project.set_clip(clip)

    def set_part(self, start_s: float, duration_s: float) -> None:
        """Use another part of the song; fades and lead-in stay."""
        self._project.set_clip(clip_from(start_s, duration_s, self._duration_s, like=self._clip))

    def set_duration(self, duration_s: float) -> None:
        """Make the clip longer or shorter; its start stays where the song allows."""
        longest_s = self._duration_s if self._media.song is not None else float("inf")
        allowed = clip_from(self._clip.start_s, duration_s, longest_s, like=self._clip)
        self._project.set_clip(allowed, EditName.CLIP_LENGTH, Merge("clip length"))

    def begin_at_playhead(self) -> None:
        """Let the clip begin at the playhead; its end stays where possible."""
        if self._media.song is not None:
            clip, position_s = self._clip, self._player.position_s
            if position_s < clip.end_s:
                self._project.set_clip(with_start_at(clip, position_s, self._duration_s))
            else:
                self.set_part(position_s, clip.duration_s)

    def end_at_playhead(self) -> None:
        """Let the clip end at the playhead; its start stays where possible."""
        if self._media.song is not None:
            clip, position_s = self._clip, self._player.position_s
            if position_s > clip.start_s:
                self._project.set_clip(with_end_at(clip, position_s, self._duration_s))
            else:
                self.set_part(position_s - clip.duration_s, clip.duration_s)

    def set_edges(self, **changes: float) -> None:
        """Set ``fade_in_s``, ``fade_out_s`` or ``lead_in_s``; a fade is cut where the two would overlap."""
        clip = self._clip
        if "fade_in_s" in changes:
            changes["fade_in_s"] = min(changes["fade_in_s"], clip.duration_s - clip.fade_out_s)
        if "fade_out_s" in changes:
            changes["fade_out_s"] = min(changes["fade_out_s"], clip.duration_s - clip.fade_in_s)
        edited = msgspec.structs.replace(clip, **changes)
        self._project.set_clip(edited, EditName.FADES, Merge(f"clip {' '.join(changes)}"))

    @property
    def _clip(self) -> Clip:
        return self._project.clip

    @property
    def _duration_s(self) -> float:
        song = self._media.song
        return song.song.duration_s if song is not None else 0.0
