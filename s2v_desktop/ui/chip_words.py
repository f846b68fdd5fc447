"""What the status line says of downloads."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from s2v_desktop.ui.viewmodels.store_model import StoreModel

translate = QCoreApplication.translate


class ChipWords(NamedTuple):
    """A word or two, and all that is to be said; both empty where nothing is."""

    short: str
    details: str


def download_words(store: StoreModel) -> ChipWords:
    """Return what is to be said of the model that has most to tell."""
    from s2v_desktop.store.events import PieceState
    from s2v_desktop.ui.model_words import state_words, trouble_words

    if store.survey is not None and store.survey.fault is not None:
        return ChipWords("", "")  # another program is at work there: what that does is not known
    told = [view for view in store.views if view.state not in (PieceState.ABSENT, PieceState.READY)]
    if not told:
        return ChipWords(translate("models", "Model paused"), "") if store.has_unfinished else ChipWords("", "")
    moving = [view for view in told if view.state.is_moving]
    failed = [view for view in told if view.state is PieceState.FAILED]
    view = (moving or failed or told)[0]
    details = "\n".join(words for words in (state_words(view), trouble_words(view)) if words)
    if view.state.is_moving:
        waits = view.state is PieceState.RETRYING
        words = translate("models", "Model {percent}, waiting") if waits else translate("models", "Model {percent}")
        return ChipWords(words.format(percent=f"{view.work_fraction:.0%}"), details)
    if view.state is PieceState.FAILED:
        return ChipWords(translate("models", "Model stopped"), details)
    return ChipWords(translate("models", "Model paused"), details)
