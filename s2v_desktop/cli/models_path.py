"""``models path``: where the models are kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from s2v_desktop.cli.byte_progress import ByteProgress
from s2v_desktop.cli.models import models_folder, switch_folder, telling
from s2v_desktop.cli.output import Reporter
from s2v_desktop.cli.signals import cancelled_by_signals
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.files import output_error
from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.core.progress import JobControl
from s2v_desktop.store.inspection import unfinished_pieces
from s2v_desktop.store.installed import installed_pieces
from s2v_desktop.store.location import check_location
from s2v_desktop.store.manifest import load_catalog
from s2v_desktop.store.move import move_models
from s2v_desktop.store.remembered import FolderState, folder_state


def path(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Print the models folder; with another one, use that from now on, and move the models there where asked to."""
    if arguments.folder or arguments.default:
        target = default_models_dir() if arguments.default else Path(arguments.folder).absolute()
        _change_folder(target, arguments, reporter)
    elif arguments.move:
        arguments.refuse("--move needs the folder to move the models to, or --default")
    root = engine_settings().models_path
    is_there = folder_state(root) is not FolderState.GONE
    if arguments.json:
        print(json.dumps({"type": "finished", "folder": str(root), "there": is_there}, ensure_ascii=False))
    else:
        print(root)
        if not is_there:
            reporter.note("Its drive is not connected.")


def _change_folder(target: Path, arguments: argparse.Namespace, reporter: Reporter) -> None:
    source = engine_settings().models_path
    for notice in check_location(target).notices:
        reporter.notice(notice)
    if not arguments.move or target == source or folder_state(source) is FolderState.NEW:
        if _make(target):
            reporter.note(f"Made the folder {target}.")
        switch_folder(target)
        if target != source and _has_models(source):
            reporter.note(_left_behind(source, "--default" if arguments.default else _quoted(target)))
        return
    control, progress = JobControl(), ByteProgress(as_json=arguments.json)
    with cancelled_by_signals(control):
        move_models(models_folder(), target, switch_folder, control, telling(progress, "moving"))
    progress.end()
    reporter.note(f"Moved from {source}.")


def _make(folder: Path) -> bool:
    """Have ``folder`` and return whether it had to be made; one whose drive is away is left to its drive."""
    if folder.is_dir() or folder_state(folder) is FolderState.GONE:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error
    return True


def _has_models(folder: Path) -> bool:
    """Tell whether anything of a model is in ``folder``, unfinished or on a drive that is away."""
    is_gone = folder_state(folder) is FolderState.GONE
    return is_gone or bool(installed_pieces(folder, load_catalog())) or any(unfinished_pieces(folder))


def _left_behind(source: Path, target: str) -> str:
    command = "s2v-desktop models path"
    return (
        f"The models in {source} stay there and are not found any more. --move takes them along: "
        f"“{command} {_quoted(source)}”, then “{command} {target} --move”."
    )


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
