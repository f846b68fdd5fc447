"""Which memory plans are tried, one after the other."""

from __future__ import annotations

import torch

from s2v_desktop.engines.wan_s2v.checkpoint import FolderDescription
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan, WeightsPlace
from s2v_desktop.engines.wan_s2v.picture_size import FrameSize


def plans_for(
    device: torch.device, size: FrameSize, folder: FolderDescription, wanted: str, *, fast: bool
) -> tuple[MemoryPlan, ...]:
    """Return the plan to try first and, after it, ever smaller ones; ``wanted`` names the one to begin with."""
    del device, size, folder, fast  # all plans may be tried; which of them fit is not measured here
    plans = tuple(MemoryPlan(place) for place in WeightsPlace)
    first = next((index for index, plan in enumerate(plans) if plan.name == wanted), 0)
    return plans[first:]
