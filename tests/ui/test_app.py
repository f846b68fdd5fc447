"""Starting the window: what it imports, and what it does with a fault."""

from __future__ import annotations

import os
import subprocess
import sys

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


def run(program: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"S2V_DESKTOP_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60, check=True
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
