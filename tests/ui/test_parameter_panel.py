"""The parameters by mouse and keyboard, in the real window: each reaches the project, and undo takes it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Aspect, Look, MotionLevel, Quality, Resolution
from s2v_desktop.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize(
    ("control", "value", "field"),
    [
        ("resolution", Resolution.P480, "resolution"),
        ("aspect", Aspect.TALL, "aspect"),
        ("fps", 24, "fps"),
        ("motion_level", MotionLevel.HIGH, "motion_level"),
    ],
)
def test_choice__clicked__changes_the_look(
    qtbot: QtBot, window: MainWindow, control: str, value: object, field: str
) -> None:
    segments = getattr(window.parameter_panel, control)
    qtbot.mouseClick(segments.button_of(value), LEFT)
    assert getattr(window.project_model.look, field) == value
    window.actions_.undo.trigger()
    assert window.project_model.look == Look()
    assert segments.button_of(getattr(Look(), field)).isChecked()


def test_motion__unchecked__disables_its_strength(qtbot: QtBot, window: MainWindow) -> None:
    box = window.parameter_panel.motion
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    assert not window.project_model.look.motion
    assert not window.parameter_panel.motion_level.isEnabled()


def test_duration__typed__changes_clip_and_button(qtbot: QtBot, window: MainWindow) -> None:
    spin = window.parameter_panel.duration
    spin.selectAll()
    qtbot.keyClicks(spin, "12.5")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert window.project_model.clip.duration_s == 12.5
    assert "12.5 s" in window.render_bar.generate.text()


def test_duration__typed_beyond_the_limit__is_not_taken(qtbot: QtBot, window: MainWindow) -> None:
    spin = window.parameter_panel.duration
    spin.selectAll()
    qtbot.keyClicks(spin, "99")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert 3 <= window.project_model.clip.duration_s <= 15


def test_prompt__typed__says_which_words_are_understood(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.parameter_panel.prompt, "slow zoom in, purple elephants")
    assert window.project_model.look.prompt == "slow zoom in, purple elephants"
    qtbot.waitUntil(lambda: "purple elephants" in window.parameter_panel.prompt_hint.text())
    understood, unknown = window.parameter_panel.prompt_hint.text().splitlines()
    assert "zoom in" in understood
    assert "elephants" not in understood
    assert "purple elephants" in unknown


def test_prompt__undone__shows_the_former_text(qtbot: QtBot, window: MainWindow) -> None:
    window.project_model.set_look(prompt="film grain")
    window.actions_.undo.trigger()
    assert window.parameter_panel.prompt.toPlainText() == ""


def test_prompt__longer_than_allowed__is_cut_without_an_error(window: MainWindow) -> None:
    window.parameter_panel.prompt.setPlainText("glow " * 1000)
    assert len(window.project_model.look.prompt) == 2000


def test_avoid__typed__reaches_the_look_and_says_what_is_avoided(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.parameter_panel
    assert not panel.negative.isVisible()
    qtbot.mouseClick(panel.avoid, LEFT)
    assert panel.negative.isVisible()
    qtbot.keyClicks(panel.negative, "film grain, six fingers")
    assert window.project_model.look.negative_prompt == "film grain, six fingers"
    qtbot.waitUntil(lambda: "Avoided: film grain" in panel.negative_hint.text())
    assert len(panel.negative.extraSelections()) == 1
    qtbot.mouseClick(panel.avoid, LEFT)
    assert not panel.negative.isVisible()
    assert panel.negative_hint.isVisible()  # what counts is still to be seen


def test_avoid__project_with_words_to_avoid_is_opened__shows_them(window: MainWindow) -> None:
    window.project_model.set_look(negative_prompt="zoom")
    assert window.parameter_panel.negative.isVisible()
    window.actions_.undo.trigger()
    assert window.parameter_panel.negative.toPlainText() == ""


def test_panel__smallest_window__shows_all_of_its_width(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1000, 640)
    panel = window.parameter_panel
    qtbot.waitUntil(lambda: window.width() == 1000)
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_weight__end_key__is_at_its_largest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.parameter_panel.weight, Qt.Key.Key_End)
    assert window.project_model.look.prompt_weight == 1.5


def test_seed__largest_typed__is_taken(qtbot: QtBot, window: MainWindow) -> None:
    spin = window.parameter_panel.seed
    spin.selectAll()
    qtbot.keyClicks(spin, "4294967295")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert window.project_model.look.seed == 4_294_967_295


def test_dice__clicked_twice__gives_two_seeds(qtbot: QtBot, window: MainWindow) -> None:
    seeds = set()
    for _ in range(2):
        qtbot.mouseClick(window.parameter_panel.dice, LEFT)
        seeds.add(window.project_model.look.seed)
    assert len(seeds) == 2


def test_canvas__crop_dragged_down__moves_the_focus(qtbot: QtBot, loaded: MainWindow) -> None:
    canvas = loaded.image_canvas
    crop = canvas.crop_rect()
    assert crop.width() / crop.height() == pytest.approx(16 / 9, rel=0.02)
    start = crop.center().toPoint()
    qtbot.mousePress(canvas, LEFT, pos=start)
    for step in (10, 20, 30, 400):
        qtbot.mouseMove(canvas, start + QPoint(0, step))
    qtbot.mouseRelease(canvas, LEFT, pos=start + QPoint(0, 400))
    crop_y = loaded.project_model.look.crop_y
    assert crop_y == pytest.approx(1 - (9 / 16) / 2, abs=0.02)  # as far down as the picture goes
    assert canvas.crop_rect().top() > crop.top()
    loaded.actions_.undo.trigger()
    assert loaded.project_model.look.crop_y == 0.5


def test_diffusion__chosen__shows_what_belongs_to_it_and_motion_hides_it(window: MainWindow) -> None:
    options = window.parameter_panel.diffusion
    assert not options.isVisible()
    window.project_model.set_look(engine="wan-s2v")
    assert options.isVisible()
    assert options.quality.button_of(Quality.STANDARD).isChecked()
    assert options.steady_colours.isChecked()
    assert not options.skips_steps.isChecked()
    for quality in Quality:
        assert "steps" in options.quality.button_of(quality).toolTip()
    window.actions_.undo.trigger()
    assert not options.isVisible()


def test_diffusion__quality_and_boxes_clicked__change_the_look(qtbot: QtBot, window: MainWindow) -> None:
    window.project_model.set_look(engine="wan-s2v")
    options = window.parameter_panel.diffusion
    window.parameter_panel.ensureWidgetVisible(options)
    qtbot.mouseClick(options.quality.button_of(Quality.BEST), LEFT)
    for box in (options.skips_steps, options.steady_colours):
        qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    look = window.project_model.look
    assert (look.quality, look.skips_steps, look.steady_colours) == (Quality.BEST, True, False)
    for _ in range(3):
        window.actions_.undo.trigger()
    assert window.project_model.look == Look(engine="wan-s2v")
    assert options.quality.button_of(Quality.STANDARD).isChecked()


def test_prompt__words_for_no_camera__are_left_to_the_model_where_there_is_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.project_model.set_look(prompt="zoom in, purple elephants")
    hint = window.parameter_panel.prompt_hint
    qtbot.waitUntil(lambda: "Not understood by this engine: purple elephants" in hint.text())
    window.project_model.set_look(engine="wan-s2v")
    assert "For the model alone: purple elephants" in hint.text()
    window.project_model.set_look(engine="motion")
    assert "Not understood by this engine: purple elephants" in hint.text()
