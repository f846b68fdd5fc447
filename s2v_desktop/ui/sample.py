"""The shipped sample as a project, ready to try."""

from __future__ import annotations

import msgspec

from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.sample import SAMPLE_LOOK, sample_files

_CLIP_DURATION_S = 8.0


def sample_project() -> Project:
    """Return the sample with its exact beats and its best part; worker threads only. Raises ``InputError``."""
    from s2v_desktop.audio.beats_file import read_beats  # these load decoders: not while the window starts
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.audio.highlight import suggest_clip

    files = sample_files()
    beats = read_beats(files.beats)
    clip = suggest_clip(decode_song(files.song), beats, _CLIP_DURATION_S)
    project = Project(media_file(files.picture), media_file(files.song), clip, beats)
    return msgspec.structs.replace(project, look=SAMPLE_LOOK)
