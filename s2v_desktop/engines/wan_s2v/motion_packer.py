"""The latents before a clip as few tokens: the farther back, the coarser the patches."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from torch import nn

MOTION_BUCKETS = (1, 2, 16)
"""Latents in each bucket, from the nearest to the farthest."""


class MotionPacker(nn.Module):
    """Embeds the last 19 latents in three buckets by 1x2x2, 2x4x4 and 4x8x8 patches (FramePack, arXiv 2504.12626)."""

    def __init__(self, in_channels: int, dim: int) -> None:
        super().__init__()
        self.proj = nn.Conv3d(in_channels, dim, kernel_size=(1, 2, 2), stride=(1, 2, 2))
        self.proj_2x = nn.Conv3d(in_channels, dim, kernel_size=(2, 4, 4), stride=(2, 4, 4))
        self.proj_4x = nn.Conv3d(in_channels, dim, kernel_size=(4, 8, 8), stride=(4, 8, 8))

    def forward(self, motion_latents: torch.Tensor) -> list[torch.Tensor]:
        """Embed the motion.

        Args:
            motion_latents: (B, channels, frames, h, w), oldest first. Missing frames count as zeros before the first,
                frames before the last 19 are ignored.

        Returns:
            One (B, dim, t, h', w') a bucket, nearest bucket first.
        """
        length = sum(MOTION_BUCKETS)
        latents = motion_latents[:, :, max(0, motion_latents.shape[2] - length) :].to(self.proj.weight.dtype)
        if latents.shape[2] < length:
            latents = F.pad(latents, (0, 0, 0, 0, length - latents.shape[2], 0))
        far, middle, near = latents.split(MOTION_BUCKETS[::-1], dim=2)
        return [self.proj(near), self.proj_2x(middle), self.proj_4x(far)]
