"""Keeps the live preview in step with the project and the song, and decides when it is seen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from s2v_desktop.core.errors import S2VError
from s2v_desktop.ui.messages import error_words
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.viewmodels.preview_model import PreviewModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer


class LivePreview(QObject):
    """Connects the parts. An edit, or the song's playhead moving, brings the live preview back over a take."""

    def __init__(
        self, project: ProjectModel, song: SongPlayer, render: RenderModel, view: PreviewPlayer, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._song = song
        self._view = view
        self._render_state = render.state
        self.model = PreviewModel(self)
        self.model.image_changed.connect(self._on_model_image_changed)
        self.model.failed.connect(self._on_model_failed)
        for changed in (
            project.picture_changed,
            project.song_changed,
            project.clip_changed,
            project.beats_changed,
            project.look_changed,
        ):
            changed.connect(self._on_project_changed)
        song.position_changed.connect(self._on_song_position_changed)
        song.playing_changed.connect(self._on_song_playing_changed)
        render.state_changed.connect(self._on_render_state_changed)
        view.play_requested.connect(self.toggle_play)
        view.seek_requested.connect(lambda time_s: song.seek(project.clip.video_start_s + time_s))
        view.step_requested.connect(self._on_view_step_requested)
        view.full_size_changed.connect(self.model.show_full_size)

    def toggle_play(self) -> None:
        """Play the song from the playhead, or from the clip's start where the playhead is outside it; or pause."""
        clip = self._project.clip
        if not self._song.playing and not clip.start_s <= self._song.position_s < clip.end_s:
            self._song.seek(clip.start_s)
        self._song.toggle()

    def close(self) -> None:
        """End the preview host."""
        self.model.close()

    def _on_project_changed(self) -> None:
        project = self._project.project
        self._view.show_live()
        if project.picture is None or project.song is None:
            if project.picture is not None or project.song is not None:
                self.model.prepare()
            self.model.show_request(None)
            self._view.show_live_image(None)
        else:
            self._view.expect_live()
            self.model.show_request(project.to_request())
            self._show_time()

    def _on_song_position_changed(self) -> None:
        self._view.show_live()
        self._show_time()

    def _on_song_playing_changed(self, playing: bool) -> None:
        if playing:
            self._view.show_live()
        self._show_time()

    def _show_time(self) -> None:
        clip, time_s = self._project.clip, self._song.position_s
        self.model.show_time(time_s, playing=self._song.playing)
        self._view.show_live_time(time_s - clip.video_start_s, clip.video_duration_s, playing=self._song.playing)

    def _on_render_state_changed(self, state: RenderState) -> None:
        before, self._render_state = self._render_state, state
        if before is RenderState.IDLE:
            self._view.begin_render()
        elif state is RenderState.IDLE:
            self._view.end_render()

    def _on_view_step_requested(self, frames: int) -> None:
        self._song.pause()
        self._song.seek(self.model.frame_time_s(self.model.frame + frames))

    def _on_model_image_changed(self, image: QImage) -> None:
        self._view.show_live_image(image)

    def _on_model_failed(self, error: S2VError) -> None:
        words = error_words(error)
        self._view.show_live_failure(f"{words.sentence}\n{words.advice}")
