"""Finds beats and good parts of a song in worker threads."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.request import MediaFile
from s2v_desktop.core.suggestion import ClipSuggestion
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.loaded_media import LoadedSong


@dataclass(frozen=True, slots=True, eq=False)
class FoundBeats:
    """What the tracker made of the song ``media``: its beats, the ``other`` tempo that they may have, the best clip."""

    media: MediaFile
    beats: BeatGrid
    other: BeatGrid | None
    clip: Clip


@dataclass(frozen=True, slots=True, eq=False)
class FoundSpan:
    """The beats of the song ``media`` between ``start_s`` and ``end_s``."""

    media: MediaFile
    start_s: float
    end_s: float
    beats: BeatGrid


@dataclass(frozen=True, slots=True, eq=False)
class FoundParts:
    """Parts of the song ``media`` that make a good clip."""

    media: MediaFile
    suggestions: tuple[ClipSuggestion, ...]


class BeatFinder(QObject):
    """``beats_found``, ``span_found`` and ``parts_found`` carry what was found, ``failed`` an ``S2VError``.

    ``searching_changed`` tells whether beats are being looked for. Of an outdated search nothing comes.
    """

    beats_found = Signal(object)
    span_found = Signal(object)
    parts_found = Signal(object)
    searching_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tracking = LatestTask(self)
        self._tracking.succeeded.connect(self._on_tracking_succeeded)
        self._tracking.failed.connect(self._on_tracking_failed)
        self._parts = LatestTask(self)
        self._parts.succeeded.connect(self.parts_found)
        self._parts.failed.connect(self.failed)

    def find_beats(self, loaded: LoadedSong, clip_duration_s: float) -> None:
        """Find the beats of ``loaded`` and the best part of ``clip_duration_s``, in whole bars if that is usual."""
        self._tracking.start(lambda: _find_beats(loaded, clip_duration_s))
        self.searching_changed.emit(True)

    def find_span(self, loaded: LoadedSong, start_s: float, end_s: float, near: BeatGrid) -> None:
        """Find the beats between ``start_s`` and ``end_s`` that fit to those around, ``near``."""
        self._tracking.start(lambda: _find_span(loaded, start_s, end_s, near))
        self.searching_changed.emit(True)

    def find_parts(self, loaded: LoadedSong, beats: BeatGrid, duration_s: float) -> None:
        """Find parts of about ``duration_s`` seconds that make a good clip."""
        self._parts.start(lambda: _find_parts(loaded, beats, duration_s))

    def forget(self) -> None:
        """Drop what is being looked for."""
        self._tracking.forget()
        self._parts.forget()
        self.searching_changed.emit(False)

    def close(self) -> None:
        """Wait for the threads to end."""
        self._tracking.close()
        self._parts.close()

    def _on_tracking_succeeded(self, found: FoundBeats | FoundSpan) -> None:
        self.searching_changed.emit(False)
        (self.beats_found if isinstance(found, FoundBeats) else self.span_found).emit(found)

    def _on_tracking_failed(self, error: object) -> None:
        self.searching_changed.emit(False)
        self.failed.emit(error)


# What these functions import takes long; the window must not wait for it when it starts.


def _find_beats(loaded: LoadedSong, clip_duration_s: float) -> FoundBeats:
    from s2v_desktop.audio.beat_tracker import find_beats
    from s2v_desktop.audio.highlight import first_clip

    found = find_beats(loaded.song)
    clip = first_clip(loaded.song, found.beats, clip_duration_s)
    return FoundBeats(loaded.media, found.beats, found.other, clip)


def _find_span(loaded: LoadedSong, start_s: float, end_s: float, near: BeatGrid) -> FoundSpan:
    from s2v_desktop.audio.beat_tracker import find_beats_between

    return FoundSpan(loaded.media, start_s, end_s, find_beats_between(loaded.song, start_s, end_s, near))


def _find_parts(loaded: LoadedSong, beats: BeatGrid, duration_s: float) -> FoundParts:
    from s2v_desktop.audio.highlight import suggest_clips

    return FoundParts(loaded.media, suggest_clips(loaded.song, beats, duration_s))
