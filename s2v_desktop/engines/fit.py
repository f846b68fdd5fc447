"""Whether an engine suits a computer, judged before anything of the engine is installed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

_GIB = 1 << 30

#: Wan2.2-S2V in fp8 weighs 16.4 GB, and needs about 6 GB beside for the frames at 832 x 480.
_RESIDENT_BYTES = 22 * _GIB

#: Smaller cards cannot hold a block of the network and the frames; 8 GB ones report a little less.
_LEAST_CARD_BYTES = 15 * _GIB // 2

#: Blocks that do not fit on the card wait in memory, the text encoder (6.7 GB) with them: 32 GB, less what is reserved.
_STREAMING_RAM_BYTES = 30 * _GIB
_LEAST_RAM_BYTES = 15 * _GIB


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
    NO_CARD = auto()
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
    """What an engine may use; ``card`` is the one with most memory, None where there is none."""

    processor_threads: int
    ram_bytes: int
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class EngineFit:
    """``needed_bytes`` and ``found_bytes`` are of the card or of the main memory, whichever ``reason`` is about."""

    level: FitLevel
    reason: FitReason
    needed_bytes: int = 0
    found_bytes: int = 0


def fit_of(engine: str, computer: Computer) -> EngineFit:
    """Return how well ``engine`` (``motion`` or ``wan-s2v``) suits ``computer``; raise ``ValueError`` on any other."""
    if engine == "motion":
        return EngineFit(FitLevel.FITS, FitReason.ANY_COMPUTER)
    if engine == "wan-s2v":
        return _diffusion_fit(computer)
    raise ValueError(engine)


def _diffusion_fit(computer: Computer) -> EngineFit:
    card = computer.card
    no = FitLevel.WILL_NOT_FIT
    if card is None:
        return EngineFit(no, FitReason.NO_CARD, _LEAST_CARD_BYTES)
    if card.total_bytes < _LEAST_CARD_BYTES:
        return EngineFit(no, FitReason.CARD_TOO_SMALL, _LEAST_CARD_BYTES, card.total_bytes)
    holds_model = card.total_bytes >= _RESIDENT_BYTES
    least_ram_bytes = _LEAST_RAM_BYTES if holds_model else _STREAMING_RAM_BYTES
    if computer.ram_bytes < least_ram_bytes:
        return EngineFit(no, FitReason.MEMORY_TOO_SMALL, least_ram_bytes, computer.ram_bytes)
    if card.free_bytes < _LEAST_CARD_BYTES:
        return EngineFit(no, FitReason.CARD_IN_USE, _LEAST_CARD_BYTES, card.free_bytes)
    if not holds_model:
        return EngineFit(FitLevel.SLOW, FitReason.MODEL_STREAMED, _RESIDENT_BYTES, card.total_bytes)
    if card.free_bytes < _RESIDENT_BYTES:
        return EngineFit(FitLevel.SLOW, FitReason.CARD_IN_USE, _RESIDENT_BYTES, card.free_bytes)
    return EngineFit(FitLevel.FITS, FitReason.CARD_HOLDS_MODEL, _RESIDENT_BYTES, card.free_bytes)
