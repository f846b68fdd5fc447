"""Frames between the VAE's range and the 8 bits in which they are kept, there and back without a loss."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray


def to_eight_bits(frames: torch.Tensor) -> NDArray[np.uint8]:
    """Return ``frames``, float (1, 3, frames, height, width), -1 to 1, as uint8 (frames, height, width, 3)."""
    _, channels, count, height, width = frames.shape
    kept = np.empty((count, height, width, channels), np.uint8)
    for index in range(count):  # one by one: a clip in float32 is nearly a gigabyte
        levels = (frames[0, :, index].float() + 1).mul_(127.5).round_().clamp_(0, 255)
        kept[index] = levels.permute(1, 2, 0).to(torch.uint8).numpy()
    return kept


def from_eight_bits(frames: NDArray[np.uint8]) -> torch.Tensor:
    """Return ``frames``, uint8 (frames, height, width, 3), as float32 (1, 3, frames, height, width), -1 to 1."""
    return torch.from_numpy(frames).permute(3, 0, 1, 2)[None].float().div_(127.5).sub_(1)
