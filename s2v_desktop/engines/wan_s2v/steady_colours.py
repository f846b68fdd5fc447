"""Keeps colour and contrast of later clips at those of the first.

Each clip goes on from the 73 last frames of the one before, which the VAE encodes anew. What that and the model change
a little, it changes again with every clip: after some, the picture is more contrasty and its colours have wandered.
So the mean and the deviation of each channel are brought back to the first clip's, in sRGB values, whose steps look
about equally large. The limits leave a scene its changes of light, and keep a wrong guess from being seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

#: Most that contrast is multiplied or divided by, and that brightness is moved by (of the range -1 to 1).
_MOST_GAIN = 1.15
_MOST_SHIFT = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class ColourStatistics:
    """``mean`` and ``deviation`` of each channel over all frames, float32 (3,)."""

    mean: torch.Tensor
    deviation: torch.Tensor


def colour_statistics(frames: torch.Tensor) -> ColourStatistics:
    """Return the statistics of ``frames``, float32 (1, 3, frames, height, width), -1 to 1."""
    deviation, mean = torch.std_mean(frames[0], dim=(1, 2, 3), correction=0)
    return ColourStatistics(mean, deviation)


def match_colours_(frames: torch.Tensor, wanted: ColourStatistics) -> torch.Tensor:
    """Change ``frames``, float32 (1, 3, frames, height, width), towards ``wanted``, within limits; return them."""
    found = colour_statistics(frames)
    gain = (wanted.deviation / found.deviation.clamp(min=1e-3)).clamp(1 / _MOST_GAIN, _MOST_GAIN)
    mean = found.mean + (wanted.mean - found.mean).clamp(-_MOST_SHIFT, _MOST_SHIFT)
    offset = mean - gain * found.mean
    return frames.mul_(gain[:, None, None, None]).add_(offset[:, None, None, None])
