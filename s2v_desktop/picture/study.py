"""What can be measured of a picture before anything is made of it: its subject, its writing, its contrast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.look import Size

#: Long sides in pixels that are enough to find a subject, and to find writing.
_SUBJECT_SIDE_PX = 96
_WRITING_SIDE_PX = 640

#: Colours that differ less (of 1) from the middle one are shades of one surface.
_LEAST_DIFFERENCE = 0.06

#: Writing is looked for in squares of this side, of the reduced picture.
_BLOCK_PX = 16
_INK_CONTRAST = 0.22
#: Share of the brightness variance that two flat tones explain: noise has 0.64, a ramp 0.75, print above 0.85.
_TWO_TONES = 0.82
#: Steps between ink and paper along a row of a block; fewer is an edge, more is noise or a fine pattern.
_MIN_STROKES, _MAX_STROKES = 1.1, 6.0
_BLOCKS_OF_A_LINE = 4


@dataclass(frozen=True, slots=True, eq=False)
class PictureStudy:
    """Measured once for a picture, whatever look it gets.

    ``salience`` is float32 of shape (rows, columns) in the picture's proportions, at least 0, summing to 1: how much
    each place draws the eye. ``writing_share`` (0-1) is the share of the picture covered by lines of writing,
    ``contrast`` (0-1) the brightness range that all but the extreme 2 % use, ``transparent_share`` (0-1) the share
    that lets the background through. ``size`` is the picture's own.
    """

    size: Size
    salience: NDArray[np.float32]
    writing_share: float
    contrast: float
    transparent_share: float


def study_picture(pixels: NDArray[np.uint8], size: Size | None = None, transparent_share: float = 0.0) -> PictureStudy:
    """Measure a picture; takes a few hundredths of a second.

    Args:
        pixels: uint8, shape ``(h, w, 3)``, RGB; may be a reduced copy.
        size: The size of the picture itself where ``pixels`` is a reduced copy.
        transparent_share: How much of it is transparent (0-1).
    """
    height, width = pixels.shape[:2]
    page = _reduced(pixels, _WRITING_SIDE_PX)
    brightness = _brightness(page)
    low, high = np.percentile(brightness, (2, 98))
    return PictureStudy(
        size=size or Size(width, height),
        salience=_salience(_reduced(page, _SUBJECT_SIDE_PX)),
        writing_share=_writing_share(brightness),
        contrast=float(high - low),
        transparent_share=transparent_share,
    )


def _reduced(pixels: NDArray[np.uint8] | NDArray[np.float32], side_px: int) -> NDArray[np.float32]:
    """Average whole squares of ``pixels``, as large as leaves the long side near ``side_px``; uint8 becomes 0-1."""
    scale = np.float32(1 / 255 if pixels.dtype == np.uint8 else 1)
    step = max(1, round(max(pixels.shape[:2]) / side_px))
    rows, columns = (max(1, length // step) for length in pixels.shape[:2])
    part = pixels[: rows * step, : columns * step]
    down = np.add.reduceat(part, np.arange(0, part.shape[0], step), axis=0, dtype=np.float32)
    both = np.add.reduceat(down, np.arange(0, part.shape[1], step), axis=1)
    return both * (scale / step**2)


def _brightness(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    return pixels @ np.array((0.299, 0.587, 0.114), np.float32)


# -- the subject -------------------------------------------------------------------------------------------------------


def _salience(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weigh two guesses, what is rare in the spectrum and what differs in colour, and trust the edges of it less."""
    colour = _colour_difference(pixels)
    if np.percentile(colour, 99) < _LEAST_DIFFERENCE:
        return np.full(colour.shape, 1 / colour.size, np.float32)
    rare = _stretched(_spectral_residual(_brightness(pixels)))
    weighed = _stretched(colour) * (np.float32(0.6) + np.float32(0.4) * rare)
    both = _smooth(weighed.astype(np.float32, copy=False), 2.0) * _inside(colour.shape)
    standing_out = np.maximum(both - both.mean() - both.std(), 0.0)
    return (standing_out / standing_out.sum()).astype(np.float32)


def _inside(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return 1 inside, falling to a quarter at the edges: what runs out of the picture is seldom its subject."""
    rows, columns = (np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)) / (0.12 * n) for n in shape)
    return (0.25 + 0.75 * np.clip(np.minimum.outer(rows, columns), 0.0, 1.0)).astype(np.float32)


def _spectral_residual(brightness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Hou and Zhang, 2007: what the average spectrum does not explain stands out."""
    spectrum = np.fft.fft2(brightness)
    log_amplitude = np.log(np.abs(spectrum) + 1e-4)
    neighbours = sum(np.roll(log_amplitude, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)) / 9
    energy = np.abs(np.fft.ifft2(np.exp(log_amplitude - neighbours + 1j * np.angle(spectrum)))) ** 2
    return _smooth(energy.astype(np.float32), 2.5)


def _colour_difference(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Achanta and others, 2009: distance of each colour, slightly blurred, from the middle colour of the picture."""
    red, green, blue = np.moveaxis(pixels, -1, 0)
    tones = np.stack([_brightness(pixels) * 0.6, red - green, (red + green) / 2 - blue])
    middles = np.median(tones, axis=(1, 2), keepdims=True)
    return np.sqrt(sum(_smooth(tone, 1.0) ** 2 for tone in tones - middles))


def _stretched(values: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = np.percentile(values, (5, 99))
    return np.clip((values - low) / (high - low + 1e-3), 0.0, 1.0)


def _smooth(values: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Blur with a Gaussian; the edges are continued."""
    reach = int(3 * sigma_px)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma_px) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(values, reach, mode="edge")
    rows, columns = values.shape
    down = sum(weight * padded[i : i + rows] for i, weight in enumerate(kernel))
    return sum(weight * down[:, i : i + columns] for i, weight in enumerate(kernel))  # type: ignore[index,return-value]


# -- writing -----------------------------------------------------------------------------------------------------------


def _writing_share(brightness: NDArray[np.float32]) -> float:
    """Return the share of blocks that hold two flat tones with several strokes, and lie side by side as in a line."""
    rows, columns = (length // _BLOCK_PX for length in brightness.shape)
    if not rows or not columns:
        return 0.0
    whole = brightness[: rows * _BLOCK_PX, : columns * _BLOCK_PX]
    blocks = whole.reshape(rows, _BLOCK_PX, columns, _BLOCK_PX).swapaxes(1, 2)
    low, high = blocks.min(axis=(2, 3), keepdims=True), blocks.max(axis=(2, 3), keepdims=True)
    ink = blocks > (low + high) / 2
    strokes = np.count_nonzero(ink[..., 1:] != ink[..., :-1], axis=(2, 3)) / _BLOCK_PX
    printed = (high - low)[..., 0, 0] > _INK_CONTRAST
    printed &= (strokes >= _MIN_STROKES) & (strokes <= _MAX_STROKES) & (_two_tone_share(blocks, ink) > _TWO_TONES)
    return float(_in_lines(printed).mean())


def _two_tone_share(blocks: NDArray[np.float32], ink: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Otsu's separability: the variance between the two tones over the whole variance, for each block."""
    count = ink.mean(axis=(2, 3))
    mean = blocks.mean(axis=(2, 3))
    bright = (blocks * ink).mean(axis=(2, 3))
    between = (mean * count - bright) ** 2 / np.maximum(count * (1 - count), 1e-6)
    return between / np.maximum(blocks.var(axis=(2, 3)), 1e-9)


def _in_lines(printed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep only blocks that stand in a row of at least ``_BLOCKS_OF_A_LINE``."""
    kept = np.zeros_like(printed)
    for first in range(printed.shape[1] - _BLOCKS_OF_A_LINE + 1):
        span = slice(first, first + _BLOCKS_OF_A_LINE)
        kept[:, span] |= printed[:, span].all(axis=1, keepdims=True)
    return kept
