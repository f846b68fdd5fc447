"""The light of a shot as numbers for the kernel: exposure, colour, contrast, vignette and grain."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.shot_plan import Shot
from s2v_desktop.render.kernels import Grade

FloatArray = NDArray[np.float32]

#: BT.709 luma of R'G'B'.
_LUMA = np.array([0.2126, 0.7152, 0.0722])

#: Gains of red, green and blue at full warmth and full cold: white takes the tint of a lamp and of shade.
_WARM = np.array([1.05, 0.915, 0.70])
_COLD = np.array([0.80, 0.94, 1.06])

#: sRGB is close to a power of 2.2: doubling the light multiplies a level by 2 ** (1 / 2.2).
_GAMMA = 2.2

#: The cubic shoulder is monotonic up to this strength, enough to keep white at white for +1.3 EV.
_MAX_SHOULDER = 0.5

#: How far the S-curve goes at contrast 1 and -1: at 1.0 it would crush black, at -1.0 it would shift hues.
_MAX_CONTRAST, _MIN_CONTRAST = 0.85, 0.5

#: Loss of light in the corners at full vignette.
_MAX_VIGNETTE = 0.85

#: Grain (in 8-bit levels) that every frame has, so that soft gradients do not turn into bands; it stands still.
_DITHER = 0.35

_NOISE_ROWS, _NOISE_COLUMNS = 512, 1024
_NOISE_LEVELS = 32.0  # standard deviation of the tile: int8 holds four of them
_NOISE_BLUR_PX = 0.55  # film grain is a little larger than a pixel


@cache
def noise_tile(width: int) -> NDArray[np.int8]:
    """Return int8 noise of standard deviation 32, (512, 1024 + width); its columns repeat after 1024."""
    noise = np.random.default_rng(20240229).standard_normal((_NOISE_ROWS, _NOISE_COLUMNS)).astype(np.float32)
    wrapped = np.pad(noise, 4, mode="wrap")
    noise = cv2.GaussianBlur(wrapped, (0, 0), _NOISE_BLUR_PX)[4:-4, 4:-4]
    noise = np.clip(np.rint(noise * (_NOISE_LEVELS / noise.std())), -127, 127).astype(np.int8)
    repeats = -(-width // _NOISE_COLUMNS) + 1
    return np.ascontiguousarray(np.tile(noise, (1, repeats))[:, : _NOISE_COLUMNS + width])


def noise_offset(seed: int, frame_index: int) -> tuple[int, int]:
    """Return where in the tile the grain of a frame begins (row, column), by SplitMix64's finaliser."""
    mask = 2**64 - 1
    value = (seed * 0x9E3779B97F4A7C15 + frame_index * 0xD1B54A32D192ED03 + 0x8CB92BA72F3D8DD7) & mask
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
    value ^= value >> 31
    return value % _NOISE_ROWS, (value >> 20) % _NOISE_COLUMNS


def exposure_gain(shot: Shot) -> float:
    """Return what the exposure multiplies R'G'B' by."""
    return 2.0 ** (shot.exposure_ev / _GAMMA)


def colour_matrix(shot: Shot) -> NDArray[np.float64]:
    """Return the 3 x 3 matrix of saturation and warmth on R'G'B', exposure left out."""
    saturation = shot.saturation * np.eye(3) + (1 - shot.saturation) * _LUMA
    gains = 1 + abs(shot.warmth) * ((_WARM if shot.warmth > 0 else _COLD) - 1)
    return gains[:, None] * saturation


def grade_of(shot: Shot, seed: int, frame_index: int, across: FloatArray, down: FloatArray) -> Grade:
    """Return the grade of a frame; ``across`` and ``down`` are squared distances from the middle, a half at an edge."""
    gain = exposure_gain(shot)
    ceiling = max(gain, 1.0)
    row, column = noise_offset(seed, frame_index) if shot.grain > _DITHER else (0, 0)
    return Grade(
        colour=(colour_matrix(shot) * (gain / 255)).astype(np.float32).ravel(),
        ceiling=np.float32(ceiling),
        shoulder=np.float32(min(ceiling - 1, _MAX_SHOULDER) / ceiling**3),
        contrast=np.float32((_MAX_CONTRAST if shot.contrast > 0 else _MIN_CONTRAST) * np.clip(shot.contrast, -1, 1)),
        vignette=np.float32(_MAX_VIGNETTE * np.clip(shot.vignette, 0, 1)),
        across=across,
        down=down,
        noise=noise_tile(len(across)),
        noise_row=row,
        noise_column=column,
        grain=np.float32(max(shot.grain, _DITHER) / _NOISE_LEVELS),
    )
