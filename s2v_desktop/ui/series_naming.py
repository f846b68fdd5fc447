"""Names the videos of a series by the tags of their songs, as Generate names a single one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.batch import UnheardProject
from s2v_desktop.ui.song_words import video_stem


class NamedSeries(NamedTuple):
    """Videos to be made, and their file names without endings and numbers."""

    works: tuple[UnheardProject, ...]
    stems: tuple[str, ...]


class SeriesNaming(QObject):
    """Reads the tags in a worker thread; ``named`` carries a ``NamedSeries``, ``failed`` an ``S2VError``."""

    named = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._works: list[UnheardProject] = []
        self._reading = LatestTask(self)
        self._reading.succeeded.connect(self._on_reading_succeeded)
        self._reading.failed.connect(self.failed)

    def start(self, works: Sequence[UnheardProject]) -> None:
        """Name ``works``, after those of an earlier series that have no names yet."""
        self._works += works
        all_works = tuple(self._works)
        self._reading.start(lambda: _name(all_works))

    def close(self) -> None:
        """Wait for the thread to end."""
        self._reading.close()

    def _on_reading_succeeded(self, series: NamedSeries) -> None:
        self._works.clear()
        self.named.emit(series)


def _name(works: tuple[UnheardProject, ...]) -> NamedSeries:
    from s2v_desktop.audio.tags import read_tags  # not while the window starts

    names: dict[Path, str] = {}
    for song in {work.song for work in works}:
        names[song] = read_tags(song).name or song.stem
    return NamedSeries(works, tuple(video_stem(names[work.song], work.picture) for work in works))
