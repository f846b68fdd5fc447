"""Which memory plans are tried for a video on this computer, one after the other."""

from __future__ import annotations

import logging

import psutil
import torch

from s2v_desktop.engines.wan_s2v.checkpoint import FolderDescription, Part
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import PLANS, Memory, MemoryPlan, Weights, fitting_plans, plans_from

_log = logging.getLogger(__name__)

_IN_16_BITS = ("bf16", "f16", "f32")


def plans_for(
    device: torch.device,
    size: FrameSize,
    folder: FolderDescription,
    wanted: str,
    *,
    fast: bool,
    skips_steps: bool = False,
) -> tuple[MemoryPlan, ...]:
    """Return the plan to try first and, after it, ever smaller ones.

    Args:
        device: What computes; on a processor no plan saves anything, and one of each place is returned.
        size: Of the video's frames.
        folder: Where the transformer is.
        wanted: The name of the plan to begin with whatever was measured; empty, or a name of none, to choose.
        fast: Whether 8 bits are wanted for speed.
        skips_steps: Whether room for a step cache is wanted.
    """
    if device.type == "cuda":
        memory = measure_memory(device)
        weights = stored_weights(folder)
        plans = fitting_plans(memory, size, weights, fast=fast, skips_steps=skips_steps)
        _log.info("%s for %s: plans %s", memory, weights, [plan.name for plan in plans])
    else:
        plans = (PLANS["resident"], PLANS["streamed"], PLANS["disk-small"])
    return plans_from(PLANS[wanted], plans) if wanted in PLANS else plans


def measure_memory(device: torch.device) -> Memory:
    """Return what is free on ``device``, a card, and in the main memory; the share set for this process counts."""
    index = torch.cuda.current_device() if device.index is None else device.index
    free, total = torch.cuda.mem_get_info(index)
    share = int(torch.cuda.memory.get_per_process_memory_fraction(index) * total)
    return Memory(min(free, share - torch.cuda.memory_allocated(index)), psutil.virtual_memory().available)


def stored_weights(folder: FolderDescription) -> Weights:
    """Return what the transformer in ``folder`` takes as it lies there."""
    transformer = folder.find(Part.TRANSFORMER)
    return Weights(transformer.size_bytes, transformer.dtype in _IN_16_BITS)
