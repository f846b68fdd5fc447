"""When Generate may be pressed, and what happens when it is pressed while files are still read."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from s2v_desktop.core.beats import BeatSource
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.render_commands import RenderCommands
from s2v_desktop.ui.viewmodels.beat_search import BeatSearch
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel


class Awaited(Enum):
    """What the video has to wait for."""

    NOTHING = "nothing"
    SAMPLE = "sample"
    SONG = "song"
    PICTURE = "picture"
    BEATS = "beats"


class GenerateGate(QObject):
    """A press while something is awaited is a wish: the video begins by itself when all is there.

    A second press takes the wish back, and so does a file that turns out to be of no use. ``changed`` tells that one
    of the properties has changed.
    """

    changed = Signal()

    def __init__(
        self,
        project: ProjectModel,
        media: MediaModel,
        search: BeatSearch,
        files: FileCommands,
        renders: RenderCommands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._search = search
        self._files = files
        self._renders = renders
        self._wished = False
        # One step is told by several signals, in the middle of which nothing is settled.
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._on_settled_timeout)
        for signal in (
            project.picture_changed,
            project.song_changed,
            project.beats_changed,
            media.coming_changed,
            search.searching_changed,
            files.sample_opening_changed,
        ):
            signal.connect(self._settled.start)
        for refused in (media.failed, media.media_missing, search.failed, files.failed):
            refused.connect(self._on_refused)

    @property
    def lacks_picture(self) -> bool:
        """Whether there is no picture, and none is coming."""
        coming = self._media.coming_picture is not None or self._files.is_sample_opening
        return self._project.project.picture is None and not coming

    @property
    def lacks_song(self) -> bool:
        """Whether there is no song, and none is coming."""
        coming = self._media.coming_song is not None or self._files.is_sample_opening
        return self._project.project.song is None and not coming

    @property
    def awaited(self) -> Awaited:
        """What is being read or looked for."""
        if self._files.is_sample_opening:
            return Awaited.SAMPLE
        if self._media.coming_song is not None:
            return Awaited.SONG
        if self._media.coming_picture is not None:
            return Awaited.PICTURE
        if self._project.beats.source is BeatSource.NONE and self._search.is_searching:
            return Awaited.BEATS
        return Awaited.NOTHING

    @property
    def is_open(self) -> bool:
        """Whether Generate may be pressed."""
        return not self.lacks_picture and not self.lacks_song

    @property
    def is_wished(self) -> bool:
        """Whether the video begins as soon as nothing is awaited."""
        return self._wished

    def press(self) -> None:
        """Make the video, now or as soon as all is there; or take that back."""
        if not self.is_open:
            return
        if self.awaited is Awaited.NOTHING:
            self._renders.generate()
        else:
            self._wished = not self._wished
            self.changed.emit()

    def _on_refused(self) -> None:
        self._wished = False
        self._settled.start()

    def _on_settled_timeout(self) -> None:
        if self._wished and self.awaited is Awaited.NOTHING:
            self._wished = False
            if self.is_open:
                self._renders.generate()
        self.changed.emit()
