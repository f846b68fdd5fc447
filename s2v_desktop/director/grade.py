"""What the prompt asks of colour and light for the whole clip."""

from __future__ import annotations

from typing import NamedTuple

from s2v_desktop.director.brief import Brief
from s2v_desktop.director.vocabulary import Action


class Grade(NamedTuple):
    """The fields of ``ShotPlan`` of the same names, for the whole clip."""

    exposure_ev: float = 0.0
    bloom: float = 0.0
    saturation: float = 1.0
    warmth: float = 0.0
    contrast: float = 0.0
    grain: float = 0.0
    vignette: float = 0.0


_UNCHANGED = Grade(saturation=0.0)

#: What each action adds to a plain grade at strength 1; ``saturation`` is a difference here.
_ADDED = {
    Action.WARM: _UNCHANGED._replace(saturation=0.04, warmth=0.4),
    Action.COOL: _UNCHANGED._replace(warmth=-0.4),
    Action.VIVID: _UNCHANGED._replace(saturation=0.3, contrast=0.06),
    Action.MUTED: _UNCHANGED._replace(saturation=-0.38, contrast=-0.06),
    Action.HIGH_CONTRAST: _UNCHANGED._replace(contrast=0.35),
    Action.LOW_CONTRAST: _UNCHANGED._replace(contrast=-0.35),
    Action.GRAIN: _UNCHANGED._replace(grain=1.3),
    Action.VINTAGE: _UNCHANGED._replace(saturation=-0.2, warmth=0.18, contrast=-0.1, grain=1.0, vignette=0.3),
    Action.GLOW: _UNCHANGED._replace(bloom=0.4),
    Action.DREAMY: _UNCHANGED._replace(saturation=-0.06, exposure_ev=0.08, bloom=0.5, contrast=-0.12),
    Action.VIGNETTE: _UNCHANGED._replace(vignette=0.45),
    Action.BRIGHT: _UNCHANGED._replace(exposure_ev=0.4),
    Action.DARK: _UNCHANGED._replace(exposure_ev=-0.6, vignette=0.12),
}

_LEAST = Grade(-1.5, 0.0, 0.1, -1.0, -0.8, 0.0, 0.0)
_MOST = Grade(1.2, 0.9, 1.8, 1.0, 0.8, 3.0, 0.9)


def asked_grade(brief: Brief) -> Grade:
    """Return the sum of what the prompt asks for, each as strongly as it says; forbidden things are left out."""
    total = Grade()
    for action, added in _ADDED.items():
        strength = brief.asked(action)
        total = Grade(*(sum_ + strength * value for sum_, value in zip(total, added, strict=True)))
    grade = Grade(*(min(max(value, low), high) for value, low, high in zip(total, _LEAST, _MOST, strict=True)))
    without = {
        name: 0.0
        for name, action in (("grain", Action.GRAIN), ("vignette", Action.VIGNETTE), ("bloom", Action.GLOW))
        if brief.prompt.forbids(action)
    }
    if brief.prompt.asks(Action.MONOCHROME):
        without["saturation"] = 0.0
    return grade._replace(**without)
