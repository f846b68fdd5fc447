"""The bottom of the window: transport, overview and waveform of the song."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.overview_strip import OverviewStrip
from s2v_desktop.ui.widgets.panel import Panel
from s2v_desktop.ui.widgets.transport_bar import TransportBar
from s2v_desktop.ui.widgets.waveform_view import WaveformView

_CLIP_MARGIN = 0.25
_ZOOM = 1.6


class SongPanel(Panel):
    """Keeps the three in step with each other; ``choice_requested`` when the empty panel is clicked."""

    choice_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Song"))
        self._clip = Clip()
        self._beats = BeatGrid()
        self.transport = TransportBar()
        self.overview = OverviewStrip(theme)
        self.waveform = WaveformView(theme)
        self._hint = QPushButton(self.tr("Drop a song here or click to choose one\n(WAV, FLAC, MP3, OGG, M4A, AIFF)"))
        self._hint.setObjectName("dropHint")
        self._hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._hint.clicked.connect(self.choice_requested)
        self.body.addWidget(self.transport)
        self.body.addWidget(self.overview)
        self.body.addWidget(self.waveform, 1)
        self.body.addWidget(self._hint, 1)
        self.waveform.view_moved.connect(self.overview.show_span)
        self.overview.position_picked.connect(self._on_overview_position_picked)
        self.transport.zoomed_in.connect(lambda: self.waveform.zoom(1 / _ZOOM))
        self.transport.zoomed_out.connect(lambda: self.waveform.zoom(_ZOOM))
        self.transport.zoomed_to_clip.connect(self.zoom_to_clip)
        self.transport.zoomed_to_song.connect(self.zoom_to_song)
        self.show_song(None)

    def show_song(self, song: LoadedSong | None) -> None:
        """Show ``song``, or a hint how to choose one."""
        for widget in (self.transport, self.overview, self.waveform):
            widget.setVisible(song is not None)
        self._hint.setVisible(song is None)
        self.overview.show_song(song)
        self.waveform.show_song(song)
        self.transport.set_song_present(present=song is not None)

    def show_clip(self, clip: Clip) -> None:
        """Show where the clip lies."""
        self._clip = clip
        self.overview.show_clip(clip)
        self.waveform.show_clip(clip)
        self.transport.show_clip(clip)

    def show_beats(self, beats: BeatGrid) -> None:
        """Show the beats and the tempo."""
        self._beats = beats
        self.waveform.show_beats(beats)
        self.transport.show_beats(beats, searching=False)

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

    def _on_overview_position_picked(self, time_s: float) -> None:
        first_s, last_s = self.waveform.span_s()
        half_s = (last_s - first_s) / 2
        self.waveform.show_span(time_s - half_s, time_s + half_s)
