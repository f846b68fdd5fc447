"""The sample that ships with the program: a cover, a song and its exact beats, made by scripts beside them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from s2v_desktop.core.look import Look
from s2v_desktop.core.paths import resource_path


class SampleFiles(NamedTuple):
    """Where the sample lies."""

    picture: Path
    song: Path
    beats: Path


def sample_files() -> SampleFiles:
    """Return the paths of the shipped cover, song and beats."""
    folder = resource_path("sample")
    return SampleFiles(folder / "cover.jpg", folder / "song.ogg", folder / "song.beats.json")


#: What the demo shows.
SAMPLE_LOOK = Look(prompt="slow zoom in, warm color grading, subtle glow", seed=1)
