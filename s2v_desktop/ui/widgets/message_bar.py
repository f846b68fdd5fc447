"""A line that tells what went wrong or well, in the way of nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.messages import joined

_NOTICE_MS = 12_000
_MOST_ACTIONS = 2
_MARGIN_PX, _GAP_PX = 8, 4


class NoticeAction(NamedTuple):
    """What a notice offers to do."""

    label: str
    do: Callable[[], None]


class _Offer(NamedTuple):
    """A notice that waits for an answer."""

    sentence: str
    actions: tuple[NoticeAction, ...]


class MessageBar(QFrame):
    """Shows one message at a time: an error stays until it is closed, a notice goes by itself.

    A notice that ``stays`` comes back after one that goes by itself.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName(self.tr("Message"))
        self._label = QLabel(wordWrap=True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._footing: QWidget | None = None
        self._open_offer: _Offer | None = None
        self._actions: tuple[NoticeAction, ...] = ()
        self._buttons = [self._make_button(number) for number in range(_MOST_ACTIONS)]
        close = QToolButton()
        show_icon(close, "close")
        close.setObjectName("flat")
        close.setToolTip(self.tr("Close this message"))
        close.setAccessibleName(self.tr("Close this message"))
        close.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.addWidget(self._label)
        for button in self._buttons:
            layout.addWidget(button)
        layout.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._timer.timeout.connect(self._dismiss)
        self.hide()

    def lie_over(self, content: QWidget, footing: QWidget) -> None:
        """Lie over ``content``, on ``footing``, its last row: nothing moves away when a message comes or goes."""
        self.setParent(content)
        self._footing = footing
        content.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the width of what lies below."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._take_place()
        return False

    @property
    def text(self) -> str:
        """The message shown, without markup; empty when there is none."""
        return "" if self.isHidden() else self._label.text()

    def show_error(self, sentence: str, advice: str = "", *actions: NoticeAction) -> None:
        """Say what went wrong and what to do, until it is closed or the next message comes; up to two ``actions``."""
        self._timer.stop()
        self._open_offer = None
        self._offer(actions)
        self._show("error", joined(sentence, advice))

    def show_notice(self, sentence: str, *actions: NoticeAction, stays: bool = False) -> None:
        """Say something good or harmless for a while, or until it is closed; offer up to two ``actions`` on buttons."""
        self._offer(actions)
        self._show("notice", sentence)
        self._timer.start()
        if stays:
            self._timer.stop()
            self._open_offer = _Offer(sentence, actions)

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self._open_offer = None
        self._label.clear()
        self.hide()

    def withdraw(self, sentence: str) -> None:
        """Take ``sentence`` away, where it is shown or waits to come back."""
        if self._open_offer is not None and self._open_offer.sentence == sentence:
            self._open_offer = None
        if self._label.text() == sentence:
            self._dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close the message by Escape, where one of its buttons has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self._dismiss()
        else:
            super().keyPressEvent(event)

    def _make_button(self, number: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName("flat")
        button.clicked.connect(lambda: self._actions[number].do())
        return button

    def _offer(self, actions: tuple[NoticeAction, ...]) -> None:
        self._actions = actions
        for number, button in enumerate(self._buttons):
            button.setText(actions[number].label if number < len(actions) else "")
            button.setVisible(number < len(actions))

    def _dismiss(self) -> None:
        """Take the message away; what still waits for an answer comes back."""
        offer = self._open_offer
        if offer is None or self._label.text() == offer.sentence:
            self.clear()
        else:
            self.show_notice(offer.sentence, *offer.actions, stays=True)

    def _show(self, kind: str, text: str) -> None:
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setText(text)
        self.setAccessibleDescription(text)
        self._take_place()
        self.show()

    def _take_place(self) -> None:
        below, footing, layout = self.parentWidget(), self._footing, self.layout()
        if below is not None and footing is not None and layout is not None:
            width = below.width() - 2 * _MARGIN_PX
            height = layout.totalHeightForWidth(width)
            self.setGeometry(_MARGIN_PX, footing.y() - height - _GAP_PX, width, height)
            self.raise_()
