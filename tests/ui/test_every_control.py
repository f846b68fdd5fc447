"""Every control of every window: it has a name, a key of its own, Chinese words, room for them, and a place for Tab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from control_walk import (
    access_keys,
    all_actions,
    controls,
    cut_off,
    describe,
    first_stop,
    keys_of,
    nameless,
    outside,
    place,
    repeated,
    shows_only_an_icon,
    tab_round,
    takes_tab,
    words_of,
)
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.look import Resolution
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.report_dialog import ReportDialog
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.widgets.batch_dialog import BatchDialog
from s2v_desktop.ui.widgets.shortcuts_sheet import ShortcutsSheet

LANGUAGES = ("en", "zh_CN")

#: Names, units and keys that are the same in both languages.
SAME_IN_BOTH = re.compile(
    r"S2V Desktop|S2V|Ctrl|Shift|Alt|Delete|Return|Enter|Esc|Home|End|Del|F\d+|English|"
    r"BPM|\bfps\b|\bms\b|\b[MG]B\b|480[Pp]|720[Pp]|Wan2\.2|LoRA|Transformer|VAE|"
    r"MP3|WAV|FLAC|OGG|M4A|AIFF|JPG|PNG|WebP|BMP|TIFF|CSV|"
    r"YouTube|TikTok|Shorts|Instagram|Reels|Spotify Canvas|Bluetooth|WCAG|Apache|"
    r"Hugging Face|hf-mirror|ModelScope|ComfyUI|GGUF|\bQ\d\b|Lightx2v|Apache-2\.0|NVIDIA|https?:[/\d.:]*|\b[kK]B\b|"
    r"picture, song, start, duration|\bcover\b|\bsong\b|\.png|\.wav|mp4|\.?s2v|mine|technical lines"
)

#: Keys without a modifier that the window and the waveform listen to: a shortcut of the same key would take them away.
BARE_KEYS = (
    *("Space", "L", "T", "I", "O", "Left", "Right", "Home", "End", "Backspace", "Esc", "+", "-", "=", "Tab", "Return"),
    *("Ctrl+A", "Alt+Left", "Alt+Right", "Ctrl+Left", "Ctrl+Right", "Shift+Left", "Shift+Right"),
)

MakeWindow = Callable[[str], MainWindow]


@pytest.fixture
def make_window_in(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWindow]:
    """Return a function that makes the window in a language, empty."""
    made: list[MainWindow] = []

    def make(language: str) -> MainWindow:
        monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", language)
        window = make_window(qapp, SettingsStore())
        made.append(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.project_model.undo_stack.setClean()
        window.close()
        window.deleteLater()
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(params=["motion"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that is chosen; parametrised by tests about those that show more."""
    return request.param


@pytest.fixture
def make_loaded(
    qtbot: QtBot, make_window_in: MakeWindow, picture_path: Path, song_path: Path, engine: str
) -> MakeWindow:
    """Return a function that makes the window in a language, with picture, song, beats and a prompt."""

    def make(language: str) -> MainWindow:
        window = make_window_in(language)
        window.open_paths([picture_path, song_path])
        qtbot.waitUntil(
            lambda: bool(window.project_model.beats.beats) and window.media_model.picture is not None, timeout=20_000
        )
        qtbot.waitUntil(lambda: bool(window.song.panel.clip_bar._chips), timeout=20_000)
        window.project_model.set_look(resolution=Resolution.P480, fps=24, prompt="慢")
        window.song.clips.set_duration(3.0)
        if engine != "motion":
            window.project_model.set_look(engine=engine)  # which shows what belongs to it alone
            options = window.parameter_panel.diffusion
            qtbot.waitUntil(lambda: options.height() >= options.sizeHint().height())
        window.activateWindow()
        return window

    return make


def open_all(qtbot: QtBot, window: MainWindow) -> dict[str, QWidget]:
    """Open every other window that the program has; return all by name."""
    actions = window.actions_
    for action in (actions.show_queue, actions.settings, actions.show_undo_list, actions.shortcuts, actions.models):
        action.trigger()
    assert window.settings_desk.dialog is not None
    models = window.models.dialog
    assert models is not None
    qtbot.waitUntil(lambda: bool(models.cards) and window.models.store.fits is not None, timeout=20_000)
    models.network.fold.setChecked(True)
    qtbot.waitUntil(lambda: all(_has_room(card) for card in models.cards.values()))
    batch = BatchDialog(window.project_model.project, SettingsStore().settings, window)
    report = ReportDialog(actions.examine.text(), actions.about.text(), "technical lines", window)
    dialogs = {
        "queue": window.queue_desk.panel,
        "settings": window.settings_desk.dialog,
        "undo list": window.undo_list,
        "shortcuts": window.findChild(ShortcutsSheet),
        "series": batch,
        "report": report,
        "models": models,
    }
    for dialog in dialogs.values():
        dialog.show()
        qtbot.waitExposed(dialog)
    return {"main": window, **dialogs}


def _has_room(card: QWidget) -> bool:
    return card.height() >= card.heightForWidth(card.width())


def forms_in_menus(window: MainWindow) -> list[QWidget]:
    """Return the forms that buttons open."""
    return [
        action.defaultWidget()
        for menu in window.findChildren(QMenu)
        for action in menu.actions()
        if hasattr(action, "defaultWidget") and action.defaultWidget() is not None
    ]


# -- names -------------------------------------------------------------------------------------------------------------


def test_controls__of_all_windows__have_a_name_and_icons_a_tip(qtbot: QtBot, make_loaded: MakeWindow) -> None:
    window = make_loaded("en")
    window.actions_.beats.show_table.trigger()
    faults: list[str] = []
    for where, root in [*open_all(qtbot, window).items(), *(("form", form) for form in forms_in_menus(window))]:
        found = controls(root)
        assert found, where
        faults += [f"{where}: no name: {fault}" for fault in nameless(root)]
        faults += [
            f"{where}: no tip: {describe(widget)}"
            for widget in found
            if shows_only_an_icon(widget) and not widget.toolTip()
        ]
    assert not faults, "\n".join(faults)


def test_controls__empty_window__have_a_name(window: MainWindow) -> None:
    assert nameless(window) == []


# -- keys --------------------------------------------------------------------------------------------------------------


def test_shortcuts__of_window_and_its_small_windows__differ_and_leave_bare_keys_alone(
    qtbot: QtBot, make_loaded: MakeWindow
) -> None:
    window = make_loaded("en")
    open_all(qtbot, window)
    keys = keys_of(all_actions(window))
    assert len(keys) > 60
    assert repeated(keys) == []
    everywhere = keys_of([action for action in all_actions(window) if action.parent() is not window.queue_desk.panel])
    assert set(everywhere) & {QKeySequence(key).toString() for key in BARE_KEYS} == set()
    bare = [key for key in everywhere if "+" not in key and not re.fullmatch(r"F\d+", key)]
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_access_keys__in_one_menu__differ(make_window_in: MakeWindow, language: str) -> None:
    window = make_window_in(language)
    bar = [action.text() for action in window.menuBar().actions()]
    alone = [text for text in bar if not access_keys([text])]
    assert alone == []
    labels = [label.text() for label in window.findChildren(QLabel) if label.buddy() is not None]
    buttons = [button.text() for button in window.findChildren(QToolButton)]
    assert repeated(access_keys([*bar, *labels, *buttons])) == []
    clashes = {
        menu.title(): twice
        for menu in window.findChildren(QMenu)
        if (twice := repeated(access_keys([action.text() for action in menu.actions()])))
    }
    assert clashes == {}


# -- words -------------------------------------------------------------------------------------------------------------


def all_words(qtbot: QtBot, window: MainWindow) -> set[str]:
    window.message_bar.show_error("", "")
    window.show_error(S2VError(ErrorCode.OUT_OF_MEMORY))
    open_all(qtbot, window)  # they are children of the main window
    return words_of(window) | {window.preview_player.frame_view.hint}


def test_words__in_chinese__none_is_the_same_as_in_english(qtbot: QtBot, make_loaded: MakeWindow) -> None:
    english = all_words(qtbot, make_loaded("en"))
    chinese = all_words(qtbot, make_loaded("zh_CN"))
    assert min(len(english), len(chinese)) > 300
    left = {text for text in english & chinese if re.search(r"[A-Za-z]{2,}", _without_names(text))}
    assert not left, "\n".join(sorted(left))
    mixed = {text for text in chinese if re.search(r"[A-Za-z]{3,}", _without_names(text))}
    assert not mixed, "\n".join(sorted(mixed))


def _without_names(text: str) -> str:
    paths = re.sub(r"(/[\w.\-]+)+/?", "", text)
    return SAME_IN_BOTH.sub("", re.sub(r"\(&.\)", "", paths))


# -- Tab ---------------------------------------------------------------------------------------------------------------


def test_tab__in_the_main_window__visits_each_control_once_panel_by_panel(
    qtbot: QtBot, make_loaded: MakeWindow
) -> None:
    window = make_loaded("en")
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)
    reached = tab_round(first_stop(window))
    missed = [describe(widget) for widget in controls(window) if takes_tab(widget) and widget not in reached]
    assert missed == []
    panels = [_panel(widget) for widget in reached]
    visits = [panel for panel, following in pairwise([*panels, panels[0]]) if panel is not following]
    assert len(visits) == len(set(visits)), "\n".join(describe(widget) for widget in reached)
    for panel in visits:
        inside = [widget for widget in reached if _panel(widget) is panel]
        assert_reading_order(inside)


def test_tab__in_each_dialog__visits_each_control_once(qtbot: QtBot, make_loaded: MakeWindow) -> None:
    window = make_loaded("en")
    dialogs = open_all(qtbot, window)
    for name in ("queue", "settings", "series", "report", "shortcuts", "models"):
        dialog = dialogs[name]
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)
        wanted = [widget for widget in controls(dialog) if takes_tab(widget)]
        reached = tab_round(first_stop(dialog))
        assert [describe(widget) for widget in wanted if widget not in reached] == [], name
        assert_reading_order(reached)


def _panel(widget: QWidget) -> QWidget:
    parent = widget.parentWidget()
    assert parent is not None
    return widget if widget.objectName() in ("panel", "statusLine") or parent.isWindow() else _panel(parent)


def assert_reading_order(reached: list[QWidget]) -> None:
    """Fail where the focus goes up, or back in one row."""
    for former, later in pairwise(reached):
        before, after = place(former), place(later)
        same_row = before.top() <= after.center().y() and after.top() <= before.center().y()
        forwards = after.left() >= before.left() if same_row else after.center().y() > before.center().y()
        assert forwards, f"from {describe(former)} to {describe(later)}"


# -- room --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["motion", "wan-s2v"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words__at_1280_by_720__are_not_cut_off(qtbot: QtBot, make_loaded: MakeWindow, language: str) -> None:
    window = make_loaded(language)
    qtbot.wait(50)
    faults = [f"main: {fault}" for fault in cut_off(window)]
    window.actions_.beats.show_table.trigger()
    qtbot.wait(50)
    for where, root in open_all(qtbot, window).items():
        faults += [f"{where}: {fault}" for fault in cut_off(root)]
        faults += [f"{where}: outside: {fault}" for fault in outside(root)]
    for form in forms_in_menus(window):
        form.parentWidget().popup(window.pos())
        faults += [f"form: {fault}" for fault in cut_off(form)]
        form.parentWidget().close()
    assert not faults, "\n".join(sorted(set(faults)))
