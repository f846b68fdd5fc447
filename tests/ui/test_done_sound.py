"""The sound of finished videos: recorded at a real device, and nothing of it where there is none."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.paths import resource_path
from s2v_desktop.ui.done_sound import DoneSound

_ROOT = Path(__file__).parents[2]
_RATE_HZ = 44_100
_PROGRAM = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from s2v_desktop.ui.done_sound import DoneSound

application = QApplication([])
sound = DoneSound()
QTimer.singleShot(300, sound.play)
QTimer.singleShot(2500, application.quit)
application.exec()
sound.close()
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sound server of its own, with a device that can be recorded."""
    if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
        pytest.skip("records a PulseAudio device")
    own = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_RUNTIME_PATH": str(tmp_path / "pulse")}
    environment = os.environ | own | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT)}
    environment.pop("PULSE_SERVER", None)
    command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--log-level=error"]
    command += ["--load=module-null-sink sink_name=n", "--load=module-native-protocol-unix auth-anonymous=1"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    until_s = time.monotonic() + 10
    while not (tmp_path / "pulse" / "native").exists() and time.monotonic() < until_s:
        time.sleep(0.05)
    yield environment
    server.terminate()
    server.wait()


def test_play__with_a_device__two_tones_are_heard_there(environment: dict[str, str]) -> None:
    recording = ["parec", "-d", "n.monitor", "--format=s16le", f"--rate={_RATE_HZ}", "--channels=1"]
    recorder = subprocess.Popen(recording, env=environment, stdout=subprocess.PIPE)
    subprocess.run([sys.executable, "-c", _PROGRAM], env=environment, timeout=60, check=True)
    time.sleep(1.0)
    recorder.terminate()
    heard = np.frombuffer(recorder.communicate()[0], np.int16).astype(float)
    loud = np.flatnonzero(np.abs(heard) > 500)
    assert 0.1 < (loud[-1] - loud[0]) / _RATE_HZ < 0.6
    power = np.abs(np.fft.rfft(heard[loud[0] : loud[0] + round(0.4 * _RATE_HZ)], 4 * _RATE_HZ))
    hz = np.fft.rfftfreq(4 * _RATE_HZ, 1 / _RATE_HZ)
    for low, high, tone_hz in ((600, 750, 659), (800, 950, 880)):
        part = (hz > low) & (hz < high)
        assert hz[part][power[part].argmax()] == pytest.approx(tone_hz, abs=8)


def test_play__without_qt_multimedia__is_the_signal_of_the_system(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[bool] = []
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.delattr("PySide6.QtMultimedia", raising=False)
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(True))
    sound = DoneSound()
    sound.play()
    sound.close()
    assert beeps == [True]


def test_file__made_again__is_the_same(tmp_path: Path) -> None:
    shipped = resource_path("sounds", "done.wav")
    spec = importlib.util.spec_from_file_location("make_done", shipped.with_name("make_done.py"))
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    with wave.open(str(shipped)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert file.getframerate() == maker.RATE_HZ
    assert np.abs(samples.astype(int) - maker.done_sound()).max() <= 1
