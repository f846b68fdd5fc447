"""The settings dialog by hand: each change is in force and on disk at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from modal_dialogs import answering, type_name
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.look import Look, MotionLevel
from s2v_desktop.core.paths import cache_dir, default_models_dir
from s2v_desktop.engines import installed
from s2v_desktop.engines.wan_s2v.memory import PLANS
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import Settings, SettingsStore
from s2v_desktop.ui.settings_dialog import SettingsDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> SettingsDialog:
    assert window.actions_.settings.shortcut().toString() == "Ctrl+,"
    window.actions_.settings.trigger()
    dialog = window.settings_desk.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


def stored() -> Settings:
    return SettingsStore().settings


def test_dialog__opened__fits_the_smallest_screen_and_has_names(dialog: SettingsDialog) -> None:
    assert dialog.width() < 900
    assert dialog.height() < 600
    for widget in dialog.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            name = widget.objectName()
            assert widget.accessibleName() or getattr(widget, "text", str)() or name.startswith("qt_"), widget


def test_tab__reaches_every_row_and_escape_closes(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.language.setFocus()
    reached: set[QWidget] = set()
    for _ in range(20):
        focus = dialog.focusWidget()
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    wanted = {dialog.language, dialog.theme, dialog.export_folder, dialog.latency, dialog.keep_look, dialog.flash_limit}
    assert wanted <= reached
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_live_preview__switched_on_and_off__draws_and_rests(qtbot: QtBot, loaded: MainWindow) -> None:
    preview = loaded.live_preview.model
    assert preview.pid is None  # the tests begin with it off
    loaded.actions_.settings.trigger()
    dialog = loaded.settings_desk.dialog
    assert dialog is not None
    with qtbot.waitSignal(preview.image_changed, timeout=60_000):
        dialog.live_preview.click()
    assert stored().live_preview
    dialog.live_preview.click()
    loaded.project_model.set_look(prompt="film grain")
    with qtbot.assertNotEmitted(preview.image_changed, wait=1000):
        loaded.song.player.seek(1.0)
    assert not stored().live_preview


def test_theme__by_the_arrow_keys__is_stored_and_told(qtbot: QtBot, window: MainWindow, dialog: SettingsDialog) -> None:
    dialog.theme.setFocus()
    with qtbot.waitSignal(window.dress_changed):
        qtbot.keyClick(dialog.theme, Qt.Key.Key_Down)
    assert stored().theme == "light"


def test_latency__typed__reaches_player_and_sound_menu(
    qtbot: QtBot, window: MainWindow, dialog: SettingsDialog
) -> None:
    dialog.latency.selectAll()
    qtbot.keyClicks(dialog.latency, "180")
    qtbot.keyClick(dialog.latency, Qt.Key.Key_Tab)
    assert window.song.sound.latency.value() == 180
    assert stored().sound_latency_ms == 180
    window.song.sound.latency.setValue(35)
    assert dialog.latency.value() == 35


def test_export_folder__chosen__is_where_videos_go(qtbot: QtBot, dialog: SettingsDialog, tmp_path: Path) -> None:
    folder = tmp_path / "my videos"
    folder.mkdir()
    with answering(type_name(str(folder))):
        qtbot.mouseClick(dialog.choose_folder, LEFT)
    assert stored().export_dir == folder
    assert dialog.export_folder.text() == str(folder)


def test_flash_limit__unchecked__is_an_edit_of_the_project(
    qtbot: QtBot, window: MainWindow, dialog: SettingsDialog
) -> None:
    box = dialog.flash_limit
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not window.project_model.look.flash_limit
    window.actions_.undo.trigger()
    assert box.isChecked()


def test_new_projects__present_settings_taken_over__begin_with_them(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, dialog: SettingsDialog
) -> None:
    window.project_model.set_look(fps=24, motion_level=MotionLevel.HIGH, crop_x=0.1)
    qtbot.mouseClick(dialog.keep_look, LEFT)
    another = make_window(qapp, SettingsStore())
    try:
        assert another.project_model.look == Look(fps=24, motion_level=MotionLevel.HIGH)
        assert another.parameter_panel.fps.button_of(24).isChecked()
        assert another.project_model.undo_stack.isClean()
    finally:
        another.close()
        another.deleteLater()
    qtbot.mouseClick(dialog.reset_look, LEFT)
    assert stored().default_look == Look()
    assert not dialog.reset_look.isEnabled()


def test_cache__emptied__is_gone_from_disk(qtbot: QtBot, window: MainWindow, home: Path) -> None:
    cache_dir().mkdir(parents=True, exist_ok=True)
    (cache_dir() / "peaks.bin").write_bytes(bytes(2_500_000))
    window.actions_.settings.trigger()
    dialog = window.settings_desk.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.cache_size.text() == "2.5 MB")
    qtbot.mouseClick(dialog.empty, LEFT)
    qtbot.waitUntil(lambda: dialog.cache_size.text() == "0.0 MB")
    assert not (cache_dir() / "peaks.bin").exists()
    assert not dialog.empty.isEnabled()


def test_models_folder__chosen__is_looked_into_and_read_by_the_engine(
    qtbot: QtBot, window: MainWindow, dialog: SettingsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dialog.models_folder.text() == str(default_models_dir())
    folder = tmp_path / "my models"
    folder.mkdir()
    looked: list[Path] = []
    monkeypatch.setattr(installed, "missing_parts", lambda engine, folder: looked.append(folder) or ())
    with answering(type_name(str(folder))):
        qtbot.mouseClick(dialog.choose_models, LEFT)
        qtbot.waitUntil(lambda: engine_settings().models_path == folder, timeout=20_000)
    assert window.models.is_open
    qtbot.waitUntil(lambda: dialog.models_folder.text() == str(folder))
    qtbot.waitUntil(lambda: folder in looked)


def test_memory_plan__by_the_arrow_keys__is_read_by_the_engine(qtbot: QtBot, dialog: SettingsDialog) -> None:
    assert dialog.memory_plan.currentText() == "Automatic"
    dialog.memory_plan.setFocus()
    qtbot.keyClick(dialog.memory_plan, Qt.Key.Key_Down)
    assert engine_settings().memory_plan == "resident"
    listed = [dialog.memory_plan.itemData(index) for index in range(dialog.memory_plan.count())]
    assert listed == ["", *PLANS]


def test_memory_plan__written_by_hand__is_shown_and_stays(window: MainWindow, home: Path) -> None:
    window._settings.change(memory_plan="my plan")
    window.actions_.settings.trigger()
    dialog = window.settings_desk.dialog
    assert dialog is not None
    assert dialog.memory_plan.currentText() == "my plan"
    assert stored().memory_plan == "my plan"
