"""The render bar, the queue's window and what is said about renders, connected with the models."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.progress import Notice
from s2v_desktop.core.project import Project
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.card_question import CardQuestion
from s2v_desktop.ui.done_notice import DoneNotice
from s2v_desktop.ui.engine_words import MOTION
from s2v_desktop.ui.file_commands import FileCommands
from s2v_desktop.ui.heap import return_free_pages
from s2v_desktop.ui.messages import joined, notice_words
from s2v_desktop.ui.render_commands import RenderCommands
from s2v_desktop.ui.series_naming import NamedSeries, SeriesNaming
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.viewmodels.queue_model import JobState, QueueModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState
from s2v_desktop.ui.widgets.batch_dialog import BatchDialog
from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer, Showing
from s2v_desktop.ui.widgets.queue_panel import QueuePanel
from s2v_desktop.ui.widgets.render_bar import RenderBar


class RenderParts(NamedTuple):
    """What the window shows of renders."""

    bar: RenderBar
    messages: MessageBar
    preview: PreviewPlayer


class QueueDesk(QObject):
    """Owns the queue's ``panel``; ``failed`` carries an ``S2VError``.

    ``may_leave`` asks whether to save what was changed and returns whether to go on.
    """

    failed = Signal(object)

    def __init__(
        self,
        project: ProjectModel,
        queue: QueueModel,
        render: RenderModel,
        renders: RenderCommands,
        files: FileCommands,
        settings: SettingsStore,
        actions: WindowActions,
        parts: RenderParts,
        may_leave: Callable[[], bool],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._project = project
        self._queue = queue
        self._render = render
        self._renders = renders
        self._files = files
        self._settings = settings
        self._parts = parts
        self._may_leave = may_leave
        self._window = window
        self.panel = QueuePanel(queue, render, window)
        self._notice = DoneNotice(window)
        self._keeps_parts = False
        self._noticed = ""
        self._naming = SeriesNaming(self)
        self._naming.named.connect(self._on_naming_named)
        self._naming.failed.connect(self.failed)
        self._connect_bar()
        self._connect_messages()
        self._connect_panel()
        actions.show_queue.triggered.connect(self._show_panel)
        actions.batch.triggered.connect(self._on_batch)

    def may_close(self) -> bool:
        """Ask whether to give up the videos that wait, where there are any; return whether to go on."""
        count = self._queue.waiting_count
        if not count:
            return True
        buttons = QMessageBox.StandardButton
        words = self.tr("{count} videos wait in the queue. Quit without making them?").format(count=count)
        answer = QMessageBox.question(self._window, "S2V Desktop", words, buttons.Yes | buttons.No, buttons.No)
        return answer == buttons.Yes

    def close(self) -> None:
        """Start no more renders and close the panel."""
        self._naming.close()
        self._queue.close()
        self._notice.close()
        self.panel.close()

    def _connect_bar(self) -> None:
        bar, render = self._parts.bar, self._render
        bar.cancel_pressed.connect(render.cancel)
        bar.pause_pressed.connect(render.toggle_pause)
        bar.queue_pressed.connect(self._show_panel)
        render.state_changed.connect(bar.show_state)
        render.progressed.connect(bar.show_progress)
        self._queue.jobs_changed.connect(self._on_queue_jobs_changed)

    def _connect_messages(self) -> None:
        render = self._render
        self._renders.added.connect(self._parts.messages.clear)
        self._renders.failed.connect(self.failed)
        self._parts.preview.folder_requested.connect(lambda take: self._files.open_folder(take.path.parent))
        CardQuestion(render, self._queue, self._parts.messages, self)
        render.noticed.connect(self._on_render_noticed)
        render.previewed.connect(lambda event: self._parts.preview.show_preview(event.jpeg))
        render.finished.connect(self._on_render_finished)
        render.failed.connect(self.failed)
        render.state_changed.connect(self._on_render_state_changed)
        render.cancelled.connect(self._on_render_cancelled)
        self._queue.failed.connect(self.failed)
        self._queue.emptied.connect(self._on_queue_emptied)

    def _connect_panel(self) -> None:
        panel = self.panel
        panel.edit_requested.connect(self._on_panel_edit_requested)
        panel.folder_requested.connect(self._files.open_folder)
        panel.batch_requested.connect(self._on_batch)
        panel.sound.setChecked(self._settings.settings.sound_when_done)
        panel.sound.toggled.connect(self._on_panel_sound_toggled)

    def _show_panel(self) -> None:
        """Show the queue's window over the lower right, away from picture and preview; or hide it."""
        panel = self.panel
        if panel.isVisible():
            panel.hide()
            return
        panel.resize(panel.sizeHint())
        corner = self._window.mapToGlobal(self._window.rect().bottomRight())
        panel.move(corner.x() - panel.width() - 24, corner.y() - panel.height() - 80)
        panel.show()
        panel.activateWindow()
        panel.table.setFocus()

    def _on_queue_jobs_changed(self) -> None:
        failed = sum(job.state is JobState.FAILED for job in self._queue.jobs)
        self._parts.bar.show_queue(self._queue.waiting_count, failed)

    def _on_render_noticed(self, notice: Notice) -> None:
        """Say it; beside an earlier one where that is still to be seen, for they may come together."""
        messages, sentence = self._parts.messages, notice_words(notice)
        self._noticed = joined(self._noticed, sentence) if messages.text == self._noticed else sentence
        messages.show_notice(self._noticed)

    def _on_render_state_changed(self, state: RenderState) -> None:
        """Remember what is cancelled: by the time it has ended, the queue has gone on to the next video."""
        job = self._queue.running
        if state is RenderState.CANCELLING and job is not None:
            self._keeps_parts = job.look.engine != MOTION

    def _on_render_cancelled(self) -> None:
        nothing = self.tr("Cancelled. Nothing was written.")
        parts = self.tr("Cancelled. Finished parts are kept: Generate goes on from there.")
        self._parts.messages.show_notice(parts if self._keeps_parts else nothing)

    def _on_render_finished(self, take: Take) -> None:
        words = self.tr("Finished in {seconds} s: {name}")
        sentence = words.format(seconds=f"{take.seconds_taken:.1f}", name=take.path.name)
        return_free_pages()
        preview = self._parts.preview
        if preview.showing is Showing.LIVE:  # the user has gone on to the next video: do not take it away
            preview.keep_take(take)
            action = NoticeAction(self.tr("Show"), lambda: preview.show_take(take))
        else:
            preview.show_take(take)
            action = NoticeAction(self.tr("Open folder"), lambda: self._files.open_folder(take.path.parent))
        self._parts.messages.show_notice(sentence, action)

    def _on_queue_emptied(self, done: int, failed: int) -> None:
        if done or failed:
            self._notice.tell(done, failed, with_sound=self._settings.settings.sound_when_done)

    def _on_panel_sound_toggled(self, on: bool) -> None:
        try:
            self._settings.change(sound_when_done=on)
        except S2VError as error:
            self.failed.emit(error)

    def _on_panel_edit_requested(self, number: int) -> None:
        """Show the job's project in the window; one that waits leaves the queue, for Generate puts it back."""
        job = self._queue.job(number)
        if job is None or job.state is JobState.RENDERING or not self._may_leave():
            return
        if job.state is JobState.WAITING:
            self._queue.remove(number)
        if isinstance(job.work, Project):
            self._project.open_project(job.work)
        else:
            self._project.open_project(Project(clip=job.clip, look=job.look))
            self._files.open_paths([job.work.picture, job.work.song])
        self._window.activateWindow()
        words = self.tr("“{name}” is in the window. Generate puts it into the queue again.")
        self._parts.messages.show_notice(words.format(name=job.target.stem))

    def _on_batch(self) -> None:
        dialog = BatchDialog(self._project.project, self._settings.settings, self._window)
        if dialog.exec():
            self._naming.start(dialog.works())
        dialog.deleteLater()

    def _on_naming_named(self, series: NamedSeries) -> None:
        self._renders.generate_all(series.works, series.stems)
        if not self.panel.isVisible():
            self._show_panel()
