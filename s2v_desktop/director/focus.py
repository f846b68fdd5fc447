"""How the camera favours one point of the picture: along one axis, x or y."""

from __future__ import annotations

import numpy as np

from s2v_desktop.director.curves import FloatArray

#: How far a focus out of reach draws the camera, in rooms: 1 is all the room there is, and more makes sure that the
#: softness of the limit leaves little of it unused; less leaves a pan more of its way.
_MOST_DRAW = 1.1

#: How sharply a limit is met: softly enough for the eye, and nearly the identity over three quarters of the way.
_SHARPNESS = 8


def favoured_pan(focus: float, path: FloatArray, room: FloatArray, most_room: float, kick: FloatArray) -> FloatArray:
    """Return the pan of every frame, drawn to the focus; impulses of the zoom grow from the focus.

    Without a path the view is centred on the focus as far as the room at the present zoom goes, so that the focus
    comes nearer to the middle as the zoom grows, and never leaves it for the edge.

    Args:
        focus: Place of the focus along this axis of the crop, 0-1.
        path: The camera's path, -1 to 1 of the room, counted from the focus; shape ``(frames,)``.
        room: How far the pan may go at the zoom without its impulses, shape ``(frames,)``, at least 0.
        most_room: The same at an endless zoom.
        kick: By what the impulses multiply the zoom, shape ``(frames,)``, at least 1.

    Returns:
        Fractions of the picture's side, shape ``(frames,)``: within the room that there is at the zoom times ``kick``.
    """
    off_middle = min(max(focus - 0.5, -most_room), most_room)
    reach = np.maximum(room, 1e-9)
    draw = _MOST_DRAW * _limited(off_middle / (_MOST_DRAW * reach))
    steady = room * _limited(draw + path)
    return off_middle + (steady - off_middle) / kick


def _limited(values: FloatArray) -> FloatArray:
    """Return ``values`` kept softly within -1 to 1: what is small stays as it is, and the order stays."""
    size = np.abs(values)
    least = np.minimum(size, 1.0 / np.maximum(size, 1e-9))  # a power of what is large would overflow
    return np.sign(values) * np.minimum(size, 1.0) / (1.0 + least**_SHARPNESS) ** (1.0 / _SHARPNESS)
