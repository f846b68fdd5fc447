"""Chooses window, command or engine host before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from s2v_desktop.core.suffixes import PICTURE_SUFFIXES, SONG_SUFFIXES, is_project_name

#: The command line's words; its parser is not built where a window is wanted.
_COMMANDS = (
    "demo",
    "render",
    "render-project",
    "beats",
    "models",
    "doctor",
    "engine-host",
    "engine-rank",
    "preview-host",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run S2V Desktop with ``argv`` (default: the process's own arguments) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Our arrays are small and our parallelism is over frames: OpenBLAS's threads would only spin for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if arguments == ["engine-host"]:
        from s2v_desktop.host.server import serve

        return serve()
    if arguments == ["engine-rank"]:
        from s2v_desktop.engines.wan_s2v.crew import serve_rank

        return serve_rank()
    if arguments == ["preview-host"]:
        from s2v_desktop.host.preview_server import serve_preview

        return serve_preview()
    if not arguments or _are_files(arguments):
        return _run_window(arguments)
    from s2v_desktop.cli.main import run

    return run(arguments)


def _are_files(arguments: Sequence[str]) -> bool:
    """Tell whether ``arguments`` are files to open, as a file manager names them, and not a command."""
    if arguments[0] in _COMMANDS or any(argument.startswith("-") for argument in arguments):
        return False
    first = Path(arguments[0])
    media = first.suffix.lower() in (*PICTURE_SUFFIXES, *SONG_SUFFIXES)
    return media or is_project_name(first.name) or first.is_file()


def _run_window(arguments: list[str]) -> int:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        return _refuse("There is no screen for the window. The commands work without one: s2v-desktop --help")
    try:
        from s2v_desktop.ui.app import run_window
    except ImportError as error:
        return _refuse(f"The window cannot be opened, since a system library of Qt is missing ({error}).")
    return run_window(arguments)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
