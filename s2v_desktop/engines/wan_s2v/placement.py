"""The transformer's weights, placed as a memory plan says."""

from __future__ import annotations

import logging

import psutil
import torch
from torch import nn

from s2v_desktop.engines.wan_s2v.blocks import WanS2VTransformerBlock
from s2v_desktop.engines.wan_s2v.fp8_model import compute_in_8_bits, round_to_8_bits
from s2v_desktop.engines.wan_s2v.lora import fold_adapters
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan, WeightsPlace
from s2v_desktop.engines.wan_s2v.streaming import ModuleGroup, WeightStream
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

_log = logging.getLogger(__name__)

#: Tokens that go through a block's second half at a time where memory is short.
_CHUNK_TOKENS = 8192


class Placement:
    """Puts ``transformer``, loaded into main memory, where ``plan`` wants it; LoRAs become part of its weights.

    Args:
        transformer: On the CPU, its weights perhaps mapped from a file.
        plan: What goes where.
        device: What computes.
        spare_bytes: How much memory of the device blocks may take that would otherwise be streamed.
        fast: Multiply in 8 bits what is in 8 bits, where the device can.

    Raises ``torch.OutOfMemoryError`` where memory is not enough.
    """

    def __init__(
        self,
        transformer: WanS2VTransformer3DModel,
        plan: MemoryPlan,
        device: torch.device,
        spare_bytes: int = 0,
        *,
        fast: bool = False,
    ) -> None:
        self._device = device
        self._stream: WeightStream | None = None
        for block in transformer.blocks:
            assert isinstance(block, WanS2VTransformerBlock)
            block.chunk_tokens = _CHUNK_TOKENS if plan.saves_states else 0
        groups = _block_groups(transformer)
        if plan.place is not WeightsPlace.DISK:
            for group in groups:
                self._prepare(group, plan)
        streamed = _spread(groups, spare_bytes) if plan.place is not WeightsPlace.RESIDENT else []
        if plan.saves_states and streamed:
            embedder = transformer.condition_embedder.time_proj
            streamed = [ModuleGroup.around(part) for part in (embedder, transformer.audio_encoder)] + streamed
        self._resident = _all_but(transformer, streamed)
        self._move_resident(device)
        if streamed:
            self._stream = WeightStream(streamed, device, from_disk=plan.place is WeightsPlace.DISK)
        compute_in_8_bits(transformer, fast=fast)

    @property
    def slots_bytes(self) -> int:
        """What the slots of streamed weights take, once the transformer is called."""
        return 0 if self._stream is None else 2 * self._stream.slot_bytes

    def free_device(self) -> None:
        """Give the device's memory back until ``take_device``; what main memory cannot hold stays."""
        if self._stream is not None:
            self._stream.free_device()
        held_bytes = sum(tensor.numel() * tensor.element_size() for tensor in self._resident)
        if held_bytes > psutil.virtual_memory().available:
            _log.warning("%d bytes of weights stay on the card: main memory cannot hold them", held_bytes)
            return
        self._move_resident(torch.device("cpu"))

    def take_device(self) -> None:
        """Bring back what ``free_device`` took away."""
        self._move_resident(self._device)

    def close(self) -> None:
        """End what runs beside; the transformer can no longer be called."""
        if self._stream is not None:
            self._stream.close()

    def _prepare(self, group: ModuleGroup, plan: MemoryPlan) -> None:
        """Fold LoRAs into the group's weights and round them; on the device, which is quick."""
        folds = any(has_adapters(member) for member in group.members)
        if not folds and not plan.eight_bits and plan.place is not WeightsPlace.RESIDENT:
            return
        for member in group.members:
            member.to(self._device)
            fold_adapters(member)
            if plan.eight_bits:
                round_to_8_bits(member)
            if plan.place is not WeightsPlace.RESIDENT:
                member.to("cpu")

    def _move_resident(self, device: torch.device) -> None:
        for tensor in self._resident:
            tensor.data = tensor.data.to(device)


def has_adapters(module: nn.Module) -> bool:
    """Return whether a LoRA stands beside any layer of ``module``."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    return any(isinstance(layer, BaseTunerLayer) for layer in module.modules())


def _block_groups(transformer: WanS2VTransformer3DModel) -> list[ModuleGroup]:
    """Return each block with its audio injector, in order."""
    return [
        ModuleGroup.around(block, *((injector,) if injector is not None else ()))
        for block, injector in transformer.blocks_and_injectors()
    ]


def _spread(groups: list[ModuleGroup], spare_bytes: int) -> list[ModuleGroup]:
    """Return the groups that are streamed: as many as ``spare_bytes`` cannot hold, evenly among the others."""
    sizes = [_size_bytes(group) for group in groups]
    held = min(len(groups), int(spare_bytes // max(sizes))) if groups else 0
    count = len(groups) - held
    chosen = {index * len(groups) // count for index in range(count)} if count else set()
    return [group for index, group in enumerate(groups) if index in chosen]


def _size_bytes(group: ModuleGroup) -> int:
    return sum(
        tensor.numel() * tensor.element_size()
        for member in group.members
        for tensor in (*member.parameters(), *member.buffers())
    )


def _all_but(transformer: nn.Module, streamed: list[ModuleGroup]) -> list[torch.Tensor]:
    """Return the tensors of ``transformer`` that are in none of ``streamed``."""
    theirs = {
        id(tensor)
        for group in streamed
        for member in group.members
        for tensor in (*member.parameters(), *member.buffers())
    }
    return [tensor for tensor in (*transformer.parameters(), *transformer.buffers()) if id(tensor) not in theirs]
