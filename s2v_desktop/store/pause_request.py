"""How one program asks another, which holds the models folder, to pause a download there: by a file in the workshop.

The other one removes the file once it has paused. Where it is not at work on what it is asked to pause, it leaves a
second file first, which says what it is at work on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

import msgspec

from s2v_desktop.core.errors import OutputError
from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.store.layout import workshop_folder

_SUFFIX = ".pause"
_ANSWER_SUFFIX = ".at-work"


def request_pause(root: Path, name: str) -> Path:
    """Ask for ``name``, the id of a model; return the file, which goes once that is answered.

    Raises ``OutputError`` where the folder cannot be written.
    """
    path = workshop_folder(root) / f"{name}{_SUFFIX}"
    try:
        path.with_suffix(_ANSWER_SUFFIX).unlink(missing_ok=True)
        path.touch()
    except OSError as error:
        raise output_error(error, path) from error
    return path


def take_answer(asked: Path) -> tuple[str, ...] | None:
    """Return what the other program is at work on instead of what it was ``asked`` to pause; None where it paused."""
    path = asked.with_suffix(_ANSWER_SUFFIX)
    try:
        answer = msgspec.json.decode(path.read_bytes(), type=tuple[str, ...])
    except (OSError, msgspec.MsgspecError):
        return None
    path.unlink(missing_ok=True)
    return answer


def requested_pauses(root: Path) -> tuple[str, ...]:
    """Return the names that others ask to pause."""
    return tuple(path.name.removesuffix(_SUFFIX) for path in workshop_folder(root).glob(f"*{_SUFFIX}"))


class Pausing(Protocol):
    """Whoever downloads into the models folder."""

    def pause(self, name: str) -> None:
        """Stop the model ``name``."""
        ...


def answer_pauses(root: Path, downloads: Pausing, at_work: Collection[str]) -> None:
    """Pause what others ask to pause, and tell them: for the program that holds the folder, often.

    ``at_work`` are the models that move: others are left alone, since they may share pieces with these.
    """
    for name in requested_pauses(root):
        asked = workshop_folder(root) / f"{name}{_SUFFIX}"
        if name in at_work:
            downloads.pause(name)
        with contextlib.suppress(OSError, OutputError):  # gone already, or the drive is: nobody waits then
            if name not in at_work:
                write_atomically(asked.with_suffix(_ANSWER_SUFFIX), msgspec.json.encode(list(at_work)))
            asked.unlink()
