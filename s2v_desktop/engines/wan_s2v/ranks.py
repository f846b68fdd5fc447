"""What the ranks of one video tell one another: rank 0 makes it, the others only answer its transformer's calls.

Messages go over the processor, where waiting for the next one, however long a pause is, keeps no card busy.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import torch
import torch.distributed as dist

from s2v_desktop.engines.wan_s2v.denoise import ClipConditions, GuidedTransformer
from s2v_desktop.engines.wan_s2v.step_cache import StepCache, set_step_cache
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel


@dataclass(frozen=True, slots=True, eq=False)
class _ClipBegun:
    conditions: ClipConditions
    guidance_scale: float
    as_batch: bool
    skips_steps: bool


@dataclass(frozen=True, slots=True, eq=False)
class _StepBegun:
    latents: torch.Tensor
    timestep: torch.Tensor


class LeadingTransformer(GuidedTransformer):
    """On rank 0: what ``GuidedTransformer`` is, by all ranks of ``messages`` together."""

    def __init__(
        self,
        messages: dist.ProcessGroup,
        transformer: WanS2VTransformer3DModel,
        conditions: ClipConditions,
        guidance_scale: float,
        as_batch: bool,
    ) -> None:
        super().__init__(transformer, conditions, guidance_scale, as_batch)
        self._messages = messages
        on_processor = _moved(conditions, torch.device("cpu"))
        self._tell(_ClipBegun(on_processor, guidance_scale, as_batch, transformer.is_cache_enabled))

    def predict(self, latents: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """Return the flow at ``latents`` (1, 16, T, h, w), float32."""
        self._tell(_StepBegun(latents.cpu(), timestep.cpu()))
        return super().predict(latents, timestep)

    def _tell(self, message: _ClipBegun | _StepBegun) -> None:
        dist.broadcast_object_list([message], group=self._messages, device=torch.device("cpu"))


@torch.no_grad()
def follow(messages: dist.ProcessGroup, transformer: WanS2VTransformer3DModel, device: torch.device) -> None:
    """On the other ranks: predict what rank 0 predicts; ends only with the process, or when rank 0 has gone.

    Args:
        messages: All ranks, with a backend for the processor and a long timeout.
        transformer: After ``split_call``.
        device: What computes.

    Raises:
        RuntimeError: Rank 0 has gone.
    """
    predictor = None
    while True:
        heard: list[_ClipBegun | _StepBegun | None] = [None]
        dist.broadcast_object_list(heard, group=messages, device=torch.device("cpu"))
        match heard[0]:
            case _ClipBegun() as clip:
                set_step_cache(transformer, StepCache() if clip.skips_steps else None)
                conditions = _moved(clip.conditions, device)
                predictor = GuidedTransformer(transformer, conditions, clip.guidance_scale, clip.as_batch)
            case _StepBegun() as step if predictor is not None:
                predictor.predict(step.latents.to(device), step.timestep.to(device))
            case message:
                raise AssertionError(message)


def _moved(conditions: ClipConditions, device: torch.device) -> ClipConditions:
    values = {field.name: getattr(conditions, field.name) for field in fields(conditions)}
    return replace(
        conditions, **{name: value.to(device) for name, value in values.items() if isinstance(value, torch.Tensor)}
    )
