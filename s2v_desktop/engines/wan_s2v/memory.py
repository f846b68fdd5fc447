"""Where the weights wait while a video is made: plans from the quickest to the one that needs least memory.

Bytes were measured on an H200 (``tests/bench/notes.md``); they are what PyTorch's allocator holds, to which a driver
adds some hundred megabytes of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from s2v_desktop.engines.wan_s2v.frame_size import FrameSize

_GIB = 1 << 30

#: Tokens of a clip for each patch of 16 x 16 pixels: 20 latent frames, the reference, and the packed motion.
_TOKENS_PER_PATCH = 22.5

#: What is computed between the weights, for each token: at once, and in chunks after self-attention.
_STATE_BYTES_PER_TOKEN = 107_000
_SMALL_STATE_BYTES_PER_TOKEN = 62_500

#: What a step cache keeps of each token for both passes of the guidance: three times the states, in float32.
_STEP_CACHE_BYTES_PER_TOKEN = 123_000

#: What libraries need besides, and what fragments leave unused.
_RESERVE_BYTES = int(0.75 * _GIB)

#: All that is not in the blocks: embeddings, audio encoder, VAE.
_OUTSIDE_BLOCKS_BYTES = int(1.6 * _GIB)
_SMALL_OUTSIDE_BLOCKS_BYTES = int(0.6 * _GIB)

#: A slot holds a block with its audio injector, in 16 and in 8 bits; the largest weight outside them is 0.6 GiB.
_SLOT_BYTES = int(0.96 * _GIB)
_SMALL_SLOT_BYTES = int(0.6 * _GIB)

#: What the program itself needs of the main memory beside weights.
_PROGRAM_BYTES = 4 * _GIB


class WeightsPlace(StrEnum):
    """Where the transformer's blocks are between their turns."""

    RESIDENT = "resident"
    STREAMED = "streamed"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """How memory is used.

    ``eight_bits``: the blocks' matrices are kept in 8 bits also where the file has 16. ``saves_states``: what is
    computed between the weights is cut into pieces as well (feed-forward in chunks, VAE in tiles).
    """

    place: WeightsPlace
    eight_bits: bool = False
    saves_states: bool = False

    @property
    def name(self) -> str:
        """What settings, command line and log call the plan: ``resident``, ``streamed-8bit-small``."""
        return self.place.value + ("-8bit" if self.eight_bits else "") + ("-small" if self.saves_states else "")


#: All plans that make sense, by the names that settings and command line know.
PLANS = {
    plan.name: plan
    for plan in (
        MemoryPlan(WeightsPlace.RESIDENT),
        MemoryPlan(WeightsPlace.RESIDENT, eight_bits=True),
        MemoryPlan(WeightsPlace.STREAMED),
        MemoryPlan(WeightsPlace.STREAMED, eight_bits=True),
        MemoryPlan(WeightsPlace.STREAMED, saves_states=True),
        MemoryPlan(WeightsPlace.STREAMED, eight_bits=True, saves_states=True),
        MemoryPlan(WeightsPlace.DISK, saves_states=True),
    )
}


@dataclass(frozen=True, slots=True)
class Memory:
    """What may be used now: of the card, and of the main memory."""

    card_bytes: int
    ram_bytes: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The transformer as its file has it: its size, and whether a weight takes 16 bits (else 8 or fewer)."""

    size_bytes: int
    in_16_bits: bool


def num_tokens(size: FrameSize) -> int:
    """Return how many tokens a later clip of ``size`` has."""
    return math.ceil(size.height * size.width / 256 * _TOKENS_PER_PATCH)


def needed(plan: MemoryPlan, size: FrameSize, weights: Weights, *, skips_steps: bool = False) -> Memory:
    """Return what ``plan`` takes of both memories for a video of ``size``; ``skips_steps`` by a step cache."""
    halved = plan.eight_bits and weights.in_16_bits
    weights_bytes = weights.size_bytes // 2 if halved else weights.size_bytes
    in_8_bits = plan.eight_bits or not weights.in_16_bits
    per_token = _SMALL_STATE_BYTES_PER_TOKEN if plan.saves_states else _STATE_BYTES_PER_TOKEN
    per_token += _STEP_CACHE_BYTES_PER_TOKEN if skips_steps else 0
    card = num_tokens(size) * per_token + _RESERVE_BYTES
    if plan.place is WeightsPlace.RESIDENT:
        return Memory(card + weights_bytes, _PROGRAM_BYTES)
    card += _SMALL_OUTSIDE_BLOCKS_BYTES if plan.saves_states else _OUTSIDE_BLOCKS_BYTES
    card += 2 * (_SMALL_SLOT_BYTES if in_8_bits else _SLOT_BYTES)
    return Memory(card, _PROGRAM_BYTES + (weights_bytes if plan.place is WeightsPlace.STREAMED else 0))


def fitting_plans(
    memory: Memory, size: FrameSize, weights: Weights, *, fast: bool, skips_steps: bool = False
) -> tuple[MemoryPlan, ...]:
    """Return the plans to try, the quickest that should fit first, each with less of the card than the one before.

    ``fast``: 8 bits are wanted for speed, else they are taken only where 16 do not fit. ``skips_steps``: the first
    plan has room for a step cache, which later ones do without.
    """
    order = [plan for plan in PLANS.values() if weights.in_16_bits or not plan.eight_bits]
    if fast:
        order.sort(key=lambda plan: (list(WeightsPlace).index(plan.place), plan.saves_states, not plan.eight_bits))
    elif weights.in_16_bits and memory.ram_bytes >= needed(PLANS["streamed"], size, weights).ram_bytes:
        # Blocks that wait in main memory cost little time, and keep their 16 bits.
        order.sort(key=lambda plan: (plan.eight_bits, list(WeightsPlace).index(plan.place)))
        order.sort(key=lambda plan: plan.place is WeightsPlace.DISK)
    plans: list[MemoryPlan] = []
    least_bytes = 0
    for plan in order:
        wanted = needed(plan, size, weights, skips_steps=skips_steps and not plans)
        plain_bytes = needed(plan, size, weights).card_bytes
        if _fits(wanted, memory) and (not plans or plain_bytes < least_bytes):
            plans.append(plan)
            least_bytes = plain_bytes
    last = PLANS["disk-small"]
    return tuple(plans) if last in plans else (*plans, last)


def plans_from(wanted: MemoryPlan, plans: Sequence[MemoryPlan]) -> tuple[MemoryPlan, ...]:
    """Return ``wanted`` and, after it, those of ``plans`` that come after it in ``PLANS``."""
    order = list(PLANS.values())
    return wanted, *(plan for plan in plans if order.index(plan) > order.index(wanted))


def _fits(wanted: Memory, there: Memory) -> bool:
    return wanted.card_bytes <= there.card_bytes and wanted.ram_bytes <= there.ram_bytes
