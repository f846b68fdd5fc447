"""The shipped sample as a project, ready to try."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.sample import SAMPLE_LOOK, sample_files


def sample_project() -> Project:
    """Return the sample with its exact beats and its best part; worker threads only. Raises ``InputError``."""
    from s2v_desktop.audio.beats_file import read_beats  # these load decoders: not while the window starts
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.audio.highlight import first_clip

    files = sample_files()
    beats = read_beats(files.beats)
    clip = first_clip(decode_song(files.song), beats, Clip().duration_s)
    project = Project(media_file(files.picture), media_file(files.song), clip, beats)
    prompt = QCoreApplication.translate("Sample", "slow zoom in, warm color grading, subtle glow")
    return msgspec.structs.replace(project, look=msgspec.structs.replace(SAMPLE_LOOK, prompt=prompt))
