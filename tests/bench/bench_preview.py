"""The live preview in the real window: from an edit to the painted frame, and how it keeps up with the song.

An edit is timed from the change of the project to the end of painting the first frame made from it. Frames are counted
while the song plays, once on the computer as it is and once beside a process that keeps one core busy. Processor
shares are of one core and come from ``/proc`` (Linux only). Targets: 100 ms for a changed look or beat, and 30 frames
a second beside a busy core.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.beats import Beat
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.app import make_application, make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.edit_names import EditName

EDITS = 20
PLAY_S = 5.0
LOOPS = 3
TARGET_MS = 100.0
TARGET_FPS = 30.0
TIMEOUT_S = 60.0


def wait(until: Callable[[], bool], timeout_s: float = TIMEOUT_S) -> None:
    """Run the event loop until ``until`` holds."""
    loop, end_s = QEventLoop(), time.perf_counter() + timeout_s
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if until() or time.perf_counter() > end_s else None)
    watch.start(1)
    loop.exec()
    watch.stop()


def rest(seconds: float) -> None:
    """Run the event loop for ``seconds``."""
    end_s = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end_s)


def time_edits(window: MainWindow, edits: Iterator[Callable[[], None]]) -> list[float]:
    """Return the milliseconds from each edit to the end of painting its first frame."""
    painted_s: list[float] = []

    def on_image(_image: object) -> None:
        window.preview_player.frame_view.repaint()
        painted_s.append(time.perf_counter())

    window.live_preview.model.image_changed.connect(on_image)
    taken_ms = []
    for edit in edits:
        painted_s.clear()
        began_s = time.perf_counter()
        edit()
        wait(lambda: bool(painted_s))
        taken_ms.append((painted_s[0] - began_s) * 1000)
        rest(0.1)
    window.live_preview.model.image_changed.disconnect(on_image)
    return taken_ms


def looks(window: MainWindow) -> Iterator[Callable[[], None]]:
    """Change the prompt weight."""
    for step in range(EDITS):
        yield lambda step=step: window.project_model.set_look(prompt="zoom in, warm", prompt_weight=0.5 + step / EDITS)


def beats(window: MainWindow) -> Iterator[Callable[[], None]]:
    """Move a beat in the clip by ten milliseconds a time."""
    model = window.project_model
    for _ in range(EDITS):
        grid = model.beats
        beat = next(beat for beat in grid.beats if beat.time_s > model.clip.start_s + 1)
        moved = [Beat(b.time_s + 0.01, b.strength, b.downbeat) if b is beat else b for b in grid.beats]
        yield lambda moved=moved, grid=grid: model.set_beats(type(grid)(tuple(moved)), EditName.MOVE_BEATS)


def crops(window: MainWindow) -> Iterator[Callable[[], None]]:
    """Show another part of the picture."""
    for step in range(EDITS):
        yield lambda step=step: window.project_model.set_look(crop_x=step / EDITS, crop_y=step / EDITS)


def clips(window: MainWindow) -> Iterator[Callable[[], None]]:
    """Move the clip."""
    for step in range(EDITS):
        yield lambda step=step: window.project_model.set_clip(Clip(10.1 + step / 10, 8.0))


def cpu_s(pid: int) -> float:
    """Return the processor time that ``pid`` has used, in seconds; 0 where that cannot be asked."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def play(window: MainWindow) -> dict[str, float]:
    """Play the song; return frames a second, the longest gap between two, and processor shares."""
    times_s: list[float] = []
    count = lambda _image: times_s.append(time.perf_counter())  # noqa: E731
    host = window.live_preview.model.pid
    assert host is not None
    window.song.player.seek(window.project_model.clip.start_s)
    window.song.player.play()
    rest(0.5)
    window.live_preview.model.image_changed.connect(count)
    used_s, began_s = (cpu_s(host), cpu_s(os.getpid())), time.perf_counter()
    rest(PLAY_S)
    lasted_s = time.perf_counter() - began_s
    host_s, window_s = cpu_s(host) - used_s[0], cpu_s(os.getpid()) - used_s[1]
    window.live_preview.model.image_changed.disconnect(count)
    window.song.player.pause()
    return {
        "fps": round(len(times_s) / lasted_s, 1),
        "longest_gap_ms": round(float(np.diff(times_s).max()) * 1000, 1),
        "host_cpu_share": round(host_s / lasted_s, 3),
        "window_cpu_share": round(window_s / lasted_s, 3),
    }


def play_loops(window: MainWindow) -> dict[str, float]:
    """Play the clip, cut to 3 s, round and round; return the share of frames that were not shown and the longest gap.

    A wrap is the time from the last frame shown of one round to the first of the next.
    """
    model, clip = window.project_model, window.project_model.clip
    model.set_clip(clip.with_span(clip.start_s, 3.0))
    window.song.panel.transport.loop.setChecked(True)
    rest(1.0)
    shown: list[tuple[float, int]] = []
    note = lambda _image: shown.append((time.perf_counter(), window.live_preview.model.frame))  # noqa: E731
    window.song.player.seek(clip.start_s + 2.5)
    window.song.player.play()
    rest(1.0)
    window.live_preview.model.image_changed.connect(note)
    rest(LOOPS * 3.0)
    window.live_preview.model.image_changed.disconnect(note)
    window.song.player.pause()
    times_s, frames = np.array(shown).T
    gaps_ms = np.diff(times_s) * 1000
    wraps_ms = gaps_ms[np.diff(frames) < 0]
    wanted = LOOPS * 3.0 * model.look.fps
    return {
        "dropped": round(max(0.0, 1 - len(shown) / wanted), 4),
        "longest_gap_ms": round(float(gaps_ms.max()), 1),
        "longest_wrap_ms": round(float(wraps_ms.max()), 1),
    }


def play_beside_busy_core(window: MainWindow) -> dict[str, float]:
    """Play while another process keeps a core busy."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        return play(window)
    finally:
        busy.kill()
        busy.wait()


def open_window(application: QApplication) -> MainWindow:
    """Return the window, empty."""
    window = make_window(application, SettingsStore())
    window.resize(1280, 800)
    window.show()
    return window


def first_frame_s(window: MainWindow) -> float:
    """Open the sample; return the seconds from its beats being there to the first frame."""
    window.files.open_sample()
    wait(lambda: window.project_model.project.picture is not None and bool(window.project_model.beats.beats))
    began_s = time.perf_counter()
    wait(lambda: not window.preview_player.frame_view.image.isNull())
    return round(time.perf_counter() - began_s, 2)


def close(window: MainWindow) -> None:
    """Close the window and throw its project away."""
    window.project_model.undo_stack.setClean()
    window.close()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["S2V_DESKTOP_HOME"] = folder
        application = make_application()
        result: dict[str, object] = {}
        window = open_window(application)
        result["first_frame_cold_s"] = first_frame_s(window)
        close(window)
        window = open_window(application)
        result["first_frame_warm_s"] = first_frame_s(window)
        window.project_model.set_clip(Clip(10.0, 8.0))
        window.song.player.seek(11.5)
        rest(1.0)
        for name, edits in (("look", looks), ("beat", beats), ("crop", crops), ("clip", clips)):
            taken_ms = time_edits(window, edits(window))
            result[f"{name}_edit_median_ms"] = round(float(np.median(taken_ms)), 1)
            result[f"{name}_edit_p95_ms"] = round(float(np.percentile(taken_ms, 95)), 1)
        result["size"] = list(window.live_preview.model.size)
        result["playing"] = play(window)
        result["three_loops"] = play_loops(window)
        result["playing_beside_busy_core"] = busy = play_beside_busy_core(window)
        quick = max(float(str(result[f"{name}_edit_p95_ms"])) for name in ("look", "beat")) <= TARGET_MS
        result["met"] = quick and busy["fps"] >= 0.98 * TARGET_FPS
        close(window)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
