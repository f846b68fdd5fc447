"""Which models are on this computer, how much room they take, and what a delete gives back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from s2v_desktop.core.files import output_error
from s2v_desktop.engines.wan_s2v.folder import FolderDescription, describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.events import PieceState, StoreEvent
from s2v_desktop.store.inspection import is_whole, piece_now
from s2v_desktop.store.layout import PieceRecord, piece_folder, plan_path, read_record, record_path, workshop_folder
from s2v_desktop.store.manifest import Catalog, Model
from s2v_desktop.store.remembered import RememberedPiece, remember
from s2v_desktop.store.serving import OWN_PARTS, Service, services

#: What the ids of pieces begin with that were imported and are in no list: the part and its type follow.
_IMPORTED = "imported"


class ModelState(StrEnum):
    """What there is of a model whose pieces nobody works on: as its card in the window says.

    ``READY``: all that it takes is whole, be it that another copy of a part stands in. ``UNFINISHED``: a download of
    it waits to be resumed. ``INCOMPLETE``: what makes it that model is whole, but a part lacks. ``ABSENT``: at most
    what it shares with others is here.
    """

    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    UNFINISHED = "unfinished"
    DAMAGED = "damaged"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class InstalledPiece:
    """A piece whose record is there; ``part`` is None where nothing tells which it is.

    ``is_whole``: every file is there with its size, and none was found damaged. ``freed_bytes`` is what deleting it
    gives back: nothing of files that are links, or that other programs keep as well. ``is_import``: it came from
    another folder of this computer; ``link_to`` is where its files really lie, empty where they are here.
    ``is_listed``: the catalog has it. ``weights`` is the type of an imported piece that is not (``fp32``, ``q2``).
    """

    piece_id: str
    part: Part | None
    is_whole: bool
    is_import: bool
    size_bytes: int
    freed_bytes: int
    link_to: str
    is_listed: bool
    weights: str

    @property
    def linked_bytes(self) -> int:
        """What of a whole piece takes no room here, since other names keep it."""
        return max(0, self.size_bytes - self.freed_bytes) if self.is_whole else 0

    @property
    def here_bytes(self) -> int:
        """What of it is on this computer."""
        return self.size_bytes if self.is_whole else self.freed_bytes

    @property
    def type_words(self) -> str:
        """The type of its weights as names of files have it: ``FP16``, ``GGUF Q2``; empty where it is not known."""
        return type_words(self.weights)


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """What is there of a model; ``missing`` are ids of pieces that it lists.

    ``is_usable``: the engine can make a video with it. ``service`` is what serves it, be it another copy of a missing
    piece, of another model or put there by hand. ``size_bytes`` is what is on the disk of its pieces, those that serve
    in place of others and unfinished ones too; ``own_bytes`` of those that no other model on this computer needs;
    ``total_bytes`` what all of it takes.
    """

    model_id: str
    state: ModelState
    is_usable: bool
    missing: tuple[str, ...]
    service: Service
    size_bytes: int
    own_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting removes (ids of pieces), what stays since other models need it, and the space that it gives."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]
    freed_bytes: int


def type_words(weights: str) -> str:
    """Return a type of weights (``fp16``, ``q2``) as names of files have it: ``FP16``, ``GGUF Q2``."""
    return f"GGUF {weights.upper()}" if weights.startswith("q") else weights.upper()


def installed_pieces(root: Path, catalog: Catalog) -> tuple[InstalledPiece, ...]:
    """Return the pieces in ``root`` that have a record; any thread.

    In the order of the catalog, others after them in the order of ``Part``.
    """
    known, parts = [piece.id for piece in catalog.pieces], [*Part, None]
    there = sorted(path.parent.name for path in root.glob(f"*/{record_path(root, '').name}"))
    others = sorted((name for name in there if name not in known), key=lambda name: parts.index(_read_id(name)[0]))
    found = (_installed_piece(root, catalog, name) for name in (*(name for name in known if name in there), *others))
    return tuple(piece for piece in found if piece is not None)


def unlisted_pieces(root: Path, catalog: Catalog) -> tuple[InstalledPiece, ...]:
    """Return the pieces in ``root`` that are of no model of the catalog: a user's own files, as a rule; any thread."""
    return tuple(piece for piece in installed_pieces(root, catalog) if not piece.is_listed)


def installed_models(root: Path, catalog: Catalog) -> tuple[InstalledModel, ...]:
    """Return what is there of every model of the catalog, of most of them nothing.

    Reads headers, which takes up to a second; any thread.
    """
    described = cache(lambda: describe_folder(root))
    events = {piece.id: piece_now(root, piece) for piece in catalog.pieces}
    serves = any(root.glob(f"*/{record_path(root, '').name}")) and described().is_complete
    served = services(root, catalog, described)
    return tuple(_installed_model(model, root, catalog, events, served, serves) for model in catalog.models)


def planned_deletion(root: Path, catalog: Catalog, name: str) -> Deletion:
    """Return what ``delete`` would do with ``name``, the id of a model or of a piece, which may be an imported one.

    Raises ``ModelError`` (``MODEL_UNKNOWN``) where there is none of that name, neither in the catalog nor in ``root``.
    """
    described = cache(lambda: describe_folder(root))
    served, unlisted = services(root, catalog, described), unlisted_pieces(root, catalog)
    if read_record(root, name) is not None and all(piece.id != name for piece in catalog.pieces):
        ids = (name,)
    else:
        listed = (piece.id for piece in catalog.pieces_of(name))
        ids = tuple(dict.fromkeys((*listed, *(served[name].pieces if name in served else ()))))
    users = [model for model in catalog.models if model.id != name and _is_begun(root, catalog, model)]
    needed = {piece_id for model in users for piece_id in (*model.pieces, *served[model.id].pieces)}
    needed |= _needed_by_unlisted(unlisted, catalog) | _needed_unlisted(root, catalog, unlisted, described)
    kept = tuple(piece_id for piece_id in ids if piece_id in needed)
    removed = tuple(piece_id for piece_id in ids if piece_id not in kept and any(_folders_of(root, piece_id)))
    freed_bytes = sum(_freed_bytes(folder) for piece_id in removed for folder in _folders_of(root, piece_id))
    return Deletion(removed, tuple(piece_id for piece_id in kept if any(_folders_of(root, piece_id))), freed_bytes)


def delete(root: Path, catalog: Catalog, name: str) -> Deletion:
    """Delete a model or a piece, finished or not; return what that did. The caller holds the models folder; any thread.

    Pieces that another model on this computer needs stay. Of what was imported only links and copies go, never the
    originals. Raises ``ModelError`` as ``planned_deletion`` and ``OutputError`` where files cannot be removed.
    """
    deletion = planned_deletion(root, catalog, name)
    for piece_id in deletion.removed:
        remove_piece(root, piece_id)
    remember_installed(root, catalog)
    return deletion


def remember_installed(root: Path, catalog: Catalog) -> None:
    """Keep in mind what is in ``root`` now: to be called whenever a piece came or went. Raises ``OutputError``."""
    whole = [piece for piece in installed_pieces(root, catalog) if piece.is_whole]
    remember(root, tuple(RememberedPiece(piece.piece_id, piece.size_bytes) for piece in whole))


def _installed_piece(root: Path, catalog: Catalog, piece_id: str) -> InstalledPiece | None:
    record = read_record(root, piece_id)
    if record is None:
        return None
    freed_bytes = _freed_bytes(piece_folder(root, piece_id))
    listed = next((piece.part for piece in catalog.pieces if piece.id == piece_id), None)
    part, weights = (listed, "") if listed is not None else _read_id(piece_id)
    return InstalledPiece(
        piece_id,
        part,
        is_whole(root, record),
        record.source == "import",
        record.size_bytes,
        freed_bytes,
        _link_to(record) if freed_bytes < record.size_bytes else "",
        listed is not None,
        weights,
    )


def _installed_model(
    model: Model, root: Path, catalog: Catalog, events: dict[str, StoreEvent], served: dict[str, Service], serves: bool
) -> InstalledModel:
    own = [piece.id for piece in catalog.pieces_of(model.id) if piece.part in OWN_PARTS]
    missing = tuple(name for name in model.pieces if events[name].state is not PieceState.READY)
    needed_elsewhere = {
        piece_id
        for other in catalog.models
        if other.id != model.id and _is_begun(root, catalog, other)
        for piece_id in (*other.pieces, *served[other.id].pieces)
    }
    service = served[model.id]
    serving = [events[piece_id] for piece_id in service.pieces]
    return InstalledModel(
        model_id=model.id,
        state=_state([events[piece_id] for piece_id in own], serving),
        is_usable=serves and not set(own).intersection(missing),
        missing=missing,
        service=service,
        size_bytes=sum(event.bytes_done for event in serving),
        own_bytes=sum(event.bytes_done for event in serving if event.piece_id not in needed_elsewhere),
        total_bytes=sum(event.bytes_total for event in serving),
    )


def _state(own: Iterable[StoreEvent], serving: Iterable[StoreEvent]) -> ModelState:
    states = {event.state for event in serving}
    if states == {PieceState.READY}:
        return ModelState.READY
    if all(event.state is PieceState.ABSENT for event in own):
        return ModelState.ABSENT
    if PieceState.FAILED in states:
        return ModelState.DAMAGED
    return ModelState.UNFINISHED if PieceState.PAUSED in states else ModelState.INCOMPLETE


def _is_begun(root: Path, catalog: Catalog, model: Model) -> bool:
    """Tell whether any piece that makes ``model`` that model is there, finished or not."""
    own = [piece.id for piece in catalog.pieces_of(model.id) if piece.part in OWN_PARTS]
    return any(record_path(root, name).exists() or plan_path(root, name).exists() for name in own)


def _needed_by_unlisted(unlisted: Iterable[InstalledPiece], catalog: Catalog) -> set[str]:
    """Return what an imported transformer that is in no list may need: everything that models share."""
    if all(piece.part is not Part.TRANSFORMER for piece in unlisted):
        return set()
    return {piece.id for piece in catalog.pieces if piece.part not in OWN_PARTS}


def _needed_unlisted(
    root: Path, catalog: Catalog, unlisted: Sequence[InstalledPiece], described: Callable[[], FolderDescription]
) -> set[str]:
    """Return the unlisted pieces without which a transformer here would lack a part; asks for ``described`` then."""
    shared = [piece for piece in unlisted if piece.part is not None and piece.part not in OWN_PARTS]
    has_transformer = any(piece.part is Part.TRANSFORMER for piece in unlisted) or any(
        not model.addition and _is_begun(root, catalog, model) for model in catalog.models
    )
    if not shared or not has_transformer:
        return set()
    copies = [(found.part, found.path.relative_to(root).parts[0]) for found in described().parts]
    return {
        piece.piece_id for piece in shared if {name for part, name in copies if part is piece.part} == {piece.piece_id}
    }


def unlisted_id(part: Part, weights: str) -> str:
    """Return the id of an imported piece that is in no list."""
    return "-".join(word for word in (_IMPORTED, part.value.replace(" ", "-"), weights) if word)


def _read_id(piece_id: str) -> tuple[Part | None, str]:
    """Return the part and the type of weights that the id of an imported piece tells."""
    for part in Part:
        name = unlisted_id(part, "")
        if piece_id == name or piece_id.startswith(f"{name}-"):
            return part, piece_id[len(name) + 1 :]
    return None, ""


def _link_to(record: PieceRecord) -> str:
    """Return the file that a piece of one file is a link to, else the folder where its files lie."""
    linked = [file.link_to for file in record.files if file.link_to]
    return linked[0] if len(linked) == 1 == len(record.files) else record.repository if linked else ""


def _folders_of(root: Path, piece_id: str) -> Iterator[Path]:
    return (
        place for place in (piece_folder(root, piece_id), workshop_folder(root, piece_id)) if os.path.lexists(place)
    )


def _freed_bytes(folder: Path) -> int:
    """Return what removing ``folder`` gives back; a file with another name elsewhere stays there."""
    found = (path.lstat() for path in _files_below(folder))
    return sum(facts.st_size for facts in found if facts.st_nlink == 1)


def _files_below(folder: Path) -> Iterable[Path]:
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if not path.is_symlink():
                yield path


def remove_piece(root: Path, piece_id: str) -> None:
    """Remove a piece, finished or not, whoever needs it; raise ``OutputError`` where that fails.

    Its folder vanishes at once, its files after that, so that a crash leaves no half of it.
    """
    bin_folder = workshop_folder(root) / f"{piece_id}.deleted"
    try:
        _remove_tree(bin_folder)
        if os.path.lexists(piece_folder(root, piece_id)):
            bin_folder.parent.mkdir(exist_ok=True)
            piece_folder(root, piece_id).rename(bin_folder)
            _remove_tree(bin_folder)
        _remove_tree(workshop_folder(root, piece_id))
    except OSError as error:
        raise output_error(error, piece_folder(root, piece_id)) from error


def _remove_tree(folder: Path) -> None:
    """Remove ``folder`` with what is in it, never what links in it lead to."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
