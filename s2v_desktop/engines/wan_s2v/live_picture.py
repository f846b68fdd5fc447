"""A rough picture of what is in the making, from the latents alone: the VAE would take seconds for each."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

_INTERVAL_S = 0.5
#: Each latent covers 8 x 8 pixels; the picture is shown at half the size of the frames.
_ENLARGED = 4

#: Normalised latents of the Wan 2.1 VAE (one row a channel) to red, green and blue, -1 to 1.
_TO_RGB = torch.tensor(
    [
        [-0.1299, -0.1692, 0.2932], [0.0671, 0.0406, 0.0442], [0.3568, 0.2548, 0.1747], [0.0372, 0.2344, 0.1420],
        [0.0313, 0.0189, -0.0328], [0.0296, -0.0956, -0.0665], [-0.3477, -0.4059, -0.2925], [0.0166, 0.1902, 0.1975],
        [-0.0412, 0.0267, -0.1364], [-0.1293, 0.0740, 0.1636], [0.0680, 0.3019, 0.1128], [0.0032, 0.0581, 0.0639],
        [-0.1251, 0.0927, 0.1699], [0.0060, -0.0633, 0.0005], [0.3477, 0.2275, 0.2950], [0.1984, 0.0913, 0.1861],
    ]
)  # fmt: skip
_BIAS = torch.tensor([-0.1835, -0.0868, -0.3360])


def rough_picture(latents: torch.Tensor) -> NDArray[np.uint8]:
    """Return one frame's normalised latents, float (16, h, w), as uint8 (4 h, 4 w, 3), sRGB."""
    pixels = latents.float().cpu().permute(1, 2, 0) @ _TO_RGB + _BIAS
    small = ((pixels + 1) * 127.5).clamp(0, 255).to(torch.uint8).numpy()
    return np.asarray(cv2.resize(small, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC), np.uint8)


class LivePicture:
    """Shows the clip in the making: one frame after the other, so that one sees it move; one thread."""

    def __init__(self, show: Callable[[NDArray[np.uint8]], None]) -> None:
        self._show = show
        self._next_s = 0.0
        self._shown = 0

    def update(self, latents: torch.Tensor) -> None:
        """Show a frame of ``latents``, normalised, (1, 16, frames, h, w), unless the last one was shown just now."""
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._show(rough_picture(latents[0, :, self._shown % latents.shape[2]]))
            self._next_s = now_s + _INTERVAL_S
            self._shown += 1
