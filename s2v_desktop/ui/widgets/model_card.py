"""One model in the list: what it is for, how well it suits this computer, where it is on its way, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.engines.fit import Computer
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.fit import ModelFit
from s2v_desktop.store.needs import least_needs
from s2v_desktop.ui.input_manners import take_focus_by_tab
from s2v_desktop.ui.model_words import (
    FIT_STYLES,
    level_words,
    needs_words,
    remedy_words,
    state_words,
    suitability_words,
    trouble_words,
)
from s2v_desktop.ui.viewmodels.model_view import ModelView, Remedy

_STEPS = 1000
_BAR_PX = 10
_STARTED = (PieceState.DOWNLOADING, PieceState.QUEUED, PieceState.RETRYING)
_STOPPABLE = (*_STARTED, PieceState.VERIFYING)
#: Where the hub may have recovered, or room may have been made, without anything being chosen here.
_WORTH_ANOTHER_TRY = (Remedy.OTHER_SOURCE, Remedy.OTHER_FOLDER)


class ModelCard(QFrame):
    """Each signal carries the model's id and asks for what its button says.

    ``remedy_requested`` is of the button beside a failure.
    """

    download_requested = Signal(str)
    pause_requested = Signal(str)
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    verify_requested = Signal(str)
    delete_requested = Signal(str)
    use_requested = Signal(str)
    remedy_requested = Signal(str)

    def __init__(self, view: ModelView, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.model = view.model
        self._title = view.model.title.for_language(language)
        self._shown: tuple[ModelView, bool, bool, bool, bool] | None = None
        self.setAccessibleName(self._title)
        self._make_buttons()
        self._lay_out(language)
        self.show_view(view, is_used=False, is_settled=False, is_enabled=True)

    # -- what it shows ---------------------------------------------------------------------------------------------

    def show_view(
        self, view: ModelView, *, is_used: bool, is_settled: bool, is_enabled: bool, is_elsewhere: bool = False
    ) -> None:
        """Show ``view``; ``is_used`` says that Wan2.2-S2V takes it, ``is_settled`` that “Use” would change nothing.

        Without ``is_enabled`` nothing can be pressed; ``is_elsewhere``: another program is at work on the models.
        """
        shown = (view, is_used, is_settled, is_enabled, is_elsewhere)
        if shown == self._shown:
            return
        self._shown = shown
        state = view.state
        words = state_words(view, is_used=is_used, is_elsewhere=is_elsewhere)
        trouble = trouble_words(view)
        self.state.setText(words)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        is_under_way = state not in (PieceState.ABSENT, PieceState.READY) and not view.is_damaged
        self.progress.setVisible(is_under_way and not is_elsewhere)  # nobody tells how far it is
        self.progress.setValue(round(view.work_fraction * _STEPS))
        self.remedy.setText(remedy_words(view.remedy))
        self._show_buttons(view, is_settled=is_settled, is_enabled=is_enabled)
        for button in self.buttons:
            button.setAccessibleDescription(". ".join(part for part in (words, trouble) if part))
            button.setAccessibleName(f"{button.text()}: {self._title}")
        self._describe()

    def show_fit(self, fit: ModelFit | None, computer: Computer | None, *, is_recommended: bool) -> None:
        """Tell how well the model suits ``computer``; nothing where that is not known or does not matter."""
        self.recommended.setVisible(is_recommended)
        known = fit is not None and computer is not None
        self.pill.setVisible(known)
        self.fit_words.setVisible(known)
        if fit is None or computer is None:
            return
        level = fit.p480.level
        self.pill.setText(level_words(level))
        self.fit_words.setText(suitability_words(fit, computer))
        needs = needs_words(least_needs(self.model), computer)
        self.pill.setToolTip(needs)
        self.pill.setAccessibleDescription(needs)
        self._describe()
        if self.pill.property("level") != FIT_STYLES[level]:
            self.pill.setProperty("level", FIT_STYLES[level])
            self.pill.style().unpolish(self.pill)
            self.pill.style().polish(self.pill)

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons in the order of reading.

        What one mostly wants comes last, always at the same spot: what a second click meets there does no harm.
        """
        return [
            self.cancel,
            self.delete,
            self.verify,
            self.use,
            self.again,
            self.download,
            self.remedy,
            self.resume,
            self.pause,
        ]

    @property
    def main_button(self) -> QPushButton | None:
        """The button of what one mostly wants now."""
        return next((button for button in reversed(self.buttons) if not button.isHidden()), None)

    @property
    def has_focus(self) -> bool:
        """Whether the keys go to one of its buttons, be its window active or not."""
        return self.window().focusWidget() in self.buttons

    # -- inside ----------------------------------------------------------------------------------------------------

    def _describe(self) -> None:
        """Tell screen readers all that is to be known of the model."""
        parts = (self.state.text(), self.trouble.text(), self.fit_words.text(), self.pill.toolTip())
        self.setAccessibleDescription(" ".join(part for part in parts if part))

    def _show_buttons(self, view: ModelView, *, is_settled: bool, is_enabled: bool) -> None:
        """Show what can be done; where the button with the focus goes, that stays in the card."""
        state, is_absent = view.state, view.state is PieceState.ABSENT
        shown = {
            self.download: is_absent,
            self.again: state is PieceState.FAILED and view.remedy in _WORTH_ANOTHER_TRY,
            self.remedy: state is PieceState.FAILED,
            self.resume: state is PieceState.PAUSED,
            self.use: state is PieceState.READY and not view.model.addition and not is_settled,
            self.pause: state in _STOPPABLE,
            self.cancel: state in (*_STARTED, PieceState.PAUSED, PieceState.FAILED) and not view.is_damaged,
            self.verify: state is PieceState.READY,
            self.delete: state is PieceState.READY or view.is_damaged or (is_absent and view.can_delete),
        }
        last = None
        for button in self.buttons:
            button.setEnabled(is_enabled)
            if shown[button]:
                button.show()
                last = button
        goes = any(button is self.window().focusWidget() and not shown[button] for button in self.buttons)
        if goes and last is not None and is_enabled:
            last.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in self.buttons:
            button.setVisible(shown[button])

    def _make_buttons(self) -> None:
        self.download = self._button(self.tr("Download"), self.download_requested)
        self.again = self._button(self.tr("Try again"), self.resume_requested)
        self.remedy = self._button(self.tr("Try again"), self.remedy_requested)
        self.resume = self._button(self.tr("Resume"), self.resume_requested)
        self.use = self._button(self.tr("Use"), self.use_requested)
        self.use.setToolTip(self.tr("Choose Wan2.2-S2V as the engine of this project"))
        self.pause = self._button(self.tr("Pause"), self.pause_requested)
        self.pause.setToolTip(self.tr("What is there is kept, also when the program ends"))
        self.cancel = self._button(self.tr("Cancel"), self.cancel_requested)
        self.cancel.setToolTip(self.tr("Stop, and delete what is unfinished"))
        self.verify = self._button(self.tr("Verify"), self.verify_requested)
        self.verify.setToolTip(self.tr("Read every file and compare it with what was published"))
        self.delete = self._button(self.tr("Delete…"), self.delete_requested)
        last = (self.download, self.remedy, self.resume, self.pause)
        for button in last:
            button.ensurePolished()
        width = max(button.sizeHint().width() for button in last)
        for button in last:  # none leaves room for “Cancel” where another was
            button.setMinimumWidth(width)

    def _button(self, words: str, requested: SignalInstance) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        take_focus_by_tab(button)
        button.clicked.connect(lambda: requested.emit(self.model.id))
        return button

    def _lay_out(self, language: str) -> None:
        title = _label(self._title, "cardTitle")
        title.setIndent(0)
        self.licence = _label(self.tr("Licence: {licence}").format(licence=self.model.licence), "hint")
        self.recommended = _label(self.tr("Recommended"), "pill")
        self.recommended.setProperty("level", "best")
        self.pill = _label("", "pill")
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(title, 1)
        for badge in (self.recommended, self.pill):
            badge.hide()
        for badge in (self.licence, self.recommended, self.pill):
            badge.setWordWrap(False)
            heading.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.purpose = _label(self.model.purpose.for_language(language), "")
        self.fit_words = _label("", "hint")
        self.fit_words.hide()
        self.progress = QProgressBar(textVisible=False, minimum=0, maximum=_STEPS)
        self.progress.setFixedHeight(_BAR_PX)
        self.progress.setAccessibleName(self.tr("Progress of {model}").format(model=self._title))
        self.state = _label("", "dim")
        self.trouble = _label("", "warning")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(4)
        layout.addLayout(heading)
        for widget in (self.purpose, self.fit_words, self.progress, self.trouble):
            layout.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.state, 1)
        for button in self.buttons:
            foot.addWidget(button)
        layout.addLayout(foot)


def _label(words: str, kind: str) -> QLabel:
    label = QLabel(words, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName(kind)
    return label
