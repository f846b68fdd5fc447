"""The project: picture, song, clip, beats and look as one frozen value, saved as one versioned JSON file."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError, S2VError
from s2v_desktop.core.files import require_readable_file, sha256_of_file, write_atomically
from s2v_desktop.core.look import Look
from s2v_desktop.core.request import MediaFile, RenderRequest, beats_for_clip

SCHEMA_VERSION = 4


class Project(msgspec.Struct, frozen=True):
    """Everything that the user has made. A change is a new value: ``msgspec.structs.replace(project, ...)``."""

    picture: MediaFile | None = None
    song: MediaFile | None = None
    clip: Clip = Clip()
    beats: BeatGrid = BeatGrid()
    look: Look = Look()

    def to_request(self) -> RenderRequest:
        """Return the request that renders this project; raise ``InputError`` while picture or song is missing."""
        if self.picture is None:
            raise InputError(ErrorCode.FILE_MISSING, "picture")
        if self.song is None:
            raise InputError(ErrorCode.FILE_MISSING, "song")
        return RenderRequest(self.picture, self.song, self.clip, beats_for_clip(self.beats, self.clip), self.look)


def media_file(path: Path) -> MediaFile:
    """Return ``path`` (made absolute) with the hash of its content; raise ``InputError`` if it cannot be read."""
    return MediaFile(str(path.absolute()), sha256_of_file(path))


class _StoredMedia(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str
    relative_path: str
    sha256: str


class _ProjectFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Version 4 of the file.

    Version 1 lacks the clip's fades and lead-in; versions 1 and 2 lack the zoom of the crop, focus and negative prompt;
    versions 1 to 3 lack what is for diffusion alone: their defaults are what was meant. The names that changed are in
    ``_OldLook``.
    """

    schema_version: int
    picture: _StoredMedia | None
    song: _StoredMedia | None
    clip: Clip
    beats: BeatGrid
    look: Look


class _OldLook(msgspec.Struct):
    """What versions 1 and 2 call the middle of the crop."""

    focus_x: float = 0.5
    focus_y: float = 0.5


class _OldFile(msgspec.Struct):
    look: _OldLook


class _Version(msgspec.Struct):
    schema_version: int


def save_project(project: Project, path: Path) -> None:
    """Write ``project`` to ``path`` (``.s2v``) whole or not at all; raise ``OutputError`` where that fails."""
    write_atomically(path, encode_project(project, path))


def encode_project(project: Project, path: Path | None = None) -> bytes:
    """Return the content of the project file at ``path``; without one, media have the paths of ``project`` alone."""
    file = _ProjectFile(
        SCHEMA_VERSION,
        _store(project.picture, path),
        _store(project.song, path),
        project.clip,
        project.beats,
        project.look,
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=1)


def load_project(path: Path) -> Project:
    """Read the project at ``path``; media are found beside it first, then where they were when it was saved.

    Raises ``InputError`` (``PROJECT_INVALID``, ``PROJECT_TOO_NEW`` or the file's own fault).
    """
    require_readable_file(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(ErrorCode.PROJECT_INVALID, path.name) from error
    return decode_project(content, path)


def decode_project(content: bytes, path: Path) -> Project:
    """Return the project whose file at ``path`` has ``content``; raise ``InputError`` as ``load_project`` does."""
    try:
        version = msgspec.json.decode(content, type=_Version).schema_version
        if version > SCHEMA_VERSION:
            raise InputError(ErrorCode.PROJECT_TOO_NEW, path.name)
        file = msgspec.json.decode(content, type=_ProjectFile)
        look = file.look if version > 2 else _lift_look(file.look, content)
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise InputError(ErrorCode.PROJECT_INVALID, path.name) from error
    except S2VError as error:
        if error.code is ErrorCode.PROJECT_TOO_NEW:
            raise
        raise InputError(ErrorCode.PROJECT_INVALID, path.name) from error
    return Project(_find(file.picture, path), _find(file.song, path), file.clip, file.beats, look)


def _lift_look(look: Look, content: bytes) -> Look:
    old = msgspec.json.decode(content, type=_OldFile).look
    return msgspec.structs.replace(look, crop_x=old.focus_x, crop_y=old.focus_y)


def _store(media: MediaFile | None, project_path: Path | None) -> _StoredMedia | None:
    if media is None:
        return None
    if project_path is None:
        return _StoredMedia(media.path, media.path, media.sha256)
    try:
        relative = Path(os.path.relpath(media.path, project_path.absolute().parent)).as_posix()
    except ValueError:  # another drive on Windows has no relative path
        relative = Path(media.path).name
    return _StoredMedia(media.path, relative, media.sha256)


def _find(media: _StoredMedia | None, project_path: Path) -> MediaFile | None:
    if media is None:
        return None
    beside = project_path.absolute().parent / media.relative_path
    return MediaFile(os.path.normpath(beside) if beside.is_file() else media.path, media.sha256)
