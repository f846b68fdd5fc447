"""Grey pictures with more than 8 bits, which Pillow's own conversion would turn white."""

from __future__ import annotations

import numpy as np
from PIL import Image

DEEP_GREY_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})

_TIFF_BITS_PER_SAMPLE = 258
_TIFF_PHOTOMETRIC = 262
_WHITE_IS_ZERO = 0


def deep_grey_to_8_bit(image: Image.Image) -> Image.Image:
    """Return ``image``, of a mode in ``DEEP_GREY_MODES``, as mode L with its whole range of grey kept.

    16-bit (and 12-bit TIFF) values are scaled by their bit depth. 32-bit integers and floats do not tell their range:
    the usual ones are tried from the smallest (0-1 for floats, 8 bits, 16 bits); anything else is stretched.
    """
    values = np.nan_to_num(np.asarray(image, np.float32), posinf=0.0, neginf=0.0)
    low, white = _range(image, values)
    scaled = np.clip((values - low) * (255.0 / (white - low)), 0.0, 255.0)
    if _tiff_tag(image, _TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO:
        scaled = 255.0 - scaled
    return Image.fromarray(np.rint(scaled).astype(np.uint8))


def _range(image: Image.Image, values: np.ndarray) -> tuple[float, float]:
    if image.mode.startswith("I;16"):
        bits = _tiff_tag(image, _TIFF_BITS_PER_SAMPLE)
        return 0.0, 2.0 ** (bits if bits is not None and bits <= 16 else 16) - 1
    low, high = float(values.min()), float(values.max())
    if low >= 0:
        usual = (1.0, 255.0, 65535.0) if image.mode == "F" else (255.0, 65535.0)
        for white in usual:
            if high <= white:
                return 0.0, white
    return low, max(high, low + 1.0)


def _tiff_tag(image: Image.Image, tag: int) -> int | None:
    value = getattr(image, "tag_v2", {}).get(tag)
    return value[0] if isinstance(value, tuple) else value
