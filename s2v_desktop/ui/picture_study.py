"""What is worth telling about the picture of the project: measured in a worker thread, judged at every look."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from s2v_desktop.core.look import Look
from s2v_desktop.picture.advice import AdviceCode, advise
from s2v_desktop.picture.study import PictureStudy, study_picture
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.loaded_media import LoadedPicture

_REST_MS = 120


class PictureAdvisor(QObject):
    """``advised`` carries a tuple of ``Advice``, the most important first, without what was dismissed, and the look."""

    advised = Signal(object, object)

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._study: PictureStudy | None = None
        self._sha256 = ""
        self._dismissed: set[AdviceCode] = set()
        self._task = LatestTask(self)
        self._task.succeeded.connect(self._on_task_succeeded)

    def study(self, loaded: LoadedPicture | None) -> None:
        """Measure another picture; until that is done, or for None, there is no advice."""
        self._study = None
        self._task.forget()
        sha256 = loaded.media.sha256 if loaded is not None else ""
        if sha256 != self._sha256:
            self._sha256 = sha256
            self._dismissed.clear()
        if loaded is not None:
            self._task.start(lambda: _studied(loaded))
        self._tell()

    def show_look(self, look: Look) -> None:
        """Judge the picture under another look."""
        self._look = look
        self._tell()

    def dismiss(self, code: AdviceCode) -> None:
        """Say no more of ``code`` about this picture."""
        self._dismissed.add(code)
        self._tell()

    def close(self) -> None:
        """Wait for the worker thread to end."""
        self._task.close()

    def _on_task_succeeded(self, study: PictureStudy) -> None:
        self._study = study
        self._tell()

    def _tell(self) -> None:
        found = advise(self._study, self._look) if self._study is not None else ()
        self.advised.emit(tuple(advice for advice in found if advice.code not in self._dismissed), self._look)


class DepthEstimate(QObject):
    """``estimated`` carries the depth of the part asked for last, as a grey ``QImage``: light is near."""

    estimated = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._part: QImage | None = None
        self._task = LatestTask(self)
        self._task.succeeded.connect(self.estimated)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)

    def ask(self, part: QImage | None) -> None:
        """Estimate ``part`` of a picture once no other is asked for within a moment; None asks for nothing."""
        self._task.forget()
        self._part = part
        if part is None:
            self._rest.stop()
        else:
            self._rest.start()

    def close(self) -> None:
        """Wait for the worker thread to end."""
        self._rest.stop()
        self._task.close()

    def _on_rest_timeout(self) -> None:
        part = self._part
        if part is not None:
            self._task.start(lambda: _depth_image(part))


def _studied(loaded: LoadedPicture) -> PictureStudy:
    from s2v_desktop.picture.load import transparent_share  # imports Pillow: not while the window starts

    return study_picture(_pixels(loaded.thumbnail), loaded.size, transparent_share(Path(loaded.media.path)))


def _depth_image(part: QImage) -> QImage:
    from s2v_desktop.picture.depth import estimate_depth  # imports OpenCV

    grey = np.ascontiguousarray(np.rint(estimate_depth(_pixels(part)) * 255).astype(np.uint8))
    height, width = grey.shape
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """Return ``image`` as uint8 of shape (height, width, 3), RGB."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
