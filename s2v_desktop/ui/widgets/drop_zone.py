"""The inviting place for a picture or a song that is not there yet, and the light over a place during a drag."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.busy_line import BusyLine
from s2v_desktop.ui.widgets.cover import Cover
from s2v_desktop.ui.widgets.recent_buttons import RecentButtons

_MAX_RECENT = 3
_ICON_FROM_PX, _RECENT_FROM_PX = 150, 215


class ZoneKind(Enum):
    """What a zone waits for."""

    PICTURE = "picture"
    SONG = "song"


class ZoneWords(NamedTuple):
    """What a zone says: an invitation, the formats it takes and what its button's tooltip says."""

    invitation: str
    formats: str
    tip: str


class DropZone(QFrame):
    """Waits for a file: ``choice_requested`` when it is clicked; ``recent`` offers files used before."""

    choice_requested = Signal()

    def __init__(self, kind: ZoneKind, words: ZoneWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropZone")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words.invitation)
        self._icon = _ZoneIcon(kind)
        self._invitation = QLabel(words.invitation, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._invitation.setObjectName("invitation")
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setObjectName("zoneChoose")
        self.choose.setToolTip(words.tip)
        self.choose.setAccessibleName(words.tip)
        self.choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choose.clicked.connect(self.choice_requested)
        self._formats = QLabel(words.formats, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._formats.setObjectName("hint")
        self.recent = RecentButtons(_MAX_RECENT if kind is ZoneKind.SONG else 1, _MAX_RECENT)
        self._busy = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._busy_line = BusyLine()
        self._lay_out()
        self.show_loading("")

    @property
    def loading_words(self) -> str:
        """What is said of the file that is read; empty where none is."""
        return self._busy.text()

    def show_loading(self, words: str) -> None:
        """Say ``words`` about the file that is read; the invitation where there are none."""
        self._busy.setText(words)
        for widget in (self._busy, self._busy_line):
            widget.setVisible(bool(words))
        for widget in (self._invitation, self.choose):
            widget.setVisible(not words)
        self._show_what_fits()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(300, 240)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Leave the size to the place it lies in."""
        return QSize(150, 110)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what has no room."""
        self._show_what_fits()
        super().resizeEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a file."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.choice_requested.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the press from what lies below."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter on a button in here press it."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(7)
        layout.addStretch(1)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._invitation, self._busy):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            layout.addWidget(widget)
        layout.addWidget(self._busy_line, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._formats)
        layout.addWidget(self.recent, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _show_what_fits(self) -> None:
        idle = not self._busy.text()
        self._icon.setVisible(self.height() >= _ICON_FROM_PX)
        self._formats.setVisible(idle)
        self.recent.setVisible(idle and self.height() >= _RECENT_FROM_PX)


class DropLight(Cover):
    """Lights up a place during a drag and says what a drop there does; mouse and keys pass through it."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setObjectName("dropLight")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self._words)

    @property
    def words(self) -> str:
        """What is said; empty while there is no light."""
        return "" if self.isHidden() else self._words.text()

    def show_words(self, words: str, *, refused: bool = False) -> None:
        """Light up and say ``words``, as a warning where it is ``refused``; go out where there are none."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setProperty("refused", refused)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(words))


class _ZoneIcon(QWidget):
    """A framed landscape, or two notes."""

    def __init__(self, kind: ZoneKind) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(48, 42)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the icon in the colour of emphasis."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        pen = QPen(colour, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if self._kind is ZoneKind.PICTURE:
            _paint_landscape(painter, colour)
        else:
            _paint_notes(painter, colour)


def _paint_landscape(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3, 4, 42, 34), 5, 5)
    hills = QPainterPath(QPointF(8, 33))
    for x, y in ((18, 19), (25, 27), (31, 21), (40, 33)):
        hills.lineTo(x, y)
    hills.closeSubpath()
    painter.setBrush(colour)
    painter.drawPath(hills)
    painter.drawEllipse(QPointF(33, 13), 2.2, 2.2)


def _paint_notes(painter: QPainter, colour: QColor) -> None:
    painter.drawPolyline([QPointF(17, 32), QPointF(17, 9), QPointF(38, 5), QPointF(38, 28)])
    painter.drawLine(QPointF(17, 15), QPointF(38, 11))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(12.5, 33), 4.6, 3.8)
    painter.drawEllipse(QPointF(33.5, 29), 4.6, 3.8)
