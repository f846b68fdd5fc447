"""Our own forms: JSON keeps everything, CSV is for spreadsheets."""

from __future__ import annotations

import csv
import io
import math

import msgspec
import numpy as np

from s2v_desktop.core.beats import BeatGrid, BeatSource

COLUMNS = ("time_s", "strength", "downbeat")


class _BeatRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    time_s: float
    strength: float
    downbeat: bool


class _BeatsDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    beats: list[_BeatRow]
    beats_per_bar: int = 4
    confidence: float = 1.0
    downbeat_confidence: float = 1.0
    tempo_bpm: float | None = None


def write_json(grid: BeatGrid) -> str:
    """Return ``grid`` as a JSON document with the tempo for whoever reads it, ending in a newline."""
    rows = [_BeatRow(beat.time_s, beat.strength, beat.downbeat) for beat in grid.beats]
    document = _BeatsDocument(rows, grid.beats_per_bar, grid.confidence, grid.downbeat_confidence, grid.tempo_bpm)
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def write_csv(grid: BeatGrid) -> str:
    """Return ``grid`` as CSV: a header, then a row for each beat with 1 or 0 for the downbeat."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((repr(beat.time_s), repr(beat.strength), int(beat.downbeat)) for beat in grid.beats)
    return text.getvalue()


def is_csv(text: str) -> bool:
    """Tell whether ``text`` begins with the header that ``write_csv`` writes."""
    return text.split("\n", 1)[0].rstrip("\r") == ",".join(COLUMNS)


def read_json(text: str) -> BeatGrid:
    """Return the grid that ``write_json`` wrote; raise ``ValueError`` where ``text`` is anything else."""
    return _grid(msgspec.json.decode(text, type=_BeatsDocument))


def read_csv(text: str) -> BeatGrid:
    """Return the grid of a CSV with our header; raise ``ValueError`` or ``csv.Error`` where a row is wrong."""
    rows = csv.reader(io.StringIO(text), strict=True)
    next(rows)
    return _grid(_BeatsDocument([_row_from_csv(row) for row in rows if row]))


def _row_from_csv(row: list[str]) -> _BeatRow:
    time_s, strength, downbeat = row
    if downbeat not in ("0", "1"):
        raise ValueError("a downbeat is neither 0 nor 1")
    return _BeatRow(float(time_s), float(strength), downbeat == "1")


def _grid(document: _BeatsDocument) -> BeatGrid:
    for row in document.beats:
        if not (math.isfinite(row.time_s) and row.time_s >= 0 and 0 <= row.strength <= 1):
            raise ValueError("a beat is out of range")
    if not (0 <= document.confidence <= 1 and 0 <= document.downbeat_confidence <= 1):
        raise ValueError("a confidence is out of range")
    return BeatGrid.from_arrays(
        np.array([row.time_s for row in document.beats], np.float64),
        np.array([row.strength for row in document.beats], np.float64),
        np.array([row.downbeat for row in document.beats], bool),
        beats_per_bar=document.beats_per_bar,
        confidence=document.confidence,
        downbeat_confidence=document.downbeat_confidence,
        source=BeatSource.FILE,
    )
