"""What to tell the user about a picture and the look it gets, and which look would heed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.look import Aspect, Look, Resolution
from s2v_desktop.picture.study import PictureStudy

#: A crop elsewhere must show this much more of what draws the eye, or the present one is left in peace.
_WORTH_MOVING = 0.3
#: A subject is compact: salience that scatters more than this (0.29 is everywhere) has no one place.
_MAX_SPREAD = 0.2
#: Pixels of the video for one of the picture: beyond this it looks soft.
_MAX_ENLARGEMENT = 1.4
_MIN_SHOWN_SHARE = 0.35
_MIN_CONTRAST = 0.25
_MAX_WRITING_SHARE = 0.08
_MAX_TRANSPARENT_SHARE = 0.005
#: Places of the crop that are tried, from one end of the picture to the other.
_PLACES = 41


class AdviceCode(StrEnum):
    """What may spoil the video, most important first."""

    SUBJECT_OFF_CENTRE = "subject_off_centre"
    MOSTLY_CUT_OFF = "mostly_cut_off"
    TOO_SMALL = "too_small"
    TRANSPARENT = "transparent"
    TEXT_HEAVY = "text_heavy"
    LOW_CONTRAST = "low_contrast"


@dataclass(frozen=True, slots=True)
class Advice:
    """``amount`` says how much: see ``advise``. ``look`` is the look that heeds the advice; None where none does."""

    code: AdviceCode
    amount: float
    look: Look | None = None


def advise(study: PictureStudy, look: Look) -> tuple[Advice, ...]:
    """Judge a picture under ``look``; takes less than a millisecond.

    Returns:
        At most one advice of each code, in the order of ``AdviceCode``. Amounts: of what draws the eye, the share
        that is cut off; the share of the picture that is shown; pixels of the video for one of the picture; the
        transparent share; the share covered by writing; the contrast (0-1).
    """
    found = (
        _about_subject(study, look),
        _about_cut(study, look),
        _about_size(study, look),
        _above(AdviceCode.TRANSPARENT, study.transparent_share, _MAX_TRANSPARENT_SHARE),
        _above(AdviceCode.TEXT_HEAVY, study.writing_share, _MAX_WRITING_SHARE),
        Advice(AdviceCode.LOW_CONTRAST, study.contrast) if study.contrast < _MIN_CONTRAST else None,
    )
    return tuple(advice for advice in found if advice is not None)


def _above(code: AdviceCode, amount: float, limit: float) -> Advice | None:
    return Advice(code, amount) if amount > limit else None


def _about_subject(study: PictureStudy, look: Look) -> Advice | None:
    width, height = _crop_shares(study, look.aspect)
    along_x = width < height  # the largest crop is as long as the picture one way
    length = width if along_x else height
    if length > 0.98:
        return None
    profile = study.salience.sum(axis=0 if along_x else 1)
    if _spread(profile) > _MAX_SPREAD:
        return None
    summed = np.concatenate([[0.0], np.cumsum(profile)])
    ends = np.linspace(0.0, 1.0, summed.size)

    def shown(middle: float | NDArray[np.float64]) -> NDArray[np.float64]:
        left = np.clip(np.asarray(middle) - length / 2, 0.0, 1.0 - length)
        return np.interp(left + length, ends, summed) - np.interp(left, ends, summed)

    middles = np.linspace(length / 2, 1.0 - length / 2, _PLACES)
    gains = shown(middles)
    # Of places that show as much, the middle one: the subject then has as much room on either side.
    best = float(np.median(middles[gains >= gains.max() - 0.01]))
    present = float(shown(look.crop_x if along_x else look.crop_y))
    if shown(best) - present < _WORTH_MOVING:
        return None
    moved = {"crop_x" if along_x else "crop_y": best}
    return Advice(AdviceCode.SUBJECT_OFF_CENTRE, 1.0 - present, msgspec.structs.replace(look, **moved))


def _spread(profile: NDArray[np.float32]) -> float:
    """Return the standard deviation of a distribution over 0-1."""
    places = (np.arange(profile.size) + 0.5) / profile.size
    middle = np.average(places, weights=profile)
    return float(np.sqrt(np.average((places - middle) ** 2, weights=profile)))


def _about_cut(study: PictureStudy, look: Look) -> Advice | None:
    shown = _shown_share(study, look.aspect)
    if shown >= _MIN_SHOWN_SHARE:
        return None
    nearest = max(Aspect, key=lambda aspect: _shown_share(study, aspect))
    other = msgspec.structs.replace(look, aspect=nearest) if nearest is not look.aspect else None
    return Advice(AdviceCode.MOSTLY_CUT_OFF, shown, other)


def _about_size(study: PictureStudy, look: Look) -> Advice | None:
    enlargement = _enlargement(study, look)
    if enlargement <= _MAX_ENLARGEMENT:
        return None
    smaller = msgspec.structs.replace(look, resolution=Resolution.P480)
    helps = _enlargement(study, smaller) <= _MAX_ENLARGEMENT
    return Advice(AdviceCode.TOO_SMALL, enlargement, smaller if helps else None)


def _crop_shares(study: PictureStudy, aspect: Aspect) -> tuple[float, float]:
    """Return which share of the picture's width and height the largest crop of ``aspect`` has."""
    relative = float(aspect.ratio) * study.size.height / study.size.width
    return min(1.0, relative), min(1.0, 1.0 / relative)


def _shown_share(study: PictureStudy, aspect: Aspect) -> float:
    width, height = _crop_shares(study, aspect)
    return width * height


def _enlargement(study: PictureStudy, look: Look) -> float:
    return look.size.width / (_crop_shares(study, look.aspect)[0] * study.size.width)
