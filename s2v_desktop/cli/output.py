"""What a command says: a progress bar for people, one JSON object a line for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from s2v_desktop.core.error_text import describe_error
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.notice_text import describe_notice, describe_progress
from s2v_desktop.core.progress import Notice, Progress
from s2v_desktop.library.takes import Take

_BAR_WIDTH = 28


@contextmanager
def terminal_to_ourselves() -> Iterator[None]:
    """Discard what C libraries print on standard error by themselves (a damaged MP3 gives pages); our words stay."""
    ours = sys.stderr
    try:
        number = ours.fileno()
    except (AttributeError, OSError):  # no terminal at all, or one that no C library can write to
        yield
        return
    ours.flush()
    kept = os.dup(number)
    with Path(os.devnull).open("wb") as nowhere, os.fdopen(kept, "w", encoding=ours.encoding) as terminal:
        os.dup2(nowhere.fileno(), number)
        sys.stderr = terminal
        try:
            yield
        finally:
            terminal.flush()
            os.dup2(kept, number)
            sys.stderr = ours


class Reporter(Protocol):
    """Where a command sends what it has to say."""

    def progress(self, progress: Progress) -> None:
        """Tell how far the job is."""
        ...

    def notice(self, notice: Notice) -> None:
        """Tell what should be known of the job, which goes on."""
        ...

    def finish(self, take: Take) -> None:
        """Tell that the video is there."""
        ...

    def note(self, text: str) -> None:
        """Tell something that does not stop the job."""
        ...

    def fail(self, error: S2VError) -> None:
        """Tell why the job ended without a result."""
        ...


class TerminalReporter:
    """Draws a bar on standard error where that is a terminal; results go to standard output."""

    def __init__(self) -> None:
        self._draws = sys.stderr.isatty()
        self._drawn = False

    def progress(self, progress: Progress) -> None:
        """Redraw the bar."""
        if not self._draws:
            return
        filled = round(progress.fraction * _BAR_WIDTH)
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        left = "" if progress.remaining_s is None else f"  {progress.remaining_s:.0f} s left"
        line = f"{describe_progress(progress):<26} {bar} {progress.fraction:4.0%}{left}"
        print(f"\r{line:<79}", end="", file=sys.stderr, flush=True)
        self._drawn = True

    def notice(self, notice: Notice) -> None:
        """Print the sentence on standard error."""
        self.note(describe_notice(notice))

    def finish(self, take: Take) -> None:
        """Print where the video is."""
        self._end_bar()
        print(take.path)

    def note(self, text: str) -> None:
        """Print ``text`` on standard error."""
        self._end_bar()
        print(text, file=sys.stderr)

    def fail(self, error: S2VError) -> None:
        """Print one sentence and what to do about it on standard error."""
        self.note(describe_error(error))

    def _end_bar(self) -> None:
        if self._drawn:
            print(file=sys.stderr)
            self._drawn = False


class JsonReporter:
    """Prints one JSON object a line on standard output; its ``type`` says what it is."""

    def progress(self, progress: Progress) -> None:
        """Print phase, fraction, time left and, where an engine tells it, what it is at."""
        _print_object("progress", msgspec.to_builtins(progress))

    def notice(self, notice: Notice) -> None:
        """Print code, detail, hint and the English sentence."""
        _print_object("notice", msgspec.to_builtins(notice) | {"message": describe_notice(notice)})

    def finish(self, take: Take) -> None:
        """Print the take: the video's path, its request and the seconds it took."""
        _print_object("finished", msgspec.to_builtins(take) | {"request_hash": take.request.hash})

    def note(self, text: str) -> None:
        """Print a note."""
        _print_object("note", {"text": text})

    def fail(self, error: S2VError) -> None:
        """Print code, detail, hint and the English sentence."""
        fields = {"code": error.code.value, "detail": error.detail, "hint": error.hint}
        _print_object("failed", fields | {"message": describe_error(error)})


def _print_object(kind: str, fields: Mapping[str, object]) -> None:
    print(json.dumps({"type": kind, **fields}, ensure_ascii=False), flush=True)
