"""Everything around the song: player, beats, clip and the panel that shows them, connected with each other."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.beat_commands import BeatCommands
from s2v_desktop.ui.beat_file_commands import BeatFileCommands
from s2v_desktop.ui.beat_finder import FoundSpan
from s2v_desktop.ui.clip_commands import ClipCommands
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.settings import Settings
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.viewmodels.beat_search import BeatSearch
from s2v_desktop.ui.viewmodels.beat_selection import BeatSelection
from s2v_desktop.ui.viewmodels.clip_edit import nearest_beat
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.song_panel import SongPanel
from s2v_desktop.ui.widgets.sound_settings import SoundSettingsButton
from s2v_desktop.ui.widgets.transport_bar import FAIRLY_SURE


class SongWorkspace(QObject):
    """Owns the parts; ``noticed`` carries a sentence, ``tap_offered`` one that a Tap button belongs to.

    ``settings_changed`` carries the name of a setting and its value, ``failed`` an ``S2VError``.
    """

    noticed = Signal(str)
    tap_offered = Signal(str)
    settings_changed = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        project: ProjectModel,
        media: MediaModel,
        actions: WindowActions,
        settings: Settings,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._project = project
        self._media = media
        self._actions = actions
        self.player = SongPlayer(self)
        self.selection = BeatSelection(self)
        self.search = BeatSearch(project, media, self)
        self.beats = BeatCommands(project, media, self.player, self.selection, self)
        self.clips = ClipCommands(project, media, self.player, self)
        self.beat_files = BeatFileCommands(project, media, self.beats, window, self)
        self.sound = SoundSettingsButton(settings)
        self.panel = SongPanel(theme, actions.beats, self.selection, self.sound)
        self._connect_player(settings)
        self._connect_project()
        self._connect_waveform()
        self._connect_table()
        self._connect_tools()
        self._connect_search()
        self._connect_actions()
        self.panel.show_clip(project.clip)
        self._show_loop()
        self._show_enabled()

    def close(self) -> None:
        """Stop playing and wait for the worker threads to end."""
        self.player.pause()
        self.search.close()
        self.beat_files.close()

    def _connect_player(self, settings: Settings) -> None:
        player, transport = self.player, self.panel.transport
        player.set_volume(settings.volume)
        player.set_latency(settings.sound_latency_ms / 1000)
        player.set_click_volume(settings.click_volume)
        player.position_changed.connect(self.panel.show_position)
        player.playing_changed.connect(transport.show_playing)
        player.sound_missing.connect(
            lambda: self.noticed.emit(self.tr("No sound device was found: the playhead moves without sound.")),
            Qt.ConnectionType.SingleShotConnection,  # once is enough
        )
        transport.play_pressed.connect(player.toggle)
        transport.stop_pressed.connect(player.stop)
        transport.loop_toggled.connect(self._show_loop)
        self.sound.latency_changed.connect(lambda value: self._set_sound("sound_latency_ms", value))
        self.sound.click_volume_changed.connect(lambda value: self._set_sound("click_volume", value))
        transport.click.toggled.connect(self._actions.click.setChecked)
        self._actions.click.toggled.connect(transport.click.setChecked)
        self._actions.click.toggled.connect(self._on_click_toggled)
        self._actions.click.setChecked(settings.click_on)

    def _connect_project(self) -> None:
        self._project.clip_changed.connect(self.panel.show_clip)
        self._project.clip_changed.connect(self._show_loop)
        self._project.beats_changed.connect(self.panel.show_beats)
        self._project.beats_changed.connect(self.player.set_beats)
        self._project.beats_changed.connect(self._show_enabled)
        self._media.song_loaded.connect(self._on_media_song_loaded)
        self._media.bands_measured.connect(self.panel.show_band_shares)
        self.selection.changed.connect(self._show_enabled)

    def _connect_waveform(self) -> None:
        waveform = self.panel.waveform
        waveform.position_picked.connect(self.player.seek)
        waveform.clip_dragged.connect(self.clips.set_clip)
        waveform.beat_added.connect(self.beats.add)
        waveform.selection_moved.connect(self.beats.move_selected)
        waveform.selection_nudged.connect(self.beats.nudge_selected)
        waveform.beats_removed.connect(self.beats.remove)

    def _connect_table(self) -> None:
        table = self.panel.beat_table
        table.position_picked.connect(self.player.seek)
        table.beats_selected.connect(self.selection.select)
        table.removal_requested.connect(self.beats.remove_selected)
        table.beat_model.time_edited.connect(self.beats.set_time)
        table.beat_model.strength_edited.connect(self.beats.set_strength)
        table.beat_model.downbeat_toggled.connect(self.beats.toggle_downbeat)
        table.beat_model.edit_refused.connect(self.noticed)
        self.selection.changed.connect(table.show_selection)

    def _connect_tools(self) -> None:
        beat_bar, clip_bar = self.panel.beat_bar, self.panel.clip_bar
        beat_bar.tempo_edited.connect(self.beats.set_tempo)
        for field in (beat_bar.tempo, clip_bar.fade_in, clip_bar.fade_out):
            field.lineEdit().returnPressed.connect(self.panel.waveform.setFocus)
        beat_bar.meter_chosen.connect(self.beats.set_meter)
        self.panel.transport.other_tempo_taken.connect(self._on_other_tempo_taken)
        clip_bar.part_chosen.connect(self._on_part_chosen)
        clip_bar.edges_edited.connect(lambda field, value: self.clips.set_edges(**{field: value}))
        self.beats.refused.connect(self.noticed)
        self.beats.refused.connect(lambda: self.panel.show_beats(self._project.beats))
        self.beats.noticed.connect(self.noticed)
        self.beats.tap_counted.connect(self.tap_offered)

    def _connect_search(self) -> None:
        self.search.searching_changed.connect(self.panel.show_beat_search)
        self.search.found_first.connect(self._on_search_found_first)
        self.search.found_again.connect(self._on_search_found_again)
        self.search.found_span.connect(self._on_search_found_span)
        self.search.other_changed.connect(
            lambda other: self.panel.transport.show_other_tempo(other.tempo_bpm if other is not None else None)
        )
        self.search.suggestions_changed.connect(self.panel.clip_bar.show_suggestions)
        self.search.failed.connect(self.failed)
        self.beat_files.failed.connect(self.failed)
        self.beat_files.noticed.connect(self.noticed)

    def _connect_actions(self) -> None:
        actions, beats = self._actions.beats, self.beats
        for action, command in (
            (actions.tap, beats.tap),
            (actions.mark, beats.mark_at_playhead),
            (actions.beat_here, beats.put_beat_here),
            (actions.begin_bar, beats.begin_bar_at_playhead),
            (actions.halve, beats.halve),
            (actions.double, beats.double),
            (actions.two_thirds, beats.take_two_thirds),
            (actions.three_halves, beats.take_three_halves),
            (actions.shift_half, beats.shift_half_a_beat),
            (actions.even_out, beats.even_out),
            (actions.find_selection, self._find_in_selection),
            (actions.find_all, self.search.find_again),
            (actions.clear, beats.clear),
            (actions.import_file, self.beat_files.choose_import),
            (actions.export_file, self.beat_files.choose_export),
            (actions.select_all, self.selection.select_all),
            (actions.select_none, self.selection.clear),
            (self._actions.clip_in, self.clips.begin_at_playhead),
            (self._actions.clip_out, self.clips.end_at_playhead),
            (self._actions.play_song, self.player.toggle),
            (self._actions.stop, self.player.stop),
            (self._actions.loop, self.panel.transport.loop.toggle),
            (self._actions.show_clip, self.panel.zoom_to_clip),
            (self._actions.show_song, self.panel.zoom_to_song),
        ):
            action.triggered.connect(lambda _checked=False, command=command: command())
        actions.lock.triggered.connect(beats.set_locked)
        actions.show_table.toggled.connect(self._on_show_table_toggled)

    def _find_in_selection(self) -> None:
        span_s = self.selection.span_s()
        if span_s is not None:
            self.search.find_between(*span_s)

    def _show_loop(self) -> None:
        looping = self.panel.transport.loop.isChecked()
        self.player.set_loop(self._project.clip if looping else None)

    def _show_enabled(self) -> None:
        self._actions.beats.show_enabled(
            self._project.beats,
            has_song=self._media.song is not None,
            has_selection=self.selection.span_s() is not None,
        )

    def _set_sound(self, setting: str, value: float) -> None:
        if setting == "click_volume":
            self.player.set_click_volume(value)
        else:
            self.player.set_latency(value / 1000)
        self.settings_changed.emit(setting, value)

    def _on_click_toggled(self, on: bool) -> None:
        self.player.set_click(on)
        self.settings_changed.emit("click_on", on)

    def _on_media_song_loaded(self, loaded: LoadedSong | None) -> None:
        self.panel.show_song(loaded)
        self.panel.waveform.setFocus()
        self.player.set_song(loaded)
        self.panel.show_clip(self._project.clip)
        self._show_enabled()
        if loaded is not None and self._project.beats.beats:
            self._show_clip_and_go_there()

    def _show_clip_and_go_there(self) -> None:
        self.panel.zoom_to_clip()
        self.panel.waveform.setFocus()
        if not self.player.playing:
            self.player.seek(self._project.clip.start_s)

    def _on_show_table_toggled(self, on: bool) -> None:
        if on:
            nearest = nearest_beat(self.player.position_s, self._project.beats, float("inf"))
            if not self.selection.indices and nearest is not None:
                self.selection.select({nearest})
            self.panel.beat_table.show_selection(self.selection.indices)
            self.panel.beat_table.setFocus()
        else:
            self.panel.waveform.setFocus()

    def _on_part_chosen(self, clip: Clip) -> None:
        self.clips.set_part(clip.start_s, clip.duration_s)
        self._show_clip_and_go_there()

    def _on_other_tempo_taken(self) -> None:
        if self.search.other is not None:
            self.beats.use(self.search.other, EditName.OTHER_TEMPO)

    def _on_search_found_first(self, beats: BeatGrid) -> None:
        self._show_clip_and_go_there()
        if not beats.beats:
            self.tap_offered.emit(
                self.tr("No steady beat was found; the video follows the loudness. You can tap the beat instead.")
            )
        elif beats.confidence < FAIRLY_SURE:
            self.tap_offered.emit(self.tr("The beats found are unsure: listen with the click, or tap them yourself."))

    def _on_search_found_again(self, beats: BeatGrid) -> None:
        if beats.beats:
            self.beats.use(beats, EditName.FIND_ALL_BEATS)
        else:
            self.tap_offered.emit(self.tr("No steady beat was found; the beats stay as they were. You can tap them."))

    def _on_search_found_span(self, found: FoundSpan) -> None:
        if found.beats.beats:
            self.beats.replace_span(found.start_s, found.end_s, found.beats)
        else:
            self.noticed.emit(self.tr("No steady beat was found in the selection; its beats stay as they were."))
