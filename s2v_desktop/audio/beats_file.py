"""Beat grids as files, in our own forms and in those of other programs."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path

from s2v_desktop.audio.beat_formats import labels, own
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.errors import ErrorCode, InputError, S2VError, out_of_range
from s2v_desktop.core.files import require_readable_file, write_atomically

MAX_FILE_BYTES = 5_000_000


class BeatFormat(StrEnum):
    """The forms that beats are written in. Only JSON keeps everything; JSON and CSV keep the strengths."""

    JSON = "json"
    CSV = "csv"
    AUDACITY = "audacity"
    SONIC_VISUALISER = "sonic-visualiser"
    MIDI = "midi"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the name of such a file may end, with the dot; the usual end comes first."""
        return tuple(suffix for suffix, form in _FORM_BY_SUFFIX.items() if form is self)


#: The longer suffix comes before the shorter one that it ends in.
_FORM_BY_SUFFIX = {
    ".sv.csv": BeatFormat.SONIC_VISUALISER,
    ".json": BeatFormat.JSON,
    ".csv": BeatFormat.CSV,
    ".txt": BeatFormat.AUDACITY,
    ".mid": BeatFormat.MIDI,
    ".midi": BeatFormat.MIDI,
}


def format_of_name(path: Path) -> BeatFormat:
    """Return the form that the end of ``path``'s name stands for; raise ``InputError`` where it stands for none."""
    for suffix, form in _FORM_BY_SUFFIX.items():
        if path.name.lower().endswith(suffix):
            return form
    raise out_of_range("the end of the file's name", ", ".join(_FORM_BY_SUFFIX))


def write_beats(grid: BeatGrid, path: Path, form: BeatFormat) -> None:
    """Write ``grid`` to ``path``, whole or not at all; an existing file is replaced.

    Raises:
        OutputError: ``path`` cannot be written.
    """
    write_atomically(path, _content(grid, form))


def _content(grid: BeatGrid, form: BeatFormat) -> bytes:
    if form is BeatFormat.MIDI:
        from s2v_desktop.audio.beat_formats.midi import write_midi  # loads mido: not while the window starts

        return write_midi(grid)
    writers = {
        BeatFormat.JSON: own.write_json,
        BeatFormat.CSV: own.write_csv,
        BeatFormat.AUDACITY: labels.write_audacity,
        BeatFormat.SONIC_VISUALISER: labels.write_sonic_visualiser,
    }
    return writers[form](grid).encode()


def read_beats(path: Path) -> BeatGrid:
    """Read a beats file; its content tells the form, its name does not. Beats may come in any order.

    Raises:
        InputError: the file is missing, empty or unreadable, is larger than ``MAX_FILE_BYTES``, or is anything
            other than finite times from 0 s on in one of the forms of ``BeatFormat``.
    """
    require_readable_file(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        return _grid(content)
    except OSError as error:
        raise InputError(ErrorCode.FILE_UNREADABLE, path.name) from error
    except (ValueError, OverflowError, csv.Error, RecursionError, S2VError) as error:
        raise InputError(ErrorCode.BEATS_FILE_INVALID, path.name) from error


def _grid(content: bytes) -> BeatGrid:
    if len(content) > MAX_FILE_BYTES:
        raise ValueError("too large for a beats file")
    if content.startswith(b"MThd"):
        from s2v_desktop.audio.beat_formats.midi import read_midi

        return read_midi(content)
    text = _text(content)
    if text.lstrip().startswith("{"):
        return own.read_json(text)
    if own.is_csv(text):
        return own.read_csv(text)
    return labels.read_audacity(text) if labels.is_label_track(text) else labels.read_sonic_visualiser(text)


def _text(content: bytes) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark; labels in an older encoding do not matter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig", errors="replace")
