"""The diffusion engine by mouse, in the real window with the real host, on toy weights and the processor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from wan_toy_folder import write_toy_folder

from s2v_desktop.core.engine_settings import DEVICE_VARIABLE, MAX_AREA_VARIABLE
from s2v_desktop.core.look import Aspect, Quality
from s2v_desktop.core.paths import default_models_dir, jobs_dir
from s2v_desktop.core.progress import Notice, NoticeCode, Progress, Task
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.viewmodels.queue_table_model import Column
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.preview_player import Showing

LEFT = Qt.MouseButton.LeftButton
RENDER_MS = 180_000

#: Two of the model's clips, of five seconds each.
TWO_PARTS_S = 5.5


@pytest.fixture
def models(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models folder with a complete toy model, the LoRA for Draft included."""
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    monkeypatch.setenv(MAX_AREA_VARIABLE, "4096")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    default_models_dir().mkdir(parents=True)
    return write_toy_folder(default_models_dir(), lora=True)


def choose_engine(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Open the list of engines and click on ``name`` as soon as it can be chosen."""
    box = window.parameter_panel.engine.box
    index = box.model().index(box.findData(name), 0)
    qtbot.waitUntil(lambda: bool(box.model().flags(index) & Qt.ItemFlag.ItemIsEnabled), timeout=30_000)
    window.parameter_panel.ensureWidgetVisible(box)
    qtbot.mouseClick(box, LEFT)
    qtbot.waitUntil(lambda: box.view().isVisible())

    def is_chosen() -> bool:
        """Click until it counts: Qt takes clicks just after the list has opened for the end of a double click."""
        place = box.view().visualRect(index).center()
        qtbot.mouseMove(box.view().viewport(), place)
        qtbot.mouseClick(box.view().viewport(), LEFT, pos=place)
        return window.project_model.look.engine == name

    qtbot.waitUntil(is_chosen)


def wait_for(qtbot: QtBot, window: MainWindow, task: Task, part: int) -> None:
    def has_come(progress: Progress) -> bool:
        activity = progress.activity
        return activity is not None and activity.task is task and activity.clip == part

    with qtbot.waitSignal(window.render_model.progressed, check_params_cb=has_come, timeout=RENDER_MS):
        pass


def press(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Click on the button that says ``words``."""
    found = [button for button in window.findChildren(QPushButton) if button.text() == words and button.isVisible()]
    assert len(found) == 1, words
    qtbot.mouseClick(found[0], LEFT)


def until_finished(qtbot: QtBot, window: MainWindow, act: Callable[[], None]) -> Take:
    with qtbot.waitSignal(window.render_model.finished, timeout=RENDER_MS) as finished:
        act()
    return finished.args[0]


@pytest.mark.usefixtures("models")
def test_diffusion__paused_cancelled_and_made_again__goes_on_and_is_retimed_without_it(
    qtbot: QtBot, loaded: MainWindow
) -> None:
    window, render, bar, told = loaded, loaded.render_model, loaded.render_bar, loaded.message_bar
    window.project_model.set_look(aspect=Aspect.SQUARE)
    window.song.clips.set_duration(TWO_PARTS_S)
    assert not window.parameter_panel.diffusion.isVisible()
    choose_engine(qtbot, window, "wan-s2v")
    assert window.parameter_panel.diffusion.isVisible()
    window.parameter_panel.ensureWidgetVisible(window.parameter_panel.diffusion)
    qtbot.mouseClick(window.parameter_panel.diffusion.quality.button_of(Quality.BEST), LEFT)
    assert bar.status_text == "Wan2.2-S2V · nothing leaves this computer"
    notices: list[Notice] = []
    pictures: list[bool] = []
    statuses: list[str] = []
    render.noticed.connect(notices.append)
    render.previewed.connect(
        lambda event: pictures.append(event.frame is None and not window.preview_player.frame_view.image.isNull())
    )
    render.progressed.connect(lambda _: statuses.append(bar.status_text.split(" · ")[0]))

    qtbot.mouseClick(bar.generate, LEFT)
    wait_for(qtbot, window, Task.DENOISING, part=1)
    press(qtbot, window, "Pause")
    assert told.text.startswith("Paused. May other programs have the graphics card")
    press(qtbot, window, "Free the card")
    assert told.text.startswith("The graphics card is free")
    assert render.state is RenderState.PAUSED
    press(qtbot, window, "Continue")
    wait_for(qtbot, window, Task.DENOISING, part=2)
    assert any(pictures)
    assert {"Loading the model", "Reading the prompt", "Part 1 of 2, step 1 of 40", "Finishing part 1 of 2"} <= set(
        statuses
    )
    table = window.queue_desk.panel.table_model
    assert " · Part 2 of 2, step " in table.index(0, Column.STATE).data()
    with qtbot.waitSignal(render.cancelled, timeout=30_000):
        press(qtbot, window, "Cancel")
    assert told.text == "Cancelled. Finished parts are kept: Generate goes on from there."
    assert notices == []
    assert len(list(jobs_dir().iterdir())) == 1

    take = until_finished(qtbot, window, lambda: qtbot.mouseClick(bar.generate, LEFT))
    assert notices == [Notice(NoticeCode.RESUMED, "1")]
    assert take.resumed
    assert list(jobs_dir().iterdir()) == []
    assert window.preview_player.showing is Showing.TAKE
    qtbot.waitUntil(lambda: window.preview_player.frame_view.image.width() == 480, timeout=10_000)

    assert bar.generate.text().startswith("Re-time")
    window.project_model.set_look(flash_limit=False)
    assert bar.generate.text().startswith("Re-time")
    statuses.clear()
    again = until_finished(qtbot, window, lambda: qtbot.mouseClick(bar.generate, LEFT))
    assert again.retimed
    assert set(statuses) == {"Processing audio features", "Generating frames", "Encoding video"}


@pytest.mark.usefixtures("models")
def test_diffusion__question_about_the_card__keep_escape_and_continue_take_it_away(
    qtbot: QtBot, loaded: MainWindow
) -> None:
    window, render, told = loaded, loaded.render_model, loaded.message_bar
    window.project_model.set_look(engine="wan-s2v", quality=Quality.BEST, aspect=Aspect.SQUARE)
    window.song.clips.set_duration(TWO_PARTS_S)
    qtbot.mouseClick(window.render_bar.generate, LEFT)
    wait_for(qtbot, window, Task.DENOISING, part=1)
    press(qtbot, window, "Pause")
    press(qtbot, window, "Keep the card")
    assert told.text == ""
    assert render.state is RenderState.PAUSED
    press(qtbot, window, "Continue")
    press(qtbot, window, "Pause")
    asked = told.text
    assert asked.startswith("Paused.")
    free = next(button for button in told.findChildren(QPushButton) if button.text() == "Free the card")
    free.setFocus()
    qtbot.keyClick(free, Qt.Key.Key_Escape)
    assert told.text == ""
    press(qtbot, window, "Continue")
    press(qtbot, window, "Pause")
    assert told.text == asked
    press(qtbot, window, "Continue")
    assert told.text == ""
    with qtbot.waitSignal(render.cancelled, timeout=30_000):
        press(qtbot, window, "Cancel")


def test_diffusion__model_missing__is_told_with_its_folder_and_leads_to_the_models(
    qtbot: QtBot, loaded: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    loaded.project_model.set_look(engine="wan-s2v")  # as a project of another computer may ask
    with qtbot.waitSignal(loaded.render_model.failed, timeout=RENDER_MS):
        qtbot.mouseClick(loaded.render_bar.generate, LEFT)
    assert "A part of the model is missing" in loaded.message_bar.text
    assert str(default_models_dir()) in loaded.message_bar.text
    press(qtbot, loaded, "Models…")
    assert loaded.models.is_open
