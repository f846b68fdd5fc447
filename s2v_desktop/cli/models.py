"""``models``: which there are, what suits this computer, downloads, and where they are kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from s2v_desktop.cli.byte_progress import ByteProgress, ByteStep, gigabytes
from s2v_desktop.cli.output import Reporter
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.error_text import PART_WORDS
from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.engines.wan_s2v.folder import describe_folder
from s2v_desktop.store.chosen import used_model
from s2v_desktop.store.copying import CopyProgress, OnCopyProgress
from s2v_desktop.store.installed import (
    InstalledModel,
    InstalledPiece,
    ModelState,
    delete,
    installed_models,
    planned_deletion,
    unlisted_pieces,
)
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import Catalog, load_catalog
from s2v_desktop.store.move import finish_move
from s2v_desktop.store.remembered import FolderState, folder_state

_STATE_WORDS = {state: state.value for state in ModelState} | {ModelState.ABSENT: "not installed"}


def models_folder() -> Path:
    """Return the models folder, after a move that was broken off; raise ``ModelError`` where its drive is away."""
    finish_move(engine_settings().models_path, switch_folder)
    root = engine_settings().models_path
    if folder_state(root) is FolderState.GONE:
        raise ModelError(ErrorCode.STORE_GONE, str(root))
    return root


def list_models(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Print all models with their sizes and what is there of them; then a user's own files, which are of none."""
    root, catalog = models_folder(), load_catalog()
    used = used_model(root, catalog, engine_settings().chosen_model)
    rows = [_row(catalog, found, used.id if used else "") for found in installed_models(root, catalog)]
    own_files = [_own_row(piece) for piece in unlisted_pieces(root, catalog)]
    if arguments.json:
        print(json.dumps({"folder": str(root), "models": rows, "own_files": own_files}, ensure_ascii=False))
        return
    print(f"Models folder: {root}")
    for row in rows:
        mark = "*" if row["used"] else " "
        state = ", ".join(_state_words(row))
        print(f"{mark} {row['id']:<32} {gigabytes(row['about_bytes']):>8}  {state}  {row['title']}")
    if own_files:
        print("Your own files:")
    for row in own_files:
        link = f", linked to {row['link_to']}" if row["link_to"] else ""
        print(f"  {row['id']:<32} {gigabytes(row['size_bytes']):>8}  {row['state']}  {row['title']}{link}")


def delete_model(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Delete a model, except what others need, and print what that frees."""
    root, catalog = models_folder(), load_catalog()
    with StoreLock(root):
        act = planned_deletion if arguments.dry_run else delete
        deletion = act(root, catalog, arguments.model)
    if arguments.json:
        facts = {"removed": deletion.removed, "kept": deletion.kept, "freed_bytes": deletion.freed_bytes}
        print(json.dumps({"type": "finished", "dry_run": arguments.dry_run, **facts}, ensure_ascii=False))
        return
    verb = "Would delete" if arguments.dry_run else "Deleted"
    if deletion.removed:
        print(f"{verb} {', '.join(deletion.removed)}: {gigabytes(deletion.freed_bytes)}")
    elif not deletion.kept:
        print(f"Nothing of {arguments.model} is here.")
    if deletion.kept:
        print(f"Kept, since other models need them: {', '.join(deletion.kept)}")


def use(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Let one of several models make the videos; ``auto`` for the one that suits this computer."""
    root, catalog = models_folder(), load_catalog()
    refuse_own_file(root, catalog, arguments.model)
    name = "" if arguments.model == "auto" else catalog.model(arguments.model).id
    able = [model.id for model in catalog.models if not model.addition]
    if name and name not in able:
        raise ModelError(ErrorCode.MODEL_IS_ADDITION, name, ", ".join(able))
    change_settings(chosen_model=name)
    used = used_model(root, catalog, name)
    if arguments.json:
        print(json.dumps({"type": "finished", "chosen": name, "used": used.id if used else None}))
    elif used is None and not name:
        reporter.note("What suits this computer is used as soon as it is complete; none is yet.")
    elif used is None or (name and used.id != name):
        until = used.id if used else "your own files" if make_videos(root) else "no model"
        reporter.note(f"Chosen; it is not complete yet. Until then: {until}.")
    else:
        print(f"{used.id} makes the videos from now on.")


def refuse_own_file(root: Path, catalog: Catalog, name: str) -> None:
    """Raise ``ModelError`` (``MODEL_IS_OWN``) where ``name`` is what was imported and is of no listed model."""
    if any(piece.piece_id == name for piece in unlisted_pieces(root, catalog)):
        raise ModelError(ErrorCode.MODEL_IS_OWN, name)


def make_videos(root: Path) -> bool:
    """Tell whether the engine needs nothing besides what is in ``root``, whatever lists say."""
    return root.is_dir() and describe_folder(root).is_complete


def switch_folder(folder: Path) -> None:
    """Make ``folder`` the models folder in the settings."""
    change_settings(models_dir="" if folder == default_models_dir() else str(folder))


def telling(progress: ByteProgress, doing: str) -> OnCopyProgress:
    """Return what tells ``progress`` how far a copy is; ``doing`` is one word (``moving``)."""

    def tell(step: CopyProgress) -> None:
        progress.tell(ByteStep(doing, step.name, step.done_bytes, step.total_bytes))

    return tell


def _row(catalog: Catalog, found: InstalledModel, used: str) -> dict[str, Any]:
    model = catalog.model(found.model_id)
    return {
        "id": model.id,
        "title": model.title.en,
        "purpose": model.purpose.en,
        "licence": model.licence,
        "about_bytes": catalog.about_bytes(model.id),
        "state": _STATE_WORDS[found.state],
        "missing": [name for name in found.missing if name not in found.service.stand_ins],
        "stand_ins": found.service.stand_ins,
        "size_bytes": found.size_bytes,
        "total_bytes": found.total_bytes,
        "own_bytes": found.own_bytes,
        "used": model.id == used,
    }


def _state_words(row: dict[str, Any]) -> list[str]:
    """Return the state of a model, how much of it is here, and what stands in for listed pieces."""
    words = [row["state"]]
    if row["size_bytes"]:
        part = f"{row['size_bytes'] / row['total_bytes']:.0%} = " if row["state"] == "unfinished" else ""
        words.append(f"{part}{gigabytes(row['size_bytes'])} here")
    return [*words, *(f"{name} stands in for {listed}" for listed, name in row["stand_ins"].items())]


def _own_row(piece: InstalledPiece) -> dict[str, Any]:
    part = piece.part.value if piece.part is not None else ""
    return {
        "id": piece.piece_id,
        "title": ", ".join(word for word in (PART_WORDS.get(part, part), piece.type_words) if word),
        "part": part,
        "state": "ready" if piece.is_whole else "damaged",
        "size_bytes": piece.here_bytes,
        "freed_bytes": piece.freed_bytes,
        "link_to": piece.link_to,
    }
