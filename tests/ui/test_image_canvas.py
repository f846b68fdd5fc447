"""The crop, the focus point and the view, as mouse and keys change them in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Aspect, Point
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.image_canvas import ImageCanvas

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def drag(
    qtbot: QtBot,
    canvas: ImageCanvas,
    start: QPoint,
    way: QPoint,
    button: Qt.MouseButton = LEFT,
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    qtbot.mousePress(canvas, button, modifier, start)
    for step in range(1, 6):
        qtbot.mouseMove(canvas, start + way * step / 5)
    qtbot.mouseRelease(canvas, button, modifier, start + way)


def turn_wheel(canvas: ImageCanvas, at: QPoint, notches: int, modifier: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_corner__dragged_inwards__shrinks_the_crop_in_one_step_that_undo_takes_back(
    qtbot: QtBot, loaded: MainWindow
) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    before, steps = canvas.crop_rect(), model.undo_stack.count()
    drag(qtbot, canvas, before.bottomRight().toPoint(), QPoint(-90, -50))
    after = canvas.crop_rect()
    assert after.topLeft().toTuple() == pytest.approx(before.topLeft().toTuple(), abs=0.5)
    assert after.width() == pytest.approx(before.width() - 90, abs=4)
    assert after.width() / after.height() == pytest.approx(16 / 9)
    assert 1.2 < model.look.crop_zoom < 2.5
    assert model.undo_stack.count() == steps + 1
    loaded.actions_.undo.trigger()
    assert model.look.crop_zoom == 1
    assert canvas.crop_rect() == before


def test_crop__two_drags_at_once_after_each_other__are_two_steps(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    steps = model.undo_stack.count()
    for way in (QPoint(0, 20), QPoint(0, -35)):
        drag(qtbot, canvas, canvas.crop_rect().center().toPoint(), way)
    assert model.undo_stack.count() == steps + 2


def test_crop__pressed_without_moving__is_no_edit(qtbot: QtBot, loaded: MainWindow) -> None:
    steps = loaded.project_model.undo_stack.count()
    qtbot.mouseClick(loaded.image_canvas, LEFT, pos=loaded.image_canvas.crop_rect().center().toPoint())
    assert loaded.project_model.undo_stack.count() == steps


def test_cropped__zoomed_crop__is_that_part_of_the_picture(loaded: MainWindow) -> None:
    loaded.project_model.set_look(aspect=Aspect.SQUARE, crop_x=0.75, crop_y=0.25, crop_zoom=2.0)
    still = loaded.image_canvas.cropped()
    assert still is not None
    assert (still.width(), still.height()) == (450, 450)
    middle = still.pixelColor(225, 225)
    assert middle.red() == pytest.approx(0.75 * 255, abs=3)  # the picture's red grows to the right, its green down
    assert middle.green() == pytest.approx(0.25 * 255, abs=3)


@pytest.mark.parametrize("corner", ["topLeft", "topRight", "bottomLeft", "bottomRight"])
def test_pointer__over_a_corner__is_a_diagonal_arrow(qtbot: QtBot, loaded: MainWindow, corner: str) -> None:
    canvas = loaded.image_canvas
    at = getattr(canvas.crop_rect(), corner)().toPoint()
    qtbot.mouseMove(canvas, at)
    falls = corner in ("topLeft", "bottomRight")
    assert canvas.cursor().shape() is (Qt.CursorShape.SizeFDiagCursor if falls else Qt.CursorShape.SizeBDiagCursor)
    qtbot.mouseMove(canvas, canvas.crop_rect().center().toPoint())
    assert canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor


def test_keys__plus_arrows_home__resize_move_and_reset(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    for _ in range(8):
        qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert model.look.crop_zoom == pytest.approx(1.05**8)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert model.look.crop_x == pytest.approx(0.52)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    assert model.look.crop_x == pytest.approx(0.5225)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert model.look.crop_zoom == pytest.approx(1.05**7)
    assert "%" in canvas.accessibleDescription()
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert (model.look.crop_x, model.look.crop_y, model.look.crop_zoom) == (0.5, 0.5, 1.0)


def test_focus__alt_click_and_drag_of_the_marker__follow_the_hand(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    at = canvas.crop_rect().center().toPoint() + QPoint(40, 10)
    qtbot.mouseClick(canvas, LEFT, ALT, at)
    focus = model.look.focus
    assert focus is not None
    assert focus.x > 0.6
    crop = canvas.crop_rect()
    drag(qtbot, canvas, at, QPoint(-60, 0))
    assert canvas.crop_rect() == crop
    assert model.look.focus is not None
    assert model.look.focus.x < 0.5
    loaded.actions_.undo.trigger()
    assert model.look.focus == focus
    loaded.actions_.undo.trigger()
    assert model.look.focus is None


def test_focus__by_keys_alone__is_moved_and_removed(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    qtbot.keyClick(canvas, Qt.Key.Key_Left, ALT)
    assert model.look.focus == pytest.approx((0.48, 0.5))
    assert model.look.crop_x == 0.5
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert model.look.focus is None


def test_view__ctrl_wheel_at_a_corner__looks_closer_there_and_no_edit(loaded: MainWindow) -> None:
    canvas, steps = loaded.image_canvas, loaded.project_model.undo_stack.count()
    before = canvas.crop_rect()
    at = before.topLeft().toPoint() + QPoint(30, 30)
    turn_wheel(canvas, at, 3, CONTROL)
    assert canvas.crop_rect().width() == pytest.approx(before.width() * 1.25**3)
    still = loaded.picture.panel.fit
    assert still.isVisible()
    turn_wheel(canvas, at, -20, CONTROL)
    assert canvas.crop_rect() == before
    assert not still.isVisible()
    assert loaded.project_model.undo_stack.count() == steps


def test_view__seen_from_near__scrolls_by_wheel_and_by_the_middle_button(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, look = loaded.image_canvas, loaded.project_model.look
    middle = canvas.rect().center()
    turn_wheel(canvas, middle, 4, CONTROL)
    before = canvas.crop_rect()
    drag(qtbot, canvas, middle, QPoint(-20, 15), MIDDLE)
    assert canvas.crop_rect().topLeft() - before.topLeft() == QPointF(-20, 15)
    turn_wheel(canvas, middle, 1, NONE)
    assert canvas.crop_rect().top() == pytest.approx(before.top() + 15 + 40)
    assert loaded.project_model.look == look


def test_double_click__on_the_picture__asks_for_another(
    qtbot: QtBot, loaded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(*arguments: object, **_: object) -> tuple[str, str]:
        asked.append(str(arguments[1]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    qtbot.mouseDClick(loaded.image_canvas, LEFT, pos=loaded.image_canvas.crop_rect().center().toPoint())
    assert len(asked) == 1


def test_another_picture__after_a_crop__is_seen_whole(qtbot: QtBot, loaded: MainWindow, tmp_path) -> None:
    from PIL import Image

    loaded.project_model.set_look(crop_zoom=2.0, focus=Point(0.2, 0.2))
    loaded.image_canvas.zoom_view(3.0)
    Image.new("RGB", (640, 360), "#335577").save(tmp_path / "other.png")
    loaded.open_paths([tmp_path / "other.png"])
    qtbot.waitUntil(lambda: loaded.image_canvas.image.width() == 640, timeout=10_000)
    assert not loaded.image_canvas.is_near
    assert loaded.project_model.look.crop_zoom == 1
    assert loaded.project_model.look.focus is None
