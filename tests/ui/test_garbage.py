"""Garbage is collected between events and in the window's thread, nowhere else."""

import gc
import os
import subprocess
import sys
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.garbage import GarbageCollector

#: A change of style while garbage widgets lie about and event handlers make objects.
RESTYLING = """
from PySide6.QtWidgets import QApplication, QLabel
from s2v_desktop.ui.garbage import GarbageCollector

class Label(QLabel):
    def changeEvent(self, event):
        made = [{} for _ in range(50)]
        super().changeEvent(event)

application = QApplication([])
collector = GarbageCollector(application)
labels = [Label(str(number)) for number in range(50)]
for label in labels:
    label.show()
for round in range(20):
    for number in range(100):
        lost = Label("lost")
        lost.show()
        lost.cycle = lost
    del lost
    application.setStyle("Fusion")
    application.processEvents()
"""


class Knot(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.cycle = self


def test_garbage__made_in_one_go__waits_for_the_event_loop(qtbot: QtBot) -> None:
    knots = [weakref.ref(Knot()) for _ in range(3 * gc.get_threshold()[0])]
    assert all(knot() is not None for knot in knots)
    qtbot.waitUntil(lambda: all(knot() is None for knot in knots), timeout=10_000)


def test_collector__closed__leaves_it_to_python_again() -> None:
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()


def test_style__changed_while_garbage_widgets_lie_about__ends_no_process() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", RESTYLING], env=environment, capture_output=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
