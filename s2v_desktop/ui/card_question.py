"""What becomes of the graphics card while a video is paused."""

from __future__ import annotations

from PySide6.QtCore import QObject

from s2v_desktop.ui.viewmodels.queue_model import QueueModel
from s2v_desktop.ui.viewmodels.render_model import RenderModel, RenderState
from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction


class CardQuestion(QObject):
    """Asks in the message bar, once a pause, in the way of nothing: without an answer the video keeps the card."""

    def __init__(self, render: RenderModel, queue: QueueModel, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._render = render
        self._queue = queue
        self._messages = messages
        self._question = self.tr("Paused. May other programs have the graphics card until the video goes on?")
        render.state_changed.connect(self._on_render_state_changed)

    def _on_render_state_changed(self, state: RenderState) -> None:
        job = self._queue.running
        progress = job.progress if job is not None else None
        if state is not RenderState.PAUSED:
            self._messages.withdraw(self._question)
        elif progress is not None and progress.activity is not None:  # an engine is at work on the card
            keep = NoticeAction(self.tr("Keep the card"), lambda: self._messages.withdraw(self._question))
            free = NoticeAction(self.tr("Free the card"), self._free)
            self._messages.show_notice(self._question, keep, free, stays=True)

    def _free(self) -> None:
        self._render.free_card()
        self._messages.withdraw(self._question)
        self._messages.show_notice(
            self.tr("The graphics card is free when this step is done. Continue loads the model again.")
        )
