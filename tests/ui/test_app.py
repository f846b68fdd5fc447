"""Starting the window: what it imports, and what it does with a fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.bundle import save_bundle
from s2v_desktop.core.look import Look
from s2v_desktop.core.project import Project, media_file, save_project
from s2v_desktop.ui.app import FileOpener
from s2v_desktop.ui.main_window import MainWindow

START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from s2v_desktop.ui import app
application = QApplication([])
window = app.make_window(application, app.SettingsStore())
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
heavy = {"torch", "diffusers", "transformers", "librosa", "numba", "scipy", "cv2", "soundfile", "PIL", "imageio_ffmpeg"}
heavy |= {"httpx"}
print("heavy:", sorted(heavy & set(sys.modules)))
window.close()
"""

FAULT = """
import sys
from PySide6.QtCore import QTimer
from s2v_desktop.ui import app

def begin(window, *rest):
    QTimer.singleShot(0, lambda: fail(window))

def fail(window):
    QTimer.singleShot(100, lambda: look(window))
    raise ValueError("a secret detail")

def look(window):
    print("says:", window.message_bar.text)
    window.close()

app._open_first = begin  # in the place of the sample
sys.exit(app.run_window([]))
"""


NAMED = """
import sys
from PySide6.QtCore import QTimer
from s2v_desktop.ui import app

def begin(window, *rest):
    opened(window, *rest)
    watch = QTimer(window)
    watch.timeout.connect(lambda: look(window))
    watch.start(50)

def look(window):
    if window.project_model.project.picture is not None and window.media_model.picture is not None:
        print("opened:", window.windowTitle(), window.project_model.look.prompt)
        window.close()

opened, app._open_first = app._open_first, begin
from s2v_desktop.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"S2V_DESKTOP_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=True,
    )


def test_start__shows_the_window__without_heavy_imports() -> None:
    assert "heavy: []" in run(START).stdout


def test_fault__in_a_slot__is_told_in_plain_words_and_logged(home: object) -> None:
    from s2v_desktop.core.paths import log_dir

    result = run(FAULT)
    assert "says: Something unexpected went wrong (ValueError)" in result.stdout
    assert "Traceback" not in result.stdout
    assert "a secret detail" in (log_dir() / "window.log").read_text(encoding="utf-8")
    assert "QThread: Destroyed" not in result.stderr


@pytest.mark.parametrize("name", ["mine.s2v", "mine.s2v.zip"])
def test_start__project_named__opens_the_window_with_it(
    tmp_path: Path, picture_path: Path, home: Path, name: str
) -> None:
    project = Project(picture=media_file(picture_path), look=Look(prompt="zoom in"))
    save_project(project, tmp_path / "mine.s2v")
    save_bundle(project, tmp_path / "mine.s2v.zip")
    assert "S2V Desktop zoom in" in run(NAMED, str(tmp_path / name)).stdout


def test_file_open_event__as_macos_sends_it__opens_the_file(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, picture_path: Path
) -> None:
    opener = FileOpener(lambda path: window.open_paths([path]))
    qapp.installEventFilter(opener)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(picture_path))))
    qtbot.waitUntil(lambda: window.media_model.picture is not None, timeout=20_000)
    assert window.project_model.project.picture == media_file(picture_path)
    qapp.removeEventFilter(opener)
