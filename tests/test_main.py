import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program always has a screen")
def test_window__no_screen__says_so_in_one_sentence():
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens}
    command = [sys.executable, "-m", "s2v_desktop"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_commands__any__leave_qt_and_torch_out():
    code = (
        "import sys; from s2v_desktop.__main__ import main; main(['doctor', '--json']);"
        "sys.exit(any(name.split('.')[0] in ('PySide6', 'torch', 'numba', 'librosa') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).returncode == 0
