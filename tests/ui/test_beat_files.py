"""Beats to and from files, by the menu's commands and the real dialogs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from modal_dialogs import answering, choose_kind, click, type_name
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from s2v_desktop.audio.beats_file import BeatFormat, read_beats, write_beats
from s2v_desktop.core.beats import BeatGrid, BeatSource
from s2v_desktop.ui.main_window import MainWindow


def times_of(grid: BeatGrid):
    return pytest.approx(grid.times_s, abs=0.0005)


def test_export__name_with_a_known_end__is_written_in_its_form(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    with qtbot.waitSignal(loaded.song.beat_files.noticed), answering(type_name(str(path))):
        loaded.actions_.beats.export_file.trigger()
    assert path.read_text().startswith("{")
    assert read_beats(path).beats == loaded.project_model.beats.beats


def test_export__kind_chosen_and_file_there__replaces_it_after_the_question(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.sv.csv"
    path.write_text("old")
    named = choose_kind(loaded.song.beat_files.tr("Sonic Visualiser"), type_name(str(tmp_path / "mine")))
    with qtbot.waitSignal(loaded.song.beat_files.noticed), answering(named, click(QMessageBox.StandardButton.Yes)):
        loaded.actions_.beats.export_file.trigger()
    assert read_beats(path).times_s == times_of(loaded.project_model.beats)
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.sv.csv"]


def test_import__form_without_strengths__they_are_measured_in_the_song(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    tracked = loaded.project_model.beats
    write_beats(tracked, tmp_path / "beats.txt", BeatFormat.AUDACITY)
    with qtbot.waitSignal(loaded.project_model.beats_changed, timeout=10_000):
        loaded.song.beat_files.import_from(tmp_path / "beats.txt")
    imported = loaded.project_model.beats
    assert imported.times_s == times_of(tracked)
    assert imported.strengths == pytest.approx(tracked.strengths, abs=0.25)
    assert imported.strengths[::4].mean() > np.delete(imported.strengths, np.s_[::4]).mean() + 0.1


def test_import__form_with_strengths__they_are_kept(qtbot: QtBot, loaded: MainWindow, tmp_path: Path) -> None:
    beats = BeatGrid.from_arrays(np.array([1.0, 2.0, 3.0]), np.array([0.25, 1.0, 0.5]))
    write_beats(beats, tmp_path / "beats.csv", BeatFormat.CSV)
    with qtbot.waitSignal(loaded.project_model.beats_changed, timeout=10_000):
        loaded.song.beat_files.import_from(tmp_path / "beats.csv")
    assert loaded.project_model.beats.beats == beats.beats
    assert loaded.project_model.beats.source is BeatSource.FILE


def test_import__beats_after_the_end__are_left_out_and_counted(
    qtbot: QtBot, loaded: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "beats.txt").write_text("".join(f"{time_s:.1f}\t{time_s:.1f}\t\n" for time_s in (1, 2, 11.9, 12.5, 99)))
    with qtbot.waitSignal(loaded.song.beat_files.noticed, timeout=10_000) as noticed:
        loaded.song.beat_files.import_from(tmp_path / "beats.txt")
    assert noticed.args is not None
    assert noticed.args[0].startswith("2 beats")
    assert loaded.project_model.beats.times_s == pytest.approx([1, 2, 11.9])
