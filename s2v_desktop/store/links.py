"""Imported files that are links, and what they lead to."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.store.layout import piece_folder, read_record


def gone_original(root: Path, piece_id: str) -> Path | None:
    """Return what the files of an imported piece are linked to and is gone: the file, or its folder where that is."""
    record = read_record(root, piece_id)
    for file in record.files if record is not None else ():
        path = piece_folder(root, piece_id) / file.path
        if path.is_symlink() and not path.exists():
            original = Path(file.link_to or path.readlink())
            return original if original.parent.is_dir() else original.parent
    return None
