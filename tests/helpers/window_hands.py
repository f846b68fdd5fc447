"""What a hand does with the window: drops files on it, presses its buttons, types in its fields."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget


def drop_files(target: QWidget, *paths: Path) -> None:
    """Drag ``paths`` over ``target`` and let them go there."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy = target.rect().center(), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, copy, content, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(middle), copy, content, left, none))


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and release the left button over ``widget``, which must be there and willing."""
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def press(window: QWidget, keys: str) -> None:
    """Press the shortcut ``keys``, such as ``Ctrl+S``."""
    QTest.keySequence(window, keys)


def put_name(dialog: QFileDialog, name: str) -> None:
    """Paste ``name`` into a file dialog of Qt and press Return."""
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setText(name)
    QTest.keyClick(field, Qt.Key.Key_Return)
