"""Whether an engine suits a computer."""

from __future__ import annotations

import pytest

from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.fit import Card, Computer, FitLevel, FitReason, fit_of, fit_of_weights
from s2v_desktop.engines.fit_text import FIT_TEXT, describe_fit
from s2v_desktop.engines.wan_s2v.memory import PLANS, Weights

GIB = 1 << 30
OFFICIAL, FP8 = Weights(32_600_000_000, in_16_bits=True), Weights(16_400_000_000, in_16_bits=False)
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
        (computer(15.6, 12), SLOW, FitReason.MODEL_FROM_DISK),
        (computer(12, 12), NOT, FitReason.MEMORY_TOO_SMALL),
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
    assert (fit.plan in PLANS) == (level is not NOT)


@pytest.mark.parametrize(
    ("maker", "reason"),
    [("", FitReason.NO_CARD), ("AMD", FitReason.OTHER_CARD), ("Apple", FitReason.OTHER_CARD),
     ("NVIDIA", FitReason.NO_DRIVER)],
)  # fmt: skip
def test_diffusion__card_that_cannot_compute__is_told_by_its_maker(maker: str, reason: FitReason) -> None:
    fit = fit_of("wan-s2v", Computer(8, 64 * GIB, None, maker))
    assert (fit.level, fit.reason, fit.plan) == (NOT, reason, "")


@pytest.mark.parametrize(
    ("weights", "found", "plans"),
    [
        (OFFICIAL, computer(128, 80), ("resident", "resident")),
        (OFFICIAL, computer(64, 24), ("streamed", "streamed")),
        (OFFICIAL, computer(31.2, 24), ("resident-8bit", "streamed-8bit")),
        (FP8, computer(31.2, 24), ("resident", "streamed")),
        (FP8, computer(31.2, 8), ("streamed", "streamed-small")),
        (FP8, computer(15.6, 8), ("disk-small", "disk-small")),
        (OFFICIAL, computer(64, 8), ("streamed-small", "streamed-8bit-small")),
        (OFFICIAL, computer(15.6, 7.6), ("disk-small", "")),
    ],
)
def test_weights__computer_and_size__decide_the_plan(weights: Weights, found: Computer, plans: tuple[str, str]) -> None:
    assert tuple(fit_of_weights(weights, size, found).plan for size in Resolution) == plans


def test_weights__720p_takes_longer_than_480p__on_a_known_card_only() -> None:
    known = Computer(8, 64 * GIB, Card("NVIDIA GeForce RTX 4090", 24 * GIB, 23 * GIB))
    times_s = [fit_of_weights(FP8, size, known).expected_s for size in Resolution]
    assert times_s[0] is not None
    assert times_s[1] is not None
    assert 600 < times_s[0] < times_s[1] / 3
    assert fit_of_weights(FP8, Resolution.P480, computer(64, 24)).expected_s is None


def test_words__every_reason__is_one_sentence_without_gaps() -> None:
    assert set(FIT_TEXT) == set(FitReason)
    poor = Computer(8, 64 * GIB, None, "AMD")
    words = describe_fit(fit_of("wan-s2v", poor), poor)
    assert words == (
        "This computer has a card by AMD; an NVIDIA card with 8 GB or more is needed. The motion engine works here."
    )


def test_fit__engine_that_does_not_exist__is_an_error() -> None:
    with pytest.raises(ValueError, match="cloud"):
        fit_of("cloud", computer(64, 24))
