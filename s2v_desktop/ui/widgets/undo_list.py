"""The steps that can be undone, to go back to any of them at once."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut, QShowEvent, QUndoStack
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QUndoView, QVBoxLayout, QWidget


class UndoList(QWidget):
    """Lists the steps of an undo stack in words; the present one is marked, choosing another goes there.

    Needs no wiring: it follows ``stack``, and moving in it by mouse or arrow keys moves ``stack``.
    """

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = QUndoView(stack)
        self.view.setEmptyLabel(self.tr("The beginning"))
        self.view.setAccessibleName(self.tr("Steps that can be undone"))
        self.view.setAccessibleDescription(self.tr("The marked step is the present one. Choose another to go there."))
        self.view.setToolTip(self.view.accessibleDescription())
        self.view.setItemDelegate(_StepDelegate(stack, self.view))
        self.setFocusProxy(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.hide)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let the keys come here."""
        super().showEvent(event)
        self.activateWindow()
        self.view.setFocus()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size in which the words can be read."""
        return QSize(180, 100)

    def forget_stack(self) -> None:
        """Follow the stack no longer; before the stack is destroyed, since Qt's view would read it once more."""
        self.close()
        self.view.setStack(None)  # type: ignore[arg-type] - Qt takes null here

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that shows a dozen steps."""
        return QSize(240, 320)


class _StepDelegate(QStyledItemDelegate):
    """Dims the steps that have been undone."""

    def __init__(self, stack: QUndoStack, parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = stack

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Choose the colour of the words."""
        super().initStyleOption(option, index)
        if index.row() > self._stack.index():
            palette: QPalette = option.palette  # type: ignore[attr-defined]
            palette.setBrush(QPalette.ColorRole.Text, palette.placeholderText())
