"""Beat grids as files: JSON keeps everything, CSV is for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import msgspec
import numpy as np

from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.core.errors import ErrorCode, InputError, S2VError
from s2v_desktop.core.files import require_readable_file

COLUMNS = ("time_s", "strength", "downbeat")
MAX_FILE_BYTES = 5_000_000
_FORMS = f"JSON, or CSV with the columns {', '.join(COLUMNS)}"


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


def read_beats(path: Path) -> BeatGrid:
    """Read a file that ``write_json`` or ``write_csv`` made; beats may come in any order.

    Raises:
        InputError: the file is missing, empty or unreadable, is larger than ``MAX_FILE_BYTES``, or is anything
            other than finite times from 0 s on, strengths 0-1 and downbeat flags.
    """
    require_readable_file(path)
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _invalid(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = _document_from_json(text) if text.lstrip().startswith("{") else _document_from_csv(text)
        return _grid(document)
    except (ValueError, OverflowError, csv.Error, RecursionError, S2VError) as error:
        raise _invalid(path) from error


def _invalid(path: Path) -> InputError:
    return InputError(ErrorCode.BEATS_FILE_INVALID, path.name, _FORMS)


def _document_from_json(text: str) -> _BeatsDocument:
    return msgspec.json.decode(text, type=_BeatsDocument)


def _document_from_csv(text: str) -> _BeatsDocument:
    rows = csv.reader(io.StringIO(text), strict=True)
    if tuple(next(rows, ())) != COLUMNS:
        raise ValueError("the header is not that of a beats file")
    return _BeatsDocument([_row_from_csv(row) for row in rows if row])


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
