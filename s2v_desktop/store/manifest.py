"""The shipped list of models: what each needs, in pieces that several of them share.

``models/<id>.toml`` is one model, what a user chooses. ``models/pieces.toml`` has the pieces, the unit that is
downloaded, shared and deleted. Exact files, sizes and checksums come from the hub when a piece is downloaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError, ModelError
from s2v_desktop.core.paths import model_manifest_dir
from s2v_desktop.engines.wan_s2v.layouts import Part

_PIECES_FILE = "pieces.toml"
_Kind = TypeVar("_Kind")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages of the program."""

    en: str
    zh_CN: str  # noqa: N815 (the name of the locale)

    def for_language(self, language: str) -> str:
        """Return the words in ``language`` (``en`` or ``zh_CN``)."""
        return self.zh_CN if language.startswith("zh") else self.en


class Repositories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``owner/name`` on each hub; empty where the hub has no such repository."""

    huggingface: str
    modelscope: str = ""


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a model as one repository has it.

    ``patterns`` choose its files by their whole paths there (``*`` also matches ``/``); ``about_bytes`` is their size
    as far as it is known before the hub is asked.
    """

    id: str
    part: Part
    repository: Repositories
    patterns: tuple[str, ...]
    about_bytes: int


class PlanNeeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a video of 832 x 480 takes by the memory plan of that name, in GiB of the card and of main memory."""

    plan: str
    card_gb: float
    ram_gb: float


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a user chooses: ``pieces`` are ids.

    An ``addition`` is put on top of another model and makes no video alone. ``rank``: the lower, the sooner it is
    recommended among those that suit a computer. ``layout`` says whose files they are (``official``, ``comfyui``,
    ``gguf``, ``lora``).
    """

    id: str
    title: Words
    purpose: Words
    licence: str
    layout: str
    pieces: tuple[str, ...]
    rank: int
    needs: tuple[PlanNeeds, ...] = ()
    addition: bool = False


class Catalog(msgspec.Struct, frozen=True):
    """All models, the first recommended first, and all pieces."""

    models: tuple[Model, ...]
    pieces: tuple[Piece, ...]

    def model(self, model_id: str) -> Model:
        """Return the model called ``model_id``; raise ``ModelError`` (``MODEL_UNKNOWN``) where there is none."""
        for model in self.models:
            if model.id == model_id:
                return model
        raise ModelError(ErrorCode.MODEL_UNKNOWN, model_id, ", ".join(model.id for model in self.models))

    def piece(self, piece_id: str) -> Piece:
        """Return the piece called ``piece_id``; raise ``ModelError`` (``MODEL_UNKNOWN``) where there is none."""
        for piece in self.pieces:
            if piece.id == piece_id:
                return piece
        raise ModelError(ErrorCode.MODEL_UNKNOWN, piece_id, ", ".join(piece.id for piece in self.pieces))

    def pieces_of(self, model_or_piece_id: str) -> tuple[Piece, ...]:
        """Return the pieces of a model, or the one piece of that name; raise ``ModelError`` where there is none."""
        own = tuple(piece for piece in self.pieces if piece.id == model_or_piece_id)
        return own or tuple(self.piece(piece_id) for piece_id in self.model(model_or_piece_id).pieces)

    def models_with(self, piece_id: str) -> tuple[Model, ...]:
        """Return the models that need the piece called ``piece_id``."""
        return tuple(model for model in self.models if piece_id in model.pieces)

    def about_bytes(self, model_id: str) -> int:
        """Return about how much all pieces of a model take on the disk."""
        return sum(piece.about_bytes for piece in self.pieces_of(model_id))


class _PiecesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    piece: tuple[Piece, ...]


def load_catalog(folder: Path | None = None) -> Catalog:
    """Read all manifests in ``folder`` (the shipped ones by default).

    Raises ``InputError`` (``MANIFEST_INVALID``) that names the file and what is wrong with it.
    """
    folder = folder or model_manifest_dir()
    pieces = _decode(folder / _PIECES_FILE, _PiecesFile).piece
    known = [piece.id for piece in pieces]
    for piece_id in known:
        if known.count(piece_id) > 1:
            raise _invalid(folder / _PIECES_FILE, f"{piece_id} twice")
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != _PIECES_FILE]
    models = [_checked(_decode(path, Model), path, known) for path in paths]
    return Catalog(tuple(sorted(models, key=lambda model: (model.addition, model.rank))), pieces)


def _decode(path: Path, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError) as error:  # msgspec's and tomllib's errors are ValueErrors
        raise _invalid(path, str(error)) from error


def _checked(model: Model, path: Path, known: list[str]) -> Model:
    if model.id != path.stem:
        raise _invalid(path, f"id {model.id}")
    unknown = [piece_id for piece_id in model.pieces if piece_id not in known]
    if unknown or not model.pieces:
        raise _invalid(path, f"piece {unknown[0]}" if unknown else "no pieces")
    return model


def _invalid(path: Path, found: str) -> InputError:
    return InputError(ErrorCode.MANIFEST_INVALID, path.name, found)
