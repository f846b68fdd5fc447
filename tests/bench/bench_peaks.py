"""How long the waveform's columns and colours take: ten minutes of stereo, 2560 columns, at every zoom.

``frame_share`` is the slowest view divided by a frame of a 60 Hz screen; ``bands_share`` is the measuring of bass,
middle and highs against the target of 0.6 s for four minutes.
"""

from __future__ import annotations

import json
import statistics
import time

import numpy as np

from s2v_desktop.audio.band_shares import measure_band_shares
from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.peaks import build_peaks

RATE_HZ = 44_100
DURATION_S = 600
COLUMNS = 2560
ROUNDS = 21
BANDS_TARGET_S = 0.6 * DURATION_S / 240


def main() -> None:
    noise = np.random.default_rng(0).standard_normal((RATE_HZ, 2)).astype(np.float32)
    song = Song(np.tile(noise, (DURATION_S, 1)), RATE_HZ)
    began_s = time.perf_counter()
    peaks = build_peaks(song)
    peaks_s = time.perf_counter() - began_s
    shares = measure_band_shares(song)
    bands_s = time.perf_counter() - began_s - peaks_s
    views_ms = {}
    for span_s in (0.05, 3.0, 40.0, 600.0):
        times_s = []
        for _ in range(ROUNDS):
            began_s = time.perf_counter()
            peaks.between(0.0, span_s, COLUMNS)
            shares.between(0.0, span_s, COLUMNS)
            times_s.append(time.perf_counter() - began_s)
        views_ms[f"{span_s:g} s"] = round(statistics.median(times_s) * 1e3, 3)
    result = {
        "peaks_s": round(peaks_s, 3),
        "bands_s": round(bands_s, 3),
        "bands_share": round(bands_s / BANDS_TARGET_S, 3),
        "views_ms": views_ms,
        "frame_share": round(max(views_ms.values()) * 60 / 1e3, 3),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
