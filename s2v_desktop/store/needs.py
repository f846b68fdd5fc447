"""What a model needs at least, in sizes that are sold."""

from __future__ import annotations

from typing import NamedTuple

from s2v_desktop.engines.fit import DRIVER_BYTES, LEAST_CARD_BYTES, LEAST_RAM_BYTES, OTHERS_RAM_BYTES
from s2v_desktop.engines.fit_text import usual_size_gb
from s2v_desktop.store.manifest import Model


class LeastNeeds(NamedTuple):
    """What videos of 480P take.

    With less memory than ``better_ram_gb`` a model that the card cannot hold is read from the disk at every step.
    """

    card_gb: int
    ram_gb: int
    better_ram_gb: int


def least_needs(model: Model) -> LeastNeeds:
    """Return the least with which ``model`` makes videos, as the verdict reckons it."""
    card_gb = min((plan.card_gb for plan in model.needs), default=0.0)
    ram_gb = min((plan.ram_gb for plan in model.needs), default=0.0)
    streamed_gb = min((plan.ram_gb for plan in model.needs if plan.plan.startswith("streamed")), default=ram_gb)
    return LeastNeeds(
        usual_size_gb(max(LEAST_CARD_BYTES, round(card_gb * 2**30) + DRIVER_BYTES)),
        *(usual_size_gb(max(LEAST_RAM_BYTES, round(gb * 2**30) + OTHERS_RAM_BYTES)) for gb in (ram_gb, streamed_gb)),
    )
