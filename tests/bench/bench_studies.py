"""What follows the opening of a picture and a song, beside the opening itself: advice, suggested parts, the beat list.

``advice_share`` is the study of a picture divided by its loading, ``suggestion_share`` the suggesting of parts of a
four-minute song divided by the tracking of its beats; times are medians, of a process that does nothing else.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "helpers"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from song_forms import BRIDGE, CHORUS, INTRO, OUTRO, VERSE, make_form
from synthesis import RATE_HZ

from s2v_desktop.audio.beat_tracker import track_beats
from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.highlight import suggest_clips
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.look import Look
from s2v_desktop.core.paths import resource_path
from s2v_desktop.picture.advice import advise
from s2v_desktop.picture.load import load_picture
from s2v_desktop.picture.study import study_picture
from s2v_desktop.ui.widgets.beat_table import BeatTable

ROUNDS = 7
SONG_S = 240


def median_s(work: Callable[[], object]) -> float:
    work()
    durations_s = []
    for _ in range(ROUNDS):
        began_s = time.perf_counter()
        work()
        durations_s.append(time.perf_counter() - began_s)
    return statistics.median(durations_s)


def picture_figures() -> dict[str, float]:
    cover = resource_path("sample", "cover.jpg")
    pixels = load_picture(cover)
    load_s = median_s(lambda: load_picture(cover))
    study_s = median_s(lambda: advise(study_picture(pixels), Look()))
    return {"advice_ms": round(study_s * 1e3), "advice_share": round(study_s / load_s, 2)}


def song_figures() -> dict[str, float]:
    form = make_form((INTRO, VERSE, CHORUS, VERSE, CHORUS, BRIDGE, CHORUS, OUTRO) * 2, 110)
    song = Song(np.repeat(form.song.samples[: SONG_S * RATE_HZ], 2, axis=1), RATE_HZ)
    beats = form.beats.between(0, song.duration_s)
    track_s = median_s(lambda: track_beats(song))
    suggest_s = median_s(lambda: suggest_clips(song, beats, 8.0))
    return {"suggestion_ms": round(suggest_s * 1e3), "suggestion_share": round(suggest_s / track_s, 2)}


def list_figures() -> dict[str, float]:
    application = QApplication([])
    table = BeatTable()
    table.show()
    times_s = 0.5 * np.arange(2000)
    grids = [BeatGrid.from_arrays(times_s + shift_s) for shift_s in (0.0, 0.1)]
    state = {"shown": 0}

    def show_other() -> None:
        state["shown"] = 1 - state["shown"]
        table.show_beats(grids[state["shown"]])
        application.processEvents()

    table.selectAll()
    return {"two_thousand_beats_ms": round(median_s(show_other) * 1e3, 1)}


if __name__ == "__main__":
    print(json.dumps(picture_figures() | song_figures() | list_figures()))
