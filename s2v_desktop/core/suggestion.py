"""Parts of a song that are worth a clip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from s2v_desktop.core.clip import Clip


class ClipKind(StrEnum):
    """Why a part is suggested."""

    ENERGETIC = "energetic"
    CHORUS = "chorus"
    WHOLE_BARS = "whole_bars"


@dataclass(frozen=True, slots=True)
class ClipSuggestion:
    """A part to choose; ``bars`` is how many whole bars it holds, 0 where it holds no whole number of known ones."""

    kind: ClipKind
    clip: Clip
    bars: int
