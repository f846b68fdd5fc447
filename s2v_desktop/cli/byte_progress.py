"""How far gigabytes are: a bar on a terminal, a line now and then where nobody looks, one JSON object a line."""

from __future__ import annotations

import json
import sys
from typing import NamedTuple

_BAR_WIDTH = 24
_GB, _MB = 1_000_000_000, 1_000_000


class ByteStep(NamedTuple):
    """``done_bytes`` of ``total_bytes`` of ``name`` are there; ``doing`` is one word (``downloading``)."""

    doing: str
    name: str
    done_bytes: int
    total_bytes: int
    bytes_per_s: float = 0.0
    seconds_left: float | None = None


class ByteProgress:
    """Prints steps; of many that look alike only the first, except on a terminal."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._draws = not as_json and sys.stderr.isatty()
        self._drawn = False
        self._printed: tuple[str, str, int] | None = None

    def tell(self, step: ByteStep) -> None:
        """Print ``step`` where it is worth a line."""
        if self._draws:
            print(f"\r{_line(step, bar=True):<79}", end="", file=sys.stderr, flush=True)
            self._drawn = True
            return
        percent = 100 * step.done_bytes // max(1, step.total_bytes)
        new = (step.doing, step.name, percent if self._as_json else percent // 10)
        if new == self._printed:
            return
        self._printed = new
        if self._as_json:
            print(json.dumps({"type": "progress", **step._asdict()}, ensure_ascii=False), flush=True)
        else:
            print(_line(step, bar=False), file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._drawn:
            print(file=sys.stderr)
            self._drawn = False


def gigabytes(size_bytes: float) -> str:
    """Return a size for people: ``16.4 GB``, ``254 MB``, ``12 kB``."""
    if size_bytes >= _GB:
        return f"{size_bytes / _GB:.1f} GB"
    return f"{size_bytes / _MB:.0f} MB" if size_bytes >= _MB else f"{size_bytes / 1000:.0f} kB"


def duration(seconds: float) -> str:
    """Return a time for people: ``40 s``, ``12 min``, ``2.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _line(step: ByteStep, *, bar: bool) -> str:
    fraction = min(1.0, step.done_bytes / max(1, step.total_bytes))
    filled = round(fraction * _BAR_WIDTH)
    drawn = f"{'█' * filled}{'░' * (_BAR_WIDTH - filled)} " if bar else ""
    speed = f"  {gigabytes(step.bytes_per_s)}/s" if step.bytes_per_s else ""
    left = "" if step.seconds_left is None else f"  {duration(step.seconds_left)} left"
    sizes = f"{gigabytes(step.done_bytes)} of {gigabytes(step.total_bytes)}"
    return f"{step.doing.capitalize()} {step.name} {drawn}{fraction:.0%} ({sizes}){speed}{left}"
