"""Keeps the live preview in step with the project and the song, and decides when it is seen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.core.timebase import frame_at, frame_count, frame_middle_s
from s2v_desktop.ui.messages import error_words
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.viewmodels.preview_model import PreviewModel
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer, Showing


class LivePreview(QObject):
    """Connects the parts. An edit, or playing the song, brings the live preview back over a take.

    While a take of the present song is shown, it and the song's playhead move together inside its clip.
    """

    def __init__(
        self,
        project: ProjectModel,
        song: SongPlayer,
        render: RenderModel,
        view: PreviewPlayer,
        parent: QObject,
        *,
        is_on: bool,
    ) -> None:
        super().__init__(parent)
        self._is_on = is_on
        self._project = project
        self._song = song
        self._view = view
        self._render_state = render.state
        self._take_leads = False
        self.model = PreviewModel(self)
        self.model.image_changed.connect(self._on_model_image_changed)
        self.model.failed.connect(self._on_model_failed)
        for changed in (project.picture_changed, project.song_changed):
            changed.connect(self._on_project_media_changed)
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
        for ended in (render.failed, render.cancelled):
            ended.connect(lambda *_: view.end_render())
        view.play_requested.connect(self.toggle_play)
        view.frame_requested.connect(lambda frame: song.seek(self.model.frame_time_s(frame)))
        view.step_requested.connect(self._on_view_step_requested)
        view.showing_changed.connect(self._show_time)
        view.takes.moved.connect(self._on_takes_moved)
        view.frame_view.area_changed.connect(lambda area: self.model.show_area(area.width(), area.height()))

    def toggle_play(self) -> None:
        """Play the song from the playhead, or from the clip's start where the playhead is outside it; or pause."""
        clip = self._project.clip
        if not self._song.playing and not clip.start_s <= self._song.position_s < clip.end_s:
            self._song.seek(clip.start_s)
        self._song.toggle()

    def switch(self, *, on: bool) -> None:
        """Draw the video while it is being shaped, or show the picture in its place."""
        if on != self._is_on:
            self._is_on = on
            self._on_project_changed()

    def close(self) -> None:
        """End the preview host."""
        self.model.close()

    def _on_project_media_changed(self) -> None:
        self.model.forget_frames()
        self._view.show_live_image(None)

    def _on_project_changed(self) -> None:
        project = self._project.project
        self._view.show_live()
        if not self._is_on:
            self.model.show_request(None)
            self._view.show_live_image(None)
        elif project.picture is None or project.song is None:
            if project.picture is not None or project.song is not None:
                self.model.prepare()
            self.model.show_request(None)
            self._view.show_live_image(None)
        else:
            self._view.expect_live()
            self.model.show_request(project.to_request())
            self._show_time()

    def _on_song_position_changed(self, time_s: float) -> None:
        if self._take_leads:
            return
        take = self._shown_take()
        if take is not None and not self._song.playing and take.clip.video_start_s <= time_s <= take.clip.end_s:
            self._view.takes.show_frame(frame_at(time_s, take.clip.video_start_s, take.look.frame_rate))
        else:
            self._view.show_live()
            self._show_time()

    def _on_song_playing_changed(self, playing: bool) -> None:
        if playing:
            self._view.show_live()
        self._show_time()

    def _on_takes_moved(self, frame: int) -> None:
        """Let the song's playhead go with the take."""
        take = self._shown_take()
        if take is not None and not self._take_leads:
            self._take_leads = True
            self._song.seek(frame_middle_s(frame, take.clip.video_start_s, take.look.frame_rate))
            self._take_leads = False

    def _shown_take(self) -> RenderRequest | None:
        """Return what the take that is shown was made of, where that is the present song."""
        take, song = self._view.takes.take, self._project.project.song
        if self._view.showing is not Showing.TAKE or take is None or song is None:
            return None
        return take.request if take.request.song.sha256 == song.sha256 else None

    def _show_time(self) -> None:
        if self._view.showing is Showing.TAKE:
            return
        clip, song, rate = self._project.clip, self._song, self._project.look.frame_rate
        self.model.show_time(song.position_s, playing=song.playing, loop=song.loop)
        frames = frame_count(clip.video_duration_s, rate)
        self._view.show_live_frame(self.model.frame, frames, rate, playing=song.playing)

    def _on_render_state_changed(self, state: RenderState) -> None:
        before, self._render_state = self._render_state, state
        if before is RenderState.IDLE:
            self._view.begin_render()

    def _on_view_step_requested(self, frames: int) -> None:
        self._song.pause()
        self._song.seek(self.model.frame_time_s(self.model.frame + frames))

    def _on_model_image_changed(self, image: QImage) -> None:
        self._view.show_live_image(image)

    def _on_model_failed(self, error: S2VError) -> None:
        words = error_words(error)
        self._view.show_live_failure(f"{words.sentence}\n{words.advice}")
