"""The sheet of shortcuts in both languages: complete, searchable, nothing cut off, small enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QUndoStack
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QScrollArea
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.dialogs import show_shortcuts
from s2v_desktop.ui.translations import install_translators
from s2v_desktop.ui.widgets.shortcuts_sheet import ShortcutsSheet, menu_groups


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    translators = install_translators(qapp, request.param)
    yield request.param
    for translator in translators:
        qapp.removeTranslator(translator)


@pytest.fixture
def window(qtbot: QtBot, language: str) -> Iterator[QMainWindow]:
    window = QMainWindow()
    window.resize(1280, 720)
    window.stack = QUndoStack(window)
    window.actions_ = WindowActions(window.stack, window)
    window.actions_.fill(window.menuBar())
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def sheet(qtbot: QtBot, window: QMainWindow) -> ShortcutsSheet:
    show_shortcuts(window, window.actions_)
    sheet = window.findChild(ShortcutsSheet)
    qtbot.waitExposed(sheet)
    return sheet


def visible_words(sheet: ShortcutsSheet) -> list[str]:
    labels = sheet.findChild(QScrollArea).findChildren(QLabel)
    return [label.text() for label in labels if label.isVisibleTo(sheet)]


def test_sheet__every_shortcut_of_the_menus__is_listed(sheet: ShortcutsSheet, window: QMainWindow) -> None:
    words = visible_words(sheet)
    for action in window.actions_.all_with_shortcuts():
        keys = ", ".join(s.toString(QKeySequence.SequenceFormat.NativeText) for s in action.shortcuts())
        assert keys in words
    assert {"Alt+← →", "Alt+← → ↑ ↓", "← → ↑ ↓"} <= set(words)
    assert not [text for text in words if "&" in text]


def test_menu_groups__stand_under_the_names_of_the_menus_in_their_order(window: QMainWindow) -> None:
    def plain(title: str) -> str:
        return title.split("(")[0].replace("&", "")

    titles = [plain(menu.text()) for menu in window.menuBar().actions()]
    assert [group.title for group in menu_groups(window.actions_)] == titles


def test_sheet__fits_a_small_screen_and_cuts_no_words(qtbot: QtBot, sheet: ShortcutsSheet) -> None:
    assert sheet.frameGeometry().width() <= 1280
    assert sheet.height() <= 680
    for label in sheet.findChild(QScrollArea).findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()
        assert label.width() >= (0 if label.wordWrap() else label.sizeHint().width()), label.text()
        longest = max(
            label.fontMetrics().horizontalAdvance(word) for word in re.split(r"[ \u3000-\u9fff]", label.text())
        )
        if label.wordWrap() and " " in label.text():
            assert label.width() >= longest, label.text()
    assert sheet.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


def test_search__some_words__leaves_what_has_them(qtbot: QtBot, sheet: ShortcutsSheet) -> None:
    everything = visible_words(sheet)
    qtbot.keyClicks(sheet.search, "ctrl+SHIFT")
    left = visible_words(sheet)
    assert 4 < len(left) < len(everything)
    assert [text for text in left if text.startswith("Ctrl+")] == [t for t in left if t.startswith("Ctrl+Shift")]
    qtbot.keyClicks(sheet.search, " zzz")
    assert visible_words(sheet) == []
    assert sheet.nothing.isVisible()
    sheet.search.clear()
    assert sorted(visible_words(sheet)) == sorted(everything)
    assert not sheet.nothing.isVisible()


def test_keys__scroll_from_the_search_field_and_esc_closes(qtbot: QtBot, sheet: ShortcutsSheet) -> None:
    sheet.resize(800, 320)
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(sheet.search, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    with qtbot.waitSignal(sheet.destroyed):
        qtbot.keyClick(sheet.search, Qt.Key.Key_Escape)


def test_show_shortcuts__again__brings_the_same_sheet_forward(sheet: ShortcutsSheet, window: QMainWindow) -> None:
    show_shortcuts(window, window.actions_)
    assert window.findChildren(ShortcutsSheet) == [sheet]
    assert not sheet.isModal()


def test_undo_and_redo__are_named_without_their_step(window: QMainWindow) -> None:
    from PySide6.QtGui import QUndoCommand

    window.stack.push(QUndoCommand("XYZ"))
    groups = menu_groups(window.actions_)
    assert not [manner for group in groups for manner in group.manners if "XYZ" in manner.words]
