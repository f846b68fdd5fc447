"""Turns errors and what jobs tell into words in the user's language; the English source is in ``core``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.error_text import ERROR_PHRASES, ERROR_TEXT, PART_WORDS, detail_words, hint_words
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.notice_text import ACTIVITY_TEXT, NOTICE_TEXT, PHASE_TEXT
from s2v_desktop.core.progress import Notice, Progress
from s2v_desktop.engines.fit import Computer, EngineFit
from s2v_desktop.engines.fit_text import FIT_TEXT, fit_fields

#: Translation context of every sentence in ``ERROR_TEXT``, of ``ERROR_PHRASES`` and of ``PART_WORDS``.
ERROR_CONTEXT = "errors"

#: Translation context of what ``core.notice_text`` holds.
JOB_CONTEXT = "jobs"

#: Translation context of what ``engines.fit_text`` holds.
FIT_CONTEXT = "fit"


class ErrorWords(NamedTuple):
    """What went wrong, and what to do."""

    sentence: str
    advice: str


def joined(sentence: str, advice: str) -> str:
    """Return both in one line; Chinese needs no space between them."""
    return QCoreApplication.translate("errors", "{sentence} {advice}").format(sentence=sentence, advice=advice).strip()


def listed(words: Sequence[str]) -> str:
    """Return ``words`` as a list in the user's language."""
    return QCoreApplication.translate("errors", ", ").join(words)


_NUMBER = r"([-\d.,:]+)"


def error_words(error: S2VError) -> ErrorWords:
    """Return the translated sentence and advice for ``error``."""
    text = ERROR_TEXT[error.code]
    detail = listed([_phrase_words(words) for words in detail_words(error)])
    fields = {"detail": detail, "hint": _phrase_words(hint_words(error))}
    return ErrorWords(_translated(text.sentence).format(**fields), _translated(text.advice).format(**fields))


def part_words(part: str) -> str:
    """Return the translated name of a ``part`` of the model; a library's name stays as it is."""
    return _phrase_words(PART_WORDS.get(part, part))


def notice_words(notice: Notice) -> str:
    """Return the translated sentence for ``notice``."""
    sentence = QCoreApplication.translate(JOB_CONTEXT, NOTICE_TEXT[notice.code])
    return sentence.format(detail=notice.detail, hint=notice.hint)


def progress_words(progress: Progress) -> str:
    """Return the translated words for what a job is at: what its engine does, else its phase."""
    activity = progress.activity
    if activity is None:
        return QCoreApplication.translate(JOB_CONTEXT, PHASE_TEXT[progress.phase])
    words = QCoreApplication.translate(JOB_CONTEXT, ACTIVITY_TEXT[activity.task])
    return words.format(clip=activity.clip, clips=activity.clips, step=activity.step, steps=activity.steps)


def fit_words(fit: EngineFit, computer: Computer) -> str:
    """Return the translated sentence that tells how well something suits ``computer``."""
    return QCoreApplication.translate(FIT_CONTEXT, FIT_TEXT[fit.reason]).format(**fit_fields(fit, computer))


def _phrase_words(fact: str) -> str:
    """Return ``fact`` translated where it is one of our phrases with numbers in it; a name stays as it is."""
    if fact in PART_WORDS.values():
        return _translated(fact)
    for phrase in ERROR_PHRASES:
        pattern = re.sub(r"\\{\d\\}", lambda _: _NUMBER, re.escape(phrase))
        match = re.fullmatch(pattern, fact)
        if match:
            return _translated(phrase).format(*match.groups())
    return fact


def _translated(words: str) -> str:
    return QCoreApplication.translate(ERROR_CONTEXT, words)
