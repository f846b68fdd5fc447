"""Text forms whose beats carry labels: Audacity's label track and the time instants of Sonic Visualiser.

A label tells bar and beat, such as ``12.3``. A beat whose label is ``1`` or ends in ``.1`` begins a bar; any other
label, or none, says nothing. Strengths have no place in these forms.
"""

from __future__ import annotations

import csv
import io
import re

from s2v_desktop.audio.beat_formats.instants import Instant, grid_from_instants
from s2v_desktop.core.beats import BeatGrid

_LINE_END = re.compile(r"\r\n|\r|\n")


def write_audacity(grid: BeatGrid) -> str:
    """Return ``grid`` as an Audacity label track.

    A line for each beat: start, end (the same, which makes a point label) and label with tabs between, times in
    seconds with six decimals (Audacity manual, "Importing and Exporting Labels", standard format).
    """
    times = (beat.time_s for beat in grid.beats)
    lines = (f"{time_s:.6f}\t{time_s:.6f}\t{label}\n" for time_s, label in zip(times, _labels(grid), strict=True))
    return "".join(lines)


def write_sonic_visualiser(grid: BeatGrid) -> str:
    """Return ``grid`` as the CSV that Sonic Visualiser exports from a layer of time instants.

    A line for each beat: seconds with nine decimals, a comma, and the label of its "cyclical two-level counter
    (bar/beat)"; no header; only the time where there is no label (Sonic Visualiser reference manual, "Annotation
    Layer Export"; ``OneDimensionalPoint::toDelimitedDataString`` and ``Labeller::label`` in its svcore library).
    """
    lines = []
    for beat, label in zip(grid.beats, _labels(grid), strict=True):
        lines.append(f"{beat.time_s:.9f},{label}\n" if label else f"{beat.time_s:.9f}\n")
    return "".join(lines)


def is_label_track(text: str) -> bool:
    """Tell whether ``text`` looks like a label track: its first line with content has a tab."""
    return "\t" in next((line for line in _LINE_END.split(text) if line.strip()), "")


def read_audacity(text: str) -> BeatGrid:
    r"""Return the beats of an Audacity label track; a label over a span is a beat at its start.

    Lines that begin with a backslash hold the frequencies of the label before and are skipped. Two columns are
    start and end without labels, or time and label as Audacity 1.2 wrote them: the second where any number in the
    second column lies before its time or is no number.

    Raises:
        ValueError: a line is anything else.
    """
    lines = (line for line in _LINE_END.split(text) if line.strip() and not line.startswith("\\"))
    rows = [line.split("\t", 2) for line in lines]
    second_is_label = not all(len(row) == 3 or _is_end(row) for row in rows)
    instants = []
    for row in rows:
        label = row[2] if len(row) == 3 else row[1] if len(row) == 2 and second_is_label else ""
        instants.append(Instant(float(row[0]), _begins_bar(label)))
    return grid_from_instants(instants)


def read_sonic_visualiser(text: str) -> BeatGrid:
    """Return the beats of a CSV of time instants, with labels or without, with a header or without.

    Raises:
        ValueError: a line is anything else, or no time has a decimal point: such numbers are sample positions at an
            unknown rate, or seconds with a decimal comma.
        csv.Error: a quotation mark is left open.
    """
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    if rows and rows[0][0].upper() == "TIME":
        del rows[0]
    if any(len(row) > 2 for row in rows) or not any("." in row[0] for row in rows):
        raise ValueError("these are no seconds with labels")
    return grid_from_instants(Instant(float(row[0]), _begins_bar("".join(row[1:]))) for row in rows)


def _labels(grid: BeatGrid) -> list[str]:
    """Return ``bar.beat`` for each beat, but nothing where it would claim a bar line that is not known."""
    if not grid.downbeats.any():
        return [""] * len(grid.beats)
    pairs = zip(grid.beats, grid.bar_positions(), strict=True)
    return [f"{at.bar}.{at.beat}" if beat.downbeat or at.beat > 1 else "" for beat, at in pairs]


def _begins_bar(label: str) -> bool:
    label = label.strip()
    return label == "1" or label.endswith(".1")


def _is_end(row: list[str]) -> bool:
    try:
        return len(row) == 2 and float(row[1]) >= float(row[0])
    except ValueError:
        return False
