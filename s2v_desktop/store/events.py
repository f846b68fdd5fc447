"""What listeners are told about a piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from s2v_desktop.core.errors import S2VError


class PieceState(StrEnum):
    """Where a piece is on its way to the disk."""

    ABSENT = "absent"
    QUEUED = "queued"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    RETRYING = "retrying"
    VERIFYING = "verifying"
    READY = "ready"
    FAILED = "failed"

    @property
    def is_moving(self) -> bool:
        """Whether something happens without the user doing more."""
        return self in (PieceState.QUEUED, PieceState.DOWNLOADING, PieceState.RETRYING, PieceState.VERIFYING)


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """A piece as it is now.

    ``bytes_total`` is about right until the hub was asked. ``seconds_left`` is until all of it is there, while
    RETRYING until the next try; None where it cannot be told.
    ``error`` is set while FAILED (its sentence is the reason, its advice the action) and, where the trouble passes by
    itself, while RETRYING.
    """

    piece_id: str
    state: PieceState
    bytes_done: int
    bytes_total: int
    bytes_per_s: float = 0.0
    seconds_left: float | None = None
    error: S2VError | None = None


#: Called from worker threads, in order for each piece; must return soon and raise nothing.
Listener = Callable[[StoreEvent], None]
