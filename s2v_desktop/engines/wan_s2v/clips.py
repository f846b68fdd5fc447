"""A video longer than the model can see: clips, each of which goes on from the last frames of the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from s2v_desktop.core.errors import out_of_range
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.latents import SPATIAL_STEP, TEMPORAL_STEP
from s2v_desktop.engines.wan_s2v.picture_size import cover_crop_video

FPS = 16
#: Frames that the model sees of the clip before, and the latents that they make.
MOTION_FRAMES = 73
MOTION_LATENTS = (MOTION_FRAMES + 3) // TEMPORAL_STEP
#: Frames at the very beginning that are decoded from too little and left out.
LEAD_FRAMES = 3
#: A last clip is made no shorter than this, which is far from what the model knows.
SHORTEST_LAST_CLIP = 32
#: Frames of the picture standing still that stand for the past where the video is to begin with the picture itself.
STILL_FRAMES = 6


@dataclass(frozen=True)
class Clip:
    """One finished clip.

    ``frames`` is float32 on the CPU, (1, 3, frames, height, width), -1 to 1; None where they were not asked for.
    ``latents`` is what they are decoded from: normalised, (1, 16, latents, height / 8, width / 8).
    """

    index: int
    num_clips: int
    frames: torch.Tensor | None
    latents: torch.Tensor


class ClipPlan(NamedTuple):
    """What is known of all clips before the first is made.

    ``infer_frames`` are the frames of a clip as the transformer counts them, ``last_frames`` those of the last clip
    where it is shorter; ``leads_in``: the first clip has no past and loses its first ``LEAD_FRAMES``; ``num_frames``:
    where the video is cut, or None.
    """

    size: FrameSize
    num_clips: int
    infer_frames: int
    leads_in: bool
    num_frames: int | None = None
    last_frames: int | None = None

    @property
    def total_frames(self) -> int:
        """The frames of all clips as the transformer counts them."""
        return self.begin_of(self.num_clips - 1) + self.frames_of(self.num_clips - 1)

    def begin_of(self, index: int) -> int:
        """Return the frame that clip ``index`` begins with, as the transformer counts."""
        return index * self.infer_frames

    def frames_of(self, index: int) -> int:
        """Return how many frames clip ``index`` has, as the transformer counts."""
        if self.last_frames is not None and index == self.num_clips - 1:
            return self.last_frames
        return self.infer_frames

    def is_lead_in(self, index: int) -> bool:
        """Return whether clip ``index`` begins without a past."""
        return self.leads_in and index == 0

    def first_frame(self, index: int) -> int:
        """Return the frame of the video that clip ``index`` begins with."""
        return max(self.begin_of(index) - (LEAD_FRAMES if self.leads_in else 0), 0)

    def latent_shape(self, index: int) -> tuple[int, int, int, int, int]:
        """Return the shape of the latents that the transformer makes for clip ``index``."""
        frames = (self.frames_of(index) + 3 + MOTION_FRAMES) // TEMPORAL_STEP - MOTION_LATENTS
        return (1, 16, frames, self.size.height // SPATIAL_STEP, self.size.width // SPATIAL_STEP)

    def shown(self, index: int, decoded: torch.Tensor) -> torch.Tensor:
        """Return the new frames of clip ``index`` out of all that were decoded, (1, 3, frames, height, width)."""
        frames = decoded[:, :, -self.frames_of(index) :]
        return frames[:, :, LEAD_FRAMES:] if self.is_lead_in(index) else frames

    def cut(self, index: int, frames: torch.Tensor) -> torch.Tensor:
        """Return what of the clip lies before the end of the video."""
        return frames if self.num_frames is None else frames[:, :, : max(self.num_frames - self.first_frame(index), 0)]

    def clips_in(self, frames: torch.Tensor) -> int:
        """Return how many whole clips ``frames`` (1, 3, frames, ...) of an earlier run are; raise if not whole ones."""
        for index in range(1, self.num_clips + 1):
            if self.first_frame(index) == frames.shape[2]:
                return index
        whole = ", ".join(str(self.first_frame(index)) for index in range(1, self.num_clips + 1))
        raise out_of_range(f"previous_frames ({frames.shape[2]})", whole)


def require_infer_frames(infer_frames: int) -> None:
    """Raise ``InputError`` unless a clip can have ``infer_frames`` frames."""
    if infer_frames < TEMPORAL_STEP or infer_frames % TEMPORAL_STEP:
        raise out_of_range(f"infer_frames ({infer_frames})", f"multiples of {TEMPORAL_STEP}")


def clips_for(num_frames: int, infer_frames: int, leads_in: bool) -> int:
    """Return how many clips hold ``num_frames`` frames of video; raise ``InputError`` unless that is at least one."""
    if num_frames < 1:
        raise out_of_range(f"num_frames ({num_frames})", "1 and more")
    return math.ceil((num_frames + (LEAD_FRAMES if leads_in else 0)) / infer_frames)


def fitting_last_clip(plan: ClipPlan) -> ClipPlan:
    """Return ``plan``, whose video ends at ``num_frames``, with a last clip no longer than that asks."""
    wanted = (plan.num_frames or 0) - plan.first_frame(plan.num_clips - 1)
    if plan.is_lead_in(plan.num_clips - 1):
        wanted += LEAD_FRAMES
    whole_latents = math.ceil(wanted / TEMPORAL_STEP) * TEMPORAL_STEP
    return plan._replace(last_frames=min(max(whole_latents, SHORTEST_LAST_CLIP), plan.infer_frames))


def first_history(plan: ClipPlan, picture: torch.Tensor) -> torch.Tensor:
    """Return the frames before the first clip: grey, and the picture at the end where the video begins with it."""
    history = torch.zeros(1, 3, MOTION_FRAMES, *plan.size)
    if not plan.leads_in:
        history[:, :, -STILL_FRAMES:] = picture
    return history


def next_history(history: torch.Tensor, frames: torch.Tensor) -> torch.Tensor:
    """Return the last 73 frames once ``frames`` have followed."""
    return torch.cat([history, frames], dim=2)[:, :, -MOTION_FRAMES:]


def pose_pixels(plan: ClipPlan, index: int, pose_video: NDArray[np.uint8], delay_frames: int) -> torch.Tensor:
    """Return the pose frames of one clip for the VAE, after a copy of their first.

    Args:
        plan: All clips.
        index: The clip.
        pose_video: uint8, shape ``(frames, h, w, 3)``, at 16 fps; black after its end.
        delay_frames: Its first frame is held this long before it begins.

    Returns:
        float32, shape ``(1, 3, 1 + frames, height, width)``, -1 to 1.
    """
    frames = plan.frames_of(index)
    times = np.arange(plan.begin_of(index), plan.begin_of(index) + frames) - delay_frames
    times = times[times < len(pose_video)].clip(min=0)
    pixels = torch.full((1, 3, 1 + frames, *plan.size), -1.0)
    if len(times):
        pixels[:, :, 1 : 1 + len(times)] = cover_crop_video(pose_video[times], plan.size)
        pixels[:, :, 0] = pixels[:, :, 1]
    return pixels
