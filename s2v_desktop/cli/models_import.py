"""``models import``: models that are on this computer already."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

from s2v_desktop.cli.byte_progress import ByteProgress, gigabytes
from s2v_desktop.cli.models import make_videos, models_folder, telling
from s2v_desktop.cli.output import Reporter
from s2v_desktop.cli.signals import cancelled_by_signals
from s2v_desktop.core.error_text import PART_WORDS
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store.import_folder import KIND_WORD, FoundPart, ImportKind, find_parts, import_parts
from s2v_desktop.store.installed import InstalledModel, ModelState, installed_models, type_words
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import Catalog, Piece, load_catalog

#: A model that lacks no more of its size than this is nearly complete.
_LITTLE = 0.25


class _Nearly(NamedTuple):
    """A nearly complete model and what it lacks."""

    model_id: str
    pieces: tuple[Piece, ...]

    @property
    def lacking_bytes(self) -> int:
        return sum(piece.about_bytes for piece in self.pieces)


def import_models(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Take models over from a folder of this computer, by link or by copy."""
    root, catalog, kind = models_folder(), load_catalog(), ImportKind(arguments.by)
    folder = Path(arguments.folder)
    if not folder.is_dir():
        raise InputError(ErrorCode.NOT_A_FOLDER if folder.exists() else ErrorCode.FOLDER_MISSING, str(folder))
    control, progress = JobControl(), ByteProgress(as_json=arguments.json)
    with StoreLock(root), cancelled_by_signals(control):
        parts = find_parts(folder, root, catalog)
        if parts:
            import_parts(parts, root, catalog, kind, control, telling(progress, "importing"))
    progress.end()
    if not parts:
        reporter.notice(Notice(NoticeCode.IMPORTED_BEFORE, str(folder)))
    models = installed_models(root, catalog)
    complete = [found.model_id for found in models if found.state is ModelState.READY]
    nearly = _nearly_complete(models, catalog)
    if arguments.json:
        print(json.dumps(_facts(parts, complete, nearly), ensure_ascii=False))
    elif parts:
        _print_parts(parts)
        print(f"Complete models: {', '.join(complete)}." if complete else _without_model(root))
        for model in nearly:
            lacks = f"{', '.join(PART_WORDS[piece.part] for piece in model.pieces)} ({gigabytes(model.lacking_bytes)})"
            print(f"{model.model_id} lacks only: {lacks}. Get it with “s2v-desktop models download {model.model_id}”.")
        if any(_is_own(part, catalog) for part in parts):
            print("Files of no listed model are used by themselves where the listed models here lack their part.")


def _nearly_complete(models: tuple[InstalledModel, ...], catalog: Catalog) -> list[_Nearly]:
    """Return the models that lack little, and what no other copy stands in for."""
    found: list[_Nearly] = []
    for model in models:
        lacking = [piece_id for piece_id in model.missing if piece_id not in model.service.stand_ins]
        nearly = _Nearly(model.model_id, tuple(catalog.piece(piece_id) for piece_id in lacking))
        if 0 < nearly.lacking_bytes <= _LITTLE * catalog.about_bytes(model.model_id):
            found.append(nearly)
    return found


def _without_model(root: Path) -> str:
    """Return what is so where no listed model is complete."""
    return "No listed model is complete" + (", but your own files make videos." if make_videos(root) else " yet.")


def _facts(parts: tuple[FoundPart, ...], complete: list[str], nearly: list[_Nearly]) -> dict[str, object]:
    pieces = [
        {
            "piece": part.piece_id,
            "part": part.part.value,
            "title": _title(part.part, part.piece_id),
            "size_bytes": part.size_bytes,
        }
        for part in parts
    ]
    lacking = [
        {"model": model.model_id, "pieces": [piece.id for piece in model.pieces], "bytes": model.lacking_bytes}
        for model in nearly
    ]
    return {"type": "finished", "pieces": pieces, "complete": complete, "nearly_complete": lacking}


def _print_parts(parts: tuple[FoundPart, ...]) -> None:
    for part in parts:
        print(f"{_title(part.part, part.piece_id):<40} {gigabytes(part.size_bytes):>8}  {part.piece_id}")
    came = f"{len(parts)} part{'s' if len(parts) > 1 else ''}, {gigabytes(sum(part.size_bytes for part in parts))}"
    print(f"Imported {came}.")


def _title(part: Part, piece_id: str) -> str:
    """Return what a part is called and, where ``piece_id`` tells, the type of its weights: ``Text encoder, FP32``."""
    found = KIND_WORD.findall(piece_id)
    title = ", ".join(word for word in (PART_WORDS[part], type_words(found[-1]) if found else "") if word)
    return title[0].upper() + title[1:]


def _is_own(part: FoundPart, catalog: Catalog) -> bool:
    return all(piece.id != part.piece_id for piece in catalog.pieces)
