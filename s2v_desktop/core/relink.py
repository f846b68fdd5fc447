"""Finds media that are no longer where a project says, by their content."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from s2v_desktop.core.errors import InputError
from s2v_desktop.core.files import sha256_of_file
from s2v_desktop.core.request import MediaFile

#: So much is looked at in one folder before the search gives up: it may be a whole disk of music.
MAX_FOLDERS = 200
MAX_FILES_HASHED = 60


def find_media(media: MediaFile, folders: Iterable[Path]) -> MediaFile | None:
    """Return where the content of ``media`` lies in ``folders``, or None; for worker threads.

    Files of the same name are tried first, in the folders and below them; then files directly in the folders that
    have another name and the same ending. What cannot be read is passed over.
    """
    for folder in folders:
        for path in islice(_candidates(Path(media.path), folder), MAX_FILES_HASHED):
            try:
                if sha256_of_file(path) == media.sha256:
                    return MediaFile(str(path.absolute()), media.sha256)
            except (InputError, OSError):  # another user's file, or one that has just gone
                continue
    return None


def _candidates(wanted: Path, folder: Path) -> Iterator[Path]:
    for below, _, names in islice(os.walk(folder), MAX_FOLDERS):
        if wanted.name in names:
            yield Path(below, wanted.name)
    try:
        others = sorted(path for path in folder.iterdir() if path.suffix.lower() == wanted.suffix.lower())
    except OSError:  # the folder itself may be gone
        return
    yield from (path for path in others if path.name != wanted.name)
