"""The models: what there is to be had, what is here, and how far the rest is. It tells what a hand wants done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.engines.fit import Computer
from s2v_desktop.store.fit import ModelFit
from s2v_desktop.store.installed import InstalledPiece
from s2v_desktop.ui.input_manners import press_focused_button, share_mouse_and_keys
from s2v_desktop.ui.model_words import misfit_words
from s2v_desktop.ui.viewmodels.model_view import ModelView
from s2v_desktop.ui.widgets.message_bar import MessageBar
from s2v_desktop.ui.widgets.model_card import ModelCard
from s2v_desktop.ui.widgets.models_place import ModelsPlace, ReconnectPage, TaskLine
from s2v_desktop.ui.widgets.network_settings import NetworkSettings
from s2v_desktop.ui.widgets.own_files import OwnFiles

_SIZE = QSize(820, 640)
_LEAST_SIZE = QSize(560, 360)
_SCROLL_GAP_PX = 8
# Room that a screen must leave for the frame of the dialog.
_FRAME = QSize(24, 60)


class ModelsDialog(QDialog):
    """``card_made`` carries each new ``ModelCard``, whose signals are to be connected; ``closed`` when it is hidden."""

    card_made = Signal(object)
    closed = Signal()

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.language = language
        self.cards: dict[str, ModelCard] = {}
        self.place = ModelsPlace()
        self.task = TaskLine()
        self.network = NetworkSettings()
        self.own_files = OwnFiles()
        self.reconnect = ReconnectPage()
        self.message_bar = MessageBar()
        self.waiting = QLabel(self.tr("The models folder is being looked into …"))
        self.waiting.setObjectName("dim")
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setObjectName("warning")
        self.fault.hide()
        self.misfit = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.misfit.setObjectName("dim")
        self.misfit.hide()
        self._resting: QWidget | None = None
        self._first_focus: QWidget | None = None
        self._is_focus_due = True
        self._lay_out()
        share_mouse_and_keys(self)
        self.setMinimumSize(_LEAST_SIZE)
        self.resize(_SIZE.boundedTo(self.screen().availableGeometry().size() - _FRAME))

    # -- what it shows ---------------------------------------------------------------------------------------------

    def show_missing(self, folder: Path) -> None:
        """Ask for the drive of ``folder``, which is not there."""
        self.reconnect.show_folder(folder)
        if self._pages.currentWidget() is not self.reconnect:
            self._pages.setCurrentWidget(self.reconnect)
            self.reconnect.again.setFocus()

    def show_views(
        self, views: Sequence[ModelView], used_id: str, settled_id: str, *, is_enabled: bool, is_elsewhere: bool = False
    ) -> None:
        """Show a card for each of ``views``; without ``is_enabled`` nothing of them can be pressed.

        ``used_id`` names the model that Wan2.2-S2V takes, ``settled_id`` one that “Use” would change nothing about.
        ``is_elsewhere``: another program is at work on them.
        """
        self._pages.setCurrentWidget(self._scroll)
        self.waiting.setVisible(not views)
        is_new = set(self.cards) != {view.model.id for view in views}
        for view in views:
            card = self.cards.get(view.model.id) or self._make_card(view)
            is_used, is_settled = view.model.id == used_id, view.model.id == settled_id
            card.show_view(
                view, is_used=is_used, is_settled=is_settled, is_enabled=is_enabled, is_elsewhere=is_elsewhere
            )
        if is_new:
            self._chain_focus()
        self._focus_first()

    def show_own_files(self, pieces: Sequence[InstalledPiece], *, is_enabled: bool) -> None:
        """Show the ``pieces`` that are of no model; without ``is_enabled`` none can be deleted."""
        if self.own_files.show_pieces(pieces, is_enabled=is_enabled):
            self._chain_focus()

    def show_fault(self, words: str) -> None:
        """Say why nothing can be done here; nothing where there are no words."""
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def show_fits(self, fits: Mapping[str, ModelFit], computer: Computer, order: Sequence[str], best: str) -> None:
        """Tell how well each model suits ``computer``; ``order`` are all ids, ``best`` that of the recommended one."""
        misfit = misfit_words(fits.values(), computer)
        self.misfit.setText(misfit)
        self.misfit.setVisible(bool(misfit))
        for place, model_id in enumerate(order):
            card = self.cards[model_id]
            card.show_fit(fits.get(model_id), computer, is_recommended=model_id == best)
            if misfit:
                card.fit_words.hide()  # said once for all
            if self._list.indexOf(card) != place:
                self._list.insertWidget(place, card)  # takes it out of where it was
        self._chain_focus()
        if self._first_focus is not None and self.focusWidget() is self._first_focus:
            self._is_focus_due = True
        self._focus_first()

    def hold_focus(self, *, is_enabled: bool) -> None:
        """Before all is locked, unless ``is_enabled``: let the keys rest on “Close”.

        Left alone, Qt would hand them on from each button to the next, and scroll along down to the last.
        """
        focused = self.focusWidget()
        lockable = [self.place, self.own_files, *self.cards.values()]
        if is_enabled or focused is None or not any(part.isAncestorOf(focused) for part in lockable):
            return
        self._resting = focused
        self._close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_focus_back(self, *, is_enabled: bool) -> None:
        """Once all ``is_enabled`` again: let the keys go back to where they were, but to nothing that deletes."""
        resting = self._resting
        if not is_enabled or resting is None:
            return
        self._resting = None
        card = next((card for card in self.cards.values() if card.isAncestorOf(resting)), None)
        button = card.main_button if card is not None else resting if self.place.isAncestorOf(resting) else None
        if button is not None and self._close_button is self.focusWidget():
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def cards_in_order(self) -> list[ModelCard]:
        """The cards in the order in which they are seen."""
        return sorted(self.cards.values(), key=self._list.indexOf)

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a part of the list into sight, over a message that is shown."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # it may be new
        self._scroll.ensureWidgetVisible(widget, 0, max(50, self._covered_px))

    # -- events ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press by Enter the button that has the focus; Esc closes."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin without the messages of last time."""
        super().showEvent(event)
        if not event.spontaneous():
            self.message_bar.clear()
            self._scroll.verticalScrollBar().setValue(0)
            self._resting = None
            self._is_focus_due = True
            self._focus_first()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """While a message lies over the end of the list, leave as much room after the last card."""
        if watched is self.message_bar and event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._column.setContentsMargins(0, 0, _SCROLL_GAP_PX, self._covered_px)
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        """Tell that the dialog is gone, whatever closed it."""
        super().done(result)
        self.closed.emit()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        content = QWidget()
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, _SCROLL_GAP_PX, 0)
        column.setSpacing(8)
        column.addWidget(self.place)
        column.addWidget(self.network)
        column.addWidget(self.fault)
        column.addWidget(self.misfit)
        column.addWidget(self.waiting)
        column.addWidget(self.own_files)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(content)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._scroll)
        self._pages.addWidget(self.reconnect)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        hint = QLabel(
            self.tr("Downloads go on when this is closed. Ending the program pauses them; resume them here."),
            wordWrap=True,
        )
        hint.setObjectName("hint")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self._close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close_button.setAutoDefault(False)
        row.addWidget(hint, 1)
        row.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(10)
        whole.addWidget(self.task)
        whole.addWidget(self._pages, 1)
        whole.addWidget(foot)
        self.message_bar.lie_over(self, foot)
        self.message_bar.installEventFilter(self)

    @property
    def _covered_px(self) -> int:
        """How much of the list's lower end a message covers."""
        bar = self.message_bar
        return bar.height() + _SCROLL_GAP_PX if not bar.isHidden() else 0

    def _make_card(self, view: ModelView) -> ModelCard:
        card = ModelCard(view, self.language)
        self.cards[view.model.id] = card
        self._list.addWidget(card)
        self.card_made.emit(card)
        return card

    def _focus_first(self) -> None:
        """After the dialog was opened, let the keys go to the first card as soon as it is there."""
        first = next(iter(self.cards_in_order), None)
        button = first.main_button if first is not None else None
        if not self._is_focus_due or not self.isVisible() or button is None or not button.isEnabled():
            return
        self._is_focus_due = False
        if not self.network.form.isAncestorOf(self.focusWidget() or self):  # nothing is typed there yet
            self._first_focus = button
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chain_focus(self) -> None:
        """Let Tab go through the cards in the order in which they are seen, then to the foot."""
        chain: list[QWidget] = [self.network.fold, self.network.source, self.network.address, self.network.proxy]
        chain += [self.network.token, *self.own_files.buttons]
        for card in self.cards_in_order:
            chain += card.buttons
        chain.append(self._close_button)
        for former, later in pairwise(chain):
            QWidget.setTabOrder(former, later)
