"""Where the weights wait while a video is made: plans from the quickest to the one that needs least memory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


#: Every plan that settings and command line may ask for.
PLAN_NAMES = tuple(
    MemoryPlan(place, eight_bits, saves_states).name
    for place in WeightsPlace
    for eight_bits in (False, True)
    for saves_states in (False, True)
)
