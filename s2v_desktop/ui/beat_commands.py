"""What the user does to the beats, carried out on the project."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.beats import DOUBLE, HALF, MIN_TAPS, THREE_HALVES, TWO_THIRDS, Beat, BeatGrid, Tempo
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.viewmodels.beat_selection import BeatSelection
from s2v_desktop.ui.viewmodels.clip_edit import nearest_beat
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import Merge, ProjectModel
from s2v_desktop.ui.viewmodels.tap_tempo import TapTempo

#: How far from the playhead a beat may be that "the beat at the playhead" means.
_AT_PLAYHEAD_S = 0.15

#: Slow taps are further apart than other quick edits.
_TAPS = Merge("taps", within_s=2.5)


class BeatCommands(QObject):
    """Every edit is one undo step; locked beats are left alone, and ``refused`` says so.

    ``noticed`` carries a sentence, ``tap_counted`` what the taps have come to.
    """

    refused = Signal(str)
    noticed = Signal(str)
    tap_counted = Signal(str)

    def __init__(
        self,
        project: ProjectModel,
        media: MediaModel,
        player: SongPlayer,
        selection: BeatSelection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._media = media
        self._player = player
        self._selection = selection
        self._taps = TapTempo()
        project.song_changed.connect(lambda _song: self._taps.reset())
        project.beats_changed.connect(selection.follow)

    # -- single beats and the selection ----------------------------------------------------------------------------

    def add(self, time_s: float) -> None:
        """Add a beat."""
        self._put(EditName.ADD_BEAT, self._beats.with_beat(Beat(max(0.0, min(time_s, self._duration_s)))))

    def mark_at_playhead(self) -> None:
        """Add a beat where the playhead is."""
        if self._media.song is not None:
            self.add(self._player.position_s)

    def remove(self, indices: Iterable[int]) -> None:
        """Remove beats."""
        self._put(EditName.REMOVE_BEATS, self._beats.without_beats(frozenset(indices)))

    def remove_selected(self) -> None:
        """Remove the selected beats."""
        self.remove(self._selection.indices)

    def move_selected(self, by_s: float) -> None:
        """Move the selected beats together, as far as their neighbours allow."""
        moved = self._beats.with_beats_moved(self._selection.indices, by_s, self._duration_s)
        self._put(EditName.MOVE_BEATS, moved)

    def nudge_selected(self, by_s: float) -> None:
        """Move the selected beats by a little; quick nudges are one undo step."""
        chosen = self._selection.indices
        moved = self._beats.with_beats_moved(chosen, by_s, self._duration_s)
        self._put(EditName.NUDGE_BEATS, moved, Merge(f"nudge {sorted(chosen)}"))

    def set_time(self, index: int, time_s: float) -> None:
        """Move one beat to ``time_s``, as far as its neighbours allow."""
        self._put(EditName.MOVE_BEATS, self._beats.with_beat_moved(index, time_s, self._duration_s))

    def set_strength(self, index: int, strength: float) -> None:
        """Make a beat stronger or weaker."""
        self._put(EditName.BEAT_STRENGTH, self._beats.with_strength(index, strength))

    def toggle_downbeat(self, index: int) -> None:
        """Put a bar line at one beat, or take it away."""
        self._put(EditName.BAR_LINE, self._beats.with_downbeat_toggled(index))

    def even_out(self) -> None:
        """Bring the selected beats, or all, to one steady tempo."""
        chosen = self._selection.indices or range(len(self._beats.beats))
        self._put(EditName.EVEN_OUT, self._beats.evened(chosen, self._duration_s))

    def clear(self) -> None:
        """Remove what is selected, or all beats."""
        span_s = self._selection.drawn_span_s
        if span_s is not None:
            cleared = self._beats.without_span(*span_s)
        else:
            cleared = self._beats.without_beats(self._selection.indices or range(len(self._beats.beats)))
        self._put(EditName.CLEAR_BEATS, cleared)

    # -- the whole grid --------------------------------------------------------------------------------------------

    def double(self) -> None:
        """Put a beat between every two."""
        self._scale_tempo(EditName.DOUBLE_TEMPO, DOUBLE)

    def halve(self) -> None:
        """Take every other beat away."""
        self._scale_tempo(EditName.HALVE_TEMPO, HALF)

    def take_two_thirds(self) -> None:
        """Put two beats in the place of three."""
        self._scale_tempo(EditName.TWO_THIRDS, TWO_THIRDS)

    def take_three_halves(self) -> None:
        """Put three beats in the place of two."""
        self._scale_tempo(EditName.THREE_HALVES, THREE_HALVES)

    def shift_half_a_beat(self) -> None:
        """Move every beat half way to the next."""
        self._put(EditName.SHIFT_HALF_A_BEAT, self._beats.shifted_half_a_beat(self._duration_s))

    def put_beat_here(self) -> None:
        """Move all beats so that the nearest one falls on the playhead."""
        if self._media.song is not None:
            here_s = self._player.position_s
            self._put(EditName.BEAT_HERE, self._beats.with_beat_at(here_s, self._duration_s))

    def begin_bar_at_playhead(self) -> None:
        """Count the bars from the beat at the playhead."""
        index = nearest_beat(self._player.position_s, self._beats, _AT_PLAYHEAD_S)
        if index is None:
            self.noticed.emit(self.tr("There is no beat at the playhead: move it onto the beat that is the 1."))
        else:
            self._put(EditName.THIS_IS_1, self._beats.with_bar_line_at(index))

    def set_meter(self, beats_per_bar: int) -> None:
        """Count the bars in another time signature; the bar line nearest to the playhead stays one."""
        if beats_per_bar != self._beats.beats_per_bar:
            line = nearest_beat(self._anchor_s(), self._beats, _AT_PLAYHEAD_S)
            self._put(EditName.TIME_SIGNATURE, self._beats.with_meter(beats_per_bar, line))

    def set_tempo(self, bpm: float) -> None:
        """Put a steady tempo over the whole song; the bar line nearest to the playhead stays where it is."""
        steady = self._beats.with_steady_tempo(Tempo(bpm, self._anchor_s()), self._duration_s)
        self._put(EditName.STEADY_TEMPO, steady, Merge("tempo"))

    def tap(self) -> None:
        """Take a tap; from the fourth on the taps are the tempo of the whole song."""
        if self._media.song is None or self._is_locked():
            return
        tempo = self._taps.tap(self._player.position_s)
        if tempo is None:
            left = max(0, MIN_TAPS - self._taps.count)
            self.tap_counted.emit(self.tr("Tap the beat, beginning on the 1: {left} more.").format(left=left))
            return
        if not self._player.playing:
            tempo = tempo._replace(anchor_s=self._player.position_s)
        self.tap_counted.emit(self.tr("Tapped: {bpm} BPM.").format(bpm=f"{tempo.bpm:.1f}"))
        self._put(EditName.TAP_TEMPO, self._beats.with_steady_tempo(tempo, self._duration_s), _TAPS)

    def set_locked(self, locked: bool) -> None:
        """Keep the beats from being edited, or let them."""
        name = EditName.LOCK_BEATS if locked else EditName.UNLOCK_BEATS
        self._project.set_beats(self._beats.with_lock(locked), name)

    def use(self, beats: BeatGrid, name: EditName) -> None:
        """Put ``beats`` (from a file, or found anew) in the place of all; ``name`` is the undo step's."""
        self._put(name, beats)

    def replace_span(self, start_s: float, end_s: float, found: BeatGrid) -> None:
        """Put the beats that were found in a span in the place of those there."""
        self._put(EditName.FIND_IN_SELECTION, self._beats.with_span(start_s, end_s, found))

    # -- inside ----------------------------------------------------------------------------------------------------

    @property
    def _beats(self) -> BeatGrid:
        return self._project.beats

    @property
    def _duration_s(self) -> float:
        song = self._media.song
        return song.song.duration_s if song is not None else 0.0

    def _anchor_s(self) -> float:
        """Return where the bar line, or else the beat, nearest to the playhead is; or the playhead."""
        times = self._beats.times_s
        candidates = times[self._beats.downbeats] if self._beats.downbeats.any() else times
        here_s = self._player.position_s
        return float(min(candidates, key=lambda time_s: abs(time_s - here_s))) if candidates.size else here_s

    def _scale_tempo(self, name: EditName, factor: Fraction) -> None:
        self._put(name, self._beats.with_tempo_times(factor))

    def _is_locked(self) -> bool:
        if self._beats.locked:
            self.refused.emit(self.tr("The beats are locked. Unlock them to change them."))
        return self._beats.locked

    def _put(self, name: EditName, beats: BeatGrid, merge: Merge | None = None) -> None:
        if self._media.song is None or self._is_locked():
            return
        self._project.set_beats(beats, name, merge)
