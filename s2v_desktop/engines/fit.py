"""Whether an engine suits a computer, judged before anything of the engine is installed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from s2v_desktop.core.look import Aspect, Look, Resolution
from s2v_desktop.engines.wan_s2v.expected_time import expected_s
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize, frame_size
from s2v_desktop.engines.wan_s2v.memory import PLANS, Memory, MemoryPlan, Weights, WeightsPlace, fitting_plans, needed

_GIB = 1 << 30

#: Smaller cards are not promised anything; 8 GB ones report a little less.
LEAST_CARD_BYTES = 15 * _GIB // 2

#: The text encoder (6.7 GB) works in main memory, whatever the plan: 16 GB, less what is reserved.
LEAST_RAM_BYTES = 15 * _GIB

#: What the driver takes of a card for each program, and what system and other programs usually take of main memory.
DRIVER_BYTES = _GIB // 2
OTHERS_RAM_BYTES = 4 * _GIB

#: The model that most computers want, fp8 as ComfyUI has it: what the engine is judged by before one is chosen.
_USUAL_WEIGHTS = Weights(16_400_000_000, in_16_bits=False)


class FitLevel(Enum):
    """How well an engine suits a computer."""

    FITS = auto()
    SLOW = auto()
    WILL_NOT_FIT = auto()


class FitReason(Enum):
    """What decides the level."""

    ANY_COMPUTER = auto()
    CARD_HOLDS_MODEL = auto()
    MODEL_STREAMED = auto()
    MODEL_FROM_DISK = auto()
    NO_CARD = auto()
    OTHER_CARD = auto()
    NO_DRIVER = auto()
    CARD_TOO_SMALL = auto()
    CARD_IN_USE = auto()
    MEMORY_TOO_SMALL = auto()


@dataclass(frozen=True, slots=True)
class Card:
    """A graphics card that can compute: an NVIDIA one."""

    name: str
    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Computer:
    """What an engine may use; ``card`` is the one with most memory, None where there is none.

    ``card_maker`` is who made the card that there is, also where it cannot compute: NVIDIA, AMD, Intel, Apple or empty.
    """

    processor_threads: int
    ram_bytes: int
    card: Card | None = None
    card_maker: str = ""


@dataclass(frozen=True, slots=True)
class EngineFit:
    """``needed_bytes`` and ``found_bytes`` are of the card or of the main memory, whichever ``reason`` is about.

    ``plan`` is the name of the memory plan that a video begins with now, empty where there is none; ``expected_s``
    about how long 8 s at Standard take by it, None where that is not known (see ``wan_s2v.expected_time``).
    """

    level: FitLevel
    reason: FitReason
    needed_bytes: int = 0
    found_bytes: int = 0
    plan: str = ""
    expected_s: float | None = None


def fit_of(engine: str, computer: Computer) -> EngineFit:
    """Return how well ``engine`` (``motion`` or ``wan-s2v``) suits ``computer``; raise ``ValueError`` on any other."""
    if engine == "motion":
        return EngineFit(FitLevel.FITS, FitReason.ANY_COMPUTER)
    if engine == "wan-s2v":
        return fit_of_weights(_USUAL_WEIGHTS, Resolution.P480, computer)
    raise ValueError(engine)


def fit_of_weights(weights: Weights, resolution: Resolution, computer: Computer) -> EngineFit:
    """Return how well a transformer with ``weights`` suits ``computer`` for wide videos of ``resolution``."""
    card = computer.card
    no = FitLevel.WILL_NOT_FIT
    if card is None:
        return EngineFit(no, _why_no_card(computer.card_maker), LEAST_CARD_BYTES)
    if card.total_bytes < LEAST_CARD_BYTES:
        return EngineFit(no, FitReason.CARD_TOO_SMALL, LEAST_CARD_BYTES, card.total_bytes)
    if computer.ram_bytes < LEAST_RAM_BYTES:
        return EngineFit(no, FitReason.MEMORY_TOO_SMALL, LEAST_RAM_BYTES, computer.ram_bytes)
    size = frame_size(Look(resolution=resolution, aspect=Aspect.WIDE))
    ram_bytes = computer.ram_bytes - OTHERS_RAM_BYTES
    least_bytes = _card_bytes(PLANS["disk-small"], size, weights)
    at_best = _first_plan(Memory(card.total_bytes - DRIVER_BYTES, ram_bytes), size, weights)
    if at_best is None:
        return EngineFit(no, FitReason.CARD_TOO_SMALL, least_bytes, card.total_bytes)
    now = _first_plan(Memory(card.free_bytes - DRIVER_BYTES, ram_bytes), size, weights)
    if now is None:
        return EngineFit(no, FitReason.CARD_IN_USE, least_bytes, card.free_bytes)
    return _judged(at_best, now, size, weights, computer, card)


def _judged(
    at_best: MemoryPlan, now: MemoryPlan, size: FrameSize, weights: Weights, computer: Computer, card: Card
) -> EngineFit:
    seconds = expected_s(card.name, now, size, weights)
    if now.place is not at_best.place:
        wanted_bytes = _card_bytes(at_best, size, weights)
        return EngineFit(FitLevel.SLOW, FitReason.CARD_IN_USE, wanted_bytes, card.free_bytes, now.name, seconds)
    if now.place is WeightsPlace.RESIDENT:
        held_bytes = _card_bytes(now, size, weights)
        reason = FitReason.CARD_HOLDS_MODEL
        return EngineFit(FitLevel.FITS, reason, held_bytes, card.free_bytes, now.name, seconds)
    if now.place is WeightsPlace.STREAMED:
        whole_bytes = _card_bytes(PLANS["resident"], size, weights)
        reason = FitReason.MODEL_STREAMED
        return EngineFit(FitLevel.SLOW, reason, whole_bytes, card.total_bytes, now.name, seconds)
    ram_bytes = needed(PLANS["streamed-small"], size, weights).ram_bytes + OTHERS_RAM_BYTES
    return EngineFit(FitLevel.SLOW, FitReason.MODEL_FROM_DISK, ram_bytes, computer.ram_bytes, now.name, seconds)


def _why_no_card(maker: str) -> FitReason:
    if maker == "NVIDIA":
        return FitReason.NO_DRIVER
    return FitReason.OTHER_CARD if maker else FitReason.NO_CARD


def _first_plan(memory: Memory, size: FrameSize, weights: Weights) -> MemoryPlan | None:
    """Return the plan that a video begins with, as the engine chooses it; None where not even the smallest fits."""
    first = fitting_plans(memory, size, weights, fast=False)[0]
    return first if needed(first, size, weights).card_bytes <= memory.card_bytes else None


def _card_bytes(plan: MemoryPlan, size: FrameSize, weights: Weights) -> int:
    return needed(plan, size, weights).card_bytes + DRIVER_BYTES
