"""The tools of the picture's panel: guides, depth, focus, and advice with its remedy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Aspect, Point, Size
from s2v_desktop.picture.advice import AdviceCode
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.advice_row import AdvicePopup, AdviceRow
from s2v_desktop.ui.widgets.safe_areas import Overlay

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def off_centre(tmp_path: Path) -> Path:
    """A bright disc at the right of a dark, wide picture."""
    from PIL import Image

    y, x = np.mgrid[0:600, 0:1600]
    pixels = np.full((600, 1600, 3), 40, np.uint8)
    pixels[(x - 1350) ** 2 + (y - 300) ** 2 < 150**2] = (250, 200, 60)
    path = tmp_path / "disc.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def advised(qtbot: QtBot, window: MainWindow, off_centre: Path) -> MainWindow:
    """The window with that picture in a square video, studied."""
    window.open_paths([off_centre])
    window.project_model.set_look(aspect=Aspect.SQUARE)
    qtbot.waitUntil(lambda: bool(row(window).advice), timeout=20_000)
    return window


def row(window: MainWindow) -> AdviceRow:
    return window.picture.panel.advice


def codes(window: MainWindow) -> list[AdviceCode]:
    return [advice.code for advice in row(window).advice]


def test_advice__subject_outside_the_frame__is_fixed_by_one_click_and_one_undo(
    qtbot: QtBot, advised: MainWindow
) -> None:
    assert codes(advised)[0] is AdviceCode.SUBJECT_OFF_CENTRE
    assert row(advised).chip.text() == "⚠ Subject off centre"
    look, steps = advised.project_model.look, advised.project_model.undo_stack.count()
    qtbot.mouseClick(row(advised).fix, LEFT)
    crop = advised.image_canvas.crop_shares()
    assert crop.left < 1200 / 1600
    assert crop.right > 1500 / 1600
    assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(advised)
    assert advised.project_model.undo_stack.count() == steps + 1
    assert "subject" in advised.project_model.undo_stack.undoText()
    advised.actions_.undo.trigger()
    assert advised.project_model.look == look
    assert codes(advised)[0] is AdviceCode.SUBJECT_OFF_CENTRE


def test_advice__clicked__says_what_is_wrong_and_can_be_dismissed_for_this_picture(
    qtbot: QtBot, advised: MainWindow
) -> None:
    qtbot.mouseClick(row(advised).chip, LEFT)
    popup = advised.findChild(AdvicePopup)
    qtbot.waitExposed(popup)
    assert popup.fix.text() == "Move the frame there"
    qtbot.mouseClick(popup.dismiss, LEFT)
    assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(advised)
    advised.project_model.set_look(crop_x=0.4)
    assert AdviceCode.SUBJECT_OFF_CENTRE not in codes(advised)


def test_advice__several__are_listed_behind_a_number(qtbot: QtBot, advised: MainWindow) -> None:
    advised.project_model.set_look(crop_zoom=4.0)
    others = codes(advised)[1:]
    assert others
    assert row(advised).more.text() == f"+{len(others)}"
    qtbot.mouseClick(row(advised).more, LEFT)
    menu = row(advised).findChild(QMenu)
    assert [action.text() for action in menu.actions()][-1] == "⚠ Picture too small"
    menu.actions()[-1].trigger()
    menu.close()
    popup = advised.findChild(AdvicePopup)
    qtbot.mouseClick(popup.fix, LEFT)
    assert AdviceCode.TOO_SMALL not in codes(advised)


def test_advice__widest_words_at_1280_by_720__have_room(qtbot: QtBot, advised: MainWindow) -> None:
    advised.project_model.set_look(crop_zoom=4.0, crop_x=0.2)
    assert codes(advised)[0] is AdviceCode.SUBJECT_OFF_CENTRE
    for part in (row(advised).chip, row(advised).fix, row(advised).more):
        assert part.isVisible()
        assert part.width() >= part.sizeHint().width()
        assert part.geometry().right() <= row(advised).width()


def test_facts__of_a_picture_without_advice__are_its_size_and_the_frames(qtbot: QtBot, loaded: MainWindow) -> None:
    assert loaded.media_model.picture.size == Size(900, 900)
    assert loaded.picture.panel.advice.facts.text() == "900 × 900  ▸  900 × 506"


def test_guides__chosen__are_drawn_over_the_crop_and_remembered(qtbot: QtBot, loaded: MainWindow) -> None:
    loaded.project_model.set_look(aspect=Aspect.TALL)
    panel, canvas = loaded.picture.panel, loaded.image_canvas
    before = canvas.grab().toImage()
    actions = {Overlay(action.data()): action for action in panel.overlays.actions()}
    assert actions[Overlay.TIKTOK].isVisible()
    assert not actions[Overlay.YOUTUBE].isVisible()
    actions[Overlay.TIKTOK].trigger()
    after = canvas.grab().toImage()
    crop = canvas.crop_rect()
    low, middle = QPoint(int(crop.center().x()), int(crop.bottom()) - 30), crop.center().toPoint()
    assert differs(before, after, low)
    assert not differs(before, after, middle)
    assert loaded._settings.settings.canvas_overlay == "tiktok"
    loaded.project_model.set_look(aspect=Aspect.WIDE)
    assert not actions[Overlay.TIKTOK].isVisible()


def differs(one: QImage, other: QImage, at: QPoint) -> bool:
    """Tell whether the images differ in the 12 by 12 points around ``at``, hatched or not."""
    places = [at + QPoint(x, y) for x in range(-6, 6) for y in range(-6, 6)]
    return any(one.pixelColor(place) != other.pixelColor(place) for place in places)


def test_depth__switched_on__comes_without_stopping_the_window_and_goes(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, panel = loaded.image_canvas, loaded.picture.panel
    middle = canvas.crop_rect().center().toPoint() + QPoint(60, 20)
    colour = canvas.grab().toImage().pixelColor(middle)
    assert colour.saturation() > 40
    qtbot.mouseClick(panel.depth_tool, LEFT)
    assert canvas.grab().toImage().pixelColor(middle) == colour  # it is reckoned elsewhere
    qtbot.waitUntil(lambda: canvas.grab().toImage().pixelColor(middle).saturation() < 8, timeout=20_000)
    qtbot.mouseClick(panel.depth_tool, LEFT)
    assert canvas.grab().toImage().pixelColor(middle) == colour


def test_focus_tool__on__takes_clicks_and_arrows_until_escape(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, panel, model = loaded.image_canvas, loaded.picture.panel, loaded.project_model
    qtbot.mouseClick(panel.focus_tool, LEFT)
    assert canvas.hasFocus()
    at = canvas.crop_rect().center().toPoint() - QPoint(50, 0)
    qtbot.mouseClick(canvas, LEFT, pos=at)
    placed = model.look.focus
    assert placed is not None
    assert placed.x < 0.4
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert model.look.focus == pytest.approx((placed.x + 0.02, placed.y))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not panel.focus_tool.isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert model.look.focus == pytest.approx((placed.x + 0.02, placed.y))
    assert model.look.crop_y > 0.5


def test_menu__of_the_canvas__sets_and_removes_the_focus(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas, model = loaded.image_canvas, loaded.project_model
    at = canvas.crop_rect().center().toPoint() + QPoint(50, 0)

    def choose(words: str) -> None:
        canvas.menu_requested.emit(canvas.mapToGlobal(at))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text() == words)
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    choose("Set focus here")
    assert model.look.focus is not None
    assert model.look.focus.x > 0.6
    choose("Remove focus")
    assert model.look.focus is None
    model.set_look(crop_zoom=2.0, crop_x=0.3)
    choose("Whole picture")
    assert model.look.crop_zoom == 1


def test_whole_picture__pressed__resets_the_crop_but_not_the_focus(qtbot: QtBot, loaded: MainWindow) -> None:
    whole, model = loaded.picture.panel.whole, loaded.project_model
    assert not whole.isEnabled()
    model.set_look(crop_zoom=2.0, crop_x=0.3, focus=Point(0.4, 0.4))
    qtbot.mouseClick(whole, LEFT)
    assert (model.look.crop_x, model.look.crop_y, model.look.crop_zoom) == (0.5, 0.5, 1.0)
    assert model.look.focus == Point(0.4, 0.4)
    assert not whole.isEnabled()
