"""Chooses window, command or engine host before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run S2V Desktop with ``argv`` (default: the process's own arguments) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Our arrays are small and our parallelism is over frames: OpenBLAS's threads would only spin for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if arguments == ["engine-host"]:
        from s2v_desktop.host.server import serve

        return serve()
    opens_window = not arguments or (len(arguments) == 1 and arguments[0].lower().endswith(".s2v"))
    if opens_window:
        return _run_window(arguments)
    from s2v_desktop.cli.main import run

    return run(arguments)


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
