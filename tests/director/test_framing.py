"""No corner of any frame may ever leave the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2v_desktop.director.framing import FLOW_REACH, required_zoom

ASPECTS = (16 / 9, 9 / 16, 1.0, 0.8)


def corner_positions(
    aspect: float, zoom: float, pan_x: float, pan_y: float, roll_rad: float, reach_x: float, reach_y: float
) -> np.ndarray:
    """Return where the four corners of the view lie in the picture (0-1), shape (4 corners x 4 shifts, 2).

    ``reach`` is how far parallax and flow may push a point either way, as fractions of the picture's width. Written
    with complex numbers, unlike the code under test.
    """
    corners = np.array([x + 1j * y for x in (-aspect / 2, aspect / 2) for y in (-0.5, 0.5)])
    pushes = np.array([aspect * (reach_x * x + 1j * reach_y * y) for x in (-1, 1) for y in (-1, 1)])
    seen = corners * np.exp(1j * roll_rad) / zoom + (pan_x * aspect + 1j * pan_y)
    points = (seen[:, None] + pushes).ravel()
    return np.stack([points.real / aspect + 0.5, points.imag + 0.5], axis=1)


@settings(deadline=None)
@given(
    aspect=st.sampled_from(ASPECTS),
    pan_x=st.floats(-0.3, 0.3),
    pan_y=st.floats(-0.3, 0.3),
    roll_rad=st.floats(-0.2, 0.2),
    parallax_x=st.floats(-0.015, 0.015),
    parallax_y=st.floats(-0.015, 0.015),
    flow=st.floats(0, 1),
)
def test_required_zoom__any_camera__keeps_all_corners_inside_and_is_no_larger_than_needed(
    aspect: float, pan_x: float, pan_y: float, roll_rad: float, parallax_x: float, parallax_y: float, flow: float
):
    zoom = float(required_zoom(aspect, pan_x, pan_y, roll_rad, parallax_x, parallax_y, flow))
    reach_x, reach_y = abs(parallax_x) + FLOW_REACH * flow, abs(parallax_y) + FLOW_REACH * flow
    points = corner_positions(aspect, zoom, pan_x, pan_y, roll_rad, reach_x, reach_y)
    assert points.min() >= -1e-9
    assert points.max() <= 1 + 1e-9
    if zoom > 1.001:
        wider = corner_positions(aspect, zoom * 0.999, pan_x, pan_y, roll_rad, reach_x, reach_y)
        assert wider.min() < 0 or wider.max() > 1


def test_required_zoom__nothing_moves__shows_the_whole_picture():
    assert required_zoom(16 / 9) == 1.0


def test_required_zoom__view_beyond_the_edge__is_infinite():
    assert np.isinf(required_zoom(1.0, pan_x=0.5))


def test_required_zoom__arrays__works_by_frame():
    zoom = required_zoom(1.0, pan_x=np.array([0.0, 0.25]))
    assert zoom == pytest.approx([1.0, 2.0])
