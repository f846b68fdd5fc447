"""Looks for the beats and the good parts of the project's song, and puts into the project what was found."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.beat_finder import BeatFinder, FoundBeats, FoundParts, FoundSpan
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

#: After the last edit of beats or duration, before good parts are looked for anew.
_PARTS_AFTER_MS = 400

#: After a song is loaded, before its beats are looked for: the waveform is drawn first.
_BEATS_AFTER_MS = 30


class BeatSearch(QObject):
    """A song without beats is searched as soon as it is loaded.

    ``searching_changed`` tells whether the tracker is at work; ``found_first`` carries the first beats of a song,
    ``found_again`` beats that the user asked for (not in the project yet), ``found_span`` a ``FoundSpan``;
    ``other_changed`` a grid at the other plausible tempo or None; ``suggestions_changed`` a tuple of
    ``ClipSuggestion``; ``failed`` an ``S2VError``.
    """

    searching_changed = Signal(bool)
    found_first = Signal(object)
    found_again = Signal(object)
    found_span = Signal(object)
    other_changed = Signal(object)
    suggestions_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, project: ProjectModel, media: MediaModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._asked = False
        self._at_work = False
        self._clip_before: Clip | None = None
        self._searched_duration_s = 0.0
        self._pair: tuple[BeatGrid, BeatGrid] | None = None
        self.other: BeatGrid | None = None
        self._finder = BeatFinder(self)
        self._finder.searching_changed.connect(self._on_finder_searching_changed)
        self._finder.beats_found.connect(self._on_finder_beats_found)
        self._finder.span_found.connect(self._on_finder_span_found)
        self._finder.parts_found.connect(self._on_finder_parts_found)
        self._finder.failed.connect(self.failed)
        self._drawn_timer = QTimer(self, singleShot=True, interval=_BEATS_AFTER_MS)
        self._drawn_timer.timeout.connect(self._find_first)
        self._parts_timer = QTimer(self, singleShot=True, interval=_PARTS_AFTER_MS)
        self._parts_timer.timeout.connect(self._find_parts)
        media.song_loaded.connect(self._on_media_song_loaded)
        project.beats_changed.connect(self._on_project_beats_changed)
        project.clip_changed.connect(self._on_project_clip_changed)

    @property
    def is_searching(self) -> bool:
        """Whether the tracker is at work, or about to be."""
        return self._at_work or self._drawn_timer.isActive()

    def find_again(self) -> None:
        """Find the beats of the whole song anew."""
        if self._media.song is not None:
            self._asked = True
            self._finder.find_beats(self._media.song, self._project.clip.duration_s)

    def find_between(self, start_s: float, end_s: float) -> None:
        """Find the beats between two seconds of the song anew."""
        if self._media.song is not None:
            self._finder.find_span(self._media.song, start_s, end_s, self._project.beats)

    def offer(self, beats: BeatGrid, other: BeatGrid | None) -> None:
        """Offer ``other`` while the project has ``beats``, and the other way round."""
        self._pair = (beats, other) if other is not None else None
        self._offer_other_of(self._project.beats)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self._drawn_timer.stop()
        self._parts_timer.stop()
        self._finder.close()

    def _on_media_song_loaded(self, loaded: LoadedSong | None) -> None:
        self._finder.forget()
        self._pair = None
        self._offer_other_of(self._project.beats)
        self.suggestions_changed.emit(())
        if loaded is None:
            return
        if self._project.beats.source is BeatSource.NONE:
            self._asked = False
            self._clip_before = self._project.clip
            self._drawn_timer.start()
        else:
            self._parts_timer.start()

    def _on_finder_searching_changed(self, searching: bool) -> None:
        self._at_work = searching
        self.searching_changed.emit(searching)

    def _find_first(self) -> None:
        if self._media.song is not None and not self._asked:
            self._finder.find_beats(self._media.song, self._project.clip.duration_s)

    def _on_finder_beats_found(self, found: FoundBeats) -> None:
        project = self._project.project
        if project.song != found.media:
            return
        if self._asked:
            self.offer(found.beats, found.other)
            self.found_again.emit(found.beats)
        elif project.beats.source is BeatSource.NONE:  # else beats were placed by hand meanwhile
            self.offer(found.beats, found.other)
            untouched = project.clip == self._clip_before
            clip = project.clip.with_span(found.clip.start_s, found.clip.duration_s) if untouched else project.clip
            self._project.put_tracked_beats(found.beats, clip)
            self.found_first.emit(found.beats)

    def _on_finder_span_found(self, found: FoundSpan) -> None:
        if self._project.project.song == found.media:
            self.found_span.emit(found)

    def _on_finder_parts_found(self, found: FoundParts) -> None:
        if self._project.project.song == found.media:
            self.suggestions_changed.emit(found.suggestions)

    def _on_project_beats_changed(self, beats: BeatGrid) -> None:
        self._offer_other_of(beats)
        self._parts_timer.start()

    def _on_project_clip_changed(self, clip: Clip) -> None:
        if self._searched_duration_s != clip.duration_s:
            self._parts_timer.start()

    def _find_parts(self) -> None:
        beats, song = self._project.beats, self._media.song
        if song is not None and beats.source is not BeatSource.NONE:
            self._searched_duration_s = self._project.clip.duration_s
            self._finder.find_parts(song, beats, self._searched_duration_s)

    def _offer_other_of(self, beats: BeatGrid) -> None:
        """Offer the second grid of the pair for the first and the other way round; edited beats have no other."""
        other = None
        if self._pair is not None and not beats.locked:
            first, second = self._pair
            other = second if beats.beats == first.beats else first if beats.beats == second.beats else None
        if other is not self.other:
            self.other = other
            self.other_changed.emit(other)
