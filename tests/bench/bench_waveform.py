"""How fast the waveform follows the hand, and how soon a dropped song is drawn, in the real window.

``frames``: a song of ten minutes, real wheel events for a zoom to the closest view and back and for a scroll at three
zooms, each followed by the repaint of waveform and overview that it brings; time from event to painted, at 1280x720
and at 2560x1440 with a scale factor of 2. ``frame_share`` is the 99th percentile against a frame of a 60 Hz screen;
``cpu_*`` is the processor time of the window's thread, which a busy machine changes less.
``first_draw_s``: from ``open_paths`` with an MP3 of four minutes to the first paint of the overview that holds the
wave, each time in a fresh process; ``first_draw_share`` is the median against the target.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from s2v_desktop.ui.app import make_application, make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.widgets.song_panel import SongPanel

RATE_HZ = 44_100
FRAME_MS = 1000 / 60
FIRST_DRAW_S = 0.5
TIMEOUT_S = 60.0
IDLE_SHARE = 0.15
STARTS = 3
CLOSEST_S = 0.3
SCROLLED_SPANS_S = (200.0, 20.0, 1.0)
SIZES = {"1280x720": "1", "2560x1440": "2"}


class FrameTime(NamedTuple):
    """Time from an event to its paint, and the processor time of the window's thread in it."""

    wall_ms: float
    cpu_ms: float


def write_song(path: Path, duration_s: int) -> None:
    """Write a kick, a bass, chords, hats and hiss, different on both sides."""
    import soundfile

    rng = np.random.default_rng(0)
    times_s = np.arange(RATE_HZ * 4) / RATE_HZ
    in_beat_s = times_s % 0.5
    kick = 0.5 * np.sin(2 * np.pi * 50 * in_beat_s) * np.exp(-in_beat_s / 0.08)
    hats = 0.2 * rng.standard_normal((2, len(times_s))) * np.exp(-((in_beat_s - 0.25) % 0.5) / 0.02)
    chords = 0.15 * np.sin(2 * np.pi * np.outer([220, 277], times_s)) * (times_s % 2 < 1.5)
    bar = (kick + hats + chords).T.astype(np.float32)
    with soundfile.SoundFile(path, "w", RATE_HZ, 2) as file:
        for number in range(duration_s // 4):
            file.write(bar * np.float32(0.4 + 0.5 * (number % 16) / 16))


def wait_for(ready: Callable[[], bool], seconds: float = TIMEOUT_S) -> None:
    """Run the event loop until ``ready``."""
    until_s = time.perf_counter() + seconds
    while not ready():
        if time.perf_counter() > until_s:
            raise SystemExit("timed out")
        QApplication.processEvents()
        time.sleep(0.001)


def wait_until_idle() -> None:
    """Run the event loop until the searches that follow a song's loading are over."""
    busy_share = 1.0
    while busy_share > IDLE_SHARE:
        began_s, used_s = time.perf_counter(), time.process_time()
        wait_for(lambda began_s=began_s: time.perf_counter() > began_s + 1.0)
        busy_share = (time.process_time() - used_s) / (time.perf_counter() - began_s)


def turn_wheel(panel: SongPanel, notches: float, held: Qt.KeyboardModifier) -> FrameTime:
    """Turn the wheel over the waveform; return the time until everything that this moves is painted."""
    viewport = panel.waveform.viewport()
    at = QPointF(0.4 * viewport.width(), 0.5 * viewport.height())
    event = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    began_s, used_s = time.perf_counter(), time.thread_time()
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()
    return FrameTime((time.perf_counter() - began_s) * 1000, (time.thread_time() - used_s) * 1000)


def measure_frames(window: MainWindow, path: Path) -> dict[str, object]:
    """Return the frame times of a zoom and of a scroll."""
    panel = window.song.panel
    bands: list[object] = []
    window.media_model.bands_measured.connect(bands.append)
    window.open_paths([path])
    wait_for(lambda: bool(bands) and bool(window.project_model.beats.beats))
    wait_until_idle()
    control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    zooms: list[FrameTime] = []
    while (span_s := panel.waveform.span_s())[1] - span_s[0] > CLOSEST_S:
        zooms.append(turn_wheel(panel, 0.5, control))
    zooms += [turn_wheel(panel, -0.5, control) for _ in zooms]
    scrolls: list[FrameTime] = []
    for span_s in SCROLLED_SPANS_S:
        panel.waveform.show_span(100.0, 100.0 + span_s)
        scrolls += [turn_wheel(panel, -0.25, none) for _ in range(40)]
    result: dict[str, object] = {"waveform_px": f"{round(panel.waveform.width() * window.devicePixelRatioF())}"}
    for what, frames in (("zoom", zooms), ("scroll", scrolls)):
        median, p99 = (np.percentile(frames, percent, axis=0).round(2).tolist() for percent in (50, 99))
        result[what] = {
            "median_ms": median[0],
            "p99_ms": p99[0],
            "frame_share": round(p99[0] / FRAME_MS, 3),
            "cpu_median_ms": median[1],
            "cpu_p99_ms": p99[1],
            "cpu_frame_share": round(p99[1] / FRAME_MS, 3),
        }
    return result


class PaintWatch(QObject):
    """Notes when the overview has painted for the first time with a song."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.painted_s: float | None = None
        window.song.panel.overview.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look at the clock after the first paint event with a song."""
        if event.type() == QEvent.Type.Paint and self._window.media_model.song is not None:
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.painted_s = self.painted_s or time.perf_counter()


def measure_first_draw(window: MainWindow, path: Path) -> float:
    """Return the seconds until a dropped song is drawn."""
    watch = PaintWatch(window)
    began_s = time.perf_counter()
    window.open_paths([path])
    wait_for(lambda: watch.painted_s is not None)
    assert watch.painted_s is not None
    return watch.painted_s - began_s


def run_window(task: str, path: Path) -> None:
    """Print what ``task`` measures in a window of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["S2V_DESKTOP_HOME"] = folder
        application = make_application()
        window = make_window(application, SettingsStore())
        window.resize(1280, 720)
        window.show()
        settled_s = time.perf_counter() + 1.0
        wait_for(lambda: time.perf_counter() > settled_s)
        measured = (measure_frames if task == "frames" else measure_first_draw)(window, path)
        window.project_model.undo_stack.setClean()
        window.close()
    print(json.dumps(measured))


def in_fresh_process(task: str, path: Path, scale: str = "1") -> object:
    """Return what ``run_window`` prints."""
    command = [sys.executable, __file__, task, str(path)]
    environment = {**os.environ, "QT_SCALE_FACTOR": scale}
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, timeout=200).stdout)


def main() -> None:
    """Measure all and print it."""
    with tempfile.TemporaryDirectory() as folder:
        dropped, long = Path(folder, "song.mp3"), Path(folder, "long.wav")
        write_song(dropped, 240)
        draws_s = [in_fresh_process("first-draw", dropped) for _ in range(STARTS)]
        write_song(long, 600)
        frames = {size: in_fresh_process("frames", long, scale) for size, scale in SIZES.items()}
    first_draws_s = sorted(float(str(draw_s)) for draw_s in draws_s)
    result = {
        "frames": frames,
        "first_draw_s": [round(draw_s, 3) for draw_s in first_draws_s],
        "first_draw_share": round(statistics.median(first_draws_s) / FIRST_DRAW_S, 3),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_window(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
