"""Reads pictures in a worker thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from s2v_desktop.core.look import Size
from s2v_desktop.core.project import media_file
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.loaded_media import LoadedPicture

_THUMBNAIL_SIDE_PX = 1024


class PictureLoader(QObject):
    """``loaded`` carries a ``LoadedPicture``, ``failed`` an ``S2VError``; of an outdated load, neither comes."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task = LatestTask(self)
        self._task.succeeded.connect(self.loaded)
        self._task.failed.connect(self.failed)

    def load(self, path: Path, background: str) -> None:
        """Read the picture at ``path`` over the colour ``background`` (``#rrggbb``)."""
        self._task.start(lambda: _read(path, background))

    def close(self) -> None:
        """Wait for the thread to end."""
        self._task.close()


def _read(path: Path, background: str) -> LoadedPicture:
    from s2v_desktop.picture.load import load_picture  # imports Pillow: not while the window starts

    media = media_file(path)
    red, green, blue = bytes.fromhex(background[1:])
    pixels = load_picture(path, (red, green, blue))
    height, width = pixels.shape[:2]
    return LoadedPicture(media, background, _thumbnail(pixels), Size(width, height))


def _thumbnail(pixels: NDArray[np.uint8]) -> QImage:
    """Return ``pixels`` (height, width, 3) as an image with sides of at most ``_THUMBNAIL_SIDE_PX``."""
    height, width = pixels.shape[:2]
    image = QImage(np.ascontiguousarray(pixels).data, width, height, 3 * width, QImage.Format.Format_RGB888)
    if max(width, height) <= _THUMBNAIL_SIDE_PX:
        return image.convertToFormat(QImage.Format.Format_RGB32)
    side = _THUMBNAIL_SIDE_PX
    small = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return small.convertToFormat(QImage.Format.Format_RGB32)
