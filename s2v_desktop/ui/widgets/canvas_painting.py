"""How the parts of the canvas look: shade, crop frame, guides, focus marker."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from s2v_desktop.core.look import Point
from s2v_desktop.ui.widgets.canvas_geometry import Box, Corner
from s2v_desktop.ui.widgets.safe_areas import SafeArea

#: These lie on the picture, not on the window: they are the same in every theme, light with a dark edge.
_LIGHT = QColor(255, 255, 255, 235)
_DARK = QColor(0, 0, 0, 150)
_SHADE = QColor(0, 0, 0, 165)
_COVERED = QColor(255, 120, 60, 95)
_CUT = QColor(0, 0, 0, 120)
_HATCH = QColor(255, 255, 255, 120)
_FOCUS = QColor("#ffb454")

HANDLE_PX = 11.0
FOCUS_RADIUS_PX = 8.0


def rect_of(box: Box) -> QRectF:
    """Return ``box`` for Qt."""
    return QRectF(box.left, box.top, box.width, box.height)


def paint_shade(painter: QPainter, picture: Box, crop: Box) -> None:
    """Darken what the video does not show."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    outside = QPainterPath()  # one shape with a hole: parts beside each other would show a seam
    outside.addRect(rect_of(picture))
    outside.addRect(rect_of(crop))
    painter.drawPath(outside)


def paint_frame(painter: QPainter, crop: Box, held: Corner | None) -> None:
    """Draw the edge of the crop and its handles; the one under the hand is filled."""
    _outline(painter, rect_of(crop))
    length = min(HANDLE_PX, crop.width / 3, crop.height / 3)
    for corner in Corner:
        at, (right, down) = corner.of(crop), corner.value
        points = [QPointF(at.x, at.y - down * length), QPointF(at.x, at.y), QPointF(at.x - right * length, at.y)]
        for colour, width in ((_DARK, 6.0), (_LIGHT, 5.0 if corner is held else 3.6)):
            pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawPolyline(points)


def paint_thirds(painter: QPainter, crop: Box) -> None:
    """Divide the crop into thirds both ways."""
    for colour, width in ((_DARK, 2.2), (QColor(255, 255, 255, 150), 1.0)):
        painter.setPen(QPen(colour, width))
        for third in (1 / 3, 2 / 3):
            x, y = crop.place(Point(third, third))
            painter.drawLine(QPointF(x, crop.top), QPointF(x, crop.bottom))
            painter.drawLine(QPointF(crop.left, y), QPointF(crop.right, y))


def paint_safe_area(painter: QPainter, crop: Box, area: SafeArea) -> None:
    """Shade and hatch what a platform covers, and darken what it cuts off."""
    painter.setPen(Qt.PenStyle.NoPen)
    for boxes, colour, pattern in (
        (area.covered, _COVERED, Qt.BrushStyle.BDiagPattern),
        (area.cut, _CUT, Qt.BrushStyle.FDiagPattern),
    ):
        for box in boxes:
            rect = rect_of(crop.part(box))
            painter.fillRect(rect, colour)
            painter.fillRect(rect, QBrush(_HATCH, pattern))


def paint_label(painter: QPainter, crop: Box, words: str, *, at_top: bool = False) -> None:
    """Write ``words`` on a dark ground in the middle of the crop's upper or lower edge; not where it has no room."""
    metrics = QFontMetricsF(painter.font())
    size = metrics.size(0, words)
    width, height = size.width() + 12, size.height() + 4
    if width > crop.width - 4 or 3 * height > crop.height:
        return
    top = crop.top + 4 if at_top else crop.bottom - height - 4
    ground = QRectF(crop.left + (crop.width - width) / 2, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(ground, 4, 4)
    painter.setPen(_LIGHT)
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)


def paint_focus(painter: QPainter, at: Point, *, is_set: bool) -> None:
    """Draw the ring with a cross that the camera favours; thin where it only offers itself."""
    middle, radius = QPointF(at.x, at.y), FOCUS_RADIUS_PX
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_DARK, 4.2), (_FOCUS if is_set else _LIGHT, 2.0 if is_set else 1.2)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawEllipse(middle, radius, radius)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            inner, outer = QPointF(x, y) * (radius - 4), QPointF(x, y) * (radius + 4)
            painter.drawLine(middle + inner, middle + outer)


def _outline(painter: QPainter, rect: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_DARK, 2.6), (_LIGHT, 1.3)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(rect)
