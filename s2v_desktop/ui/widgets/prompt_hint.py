"""The line under the prompt: which of its words camera and light follow, and which they do not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from s2v_desktop.director.prompt import PromptPlan, parse_prompt
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.messages import listed


class PromptHint(QLabel):
    """Reads the prompt in a worker thread: the first reading builds the vocabulary, which takes a tenth of a second.

    ``prompt_read`` carries a prompt and its ``PromptPlan``. ``avoids`` says that the prompt is a negative one.
    """

    prompt_read = Signal(str, object)

    def __init__(self, parent: QWidget | None = None, *, avoids: bool = False) -> None:
        super().__init__(parent)
        self._understood = self.tr("Avoided: {words}") if avoids else self.tr("Understood: {words}")
        self._lost = self.tr("Not understood by this engine: {words}")
        self.setWordWrap(True)
        self.setObjectName("hint")
        self._prompt = ""
        self._plan = PromptPlan()
        self._reads_all = False
        self._reading = LatestTask(self)
        self._reading.succeeded.connect(self._on_reading_succeeded)
        self.hide()

    def show_prompt(self, prompt: str) -> None:
        """Say what is understood of ``prompt``."""
        if prompt == self._prompt:
            return
        self._prompt = prompt
        if prompt.strip():
            self._reading.start(lambda: parse_prompt(prompt))
        else:
            self._reading.forget()
            self._plan = PromptPlan()
            self.clear()
            self.hide()
            self.prompt_read.emit(prompt, PromptPlan())

    def show_reader(self, *, reads_all: bool) -> None:
        """Tell of words that camera and light do not follow as of words for the model, where there is one."""
        if reads_all != self._reads_all:
            self._reads_all = reads_all
            self._show_plan()

    def close_reader(self) -> None:
        """Wait for the worker thread to end."""
        self._reading.close()

    def _on_reading_succeeded(self, plan: PromptPlan) -> None:
        self._plan = plan
        self._show_plan()
        self.prompt_read.emit(self._prompt, plan)

    def _show_plan(self) -> None:
        plan = self._plan
        known = list(dict.fromkeys(self._prompt[item.start : item.end] for item in plan.instructions))
        lines = []
        if known:
            lines.append(self._understood.format(words=listed(known)))
        if plan.unknown:
            left = self.tr("For the model alone: {words}") if self._reads_all else self._lost
            lines.append(left.format(words=listed(plan.unknown)))
        self.setText("\n".join(lines))
        self.setVisible(bool(lines))
