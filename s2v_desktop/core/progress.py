"""What a running job tells, and what it is told: phases, fractions, time left, cancel and pause."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from copy import copy
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.errors import JobCancelledError


class Phase(StrEnum):
    """The phases that a user sees."""

    AUDIO = "audio"
    FRAMES = "frames"
    ENCODING = "encoding"


class Task(StrEnum):
    """What an engine is at, within the phase of the frames."""

    LOADING = "loading"
    READING_PROMPT = "reading_prompt"
    DENOISING = "denoising"
    DECODING = "decoding"


class Activity(msgspec.Struct, frozen=True):
    """``step`` of ``steps`` and ``clip`` of ``clips`` (both from 1) are in the making; 0 where nothing is counted."""

    task: Task
    clip: int = 0
    clips: int = 0
    step: int = 0
    steps: int = 0


class NoticeCode(StrEnum):
    """What a user should know of a job that goes on."""

    SMALLER_MEMORY_PLAN = "smaller_memory_plan"
    RESUMED = "resumed"
    NO_DRAFT_LORA = "no_draft_lora"
    NETWORK_DRIVE = "network_drive"
    IMPORTED_BEFORE = "imported_before"


class Notice(msgspec.Struct, frozen=True):
    """``detail`` and ``hint`` fill in the sentence of ``code``, as in an error."""

    code: NoticeCode
    detail: str = ""
    hint: str = ""


class Progress(msgspec.Struct, frozen=True):
    """``fraction`` (0-1) of the whole job is done; ``remaining_s`` is None until there is something to judge by."""

    phase: Phase
    fraction: float
    remaining_s: float | None = None
    activity: Activity | None = None


class JobControl:
    """Lets another thread cancel or pause a job, which calls ``check`` at every frame, step and block."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cancelled = False
        self._held = False
        self._frees_card = False
        self._paused_s = 0.0

    @property
    def paused_s(self) -> float:
        """Seconds that ``check`` has spent waiting in a pause."""
        return self._paused_s

    def cancel(self) -> None:
        """Make the next ``check`` raise; ends a pause. Any thread."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def pause(self, *, free_card: bool = False) -> None:
        """Make the next ``check`` wait, the graphics card left to other programs where ``free_card``. Any thread.

        In a pause, ``free_card`` may still be asked for; it is not taken back.
        """
        with self._changed:
            self._frees_card = free_card or (self._held and self._frees_card)
            self._held = True
            self._changed.notify_all()

    def resume(self) -> None:
        """End a pause. Any thread."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def check(self, free_card: Callable[[], None] | None = None) -> None:
        """Wait while paused; raise ``JobCancelledError`` once cancelled. The job's thread.

        ``free_card`` is called, once, in a pause that is to free the card.
        """
        if self._held:
            self._wait(free_card)
        if self._cancelled:
            raise JobCancelledError

    def _wait(self, free_card: Callable[[], None] | None) -> None:
        began_s = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: not self._waits or (self._frees_card and free_card is not None))
        if self._waits and free_card is not None:
            free_card()
            with self._changed:
                self._changed.wait_for(lambda: not self._waits)
        self._paused_s += time.monotonic() - began_s

    @property
    def _waits(self) -> bool:
        return self._held and not self._cancelled


class ProgressReporter:
    """Turns fractions of phases into fractions of the job with the time left, and passes them on.

    ``weights`` says how the whole job divides among the phases, in the order in which they come. ``on_notice`` and
    ``on_picture`` take what an engine has to tell and to show besides; ``picture`` is uint8, (h, w, 3), sRGB.
    """

    def __init__(
        self,
        weights: dict[Phase, float],
        control: JobControl,
        emit: Callable[[Progress], None],
        on_notice: Callable[[Notice], None] | None = None,
        on_picture: Callable[[NDArray[np.uint8]], None] | None = None,
    ) -> None:
        total = sum(weights.values())
        self._spans: dict[Phase, tuple[float, float]] = {}
        begin = 0.0
        for phase, weight in weights.items():
            self._spans[phase] = (begin, weight / total)
            begin += weight / total
        self._control = control
        self._emit = emit
        self._on_notice = on_notice
        self._on_picture = on_picture
        self._began_s = time.monotonic()

    def within(self, phase: Phase, first: float, last: float) -> ProgressReporter:
        """Return a reporter to whom the whole of ``phase`` is what lies between ``first`` and ``last`` (0-1) of it."""
        begin, share = self._spans[phase]
        part = copy(self)
        part._spans = self._spans | {phase: (begin + share * first, share * (last - first))}  # noqa: SLF001 - of its own kind
        return part

    def tell(self, notice: Notice) -> None:
        """Pass on ``notice``."""
        if self._on_notice is not None:
            self._on_notice(notice)

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Pass on a picture of what is in the making; the caller sees to it that they are few."""
        if self._on_picture is not None:
            self._on_picture(picture)

    def report(self, phase: Phase, fraction: float, activity: Activity | None = None) -> None:
        """Tell that ``fraction`` (0-1) of ``phase`` is done."""
        begin, share = self._spans[phase]
        done = min(1.0, begin + share * fraction)
        worked_s = time.monotonic() - self._began_s - self._control.paused_s
        remaining_s = worked_s * (1 - done) / done if done > 0.02 and worked_s > 0.3 else None
        self._emit(Progress(phase, done, remaining_s, activity))
