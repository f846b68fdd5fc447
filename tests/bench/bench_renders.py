"""Fifty renders in a row in one window: what the window's process and the engine host hold after 5 and after 50.

Everything is real: the window, its queue, the host, the encoder, the finished take that plays by itself. ``growth`` is
that of the resident set; the target is at most 5 %. ``own_mb`` is the part of it that no file backs,
``heap_in_use_mb`` what of the window's heap is really used: where only the others grow, it is room that the allocator
keeps. Linux with glibc only.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.look import Resolution
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.app import make_application, make_window
from s2v_desktop.ui.heap import return_large_blocks
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.render_model import RenderState

EARLY, LATE = 5, 50
MOST_GROWTH = 0.05
TIMEOUT_S = 120.0


class Holdings(NamedTuple):
    """What one process holds."""

    resident_mb: float
    own_mb: float
    threads: int
    files: int


class Measure(NamedTuple):
    """Both processes, and the objects of the window's."""

    window: Holdings
    host: Holdings
    heap_in_use_mb: float
    python_objects: int
    qt_objects: int


def write_media(folder: Path) -> list[Path]:
    """Make a square picture and twelve seconds of song; return their paths."""
    import soundfile
    from PIL import Image

    rng = np.random.default_rng(0)
    picture = folder / "picture.png"
    Image.fromarray(rng.integers(0, 255, (90, 90, 3), np.uint8)).resize((900, 900)).save(picture)
    rate = 22_050
    samples = rng.standard_normal(rate * 12).astype(np.float32) * 0.01
    for first in range(rate // 4, len(samples) - 3000, rate // 2):
        samples[first : first + 3000] += np.linspace(0.5, 0, 3000, dtype=np.float32)
    song = folder / "song.wav"
    soundfile.write(song, samples, rate)
    return [picture, song]


def run_until(ended: Callable[[], bool]) -> None:
    """Run the event loop until ``ended``; end the program where that takes too long."""
    loop, until_s = QEventLoop(), time.monotonic() + TIMEOUT_S
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if ended() or time.monotonic() > until_s else None)
    watch.start(20)
    loop.exec()
    if not ended():
        raise SystemExit("timed out")


def holdings(pid: int) -> Holdings:
    """Read what the process ``pid`` holds."""
    process = Path("/proc", str(pid))
    lines = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    resident_mb, own_mb = (round(int(lines[name].split()[0]) / 1024, 1) for name in ("VmRSS", "RssAnon"))
    return Holdings(resident_mb, own_mb, int(lines["Threads"]), len(list((process / "fd").iterdir())))


class _HeapFacts(ctypes.Structure):
    """``struct mallinfo2`` of glibc."""

    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in _names.split()]


def heap_in_use_mb() -> float:
    """Return how much of this process's heap is in use."""
    read_facts = ctypes.CDLL("libc.so.6").mallinfo2
    read_facts.restype = _HeapFacts
    facts = read_facts()
    return round((facts.uordblks + facts.hblkhd) / 2**20, 1)


def measure(window: MainWindow) -> Measure:
    """Let everything that follows a render end, collect the garbage and read."""
    settled_s = time.monotonic() + 2.0
    run_until(lambda: time.monotonic() > settled_s)
    gc.collect()
    assert window.client.pid is not None
    qt_objects = len(window.findChildren(QObject)) + len(QApplication.instance().findChildren(QObject))
    window_held, host_held = holdings(os.getpid()), holdings(window.client.pid)
    return Measure(window_held, host_held, heap_in_use_mb(), len(gc.get_objects()), qt_objects)


def render(window: MainWindow, number: int) -> None:
    """Make one video that no earlier one equals, by the queue."""
    takes: list[Take] = []
    connection = window.render_model.finished.connect(takes.append)
    window.project_model.set_look(seed=number)
    window.render_bar.generate.click()
    run_until(lambda: window.render_model.state is RenderState.IDLE and window.queue_model.waiting_count == 0)
    window.render_model.finished.disconnect(connection)
    if not takes or not takes[0].path.exists():
        raise SystemExit(f"render {number} failed: {window.message_bar.text}")


def growth(early: float, late: float) -> float:
    """Return by which share ``late`` is more than ``early``."""
    return round(late / early - 1, 4)


def main() -> None:
    """Print what is held after 5 and after 50 renders."""
    if sys.platform != "linux":
        raise SystemExit("reads /proc: Linux only")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["S2V_DESKTOP_HOME"] = folder
        return_large_blocks()  # as the program does
        window = make_window(make_application(), SettingsStore())
        window.resize(1280, 800)
        window.show()
        window.open_paths(write_media(Path(folder)))
        run_until(lambda: bool(window.project_model.beats.beats) and window.media_model.picture is not None)
        window.project_model.set_look(resolution=Resolution.P480, fps=24)
        window.song.clips.set_duration(3.0)
        measures: dict[int, Measure] = {}
        course: list[tuple[float, float]] = []
        for number in range(1, LATE + 1):
            render(window, number)
            if number % 5 == 0:
                measures[number] = measure(window)
                course.append((measures[number].window.resident_mb, measures[number].host.resident_mb))
        window.project_model.undo_stack.setClean()
        window.close()
    early, late = measures[EARLY], measures[LATE]
    growths = {
        "window": growth(early.window.resident_mb, late.window.resident_mb),
        "host": growth(early.host.resident_mb, late.host.resident_mb),
    }
    report = {
        "growth": growths,
        "heap_in_use_growth": growth(early.heap_in_use_mb, late.heap_in_use_mb),
        "met": max(growths.values()) <= MOST_GROWTH,
        f"after_{EARLY}": {**early._asdict(), "window": early.window._asdict(), "host": early.host._asdict()},
        f"after_{LATE}": {**late._asdict(), "window": late.window._asdict(), "host": late.host._asdict()},
        "every_5_window_host_mb": course,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
