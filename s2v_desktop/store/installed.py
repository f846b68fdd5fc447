"""Which models are on this computer, how much room they take, and what a delete gives back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.files import output_error
from s2v_desktop.engines.wan_s2v.folder import describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.inspection import is_whole
from s2v_desktop.store.layout import piece_folder, plan_path, read_record, record_path, workshop_folder
from s2v_desktop.store.manifest import Catalog, Model
from s2v_desktop.store.remembered import RememberedPiece, remember

#: What the ids of pieces begin with that were imported and are in no list: the part and its type follow.
IMPORTED_PREFIX = "imported-"

#: What makes a model that model; the rest it may share.
_OWN_PARTS = (Part.TRANSFORMER, Part.LORA)


@dataclass(frozen=True, slots=True)
class InstalledPiece:
    """A piece whose record is there; ``part`` is None where no list knows it.

    ``is_whole``: every file is there with its size, and none was found damaged. ``freed_bytes`` is what deleting it
    gives back: nothing of files that are links, or that other programs keep as well. ``is_import``: it came from
    another folder of this computer.
    """

    piece_id: str
    part: Part | None
    is_whole: bool
    is_import: bool
    size_bytes: int
    freed_bytes: int


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """What is there of a model; ``missing`` are ids of pieces.

    ``is_usable``: a video can be made with it, perhaps with another copy of a missing piece, of another model or put
    there by hand. ``size_bytes`` is of all its pieces that are there, ``own_bytes`` of those that no other model on
    this computer needs.
    """

    model_id: str
    is_usable: bool
    missing: tuple[str, ...]
    size_bytes: int
    own_bytes: int

    @property
    def is_complete(self) -> bool:
        """Whether all its own pieces are there."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Deletion:
    """What deleting removes (ids of pieces), what stays since other models need it, and the space that it gives."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]
    freed_bytes: int


def installed_pieces(root: Path, catalog: Catalog) -> tuple[InstalledPiece, ...]:
    """Return the pieces in ``root`` that have a record, in the order of the catalog, others after them; any thread."""
    known = [piece.id for piece in catalog.pieces]
    there = sorted(path.parent.name for path in root.glob(f"*/{record_path(root, '').name}"))
    ordered = [*(name for name in known if name in there), *(name for name in there if name not in known)]
    found = (_installed_piece(root, catalog, piece_id) for piece_id in ordered)
    return tuple(piece for piece in found if piece is not None)


def installed_models(root: Path, catalog: Catalog) -> tuple[InstalledModel, ...]:
    """Return what is there of every model of the catalog, of most of them nothing.

    Reads headers, which takes up to a second; any thread.
    """
    pieces = {piece.piece_id: piece for piece in installed_pieces(root, catalog)}
    serves = bool(pieces) and describe_folder(root).is_complete
    return tuple(_installed_model(model, root, catalog, pieces, serves) for model in catalog.models)


def planned_deletion(root: Path, catalog: Catalog, name: str) -> Deletion:
    """Return what ``delete`` would do with ``name``, the id of a model or of a piece, which may be an imported one.

    Raises ``ModelError`` (``MODEL_UNKNOWN``) where there is none of that name, neither in the catalog nor in ``root``.
    """
    if read_record(root, name) is not None and all(piece.id != name for piece in catalog.pieces):
        ids = (name,)
    else:
        ids = tuple(piece.id for piece in catalog.pieces_of(name))
    users = [model for model in catalog.models if model.id != name and _is_begun(root, catalog, model)]
    needed = {piece_id for model in users for piece_id in model.pieces} | _needed_by_imports(root, catalog)
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
    folder = piece_folder(root, piece_id)
    part = next((piece.part for piece in catalog.pieces if piece.id == piece_id), _imported_part(piece_id))
    is_import = record.source == "import"
    return InstalledPiece(piece_id, part, is_whole(root, record), is_import, record.size_bytes, _freed_bytes(folder))


def _installed_model(
    model: Model, root: Path, catalog: Catalog, pieces: dict[str, InstalledPiece], serves: bool
) -> InstalledModel:
    own = [piece.id for piece in catalog.pieces_of(model.id) if piece.part in _OWN_PARTS]
    missing = tuple(name for name in model.pieces if name not in pieces or not pieces[name].is_whole)
    needed_elsewhere = {
        piece_id
        for other in catalog.models
        if other.id != model.id and _is_begun(root, catalog, other)
        for piece_id in other.pieces
    }
    there = [pieces[piece_id] for piece_id in model.pieces if piece_id in pieces]
    return InstalledModel(
        model_id=model.id,
        is_usable=serves and not set(own).intersection(missing),
        missing=missing,
        size_bytes=sum(piece.size_bytes for piece in there),
        own_bytes=sum(piece.size_bytes for piece in there if piece.piece_id not in needed_elsewhere),
    )


def _is_begun(root: Path, catalog: Catalog, model: Model) -> bool:
    """Tell whether any piece that makes ``model`` that model is there, finished or not."""
    own = [piece.id for piece in catalog.pieces_of(model.id) if piece.part in _OWN_PARTS]
    return any(record_path(root, name).exists() or plan_path(root, name).exists() for name in own)


def _needed_by_imports(root: Path, catalog: Catalog) -> set[str]:
    """Return what an imported transformer that is in no list may need: everything that models share."""
    known = {piece.id for piece in catalog.pieces}
    strangers = [piece for piece in installed_pieces(root, catalog) if piece.piece_id not in known]
    if all(piece.part is not Part.TRANSFORMER for piece in strangers):
        return set()
    return {piece.id for piece in catalog.pieces if piece.part not in _OWN_PARTS}


def _imported_part(piece_id: str) -> Part | None:
    named = piece_id.removeprefix(IMPORTED_PREFIX) if piece_id.startswith(IMPORTED_PREFIX) else ""
    return next((part for part in Part if named.startswith(part.value.replace(" ", "-"))), None)


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
