"""Pictures that came without a file that lasts: pasted, dragged from a browser, or taken from a song's tags."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import config_dir

_ENDS = {b"\x89PNG": ".png", b"RIFF": ".webp", b"BM": ".bmp", b"II*\0": ".tif", b"MM\0*": ".tif"}


def keep_image(image: QImage) -> Path:
    """Write ``image`` where it stays; return its path. Raises ``OutputError``. For worker threads."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return _keep(bytes(buffer.data().data()), _pasted_dir())


def keep_content(content: bytes) -> Path:
    """Write a picture file's ``content`` where it stays; return its path. Raises ``OutputError``."""
    return _keep(content, _pasted_dir())


def keep_cover(content: bytes) -> Path:
    """Write the cover from a song's tags where it stays; return its path. Raises ``OutputError``."""
    return _keep(content, _cover_dir(), "cover")


def is_cover(path: Path) -> bool:
    """Tell whether the picture at ``path`` came from a song's tags: nobody chose it by hand."""
    return path.parent.parent == _cover_dir()


def has_own_name(path: Path) -> bool:
    """Tell whether the picture at ``path`` has a name that somebody gave it."""
    return path.parent != _pasted_dir() and not is_cover(path)


def _pasted_dir() -> Path:
    return config_dir().absolute() / "pasted"


def _cover_dir() -> Path:
    return config_dir().absolute() / "covers"


def _keep(content: bytes, folder: Path, stem: str = "") -> Path:
    """Name ``content``, or the folder of a file called ``stem``, by itself: the same picture is one file for ever."""
    end = next((end for head, end in _ENDS.items() if content.startswith(head)), ".jpg")
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = folder / digest / f"{stem}{end}" if stem else folder / f"{digest}{end}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path.parent) from error
    write_atomically(path, content)
    return path
