"""How late a 5 ms timer of the window fires: idle, while a song of three minutes loads, and while a video renders.

Everything is real: the window, the loader threads, the engine host. Lateness is how much later than 5 ms after the
one before a tick came. Target: 99th percentile at most 20 ms while rendering.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer

from s2v_desktop.core.clip import Clip
from s2v_desktop.ui.app import make_application, make_window
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.render_model import RenderState

INTERVAL_S = 0.005
TARGET_MS = 20.0
TIMEOUT_S = 90.0


class LatenessMeter:
    """Collects the lateness of every tick."""

    def __init__(self) -> None:
        self._late_ms: list[float] = []
        self._last_s: float | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(INTERVAL_S * 1000))
        self._timer.timeout.connect(self._on_timeout)

    def _on_timeout(self) -> None:
        now_s = time.perf_counter()
        if self._last_s is not None:
            self._late_ms.append(max(0.0, (now_s - self._last_s - INTERVAL_S) * 1000))
        self._last_s = now_s

    def measure(self, ended: Callable[[], bool]) -> NDArray[np.float64]:
        """Run the event loop until ``ended``; return the lateness of its ticks in milliseconds."""
        self._late_ms, self._last_s = [], None
        self._timer.start()
        loop, until_s = QEventLoop(), time.perf_counter() + TIMEOUT_S
        watch = QTimer()
        watch.timeout.connect(lambda: loop.quit() if ended() or time.perf_counter() > until_s else None)
        watch.start(20)
        loop.exec()
        self._timer.stop()
        if not ended():
            raise SystemExit("timed out")
        return np.array(self._late_ms)


def write_media(folder: Path) -> list[Path]:
    """Make a picture of twelve megapixels and a song of three minutes; return their paths."""
    import soundfile
    from PIL import Image

    rng = np.random.default_rng(0)
    picture = folder / "picture.jpg"
    Image.fromarray(rng.integers(0, 255, (300, 400, 3), np.uint8)).resize((4000, 3000)).save(picture)
    rate = 44_100
    samples = rng.standard_normal((rate * 180, 2)).astype(np.float32) * 0.01
    for first in range(rate // 4, len(samples) - 3000, rate // 2):
        samples[first : first + 3000] += np.linspace(0.5, 0, 3000, dtype=np.float32)[:, None]
    song = folder / "song.flac"
    soundfile.write(song, samples, rate)
    return [picture, song]


def measure(window: MainWindow, media: list[Path]) -> dict[str, NDArray[np.float64]]:
    """Return the lateness of each situation."""
    meter = LatenessMeter()
    end_s = time.perf_counter() + 2.0
    idle = meter.measure(lambda: time.perf_counter() > end_s)
    window.open_paths(media)
    loading = meter.measure(lambda: bool(window.project_model.beats.beats) and window.media_model.picture is not None)
    window.project_model.set_clip(Clip(0.0, 8.0))
    window.renders.generate()
    rendering = meter.measure(lambda: window.render_model.state is RenderState.IDLE)
    if window.preview_player.takes.take is None:
        raise SystemExit(f"the render failed: {window.message_bar.text}")
    return {"idle": idle, "loading": loading, "rendering": rendering}


def main() -> None:
    """Print the percentiles."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["S2V_DESKTOP_HOME"] = folder
        media = write_media(Path(folder))
        application = make_application()
        window = make_window(application, SettingsStore())
        window.resize(1280, 800)
        window.show()
        late = measure(window, media)
        window.project_model.undo_stack.setClean()
        window.close()
    result: dict[str, float | bool] = {}
    for situation, values in late.items():
        result[f"{situation}_p99_ms"] = round(float(np.percentile(values, 99)), 1)
        result[f"{situation}_max_ms"] = round(float(values.max()), 1)
    result["target_ms"] = TARGET_MS
    result["met"] = result["rendering_p99_ms"] <= TARGET_MS
    print(json.dumps(result))


if __name__ == "__main__":
    main()
