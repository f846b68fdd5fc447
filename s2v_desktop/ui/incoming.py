"""What a drop or the clipboard brings: files, a picture without a file, or only the address of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QMimeData
from PySide6.QtGui import QImage

from s2v_desktop.core.suffixes import PICTURE_SUFFIXES, SONG_SUFFIXES, is_media_name, is_project_name


@dataclass(frozen=True, slots=True)
class Incoming:
    """``paths`` are local files; those in ``passing`` are a browser's own and will soon be gone.

    ``image`` is a picture without a file, or None; ``is_web_address`` where there is nothing but an address: the
    program stays offline and cannot follow it.
    """

    paths: tuple[Path, ...] = ()
    passing: tuple[Path, ...] = ()
    image: QImage | None = None
    is_web_address: bool = False


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a drag would bring, told by names alone; ``refused`` is the name of a file where nothing else comes."""

    has_picture: bool = False
    song: Path | None = None
    has_project: bool = False
    refused: str = ""
    is_web_address: bool = False


def glimpse(content: QMimeData) -> Glimpse:
    """Return what ``content`` would bring; reads nothing."""
    paths = local_paths(content)
    songs = [path for path in paths if path.suffix.lower() in SONG_SUFFIXES]
    known = [path for path in paths if is_project_name(path.name) or is_media_name(path.name)]
    return Glimpse(
        has_picture=any(path not in songs and is_media_name(path.name) for path in paths)
        or (not paths and content.hasImage()),
        song=songs[0] if songs else None,
        has_project=any(is_project_name(path.name) for path in paths),
        refused=paths[0].name if paths and not known else "",
        is_web_address=not paths and not content.hasImage(),
    )


def may_bring(content: QMimeData) -> bool:
    """Tell whether ``content`` is worth a drop; does not yet read it."""
    return content.hasUrls() or content.hasImage()


def read_incoming(content: QMimeData) -> Incoming:
    """Return what ``content`` brings."""
    paths = local_paths(content)
    if paths:
        from_browser = content.hasImage() or content.hasHtml()
        passing = tuple(path for path in paths if from_browser and _passes(path))
        return Incoming(tuple(path for path in paths if path not in passing), passing)
    image = content.imageData()
    if isinstance(image, QImage) and not image.isNull():
        return Incoming(image=image)
    return Incoming(is_web_address=any(url.scheme() in ("http", "https", "ftp", "data") for url in content.urls()))


def local_paths(content: QMimeData) -> list[Path]:
    """Return the local files that ``content`` names."""
    return [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]


def _passes(path: Path) -> bool:
    is_temporary = path.is_relative_to(QDir.tempPath()) and path.is_file()
    return is_temporary and path.suffix.lower() in PICTURE_SUFFIXES
