"""The real window, and a small picture and song to feed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.look import Resolution
from s2v_desktop.ui.app import make_window
from s2v_desktop.ui.garbage import GarbageCollector
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore

RATE_HZ = 22_050
SONG_S = 12.0
BEAT_S = 0.5
FIRST_BEAT_S = 0.25


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt report what a test machine lacks (sound, graphics, window manager); any other warning fails the test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "pa_context_connect",
                    "No RHI backend",
                    "propagateSizeHints",
                    "does not support (raise|grabbing)",
                    extend=True,
                )
            )


@pytest.fixture(scope="session")
def picture_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A square picture, larger than a 480P video."""
    from PIL import Image

    y, x = np.mgrid[0:900, 0:900]
    pixels = np.stack([x * 255 // 900, y * 255 // 900, (x + y) % 256], axis=-1).astype(np.uint8)
    path = tmp_path_factory.mktemp("media") / "cover.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture(scope="session")
def song_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds at 120 BPM, with an accent on every fourth beat."""
    samples = np.zeros(round(SONG_S * RATE_HZ), np.float32)
    rng = np.random.default_rng(1)
    hit = rng.standard_normal(2000).astype(np.float32) * np.exp(-np.arange(2000) / 300, dtype=np.float32)
    for number, time_s in enumerate(np.arange(FIRST_BEAT_S, SONG_S - 0.2, BEAT_S)):
        first = round(time_s * RATE_HZ)
        samples[first : first + 2000] += hit * (0.3 if number % 4 == 0 else 0.15)
    path = tmp_path_factory.mktemp("media") / "song.wav"
    soundfile.write(path, samples, RATE_HZ)
    return path


@pytest.fixture(scope="session", autouse=True)
def _dialogs_of_qt() -> None:
    """A test cannot press the keys of the system's own dialogs."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


@pytest.fixture(autouse=True)
def _garbage_between_events(qapp: QApplication) -> Iterator[None]:
    """As in the program: nowhere else may widgets vanish."""
    collector = GarbageCollector()
    yield
    collector.close()


@pytest.fixture
def language(monkeypatch: pytest.MonkeyPatch) -> str:
    """Overridden by tests about another language."""
    monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", "en")
    return "en"


@pytest.fixture
def live_preview() -> bool:
    """Overridden by tests that look at it: it takes a second process."""
    return False


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, language: str, home: Path, live_preview: bool) -> Iterator[MainWindow]:
    """The main window, shown, empty."""
    settings = SettingsStore()
    settings.change(live_preview=live_preview)
    main_window = make_window(qapp, settings)
    main_window.resize(1280, 720)
    main_window.show()
    qtbot.waitExposed(main_window)
    yield main_window
    main_window.queue_model.stop_all()  # a question about videos that wait would be asked for ever
    main_window.project_model.undo_stack.setClean()
    main_window.close()
    main_window.deleteLater()
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def loaded(qtbot: QtBot, window: MainWindow, picture_path: Path, song_path: Path) -> MainWindow:
    """The window with picture, song and beats; set to the smallest and shortest video."""
    window.open_paths([picture_path, song_path])
    qtbot.waitUntil(
        lambda: bool(window.project_model.beats.beats) and window.media_model.picture is not None, timeout=20_000
    )
    window.project_model.set_look(resolution=Resolution.P480, fps=24)
    window.song.clips.set_duration(3.0)
    return window
