"""English words for how well an engine or a model suits a computer."""

from __future__ import annotations

from s2v_desktop.engines.fit import Computer, EngineFit, FitReason

#: Templates with the fields of ``fit_fields`` filled in; the source text of translations.
FIT_TEXT: dict[FitReason, str] = {
    FitReason.ANY_COMPUTER: "Runs on any computer.",
    FitReason.CARD_HOLDS_MODEL: "The whole model fits into the {card}.",
    FitReason.MODEL_STREAMED: (
        "The {card} has {found} GB: the model goes through it in parts; {needed} GB would hold it as a whole."
    ),
    FitReason.MODEL_FROM_DISK: (
        "This computer has {found} GB of memory: the model is read from the disk at every step. Very slow; "
        "{needed} GB hold it."
    ),
    FitReason.NO_CARD: "No NVIDIA card with {needed} GB or more was found. The motion engine works here.",
    FitReason.OTHER_CARD: (
        "This computer has a card by {maker}; an NVIDIA card with {needed} GB or more is needed. "
        "The motion engine works here."
    ),
    FitReason.NO_DRIVER: "The driver of the NVIDIA card does not answer. Install it, or the newest one.",
    FitReason.CARD_TOO_SMALL: "The {card} has {found} GB; {needed} GB are needed. The motion engine works here.",
    FitReason.CARD_IN_USE: ("Other programs use the {card}: {found} GB are free, {needed} GB would help. Close them."),
    FitReason.MEMORY_TOO_SMALL: (
        "This computer has {found} GB of memory; {needed} GB are needed. The motion engine works here."
    ),
}


def describe_fit(fit: EngineFit, computer: Computer) -> str:
    """Return the English sentence for ``fit``."""
    return FIT_TEXT[fit.reason].format(**fit_fields(fit, computer))


def fit_fields(fit: EngineFit, computer: Computer) -> dict[str, str]:
    """Return what fills in a sentence of ``FIT_TEXT``: ``card``, ``maker``, ``found`` and ``needed`` (both in GB)."""
    return {
        "card": computer.card.name if computer.card is not None else "",
        "maker": computer.card_maker,
        "found": str(round(fit.found_bytes / 2**30)),
        "needed": str(usual_size_gb(fit.needed_bytes)),
    }


def usual_size_gb(size_bytes: int) -> int:
    """Return the size that is sold nearest above ``size_bytes``: 7.5 GB are told by an 8 GB card."""
    return next((gb for gb in (8, 12, 16, 24, 32, 48, 64) if gb * 2**30 >= size_bytes), round(size_bytes / 2**30))
