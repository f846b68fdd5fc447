"""Which beats are selected: shared by the waveform, the beat table and the commands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.beats import BeatGrid

#: A span around beats ends this far from the first and the last of them where no other beat is nearer.
_REACH_S = 0.25


class BeatSelection(QObject):
    """``changed`` carries the indices of the selected beats as a frozenset.

    A selection made by drawing a span keeps the span too, so that something can be asked of a span without beats.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beats = BeatGrid()
        self._indices: frozenset[int] = frozenset()
        self._span_s: tuple[float, float] | None = None
        self._anchor: int | None = None

    @property
    def indices(self) -> frozenset[int]:
        """The indices of the selected beats."""
        return self._indices

    @property
    def drawn_span_s(self) -> tuple[float, float] | None:
        """The first and last second of the span that was drawn, or None."""
        return self._span_s

    def span_s(self) -> tuple[float, float] | None:
        """Return the first and last second of what is selected: the drawn span, or the beats with half a gap around."""
        if self._span_s is not None or not self._indices:
            return self._span_s
        times = self._beats.times_s
        first, last = min(self._indices), max(self._indices)
        before = (times[first] - times[first - 1]) / 2 if first else _REACH_S
        after = (times[last + 1] - times[last]) / 2 if last + 1 < len(times) else _REACH_S
        return max(0.0, float(times[first] - before)), float(times[last] + after)

    def select(self, indices: Iterable[int]) -> None:
        """Select these beats and no others."""
        chosen = frozenset(indices)
        self._anchor = min(chosen) if chosen else None
        self._set(chosen, None)

    def toggle(self, index: int) -> None:
        """Add beat ``index`` to the selection, or take it out."""
        self._anchor = index
        self._set(self._indices ^ {index}, None)

    def extend_to(self, index: int) -> None:
        """Select all beats from where the selection began to ``index``."""
        anchor = index if self._anchor is None else self._anchor
        self._anchor = anchor
        self._set(frozenset(range(min(anchor, index), max(anchor, index) + 1)), None)

    def select_span(self, start_s: float, end_s: float) -> None:
        """Select a span of the song and the beats in it."""
        first, last = (int(place) for place in np.searchsorted(self._beats.times_s, [start_s, end_s]))
        self._anchor = first if last > first else None
        self._set(frozenset(range(first, last)), (start_s, end_s))

    def select_all(self) -> None:
        """Select every beat."""
        self.select(range(len(self._beats.beats)))

    def clear(self) -> None:
        """Select nothing."""
        self.select(())

    def follow(self, beats: BeatGrid) -> None:
        """Keep the same beats selected in ``beats``: by number where only places changed, else by place."""
        before, self._beats = self._beats, beats
        if len(before.beats) == len(beats.beats):
            return
        numbers = {beat.time_s: number for number, beat in enumerate(beats.beats)}
        places = (before.beats[index].time_s for index in self._indices)
        kept = frozenset(numbers[place] for place in places if place in numbers)
        self._anchor = min(kept) if kept else None
        self._set(kept, self._span_s)

    def _set(self, indices: frozenset[int], span_s: tuple[float, float] | None) -> None:
        if (indices, span_s) != (self._indices, self._span_s):
            self._indices, self._span_s = indices, span_s
            self.changed.emit(indices)
