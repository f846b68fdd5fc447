"""How long the waveform takes to come from the peaks: ten minutes of stereo, 2000 columns, at every zoom.

``frame_share`` is the slowest view divided by a frame of a 60 Hz screen.
"""

from __future__ import annotations

import json
import statistics
import time

import numpy as np

from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.peaks import build_peaks

RATE_HZ = 44_100
ROUNDS = 21


def main() -> None:
    noise = np.random.default_rng(0).standard_normal((RATE_HZ, 2)).astype(np.float32)
    song = Song(np.tile(noise, (600, 1)), RATE_HZ)
    began_s = time.perf_counter()
    peaks = build_peaks(song)
    build_s = time.perf_counter() - began_s
    views_ms = {}
    for span_s in (0.05, 3.0, 40.0, 600.0):
        times_s = []
        for _ in range(ROUNDS):
            began_s = time.perf_counter()
            peaks.between(0.0, span_s, 2000)
            times_s.append(time.perf_counter() - began_s)
        views_ms[f"{span_s:g} s"] = round(statistics.median(times_s) * 1e3, 3)
    frame_share = round(max(views_ms.values()) * 60 / 1e3, 3)
    print(json.dumps({"build_s": round(build_s, 3), "views_ms": views_ms, "frame_share": frame_share}))


if __name__ == "__main__":
    main()
