"""Which pieces make a model run: those that its list names, or what else in the models folder stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from s2v_desktop.core.errors import S2VError
from s2v_desktop.engines.wan_s2v.folder import REQUIRED_PARTS, FolderDescription, describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.inspection import is_complete, unfinished_pieces
from s2v_desktop.store.layout import read_record
from s2v_desktop.store.manifest import Catalog, Model

#: What makes a model that model; for the rest another copy of the same part serves as well.
OWN_PARTS = (Part.TRANSFORMER, Part.LORA)


@dataclass(frozen=True, slots=True)
class Service:
    """What a model is served by in a models folder.

    ``pieces`` of the catalog, in the model's order: those that it lists, but in the place of one that is not there
    what stands in for it, and nothing where that is in no list. ``stand_ins``: the names of what stands in, below the
    models folder, by the ids of the listed pieces.
    """

    pieces: tuple[str, ...]
    stand_ins: Mapping[str, str] = field(default_factory=dict[str, str])


def services(
    root: Path, catalog: Catalog, described: Callable[[], FolderDescription] | None = None
) -> dict[str, Service]:
    """Return what serves each model of the catalog in ``root``; any thread.

    A transformer that is whole makes other copies stand in for the parts that it lacks, as the engine takes them.
    Where there is such a transformer, headers are read, which takes up to a second, unless ``described`` does that.
    """
    copies = cache(lambda: _copies(root, described or (lambda: describe_folder(root))))
    return {model.id: _service(model, root, catalog, copies) for model in catalog.models}


def _service(model: Model, root: Path, catalog: Catalog, copies: Callable[[], tuple[tuple[Part, str], ...]]) -> Service:
    pieces = catalog.pieces_of(model.id)
    absent = [piece for piece in pieces if piece.part not in OWN_PARTS and read_record(root, piece.id) is None]
    own = [piece for piece in pieces if piece.part in OWN_PARTS]
    if not absent or not own or not all(is_complete(root, piece.id) for piece in own):
        return Service(model.pieces)
    stand_ins = {piece.id: name for piece in absent if (name := _first(piece.part, copies())) is not None}
    served = {part for part, _ in copies()} | {piece.part for piece in pieces if piece.id not in stand_ins}
    if not served.issuperset(REQUIRED_PARTS):  # a listed one may bring along what its stand-in does not
        return Service(model.pieces)
    listed = {piece.id for piece in catalog.pieces}
    names = (stand_ins.get(piece.id, piece.id) for piece in pieces)
    return Service(tuple(dict.fromkeys(name for name in names if name in listed)), stand_ins)


def _copies(root: Path, described: Callable[[], FolderDescription]) -> tuple[tuple[Part, str], ...]:
    """Return the parts that can be used and the names of what has them, in the order in which the engine takes them."""
    unfinished = set(unfinished_pieces(root))
    try:
        found = [(copy.part, copy.path.relative_to(root).parts) for copy in described().parts]
    except (S2VError, OSError):  # its drive was pulled out just now, which the work that follows tells
        return ()
    return tuple((part, names[0]) for part, names in found if names and names[0] not in unfinished)


def _first(part: Part, copies: Iterable[tuple[Part, str]]) -> str | None:
    return next((name for found, name in copies if found is part), None)
