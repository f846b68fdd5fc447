"""Turns errors into words in the user's language; the English source is ``core.error_text``."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.error_text import ERROR_TEXT
from s2v_desktop.core.errors import S2VError

#: Translation context of every sentence in ``ERROR_TEXT``.
ERROR_CONTEXT = "errors"


class ErrorWords(NamedTuple):
    """What went wrong, and what to do."""

    sentence: str
    advice: str


def error_words(error: S2VError) -> ErrorWords:
    """Return the translated sentence and advice for ``error``."""
    text = ERROR_TEXT[error.code]
    fields = {"detail": error.detail, "hint": error.hint}
    return ErrorWords(
        QCoreApplication.translate(ERROR_CONTEXT, text.sentence).format(**fields),
        QCoreApplication.translate(ERROR_CONTEXT, text.advice).format(**fields),
    )
