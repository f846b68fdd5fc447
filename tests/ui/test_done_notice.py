"""The notice that videos are done: only to someone who works elsewhere. With a real window manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_TOOLS = ("Xvfb", "openbox", "xprop")
_ROOT = Path(__file__).parents[2]

_PROGRAM = """
import subprocess, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
from s2v_desktop.ui.done_notice import DoneNotice

OTHER = "from PySide6.QtWidgets import *; a = QApplication([]); w = QWidget(); w.show(); w.activateWindow(); a.exec()"
application = QApplication([])
window = QMainWindow()
notice = DoneNotice(window)
window.show()
window.activateWindow()

def wait_for(active):
    until_s = time.monotonic() + 20
    while (QApplication.activeWindow() is window) != active:
        assert time.monotonic() < until_s, active
        application.processEvents()
        time.sleep(0.01)

def asks_for_attention():
    until_s = time.monotonic() + 1
    while time.monotonic() < until_s:
        application.processEvents()
    state = subprocess.run(["xprop", "-id", str(int(window.winId())), "_NET_WM_STATE"], capture_output=True, text=True)
    return "DEMANDS_ATTENTION" in state.stdout

wait_for(active=True)
notice.tell(1, 0, with_sound=True)
print(asks_for_attention())
other = subprocess.Popen([sys.executable, "-c", OTHER])
wait_for(active=False)
notice.tell(2, 1, with_sound=True)
print(asks_for_attention())
other.kill()
notice.close()
"""


@pytest.fixture
def display() -> Iterator[str]:
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "800x600x24"], pass_fds=[writer], stderr=subprocess.DEVNULL
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        name = f":{number.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": name}, stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait()


def test_notice__window_in_use_and_then_not__asks_for_attention_only_then(display: str) -> None:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(_ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True"]
