"""Models that a video is being made with are neither deleted nor moved, until it is finished or cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from modal_dialogs import answering
from models_dialog_hands import LEFT, STORE_MS, answer, install, opened, press, wait_for
from pytestqt.qtbot import QtBot
from toy_hub import FIRST, LORA, SECOND

from s2v_desktop.core.engine_settings import DEVICE_VARIABLE, MAX_AREA_VARIABLE
from s2v_desktop.core.look import Aspect, Quality
from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.core.progress import Progress
from s2v_desktop.store.events import PieceState
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.viewmodels.render_model import RenderState

RENDER_MS = 180_000


@pytest.fixture(autouse=True)
def _on_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "cpu")
    monkeypatch.setenv(MAX_AREA_VARIABLE, "4096")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def begin_video(qtbot: QtBot, window: MainWindow, quality: Quality) -> None:
    """Press Generate, and Pause as soon as the engine works with the model."""
    window.project_model.set_look(engine="wan-s2v", quality=quality, aspect=Aspect.SQUARE)

    def is_at_work(progress: Progress) -> bool:
        return progress.activity is not None

    with qtbot.waitSignal(window.render_model.progressed, check_params_cb=is_at_work, timeout=RENDER_MS):
        qtbot.mouseClick(window.render_bar.generate, LEFT)
    window.actions_.pause_render.trigger()
    assert window.render_model.state is RenderState.PAUSED


def cancel_video(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.render_model.cancelled, timeout=RENDER_MS):
        window.actions_.cancel_render.trigger()


def files_here() -> set[Path]:
    return {path for path in default_models_dir().rglob("*") if path.is_file()}


def test_delete__model_of_a_held_video__is_refused_until_it_is_cancelled(
    qtbot: QtBot, loaded: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, loaded, dialog, FIRST, SECOND, LORA)
    begin_video(qtbot, loaded, Quality.BEST)
    before = files_here()
    press(qtbot, dialog, dialog.cards[FIRST].delete)
    said = "A video is being made with “Toy”. Let it finish or cancel it, then delete the model."
    assert dialog.message_bar.text == said
    assert files_here() == before
    with answering(answer("Delete")):  # this video needs no LoRA
        press(qtbot, dialog, dialog.cards[LORA].delete)
        wait_for(qtbot, loaded, LORA, PieceState.ABSENT)
    with answering(answer("Delete")):
        press(qtbot, dialog, dialog.cards[SECOND].delete)
        wait_for(qtbot, loaded, SECOND, PieceState.ABSENT)
    cancel_video(qtbot, loaded)
    with answering(answer("Delete")):
        press(qtbot, dialog, dialog.cards[FIRST].delete)
        wait_for(qtbot, loaded, FIRST, PieceState.ABSENT)


def test_delete__another_model_chosen_meanwhile__still_keeps_the_one_of_the_video(
    qtbot: QtBot, loaded: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, loaded, dialog, FIRST, SECOND, LORA)
    begin_video(qtbot, loaded, Quality.DRAFT)
    press(qtbot, dialog, dialog.cards[SECOND].use)
    qtbot.waitUntil(lambda: _used(loaded) == SECOND, timeout=STORE_MS)
    for model_id, title in ((FIRST, "Toy"), (LORA, "Toy LoRA")):
        press(qtbot, dialog, dialog.cards[model_id].delete)
        assert dialog.message_bar.text.startswith(f"A video is being made with “{title}”.")
    cancel_video(qtbot, loaded)


def test_place__changed_while_a_video_is_made__is_refused(
    qtbot: QtBot, loaded: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, loaded, dialog, FIRST)
    begin_video(qtbot, loaded, Quality.BEST)
    press(qtbot, dialog, dialog.place.change)
    said = "A video is being made with these models. Let it finish or cancel it, then change the folder."
    assert dialog.message_bar.text == said
    dialog.close()
    loaded.models.change_folder()  # as the settings ask
    assert loaded.models.dialog is not None
    assert loaded.models.dialog.message_bar.text == said
    press(qtbot, dialog, opened(qtbot, loaded).cards[SECOND].download)  # more can be fetched
    wait_for(qtbot, loaded, SECOND, PieceState.READY)
    cancel_video(qtbot, loaded)


def test_delete__while_the_motion_engine_makes_a_video__is_asked_as_ever(
    qtbot: QtBot, loaded: MainWindow, dialog: ModelsDialog
) -> None:
    install(qtbot, loaded, dialog, FIRST)
    qtbot.mouseClick(loaded.render_bar.generate, LEFT)
    loaded.actions_.pause_render.trigger()
    with answering(answer("Delete")):
        press(qtbot, dialog, dialog.cards[FIRST].delete)
        wait_for(qtbot, loaded, FIRST, PieceState.ABSENT)
    cancel_video(qtbot, loaded)


def _used(window: MainWindow) -> str:
    survey = window.models.store.survey
    return survey.used_id if survey is not None else ""
