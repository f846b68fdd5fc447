"""How right the beat tracker is on music whose beats are known and on sounds that have none.

    python tests/bench/bench_beat_accuracy.py [--held-out] [--json] [--save FILE] [--before FILE]

F25 and F70 are the F-measures of the beats at 25 ms and 70 ms. A tempo is exact within 4 % of the true one, right but
for its octave within 4 % of a half, double, third or triple of it. ``--save`` keeps the table, ``--before`` prints one
that was kept beside the new one. ``--held-out`` takes other rhythms, tempi and seeds than those that the tracker was
adjusted to.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from synthesis import RATE_HZ, Pattern, beatless, f_measure, median_offset_ms, pattern, rhythm  # noqa: E402

from s2v_desktop.audio import beat_tracker  # noqa: E402
from s2v_desktop.audio.decode import Song  # noqa: E402
from s2v_desktop.core.beats import BeatGrid  # noqa: E402

DURATION_S = 24.0
STYLES = ("house", "pop", "rock", "waltz", "click")
TEMPI_BPM = (60, 70, 80, 90, 100, 110, 120, 128, 140, 150, 160, 174, 180)
HELD_OUT_TEMPI_BPM = (65, 76, 93, 104, 116, 125, 133, 146, 155, 168)
RHYTHM_TEMPI_BPM = {
    "swing": (110, 140, 180),
    "shuffle": (80, 100, 125),
    "syncopated": (84, 100, 122),
    "dembow": (88, 96, 104),
    "tresillo": (90, 105, 120),
    "half time": (130, 140, 150),
    "double hats": (60, 70, 80),
    "drum'n'bass": (170, 174, 178),
    "ballad": (62, 72, 84),
    "six-eight": (52, 60, 72),
    "breakdown": (110, 124, 138),
    "polka": (105, 116, 130),
    "ramp": (84, 110, 132),
    "loose": (78, 98, 118),
}
HELD_OUT_RHYTHM_TEMPI_BPM = {
    "swing": (125, 160, 200),
    "shuffle": (90, 115, 135),
    "syncopated": (92, 108, 115),
    "dembow": (92, 100),
    "tresillo": (96, 112),
    "half time": (136, 145),
    "double hats": (66, 75),
    "drum'n'bass": (168, 172, 176),
    "ballad": (66, 78),
    "six-eight": (56, 66),
    "breakdown": (118, 130),
    "polka": (110, 122),
    "ramp": (96, 124),
    "loose": (88, 108),
    "one drop": (68, 76, 84),
    "bossa": (120, 140, 160),
    "motown": (105, 120, 135),
    "disco": (108, 116, 124),
    "punk": (90, 100, 110),
    "strummed": (86, 104, 124),
    "slow waltz": (80, 96, 120),
    "funk": (90, 102, 114),
}
BEATLESS = ("pads", "speech", "silence", "noise", "rain", "tone", "strikes")
RAMP, LOOSE_S = 1.25, 0.014
OCTAVES = (1, 2, 3, 1 / 2, 1 / 3)
COLUMNS = ("f25", "f70", "offset_ms", "tempo_bpm", "exact", "octave", "downbeat_f", "confidence", "other")


class Made(NamedTuple):
    """A row's name, group and sound; ``pattern`` is None where there are no beats to find."""

    name: str
    group: str
    samples: np.ndarray
    pattern: Pattern | None


def songs(held_out: bool) -> Iterator[Made]:
    """Yield the sounds of the table one after the other."""
    seed = 100 if held_out else 0
    for style in STYLES:
        for bpm in HELD_OUT_TEMPI_BPM if held_out else TEMPI_BPM:
            made = pattern(style, bpm, DURATION_S, seed=seed + bpm)
            yield Made(f"{style} {bpm}", "steady", made.samples, made)
    for kind, tempi_bpm in (HELD_OUT_RHYTHM_TEMPI_BPM if held_out else RHYTHM_TEMPI_BPM).items():
        for bpm in tempi_bpm:
            last_bpm = bpm * RAMP if kind == "ramp" else None
            jitter_s = LOOSE_S if kind == "loose" else 0.004
            made = rhythm(kind, bpm, DURATION_S, last_bpm, jitter_s, seed + bpm)
            yield Made(f"{kind} {bpm}", "harder", made.samples, made)
    for kind in BEATLESS:
        for number in range(3):
            yield Made(f"{kind} {number}", "beatless", beatless(kind, DURATION_S, seed + 10 + number), None)


def tempo_matches(found_bpm: float | None, true_bpm: float, ratios: tuple[float, ...]) -> bool:
    """Return whether ``found_bpm`` is within 4 % of one of ``ratios`` times ``true_bpm``."""
    return found_bpm is not None and any(abs(found_bpm / (true_bpm * ratio) - 1) <= 0.04 for ratio in ratios)


def judge(made: Made, grid: BeatGrid, other: BeatGrid | None) -> dict[str, object]:
    """Return the row of one sound; ``other`` is "right" or "wrong" where the tracker offered a second tempo."""
    row: dict[str, object] = {
        "name": made.name,
        "group": made.group,
        "confidence": round(grid.confidence, 2),
        "tempo_bpm": grid.tempo_bpm and round(grid.tempo_bpm, 1),
        "beats": len(grid.beats),
    }
    if made.pattern is None:
        return row
    beats_s, true_bpm = made.pattern.beats_s, 60 / float(np.median(np.diff(made.pattern.beats_s)))
    offset_ms = median_offset_ms(beats_s, grid.times_s)
    answers = {True: "right", False: "wrong"}
    return row | {
        "f25": round(f_measure(beats_s, grid.times_s), 3),
        "f70": round(f_measure(beats_s, grid.times_s, 0.07), 3),
        "offset_ms": round(offset_ms, 2) if np.isfinite(offset_ms) else None,
        "exact": tempo_matches(grid.tempo_bpm, true_bpm, (1,)),
        "octave": tempo_matches(grid.tempo_bpm, true_bpm, OCTAVES),
        "downbeat_f": round(f_measure(made.pattern.downbeats_s, grid.times_s[grid.downbeats], 0.07), 3),
        "other": None if other is None else answers[tempo_matches(other.tempo_bpm, true_bpm, (1,))],
    }


def track(samples: np.ndarray) -> tuple[BeatGrid, BeatGrid | None]:
    """Return the beats and, where the tracker offers one, the grid at the other plausible tempo."""
    song = Song(samples[:, None], RATE_HZ)
    if not hasattr(beat_tracker, "find_beats"):
        return beat_tracker.track_beats(song), None
    found = beat_tracker.find_beats(song)
    return found.beats, found.other


def totals(rows: list[dict]) -> dict[str, float | None]:
    """Return means in percent over the rows with beats, and what the rows without beats came to."""
    music = [row for row in rows if row["group"] != "beatless"]
    wrong = [row for row in music if not row["exact"]]
    clear = [row for row in music if row["exact"]]

    def percent(chosen: list[dict], hit) -> float | None:
        return round(100 * float(np.mean([hit(row) for row in chosen])), 1) if chosen else None

    return {
        "rows": len(music),
        "f25": percent(music, lambda row: row["f25"]),
        "f70": percent(music, lambda row: row["f70"]),
        "exact": percent(music, lambda row: row["exact"]),
        "octave": percent(music, lambda row: row["octave"]),
        "downbeat_f": percent(music, lambda row: row["downbeat_f"]),
        "harder_f25": percent([row for row in music if row["group"] == "harder"], lambda row: row["f25"]),
        "harder_exact": percent([row for row in music if row["group"] == "harder"], lambda row: row["exact"]),
        "sure_and_wrong": sum(row["confidence"] >= 0.7 for row in wrong),
        "other_right_when_wrong": percent(wrong, lambda row: row["other"] == "right"),
        "other_offered_when_right": percent(clear, lambda row: row["other"] is not None),
        "false_beats": sum(row["beats"] for row in rows if row["group"] == "beatless"),
    }


def shown(row: dict, column: str) -> str:
    """Return one cell as text."""
    value = row.get(column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def print_table(report: dict, before: dict | None) -> None:
    """Print rows and totals, each with the value that ``before`` has for it behind a slash where that differs."""
    old_rows = {row["name"]: row for row in before["rows"]} if before else {}
    print(f"{'':18}" + "".join(f"{column:>15}" for column in COLUMNS))
    for row in report["rows"]:
        cells = []
        for column in COLUMNS:
            now, then = shown(row, column), shown(old_rows.get(row["name"], row), column)
            cells.append(now if now == then else f"{then} > {now}")
        print(f"{row['name']:18}" + "".join(f"{cell:>15}" for cell in cells))
    print()
    for name, value in report["totals"].items():
        print(f"{name:26} {value}" + (f"   (before: {before['totals'].get(name)})" if before else ""))
    print(f"{'seconds':26} {report['seconds']}")


def main() -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--before", type=Path)
    options = parser.parse_args()
    began = time.perf_counter()
    rows = [judge(made, *track(made.samples)) for made in songs(options.held_out)]
    report = {"rows": rows, "totals": totals(rows), "seconds": round(time.perf_counter() - began, 1)}
    if options.save:
        options.save.write_text(json.dumps(report, indent=1))
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        print_table(report, json.loads(options.before.read_text()) if options.before else None)


if __name__ == "__main__":
    main()
