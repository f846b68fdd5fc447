"""The portable bundle: one ``name.s2v.zip`` with the project and its media, for another computer.

A bundle may come from anyone. Only ``project.s2v`` and plain files in ``media/`` are unpacked, into a new folder; names
that would lead out of it, links and too large contents are refused before anything is written in its place.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import stat
import uuid
import zipfile
import zlib
from pathlib import Path
from typing import IO

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.files import output_error, require_readable_file
from s2v_desktop.core.project import Project, encode_project, load_project
from s2v_desktop.core.request import MediaFile
from s2v_desktop.core.safe_names import FORBIDDEN_CHARACTERS, is_safe_name
from s2v_desktop.core.suffixes import BUNDLE_SUFFIX, PROJECT_SUFFIX

MAX_UNPACKED_BYTES = 4 << 30
_MAX_ENTRIES = 8
_PROJECT_NAME = f"project{PROJECT_SUFFIX}"
_MEDIA_FOLDER = "media"
_BLOCK_BYTES = 1 << 20


def save_bundle(project: Project, path: Path) -> None:
    """Write ``project`` and its media into one file at ``path``, whole or not at all; for worker threads.

    Raises ``InputError`` where a file of the project is missing or no longer what it was, ``OutputError`` where
    ``path`` cannot be written.
    """
    names = _names_inside(project)
    for media in names:
        require_readable_file(Path(media.path))
    temporary = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with temporary.open("xb") as file, zipfile.ZipFile(file, "w") as bundle:
            bundle.writestr(_PROJECT_NAME, _project_inside(project, names), zipfile.ZIP_DEFLATED)
            for media, name in names.items():
                _pack(bundle, media, name)
        temporary.replace(path)
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):  # replaced already, or never come to be
            temporary.unlink()


def open_bundle(path: Path, parent: Path | None = None) -> Path:
    """Unpack the bundle at ``path`` into a new folder in ``parent``, or beside it; return the project's path there.

    For worker threads.

    Raises ``InputError`` (``BUNDLE_INVALID``, ``PROJECT_TOO_NEW`` or the file's own fault), ``OutputError`` where the
    folder cannot be made. Nothing is left where it fails.
    """
    require_readable_file(path)
    parent = parent or path.parent
    temporary = parent / f".{uuid.uuid4().hex}.part"
    try:
        (temporary / _MEDIA_FOLDER).mkdir(parents=True)
        _unpack(path, temporary)
        _require_own_media(load_project(temporary / _PROJECT_NAME), temporary)
        folder = _free_folder(parent / path.name)
        temporary.rename(folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise InputError(ErrorCode.BUNDLE_INVALID, path.name) from error
    except InputError as error:
        if error.code is ErrorCode.PROJECT_TOO_NEW:
            raise InputError(error.code, path.name) from error
        raise InputError(ErrorCode.BUNDLE_INVALID, path.name) from error
    except OSError as error:
        raise output_error(error, parent) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder / _PROJECT_NAME


def _names_inside(project: Project) -> dict[MediaFile, str]:
    names: dict[MediaFile, str] = {}
    for media in (project.picture, project.song):
        if media is not None:
            plain = Path(media.path)
            safe = "".join("_" if character in FORBIDDEN_CHARACTERS else character for character in plain.name)
            taken = {name.lower() for name in names.values()}
            name = f"{_MEDIA_FOLDER}/{safe}"
            names[media] = name if name.lower() not in taken else f"{_MEDIA_FOLDER}/2 {safe}"
    return names


def _project_inside(project: Project, names: dict[MediaFile, str]) -> bytes:
    """Return the project file with names inside the bundle alone: whose computer it was is nobody's business."""
    changes = {
        field: MediaFile(names[media], media.sha256)
        for field, media in (("picture", project.picture), ("song", project.song))
        if media is not None
    }
    return encode_project(msgspec.structs.replace(project, **changes))


def _pack(bundle: zipfile.ZipFile, media: MediaFile, name: str) -> None:
    """Copy ``media`` as it is: pictures and songs hardly shrink."""
    digest = hashlib.sha256()
    with Path(media.path).open("rb") as source, bundle.open(name, "w", force_zip64=True) as target:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != media.sha256:
        raise InputError(ErrorCode.FILE_CHANGED, Path(media.path).name)


def _unpack(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as bundle:
        entries = [entry for entry in bundle.infolist() if entry.filename != f"{_MEDIA_FOLDER}/"]
        names = {entry.filename.lower() for entry in entries}
        too_many = len(entries) > _MAX_ENTRIES or len(names) != len(entries)
        if too_many or not all(_is_plain(entry) for entry in entries):
            raise InputError(ErrorCode.BUNDLE_INVALID, path.name)
        left_bytes = MAX_UNPACKED_BYTES
        for entry in entries:
            with bundle.open(entry) as source, folder.joinpath(*entry.filename.split("/")).open("xb") as target:
                left_bytes -= _copy(source, target, left_bytes)


def _copy(source: IO[bytes], target: IO[bytes], limit_bytes: int) -> int:
    """Copy what is really there, which may be more than the bundle's list of contents says; return its size."""
    size_bytes = 0
    while block := source.read(_BLOCK_BYTES):
        size_bytes += len(block)
        if size_bytes > limit_bytes:
            raise InputError(ErrorCode.BUNDLE_INVALID)
        target.write(block)
    return size_bytes


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Tell whether ``entry`` is the project or a plain file directly in the media folder, under a harmless name."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or entry.orig_filename != entry.filename:
        return False
    if entry.filename == _PROJECT_NAME:
        return True
    folder, _, name = entry.filename.partition("/")
    return folder == _MEDIA_FOLDER and is_safe_name(name)


def _require_own_media(project: Project, folder: Path) -> None:
    inside = (folder / _MEDIA_FOLDER).absolute()
    for media in (project.picture, project.song):
        if media is not None and Path(media.path).parent != inside:
            raise InputError(ErrorCode.BUNDLE_INVALID)


def _free_folder(path: Path) -> Path:
    lower = path.name.lower()
    stem = path.name[: -len(BUNDLE_SUFFIX)] if lower.endswith(BUNDLE_SUFFIX) else path.stem
    stem = stem.strip(". ") or "project"
    folder, number = path.with_name(stem), 1
    while folder.exists():
        number += 1
        folder = path.with_name(f"{stem} {number}")
    return folder
