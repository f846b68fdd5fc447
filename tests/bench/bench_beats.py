"""Beat tracking of a four-minute MP3 from a cold start, against librosa, and the accuracy of both on known patterns.

    python tests/bench/bench_beats.py [--command] [--repeat N]

``--command`` measures ``python -m s2v_desktop beats`` instead of the two functions that it calls.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from synthesis import RATE_HZ, f_measure, median_offset_ms, pattern  # noqa: E402

from s2v_desktop.audio.beat_tracker import track_beats  # noqa: E402
from s2v_desktop.audio.decode import Song, decode_song  # noqa: E402
from s2v_desktop.core.paths import resource_path  # noqa: E402

SONG_S = 240
MAX_COLD_S, MAX_RSS_MB = 2.5, 400

OURS = """
import sys; from pathlib import Path
from s2v_desktop.audio.decode import decode_song
from s2v_desktop.audio.beat_tracker import track_beats
print(len(track_beats(decode_song(Path(sys.argv[1]))).beats))
"""
LIBROSA = """
import sys, librosa
samples, rate_hz = librosa.load(sys.argv[1], sr=22050)
print(len(librosa.beat.beat_track(y=samples, sr=rate_hz)[1]))
"""


def write_long_mp3(path: Path) -> None:
    """Write four minutes made of the sample song, at slightly different levels so that no part repeats exactly."""
    song = decode_song(resource_path("sample", "song.ogg"))
    rng = np.random.default_rng(4)
    with soundfile.SoundFile(path, "w", song.sample_rate_hz, 2, format="MP3") as file:
        for part in range(SONG_S // 30):
            noise = rng.standard_normal(song.samples.shape).astype(np.float32)
            file.write(song.samples * (0.7 + 0.03 * part) + 0.001 * noise)


def run_cold(command: list[str]) -> tuple[float, float]:
    """Return the seconds and the peak memory in MB of one fresh process."""
    waiter = (
        "import json,resource,subprocess,sys,time\n"
        "began=time.perf_counter(); subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL,cwd="
        + repr(str(ROOT))
        + ")\n"
        "took=time.perf_counter()-began\n"
        "print(json.dumps([took,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024]))"
    )
    # each run has a parent of its own: RUSAGE_CHILDREN is the maximum over all children so far
    answer = subprocess.run([sys.executable, "-c", waiter, *command], check=True, capture_output=True, text=True)
    took_s, rss_mb = json.loads(answer.stdout)
    return took_s, rss_mb


def librosa_beats_s(samples: np.ndarray) -> np.ndarray:
    """Return librosa's beats of mono ``samples``."""
    import librosa

    return librosa.beat.beat_track(y=samples, sr=RATE_HZ, units="time")[1]


def rounded(value: float) -> float | None:
    """Return ``value`` to two places, None where no beat was near."""
    return round(value, 2) if np.isfinite(value) else None


def accuracy() -> list[dict[str, object]]:
    """Return F at 25 ms and the median offset of both trackers on patterns with known beats."""
    rows = []
    for kind in ("pop", "house", "rock", "waltz"):
        for bpm in (72, 90, 105, 120, 135, 150, 168):
            made = pattern(kind, bpm, duration_s=40)
            ours = track_beats(Song(made.samples[:, None], RATE_HZ)).times_s
            theirs = librosa_beats_s(made.samples)
            rows.append(
                {
                    "pattern": f"{kind} {bpm}",
                    "f25": round(f_measure(made.beats_s, ours), 3),
                    "offset_ms": rounded(median_offset_ms(made.beats_s, ours)),
                    "librosa_f25": round(f_measure(made.beats_s, theirs), 3),
                    "librosa_offset_ms": rounded(median_offset_ms(made.beats_s, theirs)),
                }
            )
    return rows


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.mp3"
        write_long_mp3(path)
        command = [sys.executable, "-c", OURS, str(path)]
        if options.command:
            command = [sys.executable, "-m", "s2v_desktop", "beats", str(path), "--json"]
        ours = [run_cold(command) for _ in range(options.repeat)]
        librosa_runs = [run_cold([sys.executable, "-c", LIBROSA, str(path)]) for _ in range(2)]
        began = time.perf_counter()
        song = decode_song(path)
        decode_s = time.perf_counter() - began
        track_beats(song)
        track_s = time.perf_counter() - began - decode_s
    cold_s, rss_mb = min(took for took, _ in ours), max(rss for _, rss in ours)
    librosa_s = min(took for took, _ in librosa_runs)
    report = {
        "song_s": SONG_S,
        "cold_s": round(cold_s, 2),
        "warm_decode_s": round(decode_s, 2),
        "warm_track_s": round(track_s, 2),
        "rss_mb": round(rss_mb),
        "librosa_cold_s": round(librosa_s, 2),
        "librosa_rss_mb": round(max(rss for _, rss in librosa_runs)),
        "ratio_to_librosa": round(cold_s / librosa_s, 2),
        "within_limits": cold_s <= MAX_COLD_S and rss_mb <= MAX_RSS_MB,
        "accuracy": accuracy(),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
