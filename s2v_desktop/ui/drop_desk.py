"""Dragging over the window: the places that a drop would fill light up, and what is no use is told before the drop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.incoming import Glimpse, glimpse, may_bring
from s2v_desktop.ui.project_files import ProjectFiles
from s2v_desktop.ui.song_words import SongWords
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.drop_zone import DropLight


class DropDesk(QObject):
    """Takes the drags and drops of ``window``; owns the lights over ``picture``, ``song`` and all of it."""

    def __init__(
        self,
        project: ProjectModel,
        words: SongWords,
        project_files: ProjectFiles,
        picture: QWidget,
        song: QWidget,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._project = project
        self._words = words
        self._project_files = project_files
        self.picture_light = DropLight(picture)
        self.song_light = DropLight(song)
        self.window_light = DropLight(window)
        self._looking = LatestTask(self)  # for a cover: a file may be on the network
        self._looking.succeeded.connect(self._on_looking_succeeded)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def close(self) -> None:
        """Wait for the thread to end."""
        self._looking.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take files and pictures, wherever they are dropped."""
        if isinstance(event, QDragEnterEvent):
            if may_bring(event.mimeData()):
                event.acceptProposedAction()
                self._light_up(glimpse(event.mimeData()))
            return True
        if event.type() is QEvent.Type.DragLeave:
            self._go_out()
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._go_out()
            self._project_files.drop(event)
            return True
        return False

    def _light_up(self, brought: Glimpse) -> None:
        self._go_out()
        if brought.has_project:
            self.window_light.show_words(self.tr("Drop to open the project"))
            return
        if brought.has_picture:
            self._light_picture()
        if brought.song is not None:
            has_song = self._project.project.song is not None
            words = self.tr("Drop to replace the song") if has_song else self.tr("Drop to use this song")
            self.song_light.show_words(words)
            if not brought.has_picture and self._words.takes_cover:
                song = brought.song
                self._looking.start(lambda: _has_cover(song))
        if brought.refused:
            words = self.tr("“{name}” is neither a picture nor a song").format(name=brought.refused)
            self.window_light.show_words(words, refused=True)
        elif brought.is_web_address:
            words = self.tr("Only the address of a picture: this program stays offline")
            self.window_light.show_words(words, refused=True)

    def _light_picture(self) -> None:
        has_picture = self._project.project.picture is not None
        words = self.tr("Drop to replace the picture") if has_picture else self.tr("Drop to use this picture")
        self.picture_light.show_words(words)

    def _go_out(self) -> None:
        self._looking.forget()
        for light in (self.picture_light, self.song_light, self.window_light):
            light.show_words("")

    def _on_looking_succeeded(self, has_cover: bool) -> None:
        if has_cover:
            self.picture_light.show_words(self.tr("Its cover becomes the picture"))


def _has_cover(song: Path) -> bool:
    from s2v_desktop.audio.tags import read_tags  # not while the window starts

    return read_tags(song).cover is not None
