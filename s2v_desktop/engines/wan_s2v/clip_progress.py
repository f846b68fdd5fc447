"""How far the making of the clips is, and the answer to those who want it stopped."""

from __future__ import annotations

from typing import Protocol

from s2v_desktop.core.progress import Activity, JobControl, Phase, ProgressReporter, Task

#: What reading the prompt, hearing the sound and loading take, and what decoding a clip and encoding it for the next
#: one take, in steps of denoising: roughly as measured at 832 x 480.
_SETUP_STEPS = 2
_DECODING_STEPS = 1


class Card(Protocol):
    """Whoever holds memory of the graphics card."""

    def free_card(self) -> None:
        """Leave it to others."""
        ...

    def take_card(self) -> None:
        """Take it back."""
        ...


class ClipProgress:
    """Tells the steps of ``clips`` clips, the first ``kept`` of which were there before and count for nothing."""

    def __init__(self, reporter: ProgressReporter, control: JobControl, clips: int, kept: int, steps: int) -> None:
        self._reporter = reporter
        self._control = control
        self._clips = clips
        self._kept = kept
        self._steps = steps
        self._furthest = 0.0

    def check(self, card: Card | None = None) -> None:
        """Wait in a pause, without ``card`` where that is wanted; raise ``JobCancelledError`` once cancelled."""
        if card is None:
            self._control.check()
            return
        freed = False

        def free() -> None:
            nonlocal freed
            card.free_card()
            freed = True

        self._control.check(free)
        if freed:
            card.take_card()

    def setting_up(self, task: Task) -> None:
        """Tell of ``task``, which comes before the steps."""
        self._report(0.0, Activity(task))

    def step_begun(self, clip: int, step: int) -> None:
        """Tell that ``step`` of ``clip`` is in the making, both from 0; after the last step comes the decoding."""
        decodes = step >= self._steps
        task, shown = (Task.DECODING, 0) if decodes else (Task.DENOISING, step + 1)
        done = _SETUP_STEPS + (clip - self._kept) * (self._steps + _DECODING_STEPS) + step
        self._report(done, Activity(task, clip + 1, self._clips, shown, 0 if decodes else self._steps))

    def _report(self, done_steps: float, activity: Activity) -> None:
        """Never go back, even where a clip is begun again with less memory."""
        all_steps = _SETUP_STEPS + (self._clips - self._kept) * (self._steps + _DECODING_STEPS)
        self._furthest = max(self._furthest, done_steps / all_steps)
        self._reporter.report(Phase.FRAMES, self._furthest, activity)
