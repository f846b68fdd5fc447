"""Whether a video can be made without its engine: its base frames are still in the cache."""

from __future__ import annotations

from s2v_desktop.core.project import Project
from s2v_desktop.engines.registry import ENGINES
from s2v_desktop.library.cache import base_frames_path


def retimes(project: Project) -> bool:
    """Tell whether a render of ``project`` would use base frames kept from an earlier one; hashes a few values."""
    if project.picture is None or project.song is None:
        return False
    kind = next((kind for kind in ENGINES if kind.name == project.look.engine), None)
    return kind is not None and base_frames_path(kind.base_key(project.to_request())).is_file()
