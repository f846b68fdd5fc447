"""Whether an engine suits a computer."""

from __future__ import annotations

import pytest

from s2v_desktop.engines.fit import Card, Computer, FitLevel, FitReason, fit_of

GIB = 1 << 30
FITS, SLOW, NOT = FitLevel.FITS, FitLevel.SLOW, FitLevel.WILL_NOT_FIT


def computer(ram_gb: float, card_gb: float | None, free_gb: float | None = None) -> Computer:
    if card_gb is None:
        return Computer(8, round(ram_gb * GIB))
    free_gb = card_gb if free_gb is None else free_gb
    return Computer(8, round(ram_gb * GIB), Card("Card", round(card_gb * GIB), round(free_gb * GIB)))


def test_motion__poorest_computer__fits() -> None:
    fit = fit_of("motion", Computer(1, 2 * GIB))
    assert (fit.level, fit.reason) == (FITS, FitReason.ANY_COMPUTER)


@pytest.mark.parametrize(
    ("found", "level", "reason"),
    [
        (computer(64, None), NOT, FitReason.NO_CARD),
        (computer(64, 6), NOT, FitReason.CARD_TOO_SMALL),
        (computer(31.2, 8), SLOW, FitReason.MODEL_STREAMED),
        (computer(31.2, 7.65), SLOW, FitReason.MODEL_STREAMED),  # what the driver tells of an 8 GB card
        (computer(15.6, 12), NOT, FitReason.MEMORY_TOO_SMALL),
        (computer(64, 12), SLOW, FitReason.MODEL_STREAMED),
        (computer(64, 12, 3), NOT, FitReason.CARD_IN_USE),
        (computer(31.2, 24), FITS, FitReason.CARD_HOLDS_MODEL),
        (computer(64, 24, 12), SLOW, FitReason.CARD_IN_USE),
        (computer(8, 24), NOT, FitReason.MEMORY_TOO_SMALL),
        (computer(128, 80), FITS, FitReason.CARD_HOLDS_MODEL),
    ],
)
def test_diffusion__card_and_memory__decide(found: Computer, level: FitLevel, reason: FitReason) -> None:
    fit = fit_of("wan-s2v", found)
    assert (fit.level, fit.reason) == (level, reason)
    assert (fit.found_bytes < fit.needed_bytes) == (level is not FITS)


def test_fit__engine_that_does_not_exist__is_an_error() -> None:
    with pytest.raises(ValueError, match="cloud"):
        fit_of("cloud", computer(64, 24))
