"""How far the camera must be inside the picture so that no corner of the view ever leaves it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: How far full flow moves a point, as a fraction of the picture's width (as in ``ShotPlan``).
FLOW_REACH = 0.006


class PanRoom(NamedTuple):
    """How far the middle of the view may lie from the picture's middle, across and down: fractions of its sides."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]


def required_zoom(
    aspect: float,
    pan_x: ArrayLike = 0.0,
    pan_y: ArrayLike = 0.0,
    roll_rad: ArrayLike = 0.0,
    parallax_x: ArrayLike = 0.0,
    parallax_y: ArrayLike = 0.0,
    flow: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Return the smallest zoom at which the view stays inside a picture of ``aspect`` (width to height).

    The arguments are those of ``ShotPlan``, numbers or arrays of one shape; so is the result. Parallax counts in full
    whatever depth a corner has. Infinite where no zoom is enough.
    """
    cos, sin = np.abs(np.cos(roll_rad)), np.abs(np.sin(roll_rad))
    drift = FLOW_REACH * np.abs(flow)
    free_x = 1.0 - 2.0 * (np.abs(pan_x) + np.abs(parallax_x) + drift)
    free_y = 1.0 - 2.0 * (np.abs(pan_y) + aspect * (np.abs(parallax_y) + drift))
    with np.errstate(divide="ignore"):
        zoom = np.maximum(
            (cos + sin / aspect) / np.maximum(free_x, 0.0), (cos + sin * aspect) / np.maximum(free_y, 0.0)
        )
    return np.maximum(zoom, 1.0)


def pan_room(
    aspect: float, zoom: NDArray[np.float64], roll_rad: float, parallax_x: float, parallax_y: float, flow: float
) -> PanRoom:
    """Return how far the middle of the view may lie from the picture's middle at ``zoom``, across and down.

    Fractions of the picture's width and height, at least 0. The numbers are the largest that the clip will see, so
    that the room changes with the zoom alone.
    """
    cos, sin = abs(np.cos(roll_rad)), abs(np.sin(roll_rad))
    drift = FLOW_REACH * abs(flow)
    across = 0.5 - abs(parallax_x) - drift - 0.5 * (cos + sin / aspect) / zoom
    down = 0.5 - aspect * (abs(parallax_y) + drift) - 0.5 * (cos + sin * aspect) / zoom
    return PanRoom(np.maximum(across, 0.0), np.maximum(down, 0.0))
