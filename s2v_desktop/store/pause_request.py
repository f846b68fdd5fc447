"""How one program asks another, which holds the models folder, to pause a download there: by a file in the workshop."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Protocol

from s2v_desktop.core.files import output_error
from s2v_desktop.store.layout import workshop_folder

_SUFFIX = ".pause"


def request_pause(root: Path, name: str) -> Path:
    """Ask for ``name``, the id of a model or of a piece; return the file, which goes once that is done.

    Raises ``OutputError`` where the folder cannot be written.
    """
    path = workshop_folder(root) / f"{name}{_SUFFIX}"
    try:
        path.touch()
    except OSError as error:
        raise output_error(error, path) from error
    return path


def requested_pauses(root: Path) -> tuple[str, ...]:
    """Return the names that others ask to pause."""
    return tuple(path.name.removesuffix(_SUFFIX) for path in workshop_folder(root).glob(f"*{_SUFFIX}"))


class Pausing(Protocol):
    """Whoever downloads into the models folder."""

    def pause(self, name: str) -> None:
        """Stop the model or piece ``name``."""
        ...


def answer_pauses(root: Path, downloads: Pausing) -> None:
    """Pause what others ask to pause, and tell them that it is: for the program that holds the folder, often."""
    for name in requested_pauses(root):
        downloads.pause(name)
        with contextlib.suppress(OSError):  # gone already, or the drive is: nobody waits then
            (workshop_folder(root) / f"{name}{_SUFFIX}").unlink()
