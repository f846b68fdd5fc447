"""Arithmetic of bar lines. No Qt."""

from __future__ import annotations

import msgspec

from s2v_desktop.core.beats import BeatGrid, BeatSource


def with_bar_line_at(beats: BeatGrid, index: int) -> BeatGrid:
    """Return ``beats`` with beat ``index`` as the first of a bar, and bars counted from there both ways."""
    counted = tuple(
        msgspec.structs.replace(beat, downbeat=(number - index) % beats.beats_per_bar == 0)
        for number, beat in enumerate(beats.beats)
    )
    return msgspec.structs.replace(beats, beats=counted, downbeat_confidence=1.0, source=BeatSource.EDITED)
