"""The shot plan: per output frame, where the camera is and what the light does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


class Shot(NamedTuple):
    """One row of a shot plan; the fields and units of ``ShotPlan`` for a single frame."""

    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    roll_rad: float = 0.0
    parallax_x: float = 0.0
    parallax_y: float = 0.0
    exposure_ev: float = 0.0
    bloom: float = 0.0
    saturation: float = 1.0
    warmth: float = 0.0
    contrast: float = 0.0
    grain: float = 0.0
    vignette: float = 0.0
    flow: float = 0.0
    flow_phase_rad: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ShotPlan:
    """Curves by output frame: float32 arrays of shape ``(frames,)``.

    - ``zoom`` (>= 1): 1 shows the whole cropped picture, 2 its middle half.
    - ``pan_x``, ``pan_y``: where the middle of the view lies, from the middle of the picture, as a fraction of the
      picture's width and height; positive is right and down.
    - ``roll_rad``: turn of the camera, positive makes the picture turn clockwise.
    - ``parallax_x``, ``parallax_y`` (up to +-0.015): how far the nearest layer moves against the farthest, as a
      fraction of the picture's width.
    - ``exposure_ev``: stops (+1 doubles the light). ``bloom`` (0-1): glow around what is bright.
    - ``saturation``: 1 leaves the colour, 0 is grey. ``warmth`` and ``contrast`` (-1 to 1): 0 leaves the picture.
    - ``grain``: standard deviation in 8-bit levels (0-3). ``vignette`` (0-1): darkening of the corners.
    - ``flow`` (0-1): amplitude of a slow liquid drift, 1 is 0.6 % of the width; ``flow_phase_rad`` its phase.
    """

    zoom: FloatArray
    pan_x: FloatArray
    pan_y: FloatArray
    roll_rad: FloatArray
    parallax_x: FloatArray
    parallax_y: FloatArray
    exposure_ev: FloatArray
    bloom: FloatArray
    saturation: FloatArray
    warmth: FloatArray
    contrast: FloatArray
    grain: FloatArray
    vignette: FloatArray
    flow: FloatArray
    flow_phase_rad: FloatArray

    @classmethod
    def still(cls, frames: int) -> ShotPlan:
        """Return the plan of ``frames`` frames in which nothing moves and the light stays as it is."""
        defaults = Shot()
        names = [field.name for field in fields(cls)]
        return cls(*(np.full(frames, getattr(defaults, name), np.float32) for name in names))

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.zoom)

    def shot(self, index: int) -> Shot:
        """Return the values of frame ``index``."""
        return Shot(*(float(getattr(self, field.name)[index]) for field in fields(self)))
