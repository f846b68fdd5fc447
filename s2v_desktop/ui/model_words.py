"""What a model's card says, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from s2v_desktop.engines.fit import Computer, FitLevel
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.fit import ModelFit
from s2v_desktop.store.installed import InstalledPiece
from s2v_desktop.store.needs import LeastNeeds
from s2v_desktop.ui.amount_words import size_words, speed_words, time_words
from s2v_desktop.ui.messages import error_words, fit_words, joined, part_words
from s2v_desktop.ui.viewmodels.model_view import ModelView, Remedy

translate = QCoreApplication.translate

#: Styles of the pill.
FIT_STYLES = {FitLevel.FITS: "fits", FitLevel.SLOW: "slow", FitLevel.WILL_NOT_FIT: "no"}


def level_words(level: FitLevel) -> str:
    """Return the words of a pill."""
    return {
        FitLevel.FITS: translate("EngineRow", "Fits"),
        FitLevel.SLOW: translate("EngineRow", "Slow"),
        FitLevel.WILL_NOT_FIT: translate("EngineRow", "Won't fit"),
    }[level]


def suitability_words(fit: ModelFit, computer: Computer) -> str:
    """Return how a model would be used on ``computer`` and how long videos of both sizes should take."""
    words = fit_words(fit.p480, computer)
    if fit.p480.level is FitLevel.WILL_NOT_FIT:
        return words
    if fit.p720.level is FitLevel.WILL_NOT_FIT:
        words = joined(words, translate("models", "720P won't fit."))
        if fit.p480.expected_s is not None:
            speed = translate("models", "8 s of video at 480P take about {time}.")
            words = joined(words, speed.format(time=time_words(fit.p480.expected_s)))
    elif fit.p480.expected_s is not None and fit.p720.expected_s is not None:
        speed = translate("models", "8 s of video take about {small} at 480P, {large} at 720P.")
        small, large = time_words(fit.p480.expected_s), time_words(fit.p720.expected_s)
        words = joined(words, speed.format(small=small, large=large))
    return words


def needs_words(needs: LeastNeeds, computer: Computer) -> str:
    """Return what a model needs at least, and what of it ``computer`` has."""
    least = translate("models", "Needs at least an NVIDIA card with {card} GB and {memory} GB of memory.")
    card = computer.card
    if card is None:
        here = translate("models", "This computer has no such card, and {memory} GB of memory.")
    else:
        here = translate("models", "This computer has the {name} with {card} GB, and {memory} GB of memory.")
    name, card_gb = (card.name, round(card.total_bytes / 2**30)) if card is not None else ("", 0)
    return joined(
        least.format(card=needs.card_gb, memory=needs.ram_gb),
        here.format(name=name, card=card_gb, memory=round(computer.ram_bytes / 2**30)),
    )


def misfit_words(fits: Iterable[ModelFit], computer: Computer) -> str:
    """Return why none of ``fits`` suits ``computer``; empty where one does, or where the reasons differ."""
    at_480 = [fit.p480 for fit in fits]
    reasons = {fit_words(fit, computer) for fit in at_480}
    if len(reasons) != 1 or any(fit.level is not FitLevel.WILL_NOT_FIT for fit in at_480):
        return ""
    return reasons.pop()


def state_words(view: ModelView, *, is_used: bool = False, is_elsewhere: bool = False) -> str:
    """Return in one line where ``view`` is on its way to the disk; ``is_used``: Wan2.2-S2V would take it.

    ``is_elsewhere``: another program is at work on the models, so that what is unfinished may be on its way there.
    """
    if view.state is PieceState.ABSENT:
        return _absent_words(view)
    if view.state is PieceState.PAUSED and is_elsewhere:
        return translate("models", "Not finished; another program is at work on the models")
    ready = translate("models", "Ready, chosen") if is_used else translate("models", "Ready")
    here = translate("models", "{here} of {size}").format(
        here=size_words(view.here_bytes), size=size_words(view.size_bytes)
    )
    percent = f"{view.work_fraction:.0%}"
    return {
        PieceState.QUEUED: lambda: _dotted(translate("models", "Waits for its turn"), here),
        PieceState.DOWNLOADING: lambda: _dotted(translate("models", "Downloading"), percent, here, *_speed(view)),
        PieceState.PAUSED: lambda: _dotted(translate("models", "Paused"), percent, here),
        PieceState.RETRYING: lambda: _dotted(_retry_words(view), here),
        PieceState.VERIFYING: lambda: _dotted(translate("models", "Verifying"), percent),
        PieceState.READY: lambda: _dotted(ready, size_words(view.size_bytes), *_others(view), *_verified(view)),
        PieceState.FAILED: lambda: _dotted(translate("models", "Stopped"), here),
    }[view.state]()


def trouble_words(view: ModelView) -> str:
    """Return why ``view`` failed and what helps; empty where it did not."""
    if view.error is None or view.state is PieceState.READY:
        return ""
    words = error_words(view.error)
    if view.state is not PieceState.FAILED:
        return words.sentence
    repair = translate("models", "“Repair” downloads only what is damaged or missing.")
    return joined(words.sentence, repair if view.remedy is Remedy.REPAIR else words.advice)


def remedy_words(remedy: Remedy) -> str:
    """Return what the button beside a failure says."""
    return {
        Remedy.OTHER_SOURCE: translate("models", "Choose another source"),
        Remedy.OTHER_FOLDER: translate("models", "Choose another folder…"),
        Remedy.LOOK_AGAIN: translate("models", "Look again"),
        Remedy.REPAIR: translate("models", "Repair"),
        Remedy.TRY_AGAIN: translate("models", "Try again"),
    }[remedy]


def own_file_title(piece: InstalledPiece) -> str:
    """Return what a piece that is of no model is called: its part and its type, or else its id."""
    if piece.part is None:
        return piece.piece_id
    words = part_words(piece.part.value)
    if piece.type_words:
        words = translate("models", "{part}, {type}").format(part=words, type=piece.type_words)
    return words[:1].upper() + words[1:]


def own_file_words(piece: InstalledPiece) -> str:
    """Return how large a piece that is of no model is and where it lies, or why it cannot be used."""
    if piece.is_whole:
        words = translate("models", "linked to {path}").format(path=piece.link_to)
        return _dotted(size_words(piece.size_bytes), *([words] if piece.link_to else []))
    if piece.link_to:
        words = translate("models", "Cannot be used: {path} is gone or not what it was")
        return words.format(path=piece.link_to)
    return translate("models", "Cannot be used: files of it are missing or damaged")


def _absent_words(view: ModelView) -> str:
    missing = size_words(view.missing_bytes)
    if view.here_bytes == 0:
        return _dotted(
            translate("models", "Not installed"), translate("models", "{size} to download").format(size=missing)
        )
    rest = translate("models", "{missing} to download; {here} are here already")
    return _dotted(translate("models", "Not installed"), rest.format(missing=missing, here=size_words(view.here_bytes)))


def _others(view: ModelView) -> list[str]:
    """Say for which parts another copy stands in than the model lists."""
    words = translate("models", "with another {part}")
    return [words.format(part=part_words(part.value)) for part in view.other_parts]


def _verified(view: ModelView) -> list[str]:
    if not view.is_verified:
        return []
    if view.is_imported:
        return [translate("models", "All files are there and can be read.")]
    return [translate("models", "All files are as published.")]


def _retry_words(view: ModelView) -> str:
    if view.seconds_left is None:
        return translate("models", "Tries again soon")
    return translate("models", "Tries again in {time}").format(time=time_words(view.seconds_left))


def _speed(view: ModelView) -> list[str]:
    speed = [speed_words(view.bytes_per_s)] if view.bytes_per_s > 0 else []
    if view.seconds_left is not None:
        speed.append(translate("models", "{time} left").format(time=time_words(view.seconds_left)))
    return speed


def _dotted(*words: str) -> str:
    return " · ".join(words)
