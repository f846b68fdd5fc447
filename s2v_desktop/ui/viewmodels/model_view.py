"""A model as its card shows it: what its pieces say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.manifest import Catalog, Model
from s2v_desktop.store.serving import OWN_PARTS, Service

#: What a model is said to be where its pieces differ: the first of these that one of them is.
_TELLING = (
    PieceState.DOWNLOADING,
    PieceState.VERIFYING,
    PieceState.RETRYING,
    PieceState.QUEUED,
    PieceState.FAILED,
    PieceState.PAUSED,
)


class Remedy(StrEnum):
    """The one thing that helps where a model failed."""

    TRY_AGAIN = "try_again"
    OTHER_SOURCE = "other_source"
    OTHER_FOLDER = "other_folder"
    LOOK_AGAIN = "look_again"
    REPAIR = "repair"


_REMEDIES = {
    ErrorCode.HUB_REFUSES: Remedy.OTHER_SOURCE,
    ErrorCode.HUB_LACKS_MODEL: Remedy.OTHER_SOURCE,
    ErrorCode.HUB_UNTRUSTED: Remedy.OTHER_SOURCE,
    ErrorCode.STORE_TOO_SMALL: Remedy.OTHER_FOLDER,
    ErrorCode.TARGET_NOT_WRITABLE: Remedy.OTHER_FOLDER,
    ErrorCode.STORE_GONE: Remedy.LOOK_AGAIN,
    ErrorCode.MODEL_UNREADABLE: Remedy.REPAIR,
    ErrorCode.MODEL_MISSING: Remedy.REPAIR,
}


@dataclass(frozen=True, slots=True)
class ModelView:
    """``size_bytes`` is of all pieces that serve it; ``here_bytes`` of it are on the disk, also in unfinished ones.

    While ``VERIFYING``, ``work_fraction`` is of what is being read; else of all that is to be there. ``seconds_left``
    until all is there, or until the next attempt while ``RETRYING``; None where it cannot be told. ``error`` is why a
    piece failed or is tried again. ``can_delete``: something of it is on the disk. ``is_imported``: a piece of it is,
    so that nobody knows how its files were published. ``is_verified``: all its files were read and found to be right,
    since when nothing changed. ``other_parts`` are those for which another copy stands in than the model lists;
    ``pieces`` are the ids of all that it lists, and of what stands in.
    """

    model: Model
    state: PieceState
    size_bytes: int
    here_bytes: int
    work_fraction: float
    bytes_per_s: float
    seconds_left: float | None
    error: S2VError | None
    can_delete: bool
    is_imported: bool = False
    is_verified: bool = False
    other_parts: tuple[Part, ...] = ()
    pieces: frozenset[str] = frozenset()

    @property
    def missing_bytes(self) -> int:
        """What is still to be downloaded."""
        return max(0, self.size_bytes - self.here_bytes)

    @property
    def is_damaged(self) -> bool:
        """Whether it was finished once, and files are missing or not what they were."""
        damage = (ErrorCode.MODEL_UNREADABLE, ErrorCode.MODEL_MISSING)
        return self.state is PieceState.FAILED and self.error is not None and self.error.code in damage

    @property
    def remedy(self) -> Remedy:
        """What helps after ``error``."""
        return _REMEDIES.get(self.error.code, Remedy.TRY_AGAIN) if self.error is not None else Remedy.TRY_AGAIN


class Verifications:
    """Remembers which models were verified, until they change."""

    def __init__(self) -> None:
        self._begun: set[str] = set()
        self._right: set[str] = set()

    def begin(self, model_id: str) -> None:
        """Wait for the end of a verification that has begun."""
        self._begun.add(model_id)

    def clear(self) -> None:
        """Forget everything: others may change the folder."""
        self._begun.clear()
        self._right.clear()

    def told_of(self, view: ModelView) -> ModelView:
        """Return ``view``, which is newer than all before, with what is known of it."""
        model_id = view.model.id
        if view.state is not PieceState.READY:
            self._right.discard(model_id)
        elif model_id in self._begun:
            self._right.add(model_id)
        if not view.state.is_moving:
            self._begun.discard(model_id)
        return replace(view, is_verified=model_id in self._right)


def view_of(
    model: Model,
    catalog: Catalog,
    events: Mapping[str, StoreEvent],
    service: Service,
    imported: frozenset[str] = frozenset(),
    *,
    is_wanted: bool,
) -> ModelView:
    """Return ``model`` as the newest ``events`` of all pieces tell, of which some are ``imported``.

    ``service`` is what serves it, unless a listed piece comes while something stands in for it and ``is_wanted``.
    What was begun for another model does not count: unless ``is_wanted``, a model is begun by the part that makes it
    that model.
    """
    if is_wanted and any(events[piece_id].state.is_moving for piece_id in service.stand_ins):
        service = Service(model.pieces)
    pieces = [events[piece_id] for piece_id in service.pieces]
    own = [events[piece.id] for piece in catalog.pieces_of(model.id) if piece.part in OWN_PARTS]
    is_begun = is_wanted or any(event.state is not PieceState.ABSENT for event in own)
    state = _state_of(pieces, is_begun=is_begun)
    size_bytes = sum(event.bytes_total for event in pieces)
    here_bytes = sum(event.bytes_done for event in pieces)
    working = [event for event in pieces if event.state is state] if state is PieceState.VERIFYING else pieces
    speed = sum(event.bytes_per_s for event in pieces if event.state is state)
    all_ids = frozenset((*model.pieces, *service.stand_ins.values()))
    return ModelView(
        model=model,
        state=state,
        size_bytes=size_bytes,
        here_bytes=here_bytes,
        work_fraction=_fraction(working),
        bytes_per_s=speed,
        seconds_left=_seconds_left(state, pieces, size_bytes - here_bytes, speed),
        error=next((event.error for event in pieces if event.error is not None), None) if is_begun else None,
        can_delete=any(event.bytes_done > 0 for event in own),
        is_imported=not imported.isdisjoint(all_ids),
        other_parts=tuple(dict.fromkeys(catalog.piece(piece_id).part for piece_id in service.stand_ins)),
        pieces=all_ids,
    )


def counted_down(events: Mapping[str, StoreEvent], heard_s: Mapping[str, float], now_s: float) -> dict[str, StoreEvent]:
    """Return ``events`` with what has passed since they were heard of the waiting for a next try."""
    return {
        piece_id: replace(event, seconds_left=max(0.0, event.seconds_left - now_s + heard_s.get(piece_id, now_s)))
        if event.state is PieceState.RETRYING and event.seconds_left is not None
        else event
        for piece_id, event in events.items()
    }


def _state_of(pieces: Iterable[StoreEvent], *, is_begun: bool) -> PieceState:
    states = {event.state for event in pieces}
    if states == {PieceState.READY}:
        return PieceState.READY
    if not is_begun:
        return PieceState.ABSENT
    if states <= {PieceState.READY, PieceState.ABSENT}:  # some of it is there and nothing fetches the rest
        return PieceState.ABSENT
    return next(state for state in _TELLING if state in states)


def _fraction(pieces: Iterable[StoreEvent]) -> float:
    events = list(pieces)
    total = sum(event.bytes_total for event in events)
    return min(1.0, sum(event.bytes_done for event in events) / total) if total else 0.0


def _seconds_left(
    state: PieceState, pieces: Iterable[StoreEvent], missing_bytes: int, bytes_per_s: float
) -> float | None:
    told = [event.seconds_left for event in pieces if event.state is state and event.seconds_left is not None]
    if state is PieceState.RETRYING:
        return min(told, default=None)
    if state is PieceState.DOWNLOADING:
        return missing_bytes / bytes_per_s if bytes_per_s > 0 else None
    return max(told, default=None)
