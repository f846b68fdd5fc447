"""All shortcuts and the manners of the waveform on one sheet that can be searched."""

from __future__ import annotations

import re
from itertools import combinations_with_replacement, pairwise
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui.actions import WindowActions

_COLUMNS = 3
_BEHIND_ALL_MENUS = 1000
_SIZE = QSize(1180, 660)
#: Room that a screen must leave for the frame of the sheet.
_FRAME = QSize(24, 60)


class Manner(NamedTuple):
    """What to press or do, and what comes of it."""

    keys: str
    words: str


class Group(NamedTuple):
    """Manners under a title."""

    title: str
    manners: tuple[Manner, ...]


class _Place(NamedTuple):
    """Which menu of the bar, from the left, and what it is called."""

    number: int
    menu: str


def menu_groups(actions: WindowActions) -> list[Group]:
    """Return the shortcuts of ``actions`` under the names of their menus."""
    changing = {  # these name the step that they would take
        actions.undo: QCoreApplication.translate("ShortcutsSheet", "Undo"),
        actions.redo: QCoreApplication.translate("ShortcutsSheet", "Redo"),
    }
    groups: dict[_Place, list[Manner]] = {}
    for action in actions.all_with_shortcuts():
        native = QKeySequence.SequenceFormat.NativeText
        keys = ", ".join(shortcut.toString(native) for shortcut in action.shortcuts())
        words = changing.get(action) or _plain(action.text())
        groups.setdefault(_place(action), []).append(Manner(keys, words))
    return [Group(place.menu, tuple(groups[place])) for place in sorted(groups)]


class ShortcutsSheet(QDialog):
    """Stands beside the window, so that what it tells can be tried at once."""

    def __init__(self, actions: WindowActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = [*menu_groups(actions), *self._waveform_manners(), *self._picture_manners()]
        self._boxes = [_GroupBox(group) for group in groups]
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(self.tr("Search, such as “beat” or “Ctrl+”"))
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search_text_changed)
        self.nothing = QLabel(self.tr("No shortcut has these words."))
        self.nothing.setObjectName("dim")
        self.nothing.hide()
        self._lay_out()
        self.resize(_SIZE.boundedTo(self.screen().availableGeometry().size() - _FRAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll from the search field; Esc closes."""
        bar, action = self._scroll.verticalScrollBar(), QScrollBar.SliderAction
        moves = {
            Qt.Key.Key_Up: action.SliderSingleStepSub,
            Qt.Key.Key_Down: action.SliderSingleStepAdd,
            Qt.Key.Key_PageUp: action.SliderPageStepSub,
            Qt.Key.Key_PageDown: action.SliderPageStepAdd,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            bar.triggerAction(move)

    def _lay_out(self) -> None:
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(28)
        self._columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        for column in self._columns:
            column.setSpacing(14)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._deal()
        self._scroll = QScrollArea()
        self._scroll.setWidget(sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self.nothing)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(buttons)

    def _waveform_manners(self) -> tuple[Group, Group]:
        mouse = Group(
            self.tr("Mouse in the waveform"),
            (
                Manner(self.tr("Click"), self.tr("Set the playhead")),
                Manner(self.tr("Drag in the ruler"), self.tr("Set the clip; snaps to bars and beats (Shift: free)")),
                Manner(self.tr("Drag inside the clip"), self.tr("Move the clip")),
                Manner(self.tr("Drag an edge"), self.tr("Make the clip longer or shorter")),
                Manner(self.tr("Double-click"), self.tr("Add a beat")),
                Manner(self.tr("Drag a beat"), self.tr("Move the beat")),
                Manner(self.tr("Right-click"), self.tr("Remove the beat")),
                Manner(self.tr("Ctrl+click"), self.tr("Add the beat to the selection")),
                Manner(self.tr("Shift+click"), self.tr("Select up to this beat")),
                Manner(self.tr("Drag in the beat lane"), self.tr("Select the beats of a span")),
                Manner(self.tr("Ctrl+wheel"), self.tr("Zoom")),
                Manner(self.tr("Wheel"), self.tr("Scroll")),
            ),
        )
        keys = Group(
            self.tr("Keys in the waveform"),
            (
                Manner(self.tr("Space"), self.tr("Play or pause the song")),
                Manner("L", self.tr("Repeat the clip")),
                Manner("I, O", self.tr("Clip begins or ends at the playhead")),
                Manner("T", self.tr("Tap the beat, four times or more")),
                Manner("← →", self.tr("Previous or next beat")),
                Manner("Shift+← →", self.tr("Extend the selection by a beat")),
                Manner("Ctrl+← →", self.tr("Previous or next bar")),
                Manner("Home, End", self.tr("Beginning or end of the song")),
                Manner("Alt+← →", self.tr("Move the selected beats by 10 ms (with Shift: 1 ms)")),
                Manner("Ctrl+A", self.tr("Select all beats")),
                Manner("Esc", self.tr("Select no beat")),
                Manner("Delete", self.tr("Remove the selected beats")),
                Manner("+ −", self.tr("Zoom")),
            ),
        )
        return mouse, keys

    def _picture_manners(self) -> tuple[Group, Group]:
        picture = Group(
            self.tr("In the picture"),
            (
                Manner(self.tr("Drag the frame"), self.tr("Choose the part that the video shows")),
                Manner(self.tr("Drag a corner"), self.tr("Make the frame larger or smaller")),
                Manner(self.tr("Ctrl+wheel"), self.tr("Look closer, where the pointer is")),
                Manner(self.tr("Wheel"), self.tr("Scroll")),
                Manner(self.tr("Alt+click"), self.tr("Set the focus point")),
                Manner(self.tr("Double-click"), self.tr("Another picture")),
                Manner("← → ↑ ↓", self.tr("Move the frame (with Shift: finely)")),
                Manner("+ −", self.tr("Make the frame larger or smaller")),
                Manner("Home", self.tr("Make the frame as large as can be")),
                Manner("Alt+← → ↑ ↓", self.tr("Move the focus point")),
                Manner("Delete", self.tr("Remove the focus point")),
                Manner("Esc", self.tr("Put the focus tool away")),
            ),
        )
        video = Group(
            self.tr("In the video"),
            (
                Manner("← →", self.tr("Compare: move the line between picture and video")),
                Manner(self.tr("Space"), self.tr("Full screen: play or pause")),
                Manner("Esc", self.tr("Leave full screen")),
            ),
        )
        return picture, video

    def _deal(self) -> None:
        """Put the groups that have something to show into the columns."""
        shown = [box for box in self._boxes if box.shown_count]
        for column, boxes in zip(self._columns, _balanced(shown), strict=True):
            for place, box in enumerate(boxes):
                column.insertWidget(place, box)  # above the stretch; takes it out of where it was

    def _on_search_text_changed(self, text: str) -> None:
        for box in self._boxes:
            box.show_only(text.casefold().split())
        self.nothing.setVisible(not any(box.shown_count for box in self._boxes))
        self._deal()


class _GroupBox(QWidget):
    """A title, and a row for each manner: keys left, words right."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.shown_count = len(group.manners)
        self._title = group.title
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        title = QLabel(group.title)
        title.setObjectName("groupTitle")
        title.setIndent(0)
        grid.addWidget(title, 0, 0, 1, 2)
        self._rows: list[tuple[Manner, QLabel, QLabel]] = []
        for number, manner in enumerate(group.manners, 1):
            keys, words = QLabel(manner.keys), QLabel(manner.words)
            keys.setObjectName("keys")
            keys.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setAccessibleName(f"{manner.words}: {manner.keys}")
            grid.addWidget(keys, number, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, number, 1, Qt.AlignmentFlag.AlignVCenter)
            self._rows.append((manner, keys, words))

    def show_only(self, words: list[str]) -> None:
        """Show the rows that have all ``words``, and nothing of the group where there are none."""
        self.shown_count = 0
        for manner, *labels in self._rows:
            text = f"{self._title} {manner.keys} {manner.words}".casefold()
            fits = all(word in text for word in words)
            self.shown_count += fits
            for label in labels:
                label.setVisible(fits)
        self.setVisible(self.shown_count > 0)


def _balanced(boxes: list[_GroupBox]) -> list[list[_GroupBox]]:
    """Cut the boxes, in order, into columns of which the longest is as short as can be."""

    def length(cuts: tuple[int, ...]) -> int:
        return max(sum(box.shown_count + 2 for box in boxes[start:end]) for start, end in pairwise((0, *cuts, None)))

    best = min(combinations_with_replacement(range(len(boxes) + 1), _COLUMNS - 1), key=length)
    return [boxes[start:end] for start, end in pairwise((0, *best, None))]


def _place(action: QAction) -> _Place:
    menu = next((thing for thing in action.associatedObjects() if isinstance(thing, QMenu)), None)
    bar = menu.parentWidget() if menu is not None else None
    if menu is None or bar is None:
        return _Place(_BEHIND_ALL_MENUS, QCoreApplication.translate("ShortcutsSheet", "Anywhere"))
    return _Place(bar.actions().index(menu.menuAction()), _plain(menu.title()))


def _plain(text: str) -> str:
    """Return the text of a menu entry without its access key and dots; Chinese puts the key behind, in brackets."""
    return re.sub(r"\(&.\)", "", text).replace("&", "").rstrip("…")
