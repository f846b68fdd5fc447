"""Garbage is collected between events and in the window's thread, nowhere else."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collector from when it is made until ``close``.

    Python collects wherever objects are made: in an event handler that Qt calls while it walks through its widgets, or
    in a worker thread. Widgets that wait in a reference cycle would vanish under Qt's hands, and the process with them;
    a change of style, which asks every widget, has crashed that way.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose count is above its threshold, and all that are younger, as Python would."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age, (count, threshold) in enumerate(zip(counts, thresholds, strict=True)) if count > threshold > 0]
    if due:
        gc.collect(due[-1])
