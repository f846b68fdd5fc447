"""Edits, undo and signals of the project."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.beats import Beat, BeatGrid, BeatSource
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.project import Project
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.viewmodels.project_model import ProjectModel

SONG = MediaFile("/song.wav", "0" * 64)


@pytest.fixture
def model() -> ProjectModel:
    return ProjectModel()


def test_set_clip__tells_the_new_value_once(qtbot: QtBot, model: ProjectModel) -> None:
    with qtbot.waitSignals([model.clip_changed]), qtbot.assertNotEmitted(model.look_changed):
        model.set_clip(Clip(2.0, 5.0))
    with qtbot.assertNotEmitted(model.clip_changed):
        model.set_clip(Clip(2.0, 5.0))


def test_tracked_beats__arriving_between_edits__survive_undo(model: ProjectModel) -> None:
    found = BeatGrid((Beat(1.0), Beat(2.0)), source=BeatSource.TRACKED)
    model.set_look(seed=5)
    model.put_tracked_beats(found, model.clip)
    model.undo_stack.undo()
    assert model.look.seed == 0
    assert model.beats == found


def test_set_song__undone__brings_back_the_former_beats(model: ProjectModel) -> None:
    beats = BeatGrid((Beat(1.0),), source=BeatSource.EDITED)
    model.open_project(Project(song=SONG, beats=beats, clip=Clip(1.0, 4.0)))
    model.set_song(MediaFile("/other.wav", "1" * 64), Clip())
    assert model.beats == BeatGrid()
    model.undo_stack.undo()
    assert model.project == Project(song=SONG, beats=beats, clip=Clip(1.0, 4.0))


def test_quick_changes__of_the_same_field__are_one_step(model: ProjectModel) -> None:
    for seed in (1, 2, 3):
        model.set_look(seed=seed)
    model.set_look(prompt="glow")
    assert model.undo_stack.count() == 2


def test_open_project__begins_without_history_and_unchanged(model: ProjectModel) -> None:
    model.set_look(seed=9)
    model.open_project(msgspec.structs.replace(model.project, clip=Clip(0.0, 4.0)))
    assert not model.undo_stack.canUndo()
    assert model.undo_stack.isClean()
