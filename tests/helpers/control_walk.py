"""Walks the controls of a window: what they are called, what they say, whether it can be read, where Tab leads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QToolButton,
    QWidget,
)

#: A frame of one pixel on each side, and as much air.
_EDGE_PX = 2
_MOST_CONTROLS = 200


def controls(root: QWidget) -> list[QWidget]:
    """Return what of ``root`` takes hands, in the order of its making; parts of Qt's own controls do not count."""
    kinds = QAbstractButton | QAbstractSlider | QAbstractSpinBox | QComboBox | QLineEdit | QAbstractItemView
    return [
        widget
        for widget in of_this_window(root)
        if (isinstance(widget, kinds) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not _is_part(widget)
    ]


def of_this_window(root: QWidget) -> list[QWidget]:
    """Return the widgets inside ``root`` that do not lie in another window."""
    return [widget for widget in root.findChildren(QWidget) if widget.window() is root.window()]


def _is_part(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar | QScrollArea | QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    if isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit | QHeaderView):
        return True
    return getattr(parent, "viewport", lambda: None)() is widget or type(widget).__name__ == "QTableCornerButton"


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls ``widget``: its name, its text or that of its buddy."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    labels = widget.window().findChildren(QLabel)
    return next((label.text() for label in labels if label.buddy() is widget), "")


def nameless(root: QWidget) -> list[str]:
    """Return the controls of ``root`` without a name; a hidden button may get its words when it is shown."""
    return [
        describe(widget)
        for widget in controls(root)
        if not spoken_name(widget) and (widget.isVisibleTo(root) or not isinstance(widget, QAbstractButton))
    ]


def shows_only_an_icon(widget: QWidget) -> bool:
    """Return whether ``widget`` says nothing by words."""
    has_no_words = isinstance(widget, QAbstractButton) and not widget.text().strip(" ⚠…×")
    return has_no_words and (widget.isVisibleTo(widget.window()) or not widget.icon().isNull())


def describe(widget: QWidget) -> str:
    """Return which ``widget`` it is, for a person who has to find it."""
    read = getattr(widget, "text", None)
    text = read() if callable(read) else ""
    return f"{type(widget).__name__} “{spoken_name(widget) or text}” in {type(widget.parentWidget()).__name__}"


# -- words -------------------------------------------------------------------------------------------------------------


def words_of(root: QWidget) -> set[str]:
    """Return every text of ``root``, its controls and its menus."""
    return {text for widget in (root, *root.findChildren(QWidget)) for text in _words_of_one(widget)}


def _words_of_one(widget: QWidget) -> Iterator[str]:
    for use in ("windowTitle", "toolTip", "accessibleName", "accessibleDescription", "statusTip", "whatsThis"):
        yield getattr(widget, use)()
    for use in ("text", "placeholderText", "suffix", "prefix", "specialValueText"):
        read = getattr(widget, use, None)
        if callable(read) and not isinstance(widget.parentWidget(), QAbstractSpinBox):
            yield read()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model() is not None:
        model, across = widget.model(), Qt.Orientation.Horizontal
        yield from (str(model.headerData(column, across)) for column in range(model.columnCount()))
    if isinstance(widget, QMenu):
        yield widget.title()
        for action in widget.actions():
            yield from (action.text(), action.toolTip())


# -- keys --------------------------------------------------------------------------------------------------------------


def all_actions(root: QWidget) -> list[QAction]:
    """Return the actions of ``root``, its menus with their submenus, and its small windows, each once."""
    return list(dict.fromkeys(root.findChildren(QAction)))


def keys_of(actions: list[QAction]) -> list[str]:
    """Return every shortcut of ``actions``."""
    return [shortcut.toString() for action in actions for shortcut in action.shortcuts()]


def access_keys(texts: list[str]) -> list[str]:
    """Return the letters that Alt reaches ``texts`` by."""
    found = (re.search(r"&([^&\s])", text.replace("&&", "")) for text in texts)
    return [match[1].upper() for match in found if match]


def repeated(things: list[str]) -> list[str]:
    """Return what is more than once among ``things``."""
    return [thing for thing, count in Counter(things).items() if count > 1]


# -- Tab ---------------------------------------------------------------------------------------------------------------


def tab_round(first: QWidget) -> list[QWidget]:
    """Press Tab from ``first`` on until the focus is where it was before; return where it was, in order."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget] = []
    focus = first
    while focus not in reached and len(reached) < _MOST_CONTROLS:
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None, f"Tab loses the focus after {describe(reached[-1])}"
    assert focus is first, f"Tab comes back to {describe(focus)} and not to {describe(first)}"
    return reached


def first_stop(root: QWidget) -> QWidget:
    """Return where the first Tab in ``root`` leads."""
    widget = root.nextInFocusChain()
    while not takes_tab(widget) or _is_part(widget):
        widget = widget.nextInFocusChain()
    return widget


def takes_tab(widget: QWidget) -> bool:
    """Return whether Tab should stop at ``widget`` now."""
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def place(widget: QWidget) -> QRect:
    """Return where in its window ``widget`` lies."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


# -- room --------------------------------------------------------------------------------------------------------------


def cut_off(root: QWidget) -> list[str]:
    """Return the visible controls and labels of ``root`` whose words need more room than they have."""
    found = []
    for widget in of_this_window(root):
        if widget.isVisible() and not widget.visibleRegion().isEmpty() and not _is_inside_qt(widget):
            needed, room = _needed(widget), _room(widget)
            if needed.width() > room.width() or needed.height() > room.height():
                found.append(f"{describe(widget)}: {needed.toTuple()} in {room.toTuple()}")
    return found


def outside(root: QWidget) -> list[str]:
    """Return the visible controls that reach over the edge of their window; those in a scroll area may."""
    return [
        describe(widget)
        for widget in controls(root)
        if widget.isVisible() and not _scrolls(widget) and not root.rect().contains(place(widget))
    ]


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, QScrollArea) or (not parent.isWindow() and _scrolls(parent)))


def _is_inside_qt(widget: QWidget) -> bool:
    return isinstance(widget.window(), QFileDialog) or isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)


def _needed(widget: QWidget) -> QSize:
    metrics, text = widget.fontMetrics(), ""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return QSize(0, widget.heightForWidth(widget.width()) if widget.text() else 0)
        text = re.sub(r"<[^>]+>", "", widget.text())
    elif isinstance(widget, QPushButton | QCheckBox) or (
        isinstance(widget, QToolButton) and widget.toolButtonStyle() is not Qt.ToolButtonStyle.ToolButtonIconOnly
    ):
        shows_icon = isinstance(widget, QToolButton) and not widget.icon().isNull()
        text = "" if shows_icon else widget.text()
    elif isinstance(widget, QComboBox):
        text = widget.currentText() or widget.placeholderText()
    elif isinstance(widget, QAbstractSpinBox):
        text = widget.text()
    if not text:
        return QSize(0, 0)
    lines = re.sub(r"\(&.\)|&(?=\S)", "", text).split("\n")
    height = metrics.lineSpacing() * (len(lines) - 1) + metrics.tightBoundingRect(lines[-1]).height()
    return QSize(max(metrics.horizontalAdvance(line) for line in lines), height)


def _room(widget: QWidget) -> QSize:
    style = widget.style()
    if isinstance(widget, QLabel):
        return widget.contentsRect().size()
    if isinstance(widget, QCheckBox):
        indicator = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, widget)
        return widget.size() - QSize(indicator + _EDGE_PX, 0)
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        return style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget).size()
    if isinstance(widget, QAbstractSpinBox):
        option = QStyleOptionSpinBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_SpinBoxEditField
        return style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, widget).size()
    return widget.size() - QSize(2 * _EDGE_PX, 2 * _EDGE_PX)
