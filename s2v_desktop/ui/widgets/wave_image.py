"""The wave as an image: one column a device pixel, filled by numpy, since polygons of so many corners are slow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from s2v_desktop.audio.band_shares import BandShares
    from s2v_desktop.audio.peaks import PeakPyramid, WaveColumns
    from s2v_desktop.ui.theme import Theme

#: How solid the wave is between its loudness (RMS), which is drawn solid, and its peaks.
_PEAK_OPACITY = 0.6
#: What stays free above and below the loudest wave, in shares of its lane.
_LANE_MARGIN = 0.03


@dataclass(frozen=True, slots=True)
class WaveSpan:
    """``columns`` columns of a song from ``start_s`` on, each ``column_s`` long."""

    start_s: float
    column_s: float
    columns: int

    @property
    def end_s(self) -> float:
        """Where the last column ends."""
        return self.start_s + self.columns * self.column_s


class WaveColours:
    """Gives columns their colours: that of the theme's wave, or of bass, middle and highs once those are measured."""

    def __init__(self, theme: Theme) -> None:
        self._plain = _rgb(theme.wave)
        self._bands = np.stack([_rgb(colour) for colour in (theme.wave_bass, theme.wave_mid, theme.wave_high)])

    def of(self, shares: BandShares | None, span: WaveSpan) -> NDArray[np.float32]:
        """Return the colour of each column as red, green, blue, 0-255, float32, shape ``(columns, 3)``."""
        if shares is None:
            return np.broadcast_to(self._plain, (span.columns, 3))
        # mixed as light (squares of the values), so that a mixture is not darker than its parts
        light = shares.between(span.start_s, span.end_s, span.columns) @ np.square(self._bands)
        return np.sqrt(light).astype(np.float32)


def lanes_image(
    peaks: PeakPyramid, span: WaveSpan, colours: NDArray[np.float32], height_px: int, line_px: float
) -> QImage:
    """Return ``span`` with a lane for each channel, left above right, transparent where there is no wave.

    ``height_px`` and ``line_px``, the least thickness of the wave, are device pixels.
    """
    wave = peaks.between(span.start_s, span.end_s, span.columns)
    image, pixels = _blank(span.columns, height_px)
    tops = np.linspace(0, height_px, len(wave.minima) + 1).round().astype(int)
    for channel, (top, bottom) in enumerate(pairwise(tops)):
        lane = _Lane(*(values[channel] for values in wave), solid=peaks.is_line(span.column_s))
        lane.fill(pixels[top:bottom], colours, line_px)
    return image


def merged_image(peaks: PeakPyramid, span: WaveSpan, colours: NDArray[np.float32], height_px: int) -> QImage:
    """Return ``span`` with all channels in one lane, transparent where there is no wave."""
    wave: WaveColumns = peaks.between(span.start_s, span.end_s, span.columns)
    image, pixels = _blank(span.columns, height_px)
    rms = np.sqrt((wave.rms**2).mean(axis=0))
    _Lane(wave.minima.min(axis=0), wave.maxima.max(axis=0), rms, solid=False).fill(pixels, colours, 1.0)
    return image


@dataclass(frozen=True, slots=True)
class _Lane:
    """One channel's extremes and loudness by column; ``solid`` where the wave is a line without a core."""

    minima: NDArray[np.float32]
    maxima: NDArray[np.float32]
    rms: NDArray[np.float32]
    solid: bool

    def fill(self, pixels: NDArray[np.uint32], colours: NDArray[np.float32], line_px: float) -> None:
        """Fill ``pixels``, shape ``(rows, columns)``: whole pixels at once, then the part-covered one at either end."""
        rows = len(pixels)
        reach = np.float32(rows / 2 * (1 - 2 * _LANE_MARGIN))
        middle = np.float32(rows / 2)
        top, bottom = middle - self.maxima.clip(-1, 1) * reach, middle - self.minima.clip(-1, 1) * reach
        widen = np.maximum(0, np.float32(line_px) - (bottom - top)) / 2
        top, bottom = top - widen, bottom + widen
        opacity = 1.0 if self.solid else _PEAK_OPACITY
        first, last = np.ceil(top), np.floor(bottom)
        line = np.arange(rows, dtype=np.int16)[:, None]
        within = (line >= first.astype(np.int16)) & (line < last.astype(np.int16))
        np.copyto(pixels, _premultiplied(colours, opacity), where=within)
        _fill_ends(pixels, first - 1, _premultiplied(colours, opacity * (first - top)[:, None]))
        _fill_ends(pixels, last, _premultiplied(colours, opacity * (bottom - last)[:, None]))
        if not self.solid:
            core_first = np.maximum(first, np.round(middle - self.rms * reach)).astype(np.int16)
            core_last = np.minimum(last, np.round(middle + self.rms * reach)).astype(np.int16)
            part = slice(max(0, int(core_first.min())), max(0, int(core_last.max())))
            within = (line[part] >= core_first) & (line[part] < core_last)
            np.copyto(pixels[part], _premultiplied(colours, 1.0), where=within)


def _fill_ends(pixels: NDArray[np.uint32], rows: NDArray[np.float32], values: NDArray[np.uint32]) -> None:
    inside = np.flatnonzero((rows >= 0) & (rows < len(pixels)))
    pixels[rows[inside].astype(np.intp), inside] = values[inside]


def _premultiplied(colours: NDArray[np.float32], opacity: float | NDArray[np.floating]) -> NDArray[np.uint32]:
    """Return the colours as ARGB32 with ``opacity`` 0-1, one for all or of shape ``(columns, 1)``."""
    channels = (colours * opacity + 0.5).astype(np.uint32)
    alpha = np.broadcast_to(np.asarray(opacity) * 255 + 0.5, (len(colours), 1)).astype(np.uint32)
    return np.concatenate([alpha, channels], axis=1) @ np.array([1 << 24, 1 << 16, 1 << 8, 1], np.uint32)


def _blank(columns: int, rows: int) -> tuple[QImage, NDArray[np.uint32]]:
    """Return a transparent image and its pixels, shape ``(rows, columns)``, to write into."""
    image = QImage(columns, rows, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    memory: Any = image.bits()
    return image, np.frombuffer(memory, np.uint32).reshape(rows, columns)


def _rgb(colour: str) -> NDArray[np.float32]:
    parsed = QColor(colour)
    return np.array([parsed.red(), parsed.green(), parsed.blue()], np.float32)
