"""A project that was not saved, kept for the case that the program ends without being asked."""

from __future__ import annotations

from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.files import require_readable_file, write_atomically
from s2v_desktop.core.project import Project, decode_project, encode_project


class Unsaved(msgspec.Struct, frozen=True):
    """``project`` as it was last; ``project_path`` is the file that it belongs to, or None where it has none yet."""

    project: Project
    project_path: Path | None


class _UnsavedFile(msgspec.Struct, frozen=True):
    project_path: str
    project: msgspec.Raw


def save_unsaved(unsaved: Unsaved, path: Path) -> None:
    """Write ``unsaved`` to ``path`` whole or not at all; raise ``OutputError`` where that fails."""
    project_path = unsaved.project_path
    content = encode_project(unsaved.project, project_path)
    file = _UnsavedFile("" if project_path is None else str(project_path.absolute()), msgspec.Raw(content))
    write_atomically(path, msgspec.json.encode(file))


def load_unsaved(path: Path) -> Unsaved:
    """Read what ``save_unsaved`` wrote; raise ``InputError`` where it cannot be read."""
    require_readable_file(path)
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_UnsavedFile)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise InputError(ErrorCode.PROJECT_INVALID, path.name) from error
    project_path = Path(file.project_path) if file.project_path else None
    return Unsaved(decode_project(bytes(file.project), project_path or path), project_path)
