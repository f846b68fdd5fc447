"""Pictures of textures in motion that are known exactly at any moment, for the tests of in-between pictures."""

import numpy as np


class Texture:
    """A sum of waves of many directions: exact at any shift, zoom and turn, without a resample."""

    def __init__(self, seed, mean=(120, 120, 120), shortest_px=6.0, longest_px=300.0, waves=40, spread=38.0):
        rng = np.random.default_rng(seed)
        lengths = np.exp(rng.uniform(np.log(shortest_px), np.log(longest_px), waves))
        angles = rng.uniform(0, 2 * np.pi, waves)
        self._across, self._down = 2 * np.pi / lengths * np.cos(angles), 2 * np.pi / lengths * np.sin(angles)
        self._phases = np.exp(1j * rng.uniform(0, 2 * np.pi, (waves, 3))) * spread * np.sqrt(2 / waves)
        self._mean = np.array(mean)

    def drawn(self, width, height, right=0.0, down=0.0, zoom=1.0, roll_rad=0.0):
        """Float (height, width, 3), moved ``right`` and ``down`` by pixels, zoomed and turned about the middle."""
        x, y = np.arange(width) - width / 2 - right, np.arange(height) - height / 2 - down
        cos, sin = np.cos(roll_rad) / zoom, np.sin(roll_rad) / zoom
        across, below = self._across * cos - self._down * sin, self._across * sin + self._down * cos
        rows, columns = np.exp(1j * np.outer(y, below)), np.exp(1j * np.outer(across, x))
        planes = [((rows * phase) @ columns).real for phase in self._phases.T]
        return np.stack(planes, axis=2) + self._mean


GROUND, OBJECT = Texture(1), Texture(2, mean=(150, 110, 90))


def covered(length, low, high):
    """How much of each pixel of a row lies between ``low`` and ``high``."""
    pixel = np.arange(length)
    return np.clip(np.minimum(pixel + 1, high) - np.maximum(pixel, low), 0, 1)


def scene(time, size=(320, 192), ground=(0.0, 0.0), square=None, side=80, zoom=0.0, roll_rad=0.0, gain=0.0):
    """The picture at ``time`` (0 is one base frame, 1 the next): uint8 (h, w, 3).

    ``ground`` and ``square`` are what the background and a square before it move by in pixels; ``square`` None: none.
    """
    width, height = size
    picture = GROUND.drawn(width, height, ground[0] * time, ground[1] * time, 1 + zoom * time, roll_rad * time)
    if square is not None:
        left, top = (width - side) / 2 + square[0] * time, (height - side) / 2 + square[1] * time
        mask = np.outer(covered(height, top, top + side), covered(width, left, left + side))[..., None]
        picture += (OBJECT.drawn(width, height, square[0] * time, square[1] * time) - picture) * mask
    return np.clip(np.rint(picture * (1 + gain * time)), 0, 255).astype(np.uint8)


def psnr_db(one, other):
    """How alike two pictures are, in dB; 99 where they are the same."""
    error = np.mean((one.astype(np.float64) - other) ** 2)
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))
