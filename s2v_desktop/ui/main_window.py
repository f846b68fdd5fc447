"""The main window: puts the parts in their places and connects them with the models."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.look import Look
from s2v_desktop.host.client import HostClient
from s2v_desktop.library.speed import SpeedBook
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.area_keys import AreaKeys, bar_area, settings_area, window_areas
from s2v_desktop.ui.drop_desk import DropDesk
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.generate_gate import GenerateGate
from s2v_desktop.ui.help_desk import HelpDesk
from s2v_desktop.ui.input_manners import press_focused_button, share_mouse_and_keys
from s2v_desktop.ui.live_preview import LivePreview
from s2v_desktop.ui.messages import error_words
from s2v_desktop.ui.models_desk import ModelsDesk, ModelsParts
from s2v_desktop.ui.picture_desk import PictureDesk
from s2v_desktop.ui.preset_commands import PresetCommands
from s2v_desktop.ui.project_files import ProjectFiles
from s2v_desktop.ui.queue_desk import QueueDesk, RenderParts
from s2v_desktop.ui.render_commands import RenderCommands
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.settings_desk import SettingsDesk
from s2v_desktop.ui.song_words import SongWords
from s2v_desktop.ui.song_workspace import SongWorkspace
from s2v_desktop.ui.start_desk import StartDesk, StartParts
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.queue_model import QueueModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel
from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction
from s2v_desktop.ui.widgets.panel import Panel
from s2v_desktop.ui.widgets.parameter_panel import ParameterPanel
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer
from s2v_desktop.ui.widgets.render_bar import RenderBar
from s2v_desktop.ui.widgets.undo_list import UndoList
from s2v_desktop.ui.window_title import WindowTitle


class MainWindow(QMainWindow):
    """Owns the models and the parts; holds no state of its own.

    ``dress_changed`` tells that another language or theme was chosen: it takes another window to show it.
    """

    dress_changed = Signal()

    def __init__(self, settings: SettingsStore, theme: Theme) -> None:
        super().__init__()
        self._settings = settings
        self.client = HostClient()
        self.project_model = ProjectModel(self, settings.settings.default_look)
        self.media_model = MediaModel(self.project_model, self)
        self.render_model = RenderModel(self.client, self)
        self.song_words = SongWords(self.project_model, self.media_model, self)
        self.files = FileCommands(self.project_model, self.media_model, self.song_words, settings, self)
        speed = SpeedBook()
        self.queue_model = QueueModel(self.render_model, speed, self)
        self.renders = RenderCommands(self.project_model, self.queue_model, self.song_words, speed, settings, self)
        self.actions_ = WindowActions(self.project_model.undo_stack, self)
        self.song = SongWorkspace(self.project_model, self.media_model, self.actions_, settings.settings, theme, self)
        self.settings_desk = SettingsDesk(settings, self.project_model, self.song.sound, self.actions_, self)
        self.help_desk = HelpDesk(self.actions_, self)
        self._make_parts(theme)
        self.presets = PresetCommands(self.project_model, settings, self.parameter_panel, self)
        self.project_files = ProjectFiles(
            self.project_model,
            self.media_model,
            self.files,
            self.actions_,
            self.message_bar,
            settings,
            self,
        )
        self._lay_out()
        self._connect_files()
        self._connect_project()
        self._connect_song()
        self._connect_render()
        self._connect_actions()
        self._connect_start()
        WindowTitle(self.project_model, self.files, self.render_model, self)
        self._restore_geometry()

    # -- layout ----------------------------------------------------------------------------------------------------

    def _make_parts(self, theme: Theme) -> None:
        self.message_bar = MessageBar()
        self.picture = PictureDesk(
            self.project_model, self.media_model, theme, self._settings.settings.canvas_overlay, self
        )
        self.image_canvas = self.picture.panel.canvas
        self.preview_player = PreviewPlayer(theme, self._settings.settings.volume)
        self.parameter_panel = ParameterPanel()
        self.render_bar = RenderBar()
        drawn = self._settings.settings.live_preview
        self.live_preview = LivePreview(
            self.project_model, self.song.player, self.render_model, self.preview_player, self, is_on=drawn
        )

    def _lay_out(self) -> None:
        preview = Panel(self.tr("Video"))
        preview.heading.addWidget(self.preview_player.choice)
        preview.body.addWidget(self.preview_player, 1)
        parameters = Panel(self.tr("Video settings"))
        parameters.body.addWidget(self.parameter_panel, 1)
        parameters.setMinimumWidth(310)
        top = _splitter(Qt.Orientation.Horizontal, [self.picture.panel, preview], [320, 620])
        left = _splitter(Qt.Orientation.Vertical, [top, self.song.panel], [330, 330])
        whole = _splitter(Qt.Orientation.Horizontal, [left, parameters], [930, 330])
        whole.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 0)
        self._splitters = (top, left, whole)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(6)
        layout.addWidget(whole, 1)
        layout.addWidget(self.render_bar)
        self.message_bar.lie_over(content, self.render_bar)
        self.setCentralWidget(content)
        self.actions_.fill(self.menuBar())
        self._add_undo_list()
        share_mouse_and_keys(self)
        self.setMinimumSize(1000, 640)
        self._resize_to_fit_screen()

    def _add_undo_list(self) -> None:
        """Keep the undo list in a small window of its own: in this one it would take room from a small screen."""
        self.undo_list = UndoList(self.project_model.undo_stack, self)
        self.undo_list.setWindowFlag(Qt.WindowType.Tool)
        self.undo_list.setWindowTitle(self.tr("Undo list"))
        self.undo_list.hide()
        self.actions_.show_undo_list.triggered.connect(self._on_show_undo_list)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin with no control in the focus: Space plays."""
        super().showEvent(event)
        self.setFocus()

    def _resize_to_fit_screen(self) -> None:
        """Take the size that suits the layout, or what a small screen leaves between bars and frame."""
        free = self.screen().availableGeometry().size()
        self.resize(QSize(1280, 800).boundedTo(QSize(free.width() - 8, free.height() - 40)))

    def _restore_geometry(self) -> None:
        stored = self._settings.settings
        if stored.window_geometry:
            self.restoreGeometry(stored.window_geometry)
        for splitter, state in zip(self._splitters, stored.window_splitters, strict=False):
            splitter.restoreState(state)

    def remember_place(self) -> None:
        """Keep in the settings where the window is and how its parts share it."""
        self._change_settings(
            window_geometry=self.saveGeometry().data(),
            window_splitters=tuple(splitter.saveState().data() for splitter in self._splitters),
        )

    # -- connections -----------------------------------------------------------------------------------------------

    def _connect_files(self) -> None:
        for part in (self.files, self.song_words, self.project_files):
            part.failed.connect(self.show_error)
        self.files.noticed.connect(self.message_bar.show_notice)
        self.media_model.failed.connect(self.show_error)
        self.media_model.picture_loaded.connect(self._on_media_picture_loaded)
        self.picture.panel.choice_requested.connect(self.files.choose_picture)
        self.picture.overlay_chosen.connect(lambda overlay: self._change_settings(canvas_overlay=overlay))

    def _connect_project(self) -> None:
        model = self.project_model
        model.look_changed.connect(self._on_project_look_changed)
        model.clip_changed.connect(self.parameter_panel.show_clip)
        model.beats_changed.connect(self.parameter_panel.show_beats)
        for changed in (model.clip_changed, model.look_changed, model.picture_changed, model.song_changed):
            changed.connect(self._show_plan)
        self.parameter_panel.duration_changed.connect(self.song.clips.set_duration)
        self.parameter_panel.look_edited.connect(lambda field, value: model.set_look(**{field: value}))
        self.parameter_panel.show_clip(model.clip)
        self._on_project_look_changed(model.look)
        self._show_plan()

    def _connect_song(self) -> None:
        song, preview = self.song, self.preview_player
        song.noticed.connect(self.message_bar.show_notice)
        song.tap_offered.connect(self._on_song_tap_offered)
        song.settings_changed.connect(lambda setting, value: self._change_settings(**{setting: value}))
        song.failed.connect(self.show_error)
        song.player.playing_changed.connect(self._on_player_playing_changed)
        preview.takes.playing_changed.connect(self._on_takes_playing_changed)
        preview.controls.volume_changed.connect(song.player.set_volume)
        preview.controls.volume_changed.connect(song.sound.show_song_volume)
        preview.controls.volume_changed.connect(lambda volume: self._change_settings(volume=volume))
        song.sound.song_volume_changed.connect(preview.controls.set_volume)

    def _connect_render(self) -> None:
        self.queue_desk = QueueDesk(
            self.project_model,
            self.queue_model,
            self.render_model,
            self.renders,
            self.files,
            self._settings,
            self.actions_,
            RenderParts(self.render_bar, self.message_bar, self.preview_player),
            self.project_files.may_leave,
            self,
        )
        self.queue_desk.failed.connect(self.show_error)
        self.render_model.finished.connect(self._show_plan)

    def _connect_actions(self) -> None:
        actions = self.actions_
        for action, command in (
            (actions.open_picture, self.files.choose_picture),
            (actions.open_song, self.files.choose_song),
            (actions.open_project, self._on_open_project),
            (actions.save, self.files.save),
            (actions.save_as, self.files.save_as),
            (actions.open_sample, self._on_open_sample),
            (actions.export_to, self._on_export_to),
            (actions.open_export_folder, self.files.open_export_folder),
            (actions.quit, self.close),
            (actions.paste, self.files.paste),
            (actions.play_video, self.preview_player.toggle),
            (actions.frame_back, lambda: self.preview_player.step(-1)),
            (actions.frame_on, lambda: self.preview_player.step(1)),
            (actions.full_screen, self.preview_player.frame_view.toggle_full_screen),
            (actions.generate, self.render_bar.generate.click),
            (actions.pause_render, self.render_model.toggle_pause),
            (actions.cancel_render, self.render_model.cancel),
            (actions.roll_seed, self.parameter_panel.roll_seed),
        ):
            action.triggered.connect(lambda _checked=False, command=command: command())
        self.settings_desk.failed.connect(self.show_error)
        self.settings_desk.dress_changed.connect(self.dress_changed)
        self.settings_desk.live_preview_switched.connect(lambda on: self.live_preview.switch(on=on))
        self.settings_desk.cache_measured.connect(self._show_plan)
        parts = ModelsParts(self.parameter_panel.engine, self.render_bar.download, self.message_bar)
        self.models = ModelsDesk(
            self._settings, self.project_model, self.settings_desk, actions, parts, self.queue_model.running_look, self
        )
        for desk in (self.help_desk, self.presets, self.models):
            desk.failed.connect(self.show_error)
            desk.noticed.connect(self.message_bar.show_notice)

    def _connect_start(self) -> None:
        self.gate = GenerateGate(self.project_model, self.media_model, self.song.search, self.files, self.renders, self)
        self.start_desk = StartDesk(
            self.project_model,
            self.media_model,
            self.files,
            self.gate,
            self._settings,
            self.actions_,
            StartParts(self.image_canvas, self.song.panel, self.preview_player, self.render_bar),
            self,
        )
        self.start_desk.sample_requested.connect(self._on_open_sample)
        self.start_desk.project_chosen.connect(lambda path: self.open_paths([path]))
        self.start_desk.failed.connect(self.show_error)
        self.drop_desk = DropDesk(
            self.project_model,
            self.song_words,
            self.project_files,
            self.image_canvas,
            self.song.panel,
            self,
        )
        areas = window_areas(self.picture.panel, self.preview_player, self.song.panel, self.start_desk)
        AreaKeys(self.actions_, [*areas, settings_area(self.parameter_panel), bar_area(self.render_bar)], self)

    # -- words -----------------------------------------------------------------------------------------------------

    def show_error(self, error: S2VError) -> None:
        """Say in plain words what went wrong."""
        details = NoticeAction(self.tr("Details"), lambda: self.help_desk.explain(error))
        models = NoticeAction(self.actions_.models.text().replace("&", ""), self.models.show)
        remedies = (models,) if error.code in (ErrorCode.MODEL_MISSING, ErrorCode.MODEL_UNREADABLE) else ()
        self.message_bar.show_error(*error_words(error), *remedies, details)

    def _show_plan(self) -> None:
        project = self.project_model.project
        retimes, expected_s = self.renders.forecast()
        self.render_bar.show_plan(project.clip, project.look, expected_s=expected_s, retimes=retimes)

    # -- slots -----------------------------------------------------------------------------------------------------

    def _on_media_picture_loaded(self) -> None:
        self._on_project_look_changed(self.project_model.look)

    def _on_project_look_changed(self, look: Look) -> None:
        self.parameter_panel.show_look(look)
        self.preview_player.show_still(self.image_canvas.cropped())

    def _on_player_playing_changed(self, playing: bool) -> None:
        if playing:
            self.preview_player.takes.pause()

    def _on_takes_playing_changed(self, playing: bool) -> None:
        if playing:
            self.song.player.pause()

    def _on_song_tap_offered(self, sentence: str) -> None:
        self.message_bar.show_notice(sentence, NoticeAction(self.tr("Tap"), self.song.beats.tap))

    def _on_show_undo_list(self) -> None:
        """Show the list over the settings at the right, away from picture and waveform; or hide it."""
        shown = self.undo_list.isVisible()
        if not shown:
            self.undo_list.resize(self.undo_list.sizeHint())
            corner = self.mapToGlobal(self.rect().topRight())
            self.undo_list.move(corner.x() - self.undo_list.width() - 24, corner.y() + 80)
        self.undo_list.setVisible(not shown)

    def _on_open_project(self) -> None:
        if self.project_files.may_leave():
            self.files.choose_project()

    def _on_open_sample(self) -> None:
        if self.project_files.may_leave():
            self.files.open_sample()

    def _on_export_to(self) -> None:
        target = self.files.choose_target(self.renders.suggested_name())
        if target is not None:
            self.renders.generate_to(target)

    def _change_settings(self, **changes: object) -> None:
        try:
            self._settings.change(**changes)
        except S2VError as error:
            self.show_error(error)

    # -- events ----------------------------------------------------------------------------------------------------

    def open_paths(self, paths: list[Path]) -> None:
        """Open dropped or named files; asks before a project replaces unsaved changes."""
        self.project_files.open_paths(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Bare keys, where nothing else wants them."""
        key = event.key() if not event.modifiers() else None
        if key == Qt.Key.Key_Space:
            self.song.player.toggle()
        elif key == Qt.Key.Key_L:
            self.song.panel.transport.loop.toggle()
        elif key == Qt.Key.Key_T:
            self.song.beats.tap()
        elif key == Qt.Key.Key_I:
            self.song.clips.begin_at_playhead()
        elif key == Qt.Key.Key_O:
            self.song.clips.end_at_playhead()
        elif not press_focused_button(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End everything that runs beside the event loop, in order."""
        if not self.project_files.may_leave() or not self.queue_desk.may_close():
            event.ignore()
            return
        self.remember_place()
        self.hide()
        self.undo_list.forget_stack()
        self.song.close()
        self.preview_player.close_player()
        for part in (self.live_preview, self.queue_desk, self.render_model, self.project_files, self.song_words):
            part.close()
        for part in (self.files, self.start_desk, self.drop_desk, self.media_model, self.picture):
            part.close()
        for part in (self.settings_desk, self.help_desk, self.models):
            part.close()
        self.parameter_panel.close_workers()
        super().closeEvent(event)


def _splitter(orientation: Qt.Orientation, widgets: list[QWidget], sizes: list[int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(8)
    for widget in widgets:
        splitter.addWidget(widget)
    splitter.setSizes(sizes)
    return splitter
