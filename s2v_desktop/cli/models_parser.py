"""The words of ``models`` and their options."""

from __future__ import annotations

import argparse
from functools import partial

from s2v_desktop.cli.output import Reporter

_Actions = argparse._SubParsersAction  # noqa: SLF001 (argparse names its return type so)


def add_models(commands: _Actions) -> None:
    """Add the command ``models`` with all its actions."""
    parser = commands.add_parser("models", help="models of the diffusion engine: download, import, delete, move")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _add(actions, "list", "what there is, and what of it is here")
    _add(actions, "fit", "what each model needs and what suits this computer; nothing needs to be downloaded for it")
    action = _add(actions, "download", "download what is missing; Ctrl+C pauses", "model")
    _add_source(action)
    _add(actions, "pause", "let the program that downloads it pause", "model")
    action = _add(actions, "verify", "compare all files with what was published", "model")
    action.add_argument("--repair", action="store_true", help="download damaged files anew, and no others")
    _add_source(action)
    action = _add(actions, "import", "take models over from a folder of yours", "folder")
    action.add_argument(
        "--by",
        choices=["hardlink", "symlink", "copy"],
        default="hardlink",
        help="hardlink (default): takes no space, and stays when the original is deleted; only on the same drive. "
        "symlink: takes no space, on any drive, but works only as long as the original stays where it is. "
        "copy: takes as much space again, and needs the original no more",
    )
    action = _add(actions, "delete", "delete a model, except what others need", "model")
    action.add_argument("--dry-run", action="store_true", help="tell what that would free, and delete nothing")
    action = _add(actions, "path", "show or change the models folder")
    wanted = action.add_mutually_exclusive_group()
    wanted.add_argument("folder", metavar="FOLDER", nargs="?", type=_name, help="use this one from now on")
    wanted.add_argument("--default", action="store_true", help="use the usual folder again")
    action.add_argument("--move", action="store_true", help="move the models there")
    action.set_defaults(refuse=action.error)
    _add(actions, "use", "choose the model that makes videos", "model")


def _add_source(action: argparse.ArgumentParser) -> None:
    words = "auto, huggingface, hf-mirror, modelscope or a URL (default: the settings)"
    action.add_argument("--source", metavar="NAME", help=words)


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an empty name is no folder")
    return text


def _add(actions: _Actions, word: str, words: str, argument: str = "") -> argparse.ArgumentParser:
    parser = actions.add_parser(word, help=words)
    if argument:
        helps = {"model": "its id, as “models list” tells it", "folder": "say, ComfyUI's “models”"}
        parser.add_argument(argument, metavar=argument.upper(), help=helps[argument])
    parser.add_argument("--json", action="store_true", help="JSON instead of words")
    parser.set_defaults(command=partial(_run, word))
    return parser


def _run(word: str, arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Do what ``word`` says; imported only now, since other commands do without an HTTP library."""
    from s2v_desktop.cli import downloads, models, models_fit, models_import, models_path

    actions = {
        "list": models.list_models,
        "fit": models_fit.fit,
        "download": downloads.download,
        "pause": downloads.pause,
        "verify": downloads.verify,
        "import": models_import.import_models,
        "delete": models.delete_model,
        "path": models_path.path,
        "use": models.use,
    }
    actions[word](arguments, reporter)
