"""The bottom of the window: transport, tools for beats and clip, overview, waveform and beat list of the song."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.beat_actions import BeatActions
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.viewmodels.beat_selection import BeatSelection
from s2v_desktop.ui.viewmodels.clip_edit import cuts_a_bar
from s2v_desktop.ui.widgets.beat_bar import BeatBar
from s2v_desktop.ui.widgets.beat_table import BeatTable
from s2v_desktop.ui.widgets.clip_bar import ClipBar
from s2v_desktop.ui.widgets.drop_zone import DropZone, ZoneKind, ZoneWords
from s2v_desktop.ui.widgets.overview_strip import OverviewStrip
from s2v_desktop.ui.widgets.panel import Panel
from s2v_desktop.ui.widgets.sound_settings import SoundSettingsButton
from s2v_desktop.ui.widgets.transport_bar import TransportBar
from s2v_desktop.ui.widgets.waveform_view import WaveformView

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares

_CLIP_MARGIN = 0.5
_ZOOM = 1.6


class SongPanel(Panel):
    """Keeps its parts in step with each other; ``zone`` is what an empty panel shows."""

    def __init__(
        self,
        theme: Theme,
        actions: BeatActions,
        selection: BeatSelection,
        sound: SoundSettingsButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Song"))
        self._clip = Clip()
        self._beats = BeatGrid()
        self.transport = TransportBar(sound, actions)
        self.beat_bar = BeatBar(actions)
        self.clip_bar = ClipBar()
        self.overview = OverviewStrip(theme)
        self.waveform = WaveformView(theme, selection)
        self.beat_table = BeatTable()
        self._wave_and_table = QSplitter(Qt.Orientation.Horizontal)
        self._set_up_layout()
        self.waveform.view_moved.connect(self.overview.show_span)
        self.overview.position_picked.connect(self._on_overview_position_picked)
        self.transport.zoomed_in.connect(lambda: self.waveform.zoom(1 / _ZOOM))
        self.transport.zoomed_out.connect(lambda: self.waveform.zoom(_ZOOM))
        self.transport.zoomed_to_clip.connect(self.zoom_to_clip)
        self.transport.zoomed_to_song.connect(self.zoom_to_song)
        actions.show_table.toggled.connect(self.beat_table.setVisible)
        self.beat_table.hide()
        self.show_song(None)

    def show_song(self, song: LoadedSong | None) -> None:
        """Show ``song``, or a hint how to choose one."""
        for widget in (self.transport, self.beat_bar, self.clip_bar, self.overview, self._wave_and_table):
            widget.setVisible(song is not None)
        self.zone.setVisible(song is None)
        self.overview.show_song(song)
        self.waveform.show_song(song)
        self.transport.set_song_present(present=song is not None)

    def show_band_shares(self, shares: BandShares) -> None:
        """Colour the song by ``shares``."""
        self.overview.show_band_shares(shares)
        self.waveform.show_band_shares(shares)

    def show_clip(self, clip: Clip) -> None:
        """Show where the clip lies."""
        self._clip = clip
        self.overview.show_clip(clip)
        self.waveform.show_clip(clip)
        self._show_clip_words()

    def show_beats(self, beats: BeatGrid) -> None:
        """Show the beats and the tempo."""
        self._beats = beats
        self.waveform.show_beats(beats)
        self.transport.show_beats(beats, searching=False)
        self.beat_bar.show_beats(beats)
        self.beat_table.show_beats(beats)
        self._show_clip_words()

    def show_beat_search(self, searching: bool) -> None:
        """Tell that the beats are being looked for."""
        self.transport.show_beats(self._beats, searching=searching)

    def show_position(self, time_s: float) -> None:
        """Show where the playhead is."""
        self.overview.show_position(time_s)
        self.waveform.show_position(time_s)
        self.transport.show_position(time_s)

    def zoom_to_clip(self) -> None:
        """Show the clip with a little around it."""
        margin_s = _CLIP_MARGIN * self._clip.duration_s
        self.waveform.show_span(self._clip.start_s - margin_s, self._clip.end_s + margin_s)

    def zoom_to_song(self) -> None:
        """Show the whole song."""
        self.waveform.show_span(0.0, float("inf"))

    def _set_up_layout(self) -> None:
        words = ZoneWords(
            self.tr("Drop a song here"),
            self.tr("WAV, FLAC, MP3, OGG, M4A, AIFF · or a video with sound · its cover comes along"),
            self.tr("Open song (Ctrl+Shift+O)"),
        )
        self.zone = DropZone(ZoneKind.SONG, words)
        self._wave_and_table.setChildrenCollapsible(False)
        self._wave_and_table.addWidget(self.waveform)
        self._wave_and_table.addWidget(self.beat_table)
        self._wave_and_table.setStretchFactor(0, 1)
        self._wave_and_table.setStretchFactor(1, 0)
        for widget in (self.transport, self.beat_bar, self.clip_bar, self.overview):
            self.body.addWidget(widget)
        self.body.addWidget(self._wave_and_table, 1)
        self.body.addWidget(self.zone, 1)

    def _show_clip_words(self) -> None:
        self.clip_bar.show_clip(self._clip, cuts_a_bar=cuts_a_bar(self._clip, self._beats))

    def _on_overview_position_picked(self, time_s: float) -> None:
        first_s, last_s = self.waveform.span_s()
        half_s = (last_s - first_s) / 2
        self.waveform.show_span(time_s - half_s, time_s + half_s)
