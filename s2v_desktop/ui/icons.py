"""Small one-colour icons, drawn: sharp at every scale and in the colours of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QApplication

_SIZE = 16


def show_icon(button: QAbstractButton, name: str) -> None:
    """Put the icon called ``name`` on ``button`` in the colours of the application."""
    palette = QApplication.palette()
    icon = QIcon()
    icon.addPixmap(_pixmap(name, palette.color(QPalette.ColorRole.HighlightedText)), QIcon.Mode.Normal, QIcon.State.On)
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        icon.addPixmap(_pixmap(name, palette.color(group, QPalette.ColorRole.ButtonText)), mode)
    disabled = _pixmap(name, palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText))
    icon.addPixmap(disabled, QIcon.Mode.Disabled, QIcon.State.On)
    button.setIcon(icon)
    button.setIconSize(QSize(_SIZE, _SIZE))


def _pixmap(name: str, colour: QColor) -> QPixmap:
    scale = 3  # enough for any screen; Qt scales down well
    pixmap = QPixmap(_SIZE * scale, _SIZE * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    _DRAWINGS[name](painter, colour)
    painter.end()
    return pixmap


def _play(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(3.5, 2), QPointF(13.5, 8), QPointF(3.5, 14)]))


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3, 2.5, 3.6, 11), 1, 1)
    painter.drawRoundedRect(QRectF(9.4, 2.5, 3.6, 11), 1, 1)


def _stop(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3, 3, 10, 10), 1.5, 1.5)


def _loop(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(QRectF(2.5, 3, 11, 10), 40 * 16, 280 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(10, 5.8), QPointF(14.8, 5.8), QPointF(13.4, 1.6)]))


def _close(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(4, 4), QPointF(12, 12))
    painter.drawLine(QPointF(12, 4), QPointF(4, 12))


def _more(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (4.0, 8.0):
        painter.drawPolyline(QPolygonF([QPointF(x, 4.5), QPointF(x + 3.5, 8), QPointF(x, 11.5)]))


def _menu(painter: QPainter, colour: QColor) -> None:
    for x in (3.0, 8.0, 13.0):
        painter.drawEllipse(QPointF(x, 8), 1.6, 1.6)


def _lock(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(3, 7, 10, 7), 1.5, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.7))
    painter.drawArc(QRectF(5, 2.2, 6, 8), 0, 180 * 16)


def _dice(painter: QPainter, colour: QColor) -> None:
    face = QPainterPath()
    face.addRoundedRect(QRectF(2, 2, 12, 12), 2.5, 2.5)
    for x, y in ((5.2, 5.2), (10.8, 5.2), (8, 8), (5.2, 10.8), (10.8, 10.8)):
        face.addEllipse(QPointF(x, y), 1.25, 1.25)
    painter.drawPath(face)


def _sound(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(1.5, 6),
                QPointF(4.5, 6),
                QPointF(8.5, 2.5),
                QPointF(8.5, 13.5),
                QPointF(4.5, 10),
                QPointF(1.5, 10),
            ]
        )
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(QRectF(6.5, 4.5, 6, 7), -55 * 16, 110 * 16)
    painter.drawArc(QRectF(6.5, 2, 9, 12), -55 * 16, 110 * 16)


def _click(painter: QPainter, colour: QColor) -> None:
    """Draw a metronome."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolygon(QPolygonF([QPointF(6, 2), QPointF(10, 2), QPointF(13, 14), QPointF(3, 14)]))
    painter.drawLine(QPointF(8, 10.5), QPointF(13.5, 4))


def _step_back(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 3, 2, 10), 0.8, 0.8)
    painter.drawPolygon(QPolygonF([QPointF(13, 3), QPointF(6, 8), QPointF(13, 13)]))


def _step_forward(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(11.5, 3, 2, 10), 0.8, 0.8)
    painter.drawPolygon(QPolygonF([QPointF(3, 3), QPointF(10, 8), QPointF(3, 13)]))


def _compare(painter: QPainter, colour: QColor) -> None:
    """Draw a picture that is filled on one side of a line."""
    painter.drawRect(QRectF(2, 4, 5.5, 8))
    painter.drawRect(QRectF(7.4, 1.5, 1.2, 13))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.3))
    painter.drawRect(QRectF(8.6, 4.6, 5, 6.8))


def _folder(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(1.5, 3), QPointF(6.2, 3), QPointF(7.8, 5), QPointF(1.5, 5)]))
    painter.drawRoundedRect(QRectF(1.5, 4.6, 13, 8.9), 1.2, 1.2)


def _full_screen(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    for x, y in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        corner = [QPointF(8 + 5.5 * x, 8 + 2 * y), QPointF(8 + 5.5 * x, 8 + 5.5 * y), QPointF(8 + 2 * x, 8 + 5.5 * y)]
        painter.drawPolyline(QPolygonF(corner))


def _focus(painter: QPainter, colour: QColor) -> None:
    """Draw a ring with a cross that reaches out of it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawEllipse(QPointF(8, 8), 4.6, 4.6)
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(QPointF(8 + 2.4 * x, 8 + 2.4 * y), QPointF(8 + 6.8 * x, 8 + 6.8 * y))


def _depth(painter: QPainter, colour: QColor) -> None:
    """Draw three sheets, one behind the other."""
    painter.setPen(QPen(colour, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolygon(QPolygonF([QPointF(8, 1.8), QPointF(14.2, 5), QPointF(8, 8.2), QPointF(1.8, 5)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for y in (8.2, 11.2):
        painter.drawPolyline(QPolygonF([QPointF(1.8, y), QPointF(8, y + 3.2), QPointF(14.2, y)]))


def _guides(painter: QPainter, colour: QColor) -> None:
    """Draw an upright screen with thirds."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.4))
    painter.drawRoundedRect(QRectF(2, 2, 12, 12), 1.5, 1.5)
    for third in (6.0, 10.0):
        painter.drawLine(QPointF(third, 2), QPointF(third, 14))
        painter.drawLine(QPointF(2, third), QPointF(14, third))


def _whole(painter: QPainter, colour: QColor) -> None:
    """Draw a picture whose frame is pulled out to two of its corners."""
    painter.drawRoundedRect(QRectF(4.6, 4.6, 6.8, 6.8), 1, 1)
    _full_screen(painter, colour)


def _fit(painter: QPainter, colour: QColor) -> None:
    """Draw a magnifying glass with a minus in it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawEllipse(QPointF(6.8, 6.8), 4.6, 4.6)
    painter.drawLine(QPointF(10.4, 10.4), QPointF(14, 14))
    painter.drawLine(QPointF(4.8, 6.8), QPointF(8.8, 6.8))


_DRAWINGS: dict[str, Callable[[QPainter, QColor], None]] = {
    "play": _play,
    "pause": _pause,
    "stop": _stop,
    "loop": _loop,
    "click": _click,
    "close": _close,
    "more": _more,
    "menu": _menu,
    "lock": _lock,
    "dice": _dice,
    "sound": _sound,
    "step_back": _step_back,
    "step_forward": _step_forward,
    "compare": _compare,
    "folder": _folder,
    "full_screen": _full_screen,
    "focus": _focus,
    "depth": _depth,
    "guides": _guides,
    "whole": _whole,
    "fit": _fit,
}
