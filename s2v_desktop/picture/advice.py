"""What to tell the user about a picture and the look it gets, and which look would heed it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.look import Aspect, Look, Resolution
from s2v_desktop.picture.crop_box import CropBox, look_crop_box
from s2v_desktop.picture.study import PictureStudy

#: A crop elsewhere must show this much more of what draws the eye, or the present one is left in peace.
_WORTH_MOVING = 0.3
#: A subject is compact: salience that scatters more than this (0.29 is everywhere) has no one place.
_MAX_SPREAD = 0.2
#: A crop that is as long as this share of the picture has nowhere to go.
_NO_ROOM = 0.98
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
    shares = _crop_shares(study, look)
    better: dict[str, float] = {}
    for name, length, axis in (("crop_x", shares.width, 0), ("crop_y", shares.height, 1)):
        if length > _NO_ROOM:
            continue
        profile = study.salience.sum(axis=axis)
        if _spread(profile) > _MAX_SPREAD:
            return None
        better[name] = _best_middle(profile, length)
    moved = msgspec.structs.replace(look, **better)
    present = _salience_shown(study, look)
    if _salience_shown(study, moved) - present < _WORTH_MOVING:
        return None
    return Advice(AdviceCode.SUBJECT_OFF_CENTRE, 1.0 - present, moved)


def _best_middle(profile: NDArray[np.float32], length: float) -> float:
    """Return the middle of the stretch of ``length`` (0-1) that holds most of ``profile``."""
    summed = np.concatenate([[0.0], np.cumsum(profile)])
    ends = np.linspace(0.0, 1.0, summed.size)
    middles = np.linspace(length / 2, 1.0 - length / 2, _PLACES)
    gains = np.interp(middles + length / 2, ends, summed) - np.interp(middles - length / 2, ends, summed)
    # Of places that show as much, the middle one: the subject then has as much room on either side.
    return float(np.median(middles[gains >= gains.max() - 0.01]))


def _salience_shown(study: PictureStudy, look: Look) -> float:
    """Return which share of what draws the eye lies inside the crop."""
    shares, (rows, columns) = _crop_shares(study, look), study.salience.shape
    down, across = _inside(shares.top, shares.bottom, rows), _inside(shares.left, shares.right, columns)
    return float(down @ study.salience @ across)


def _inside(begin: float, end: float, cells: int) -> NDArray[np.float64]:
    """Return how much (0-1) of each of ``cells`` equal parts of 0-1 lies between ``begin`` and ``end``."""
    edges = np.arange(cells)
    return np.clip(end * cells - edges, 0.0, 1.0) - np.clip(begin * cells - edges, 0.0, 1.0)


def _spread(profile: NDArray[np.float32]) -> float:
    """Return the standard deviation of a distribution over 0-1."""
    places = (np.arange(profile.size) + 0.5) / profile.size
    middle = np.average(places, weights=profile)
    return float(np.sqrt(np.average((places - middle) ** 2, weights=profile)))


def _about_cut(study: PictureStudy, look: Look) -> Advice | None:
    shown = _shown_share(study, look)
    if shown >= _MIN_SHOWN_SHARE:
        return None
    shapes = [msgspec.structs.replace(look, aspect=aspect, crop_zoom=1.0) for aspect in Aspect]
    whole = msgspec.structs.replace(look, crop_zoom=1.0)
    if _shown_share(study, whole) < _MIN_SHOWN_SHARE:  # the shape alone cuts too much off
        whole = max(shapes, key=lambda shape: _shown_share(study, shape))
    largest = _shown_share(study, whole)
    zoom = _rounded_down(min(look.crop_zoom, (largest / _MIN_SHOWN_SHARE) ** 0.5))
    other = msgspec.structs.replace(whole, crop_zoom=zoom)
    return Advice(AdviceCode.MOSTLY_CUT_OFF, shown, other if other != look else None)


def _about_size(study: PictureStudy, look: Look) -> Advice | None:
    enlargement = _enlargement(study, look)
    if enlargement <= _MAX_ENLARGEMENT:
        return None
    smaller = msgspec.structs.replace(look, resolution=Resolution.P480)
    choices = (smaller, _zoomed_out(study, look), _zoomed_out(study, smaller))
    fitting = (choice for choice in choices if _enlargement(study, choice) <= _MAX_ENLARGEMENT)
    return Advice(AdviceCode.TOO_SMALL, enlargement, next(fitting, None))


def _zoomed_out(study: PictureStudy, look: Look) -> Look:
    """Return ``look`` with a crop large enough to look sharp, or the largest."""
    zoom = look.crop_zoom * min(1.0, _MAX_ENLARGEMENT / _enlargement(study, look))
    return msgspec.structs.replace(look, crop_zoom=_rounded_down(zoom))


def _rounded_down(zoom: float) -> float:
    return max(1.0, math.floor(zoom * 100) / 100)


def _crop_shares(study: PictureStudy, look: Look) -> CropBox:
    """Return where the crop lies, in shares of the picture's width and height."""
    width, height = study.size
    box = look_crop_box(study.size, look)
    return CropBox(box.left / width, box.top / height, box.width / width, box.height / height)


def _shown_share(study: PictureStudy, look: Look) -> float:
    shares = _crop_shares(study, look)
    return shares.width * shares.height


def _enlargement(study: PictureStudy, look: Look) -> float:
    return look.size.width / look_crop_box(study.size, look).width
