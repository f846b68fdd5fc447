"""Draws single frames of the video of a request that keeps changing, with what an export draws its frames with.

What costs time is kept by what it depends on: the decoded song and picture by their content, the loudness by the song
and by the clip, the base by crop and size. A changed beat or prompt then costs a shot plan and a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.audio.bands import BandEnvelopes, SongLoudness, band_envelopes, song_loudness
from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.core.look import Size
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.core.shot_plan import Shot, ShotPlan
from s2v_desktop.director.plan import plan_shots
from s2v_desktop.engines.motion import still_base
from s2v_desktop.picture.crop_box import focus_in_crop
from s2v_desktop.picture.load import load_picture, picture_size
from s2v_desktop.render.compositor import Compositor

Value = TypeVar("Value")


class _Kept(Generic[Value]):
    """The value made last, and what it was made from."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._value: Value | None = None

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value for ``key`` (never None), made now unless it is the one made last."""
        if self._value is None or key != self._key:
            self._value = None  # what is outdated leaves the memory first
            self._value = make()
            self._key = key
        return self._value


class PreviewStage:
    """Shows one request after another; ``draw`` is of the one shown last. One thread.

    An engine's own base frames take as long as its render does: until then the still stands in for them.
    """

    def __init__(self) -> None:
        self._song: _Kept[Song] = _Kept()
        self._loudness: _Kept[SongLoudness] = _Kept()
        self._bands: _Kept[BandEnvelopes] = _Kept()
        self._picture: _Kept[NDArray[np.uint8]] = _Kept()
        self._picture_size: _Kept[Size] = _Kept()
        self._compositor: _Kept[Compositor] = _Kept()
        self._drawn_with: Compositor | None = None
        self._plan = ShotPlan.still(1)
        self._seed = 0

    def show(self, request: RenderRequest, size: Size) -> None:
        """Prepare the video of ``request`` at ``size`` (even sides).

        Raises:
            S2VError: whatever an export of ``request`` would meet in its picture, song or clip.
        """
        clip, look = request.clip, request.look
        song = self._song.get(request.song, lambda: decode_song(request.song_path))
        clip.require_inside(song.duration_s)
        span = (request.song, clip.start_s, clip.end_s)
        loudness = self._loudness.get(request.song, lambda: song_loudness(song))
        bands = self._bands.get(span, lambda: band_envelopes(song, clip.start_s, clip.end_s, loudness))
        picture_key = (request.picture, look.background)
        picture = self._picture.get(picture_key, lambda: load_picture(request.picture_path, look.background_rgb))
        crop = (picture_key, size, look.crop_x, look.crop_y, look.crop_zoom)
        self._drawn_with = self._compositor.get(crop, lambda: _compositor(picture, request, size))
        whole = self._picture_size.get(request.picture, lambda: picture_size(request.picture_path))
        self._plan = plan_shots(request.beats, bands, look, clip, focus_in_crop(whole, look))
        self._seed = look.seed

    def draw(self, frame: int) -> NDArray[np.uint8]:
        """Return frame ``frame``, or the nearest that there is: uint8 (h, w, 4), bytes B, G, R, 255.

        Raises:
            ValueError: nothing has been shown yet.
        """
        compositor = self._drawn_with
        if compositor is None:
            raise ValueError("show must come before draw")
        pixels = np.empty((compositor.height, compositor.width, 4), np.uint8)
        index = min(max(frame, 0), len(self._plan) - 1)
        compositor.draw_rgb32(self._plan.shot(index), self._seed, index, pixels)
        return pixels


def warm_up() -> None:
    """Compile the kernels of a preview, or load them from their cache, so that its first frame comes without delay."""
    compositor = Compositor(16, 16)
    compositor.set_base(np.zeros((24, 24, 3), np.uint8), np.zeros((8, 8), np.float32))
    compositor.draw_rgb32(Shot(bloom=1.0), 0, 0, np.empty((16, 16, 4), np.uint8))


def _compositor(picture: NDArray[np.uint8], request: RenderRequest, size: Size) -> Compositor:
    compositor = Compositor(size.width, size.height)
    base = still_base(picture, size, request.look)
    compositor.set_base(base.picture, base.depth)
    return compositor
