"""The project as the window observes it: one frozen value, replaced edit by edit, with undo."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look
from s2v_desktop.core.project import Project
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.viewmodels.edit_names import EditName


class Merge(NamedTuple):
    """Edits with the same ``key`` that follow each other ``within_s`` seconds are one undo step."""

    key: str
    within_s: float = 0.8


class ProjectModel(QObject):
    """Holds the project; tells which part of it has changed.

    Every edit goes through ``undo_stack``, except what the program itself found out (``put_tracked_beats``).
    """

    picture_changed = Signal(object)
    song_changed = Signal(object)
    clip_changed = Signal(object)
    beats_changed = Signal(object)
    look_changed = Signal(object)

    def __init__(self, parent: QObject | None = None, look: Look | None = None) -> None:
        super().__init__(parent)
        self._project = Project(look=look or Look())
        self.undo_stack = QUndoStack(self)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def look(self) -> Look:
        """The look as it is now."""
        return self._project.look

    @property
    def clip(self) -> Clip:
        """The clip as it is now."""
        return self._project.clip

    @property
    def beats(self) -> BeatGrid:
        """The beat grid as it is now."""
        return self._project.beats

    def open_project(self, project: Project) -> None:
        """Show another project; its undo history begins empty."""
        self.undo_stack.clear()
        self._replace(project)

    def take_over(self, other: ProjectModel) -> None:
        """Show the project of ``other`` and go on with its undo history; ``other`` keeps what it has."""
        stack, former, shown = self.undo_stack, other.undo_stack, self._project
        with QSignalBlocker(self):  # only the outcome is to be seen
            stack.clear()
            for index in range(former.count()):
                command = former.command(index)
                assert isinstance(command, _Edit)
                stack.push(command.copy_for(self))
            if former.cleanIndex() < 0:
                stack.resetClean()
            else:
                stack.setIndex(former.cleanIndex())
                stack.setClean()
            stack.setIndex(former.index())
        self._project = shown
        self._replace(other.project)

    def set_picture(self, picture: MediaFile) -> None:
        """Use another picture, seen from its middle."""
        if picture != self._project.picture:
            self._edit(EditName.PICTURE, {"picture": picture, "look": self.look.uncropped()})

    def set_song(self, song: MediaFile, clip: Clip) -> None:
        """Use another song from ``clip`` on; its beats are not known yet."""
        former = self._project.song
        if former is not None and song.sha256 == former.sha256:  # the same song from elsewhere keeps its beats
            self.move_media(former, song)
        elif song != former:
            self._edit(EditName.SONG, {"song": song, "clip": clip, "beats": BeatGrid()})

    def move_media(self, former: MediaFile, found: MediaFile) -> None:
        """Take the same content from where it was ``found``; not an edit, so there is nothing to undo."""
        self._replace(msgspec.structs.replace(self._project, **self._in_place_of(former, found)))

    def use_instead(self, former: MediaFile, other: MediaFile) -> None:
        """Use another file in the place of a missing one; beats, clip and look stay."""
        self._edit(EditName.OTHER_FILE, self._in_place_of(former, other))

    def set_clip(self, clip: Clip, name: EditName = EditName.CLIP, merge: Merge | None = None) -> None:
        """Use another part of the song, or other fades; ``name`` is the edit's in the undo list."""
        self._edit(name, {"clip": clip}, merge)

    def set_beats(self, beats: BeatGrid, name: EditName, merge: Merge | None = None) -> None:
        """Put ``beats`` in the place of the present ones; ``name`` is the edit's in the undo list."""
        self._edit(name, {"beats": beats}, merge)

    def set_look(self, **changes: object) -> None:
        """Replace the named parts of the look; quick changes of the same parts are one undo step."""
        look = msgspec.structs.replace(self.look, **changes)
        self._edit(EditName.LOOK, {"look": look}, Merge(f"look {' '.join(changes)}"))

    def put_look(self, look: Look, name: EditName, merge: Merge | None = None) -> None:
        """Put ``look`` in the place of the present one; ``name`` is the edit's in the undo list."""
        self._edit(name, {"look": look}, merge)

    def put_tracked_beats(self, beats: BeatGrid, clip: Clip) -> None:
        """Take over what the tracker found; not an edit, so there is nothing to undo."""
        self._replace(msgspec.structs.replace(self._project, beats=beats, clip=clip))

    def apply(self, changes: Mapping[str, object]) -> None:
        """Replace the named parts of the project. For undo commands; everything else uses the methods above."""
        self._replace(msgspec.structs.replace(self._project, **changes))

    def _in_place_of(self, former: MediaFile, other: MediaFile) -> dict[str, MediaFile]:
        return {part: other for part in ("picture", "song") if getattr(self._project, part) == former}

    def _edit(self, name: EditName, changes: Mapping[str, object], merge: Merge | None = None) -> None:
        before = {name: getattr(self._project, name) for name in changes}
        if before != changes:
            self.undo_stack.push(_Edit(self, name, before, changes, merge))

    def _replace(self, project: Project) -> None:
        before, self._project = self._project, project
        for part, changed in (
            ("look", self.look_changed),
            ("picture", self.picture_changed),
            ("song", self.song_changed),
            ("clip", self.clip_changed),
            ("beats", self.beats_changed),
        ):
            value = getattr(project, part)
            if value != getattr(before, part):
                changed.emit(value)


class _Edit(QUndoCommand):
    """Replaces some parts of the project and can put the former ones back."""

    def __init__(
        self,
        model: ProjectModel,
        name: EditName,
        before: Mapping[str, object],
        after: Mapping[str, object],
        merge: Merge | None,
    ) -> None:
        super().__init__(name.words)
        self._model = model
        self._name = name
        self._before = before
        self.after = after
        self.merge = merge
        self.made_at_s = time.monotonic()

    def copy_for(self, model: ProjectModel) -> _Edit:
        """Return the same edit of ``model``, complete in itself: later edits are steps of their own.

        It is named in the present language.
        """
        return _Edit(model, self._name, self._before, self.after, None)

    def id(self) -> int:
        """Tell Qt which commands to offer to ``mergeWith``."""
        return -1 if self.merge is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        """Take over a quick further edit of the same kind."""
        assert isinstance(other, _Edit)
        if self.merge is None or other.merge != self.merge:
            return False
        if other.made_at_s - self.made_at_s > self.merge.within_s:
            return False
        self.after = other.after
        self.made_at_s = other.made_at_s
        return True

    def redo(self) -> None:
        """Make the edit."""
        self._model.apply(self.after)

    def undo(self) -> None:
        """Put back what was there before."""
        self._model.apply(self._before)
