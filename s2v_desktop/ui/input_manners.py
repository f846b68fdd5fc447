"""How mouse and keyboard share the window: Space plays, the wheel scrolls, unless a control was really meant."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QToolButton,
    QWidget,
)


def share_mouse_and_keys(root: QWidget) -> None:
    """Let a click leave the focus where it is, and the wheel turn only a control that has the focus.

    Buttons, sliders and choices take the focus by Tab alone, so that Space goes on playing the song after a click; a
    field for numbers or words takes it by a click too.
    """
    guard = _WheelGuard(root)
    for widget in root.findChildren(QWidget):
        if isinstance(widget, QScrollBar):
            continue
        if isinstance(widget, QAbstractButton):
            take_focus_by_tab(widget)
        elif isinstance(widget, QAbstractSlider | QComboBox):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if isinstance(widget, QAbstractSlider | QComboBox | QAbstractSpinBox):
            if widget.focusPolicy() is Qt.FocusPolicy.WheelFocus:
                widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(guard)


def take_focus_by_tab(button: QAbstractButton) -> None:
    """Let Tab lead to ``button``; of several that exclude each other, to the one that is down: arrows lead on."""
    group = button.group()
    passed = group is not None and group.exclusive() and group.checkedButton() not in (None, button)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus if passed else Qt.FocusPolicy.TabFocus)


def press_focused_button(event: QKeyEvent) -> bool:
    """Press the button that has the focus, where Enter is pressed: Qt listens to Space alone. Return whether it did."""
    button = QApplication.focusWidget()
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain or not isinstance(button, QAbstractButton):
        return False
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True


class _WheelGuard(QObject):
    """Keeps the wheel from changing a value that merely lies under the pointer."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Pass the wheel on to what lies behind, unless the control has the focus."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False
