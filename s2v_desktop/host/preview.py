"""Small JPEG pictures of the frames being rendered, for whoever watches the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import cv2

#: Often enough to look alive, seldom enough to cost nothing.
PREVIEW_INTERVAL_S = 0.25

#: An engine that paints for minutes is looked at less often.
PICTURE_INTERVAL_S = 0.5

_MAX_SIDE_PX = 360
_JPEG_QUALITY = 80


def preview_jpeg(frame: NDArray[np.uint8], width: int, height: int) -> bytes:
    """Return a JPEG, at most ``_MAX_SIDE_PX`` on a side, of a yuv420p BT.709 limited-range frame.

    ``frame`` is uint8 of shape ``(width * height * 3 // 2,)``. The planes are thinned before the colours are
    computed: ITU-R BT.709, 8-bit limited range.
    """
    step = max(1, -(-max(width, height) // (2 * _MAX_SIDE_PX)))
    chroma_size = (height // 2, width // 2)
    luma_count, chroma_count = width * height, (width // 2) * (height // 2)
    luma = frame[:luma_count].reshape(height, width)[: 2 * chroma_size[0] : 2, : 2 * chroma_size[1] : 2]
    blue = frame[luma_count : luma_count + chroma_count].reshape(chroma_size)
    red = frame[luma_count + chroma_count :].reshape(chroma_size)
    y, cb, cr = (plane[::step, ::step].astype(np.float32) for plane in (luma, blue, red))
    y, cb, cr = (y - 16) * (255 / 219), (cb - 128) * (255 / 224), (cr - 128) * (255 / 224)
    bgr = np.stack([y + 1.8556 * cb, y - 0.1873 * cb - 0.4681 * cr, y + 1.5748 * cr], axis=-1)
    return _jpeg(np.clip(bgr + 0.5, 0, 255).astype(np.uint8))


def picture_jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return a JPEG, at most ``_MAX_SIDE_PX`` on a side, of ``picture``: uint8, (h, w, 3), sRGB."""
    import cv2

    height, width, _ = picture.shape
    scale = min(1.0, _MAX_SIDE_PX / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = picture if scale == 1 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return _jpeg(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))


def _jpeg(bgr: NDArray[np.uint8] | cv2.typing.MatLike) -> bytes:
    import cv2

    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()
