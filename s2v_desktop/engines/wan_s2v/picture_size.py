"""The size of the video, and the part of a picture that fills it."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from PIL import Image

from s2v_desktop.core.errors import out_of_range
from s2v_desktop.engines.wan_s2v.frame_size import SIZE_STEP, FrameSize

# The farthest motion tokens cover 64 x 64 pixels each; sizes that the model was trained on are whole numbers of them.
_TRAINED_STEP = 64


def require_frame_size(height: int, width: int) -> FrameSize:
    """Return the size; raise ``InputError`` unless both sides are multiples of 16 from 64 on."""
    for name, side in (("height", height), ("width", width)):
        if side < _TRAINED_STEP or side % SIZE_STEP:
            raise out_of_range(f"{name} ({side})", f"multiples of {SIZE_STEP} from {_TRAINED_STEP} on")
    return FrameSize(height, width)


def size_within_area(height: int, width: int, max_area: int) -> FrameSize:
    """Return the size that the published tool chooses for a picture.

    That is the largest of 100 scales (at most 1) at which the picture, its sides filled up to multiples of 64, covers
    no more than ``max_area`` pixels. Raises ``InputError`` where ``max_area`` is below 64 x 64.
    """
    if max_area < _TRAINED_STEP**2:
        raise out_of_range(f"max_area ({max_area})", f"{_TRAINED_STEP**2} and more")
    smallest, largest = _scale_range(height, width, max_area)
    for step in range(100):
        scale = largest - (largest - smallest) * step / 100
        size = FrameSize(_filled_up(int(height * scale)), _filled_up(int(width * scale)))
        if size.height * size.width <= max_area:
            return size
    aspect = width / height
    fitted = FrameSize(_filled_down(math.sqrt(max_area / aspect)), _filled_down(math.sqrt(max_area * aspect)))
    if fitted.width >= width or fitted.height >= height:
        return FrameSize(_filled_down(height), _filled_down(width))
    return fitted


def _scale_range(height: int, width: int, max_area: int) -> tuple[float, float]:
    if height * width <= max_area:
        return 0.1, 1.0
    # The smaller one leaves room for 63 more pixels on both sides: (h s + 63) (w s + 63) = max_area. The published tool
    # has 2 where the solution has 4; kept, for it decides which sizes are tried.
    most_added = _TRAINED_STEP - 1
    a, b, c = height * width, most_added * (height + width), most_added**2 - max_area
    return (math.sqrt(b * b - 2 * a * c) - b) / (2 * a), math.sqrt(max_area / a)


def _filled_up(side: int) -> int:
    return max(-(-side // _TRAINED_STEP), 1) * _TRAINED_STEP


def _filled_down(side: float) -> int:
    return max(int(side // _TRAINED_STEP), 1) * _TRAINED_STEP


def cover_crop_picture(picture: Image.Image | NDArray[np.uint8], size: FrameSize) -> torch.Tensor:
    """Return the middle of ``picture`` that fills ``size``, as pixels for the VAE.

    Args:
        picture: A PIL image, or uint8 of shape ``(h, w, 3)``.
        size: The size of the video.

    Returns:
        float32, shape ``(1, 3, 1, height, width)``, -1 to 1.
    """
    image = (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).convert("RGB")
    covering = _covering(FrameSize(image.height, image.width), size)
    resized = np.array(image.resize((covering.width, covering.height), Image.Resampling.BILINEAR))
    pixels = torch.from_numpy(resized).permute(2, 0, 1)[None, :, None].float() / 255 * 2 - 1
    return _middle(pixels, size)


def cover_crop_video(frames: NDArray[np.uint8], size: FrameSize) -> torch.Tensor:
    """Return the middle of every frame, uint8 ``(frames, h, w, 3)``, as float32 ``(1, 3, frames, *size)``, -1 to 1."""
    pixels = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float() / 255 * 2 - 1
    covering = _covering(FrameSize(*frames.shape[1:3]), size)
    resized = F.interpolate(pixels, covering, mode="bilinear", align_corners=False, antialias=True)
    return _middle(resized.transpose(0, 1)[None], size)


def _covering(picture: FrameSize, size: FrameSize) -> FrameSize:
    """Return the smallest size of the picture's aspect that covers ``size``."""
    if picture.width * size.height >= picture.height * size.width:
        return FrameSize(size.height, max(size.width, int(size.height * picture.width / picture.height)))
    return FrameSize(max(size.height, int(size.width * picture.height / picture.width)), size.width)


def _middle(pixels: torch.Tensor, size: FrameSize) -> torch.Tensor:
    top = round((pixels.shape[-2] - size.height) / 2)
    left = round((pixels.shape[-1] - size.width) / 2)
    return pixels[..., top : top + size.height, left : left + size.width].contiguous()
