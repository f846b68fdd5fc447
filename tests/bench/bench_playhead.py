"""How well the playhead follows the sound: the real player, recorded at the monitor of a silent PulseAudio device.

The bench starts a PulseAudio server of its own with a null sink, plays songs made of short bursts through
``SongPlayer``, and compares the moments at which the bursts leave the device with where the playhead then was.
Positive offsets mean that the playhead is ahead of the sound. Targets: no step back, at most 10 ms of drift in 60 s,
no gap between the turns of a loop. Interruptions of the sound elsewhere come from a busy computer: the playhead must
follow them. It needs ``pulseaudio`` and ``parec``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SONG_RATE_HZ = 44_100
RECORDED_RATE_HZ = 48_000
FRAME_BYTES = 4
LOUD = 2_000
LOOP_S = 3.0
BURSTS_PER_S = 4
BURSTS_PER_TURN = round(LOOP_S * BURSTS_PER_S)


class Recording:
    """What came out of the device, and when: sample number against ``time.perf_counter``."""

    def __init__(self) -> None:
        command = ["parec", "-d", "n.monitor", "--format=s16le", f"--rate={RECORDED_RATE_HZ}", "--channels=2"]
        command += ["--latency-msec=5", "--process-time-msec=2"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self._blocks: list[tuple[float, bytes]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        until_s = time.perf_counter() + 10
        while not self._blocks and time.perf_counter() < until_s:
            time.sleep(0.05)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while block := os.read(self._process.stdout.fileno(), 65_536):
            self._blocks.append((time.perf_counter(), block))

    def end(self) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Stop; return the time of each sample and the loudness of each sample.

        A block can be read late, never early: the line through the earliest blocks is the true one.
        """
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        arrived_s = np.array([arrival_s for arrival_s, _ in self._blocks])
        ends = np.cumsum([len(block) for _, block in self._blocks]) / FRAME_BYTES
        slope_s = np.polyfit(ends, arrived_s, 1)[0]
        origin_s = np.percentile(arrived_s - ends * slope_s, 5)
        values = np.frombuffer(b"".join(block for _, block in self._blocks), np.int16)[: int(ends[-1]) * 2]
        loudness = np.abs(values.reshape(-1, 2)[:, 0].astype(np.int32))
        return origin_s + np.arange(len(loudness)) * slope_s, loudness


def onsets_s(times_s: NDArray[np.float64], loudness: NDArray[np.int32], gap_s: float) -> NDArray[np.float64]:
    """Return when a loud sample came after at least ``gap_s`` without one."""
    loud = np.flatnonzero(loudness > LOUD)
    first = np.insert(np.diff(loud) > gap_s * RECORDED_RATE_HZ, 0, True) if loud.size else np.zeros(0, bool)
    return times_s[loud[first]]


def loaded_song(folder: Path, duration_s: float, burst_times_s: NDArray[np.float64]):
    """Write a song with a burst at each of the times and return it as the window holds it."""
    import soundfile
    from PySide6.QtCore import QEventLoop

    from s2v_desktop.ui.song_loader import SongLoader

    samples = np.zeros((round(duration_s * SONG_RATE_HZ), 2), np.float32)
    burst = 0.7 * np.cos(2 * np.pi * 2_000 / SONG_RATE_HZ * np.arange(200))
    for time_s in burst_times_s:
        first = round(time_s * SONG_RATE_HZ)
        samples[first : first + len(burst)] = burst[: len(samples) - first, None]
    path = folder / "song.wav"
    soundfile.write(path, samples, SONG_RATE_HZ)
    loader, loop, found = SongLoader(), QEventLoop(), []
    loader.loaded.connect(lambda loaded: (found.append(loaded), loop.quit()))
    loader.failed.connect(lambda _error: loop.quit())
    loader.load(path)
    loop.exec()
    loader.close()
    if not found:
        raise SystemExit("the song could not be loaded")
    return found[0]


def run_until(ended: Callable[[], bool], timeout_s: float) -> None:
    """Run the event loop until ``ended`` or for ``timeout_s``."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, until_s = QEventLoop(), time.perf_counter() + timeout_s
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if ended() or time.perf_counter() > until_s else None)
    watch.start(20)
    loop.exec()


def measure_playhead(player, folder: Path, played_s: float) -> dict[str, float | int]:
    """Play a burst a second; compare playhead and sound at each burst."""
    player.set_song(loaded_song(folder, played_s + 2, np.arange(1.0, played_s + 1)))
    shown: list[tuple[float, float]] = []
    note = player.position_changed.connect(lambda position_s: shown.append((time.perf_counter(), position_s)))
    recording = Recording()
    player.play()
    run_until(lambda: player.position_s >= played_s + 0.8, played_s + 10)
    player.pause()
    player.position_changed.disconnect(note)
    heard_s = onsets_s(*recording.end(), 0.5)
    return compare(np.array(shown), heard_s)


def compare(shown: NDArray[np.float64], heard_s: NDArray[np.float64]) -> dict[str, float | int]:
    """Return offset, drift and jitter of the playhead ``shown`` (computer's time, song's time) in milliseconds."""
    song_s = np.arange(1.0, len(heard_s) + 1)
    offsets_ms = (np.interp(heard_s, shown[:, 0], shown[:, 1]) - song_s) * 1e3
    drift_per_s, _ = np.polyfit(song_s, offsets_ms, 1)
    moving = shown[(shown[:, 0] > heard_s[0]) & (shown[:, 0] < heard_s[-1])]
    wobble_ms = (moving[:, 1] - np.interp(moving[:, 0], heard_s, song_s)) * 1e3
    return {
        "bursts_heard": len(heard_s),
        "sound_interruptions": int((np.abs(np.diff(heard_s) - 1.0) > 1e-3).sum()),
        "mean_offset_ms": round(float(offsets_ms.mean()), 1),
        "first_offset_ms": round(float(offsets_ms[0]), 1),
        "drift_60_s_ms": round(float(drift_per_s * 60), 1),
        "jitter_p95_ms": round(float(np.percentile(np.abs(wobble_ms - wobble_ms.mean()), 95)), 2),
        "jitter_max_ms": round(float(np.abs(wobble_ms - wobble_ms.mean()).max()), 2),
        "steps_back": int((np.diff(shown[:, 1]) < 0).sum()),
    }


def measure_loop(player, folder: Path, turns: int) -> dict[str, float | int]:
    """Play a loop with four bursts a second; the distance between the bursts beside a turn shows the gap there."""
    from s2v_desktop.core.clip import Clip

    player.set_song(loaded_song(folder, 8.0, np.arange(0.125, 8.0, 1 / BURSTS_PER_S)))
    player.set_loop(Clip(1.0, LOOP_S))
    player.seek(1.0)
    recording = Recording()
    player.play()
    run_until(lambda: False, LOOP_S * turns + 1)
    player.pause()
    player.set_loop(None)
    gaps_ms = (np.diff(onsets_s(*recording.end(), 0.05)) - 1 / BURSTS_PER_S) * 1e3
    at_turn = np.zeros(len(gaps_ms), bool)
    at_turn[BURSTS_PER_TURN - 1 :: BURSTS_PER_TURN] = True
    turns_ms = gaps_ms[at_turn]
    return {
        "turns": len(turns_ms),
        "loop_gap_ms": round(float(np.median(turns_ms)), 2),
        "loop_gap_worst_ms": round(float(turns_ms[np.abs(turns_ms).argmax()]), 2),
        "loop_interruptions": int((np.abs(gaps_ms[~at_turn]) > 1.0).sum()),
    }


def measure_clicks(player, folder: Path, switches: int) -> dict[str, float]:
    """Switch the clicks on and off over a silent song with a beat every 60 ms."""
    from s2v_desktop.core.beats import BeatGrid

    player.set_song(loaded_song(folder, 20.0, np.zeros(0)))
    player.set_beats(BeatGrid.from_arrays(np.arange(0.0, 20.0, 0.06)))
    player.set_click_volume(1.0)
    switched: list[tuple[float, bool]] = []
    recording = Recording()
    player.play()
    for on in (True, False) * switches:
        run_until(lambda: False, 1.0)
        switched.append((time.perf_counter(), on))
        player.set_click(on)
    run_until(lambda: False, 1.0)
    player.pause()
    heard_s = onsets_s(*recording.end(), 0.03)
    on_ms, off_ms = [], []
    for at_s, on in switched:
        after = heard_s[(heard_s > at_s) & (heard_s < at_s + 0.95)]
        (on_ms if on else off_ms).append(((after[0] if on else after[-1]) - at_s) * 1e3)
    return {
        "click_on_delay_ms": round(float(np.mean(on_ms)), 1),
        "click_off_delay_ms": round(float(np.mean(off_ms)), 1),
    }


def measure_pause(player, folder: Path) -> dict[str, float]:
    """Pause within a song that has no quiet moment; return how long it is heard on."""
    player.set_song(loaded_song(folder, 8.0, np.arange(0.0, 7.9, 0.01)))
    recording = Recording()
    before_s = time.perf_counter()
    player.play()
    run_until(lambda: False, 2.0)
    paused_s = time.perf_counter()
    player.pause()
    run_until(lambda: False, 1.0)
    times_s, loudness = recording.end()
    loud_s = times_s[loudness > LOUD]
    return {
        "start_delay_ms": round(float(loud_s[0] - before_s) * 1e3, 1),
        "heard_after_pause_ms": round(float(loud_s[-1] - paused_s) * 1e3, 1),
    }


@contextmanager
def sound_server(folder: Path) -> Iterator[None]:
    """Run a PulseAudio server with one silent device."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.update(
        XDG_RUNTIME_DIR=str(runtime), PULSE_RUNTIME_PATH=str(runtime), PULSE_COOKIE=str(folder / "cookie")
    )
    os.environ.pop("PULSE_SERVER", None)
    command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--log-level=error"]
    command += ["--load=module-null-sink sink_name=n", "--load=module-native-protocol-unix auth-anonymous=1"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until_s = time.perf_counter() + 10
        while not (runtime / "native").exists() and time.perf_counter() < until_s:
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--played-s", type=float, default=60.0, help="how long the playhead is compared")
    parser.add_argument("--turns", type=int, default=4, help="turns of the loop")
    parser.add_argument("--switches", type=int, default=4, help="how often the clicks are switched on and off")
    options = parser.parse_args()
    if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
        raise SystemExit("this bench needs pulseaudio and parec (package pulseaudio-utils)")
    with tempfile.TemporaryDirectory() as name, sound_server(Path(name)):
        print(json.dumps(measure(Path(name), options)))


def measure(folder: Path, options: argparse.Namespace) -> dict[str, float | int]:
    """Return all figures."""
    from PySide6.QtWidgets import QApplication

    from s2v_desktop.ui.song_player import SongPlayer

    application = QApplication([])
    player = SongPlayer(application)
    missing: list[bool] = []
    player.sound_missing.connect(lambda: missing.append(True))
    result: dict[str, float | int] = {}
    result |= measure_pause(player, folder)
    result |= measure_loop(player, folder, options.turns)
    if options.switches:
        result |= measure_clicks(player, folder, options.switches)
    result |= measure_playhead(player, folder, options.played_s)
    if missing:
        raise SystemExit("the player found no sound device")
    return result


if __name__ == "__main__":
    main()
