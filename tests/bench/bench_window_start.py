"""How long the window takes to open and answer, beyond what a bare PySide6 window takes.

Each start is a process of its own, with byte code at hand, as an installed program has it. Interactive means: painted,
and the event loop has come round after that.
Medians of ``RUNS`` starts of each kind, taken in turn; target: at most 0.8 s more than a bare window.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
TARGET_S = 0.8

_WAIT = """
from PySide6.QtCore import QEvent, QObject, QTimer
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, done)
        return False
def done():
    print("interactive", flush=True)
    window.close()
    application.quit()
first_paint = FirstPaint()
window.installEventFilter(first_paint)
window.show()
application.exec()
"""

BARE = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
{_WAIT}
"""

OURS = f"""
from s2v_desktop.ui import app
application = app.make_application()
window = app.make_window(application, app.SettingsStore())
{_WAIT}
"""


def start_s(program: str, home: str) -> float:
    """Return the seconds from the start of a process until its window is interactive."""
    environment = os.environ | {"S2V_DESKTOP_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/byte-code"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not os.environ.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    began_s = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken_s = time.perf_counter() - began_s
    if line.strip() != b"interactive" or process.returncode:
        raise SystemExit(f"the window did not open (exit code {process.returncode})")
    return taken_s


def main() -> None:
    """Print the medians and their difference."""
    with tempfile.TemporaryDirectory() as home:
        start_s(OURS, home)  # byte code and file cache
        start_s(BARE, home)
        pairs = [(start_s(BARE, home), start_s(OURS, home)) for _ in range(RUNS)]
    bare_s, ours_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    result = {
        "bare_s": round(bare_s, 3),
        "window_s": round(ours_s, 3),
        "difference_s": round(ours_s - bare_s, 3),
        "target_s": TARGET_S,
        "met": ours_s - bare_s <= TARGET_S,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
