"""The VAE in as few tiles as the free memory allows: each more costs an overlap that is computed twice."""

from __future__ import annotations

import logging
import math
from typing import NamedTuple

from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan

from s2v_desktop.engines.wan_s2v.frame_size import FrameSize

_log = logging.getLogger(__name__)

#: What decoding 39 latents takes for each pixel of a tile, in 16 bits: measured, with a tenth to spare.
_BYTES_PER_TILE_PIXEL = 13_500

#: The decoded frames themselves, and what joining tiles makes of them: 153 frames, 3 channels, 16 bits, 2.3 times.
_BYTES_PER_PIXEL = 2_100

#: Neighbours share so many pixels, over which they are blended; sides are multiples of the VAE's step.
_OVERLAP_PX = 64
_STEP_PX = 16
_MOST_TILES_A_SIDE = 12


class TileSize(NamedTuple):
    """Height and width of a tile, and how far it is from one tile to the next."""

    height: int
    width: int
    stride_height: int
    stride_width: int


def tile_size(size: FrameSize, free_bytes: int) -> TileSize | None:
    """Return the largest tiles for frames of ``size`` that ``free_bytes`` hold; None where a whole frame fits.

    Tiles are smallest where even they do not fit: whoever decodes then finds out.
    """
    if size.height * size.width * _BYTES_PER_TILE_PIXEL <= free_bytes:
        return None
    room_px = (free_bytes - size.height * size.width * _BYTES_PER_PIXEL) / _BYTES_PER_TILE_PIXEL
    counts = range(1, 1 + _MOST_TILES_A_SIDE)
    tiles = [_tile(size, rows, columns) for rows in counts for columns in counts if rows * columns > 1]
    fitting = [tile for tile in tiles if tile.height * tile.width <= room_px]
    return min(fitting or tiles[-1:], key=lambda tile: _computed_px(size, tile))


def use_tiles(vae: AutoencoderKLWan, size: FrameSize, free_bytes: int) -> None:
    """Let ``vae`` work in tiles where ``free_bytes`` of the device do not hold whole frames of ``size``."""
    tile = tile_size(size, free_bytes)
    if tile is None:
        vae.disable_tiling()
        return
    _log.info("VAE in tiles of %d x %d", tile.width, tile.height)
    vae.enable_tiling(tile.height, tile.width, tile.stride_height, tile.stride_width)


def _tile(size: FrameSize, rows: int, columns: int) -> TileSize:
    strides = [_filled_up(side / count) for side, count in ((size.height, rows), (size.width, columns))]
    sides = [
        side if count == 1 else stride + _OVERLAP_PX
        for side, count, stride in ((size.height, rows, strides[0]), (size.width, columns, strides[1]))
    ]
    return TileSize(*sides, *strides)


def _computed_px(size: FrameSize, tile: TileSize) -> int:
    """Return how many pixels all tiles have: those at the end are cut."""
    along = [
        sum(min(length, side - start) for start in range(0, side, stride))
        for side, length, stride in (
            (size.height, tile.height, tile.stride_height),
            (size.width, tile.width, tile.stride_width),
        )
    ]
    return along[0] * along[1]


def _filled_up(side: float) -> int:
    return math.ceil(side / _STEP_PX) * _STEP_PX
