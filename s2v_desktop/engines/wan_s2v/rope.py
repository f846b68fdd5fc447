"""Rotary positions of the tokens: noise, reference picture and packed motion on one grid of time, row and column."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

REFERENCE_TIME = 30
"""Latent time at which the reference picture stands: after the longest clip that the model was trained on."""

_TABLES_KEPT = 2  # the first clip has no motion tokens, all later ones have


class TokenGrid(NamedTuple):
    """Positions of a block of tokens in (time, row, column) order, in latent frames and patches of the noise grid."""

    times: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def num_tokens(self) -> int:
        """Tokens in the block."""
        return len(self.times) * len(self.rows) * len(self.columns)


def spread(first: int, last: int, count: int) -> tuple[int, ...]:
    """``count`` positions from ``first`` to ``last``, truncated to integers as the model was trained."""
    return tuple(np.linspace(first, last, count).astype(int).tolist())


def clip_grids(frames: int, rows: int, columns: int) -> list[TokenGrid]:
    """Grids of the noise (``frames`` latents) and of the reference picture, both ``rows`` x ``columns`` patches."""
    space = tuple(range(rows)), tuple(range(columns))
    return [TokenGrid(tuple(range(frames)), *space), TokenGrid((REFERENCE_TIME,), *space)]


def motion_grids(latent_height: int, latent_width: int, buckets: tuple[int, ...]) -> list[TokenGrid]:
    """Grids of the packed motion, nearest bucket first.

    Bucket ``k`` holds ``buckets[k]`` latents before the clip and is embedded by patches that are ``2**k`` times as
    long, high and wide as the noise's patches, so its tokens are spread over the same times, rows and columns.

    Args:
        latent_height: Rows of the motion latents.
        latent_width: Columns of the motion latents.
        buckets: Latents in each bucket, from the nearest to the farthest.

    Returns:
        One grid a bucket; times are negative.
    """
    rows, columns = latent_height // 2, latent_width // 2
    grids = []
    start = 0
    for level, length in enumerate(buckets):
        start -= length
        factor = 2**level
        # Counted from the clip backwards and then negated: truncation goes towards the clip.
        times = spread(-start, -start - length + 1, length // factor)
        grids.append(
            TokenGrid(
                tuple(-time for time in times),
                spread(0, rows - 1, latent_height // (2 * factor)),
                spread(0, columns - 1, latent_width // (2 * factor)),
            )
        )
    return grids


def rotary_table(grids: tuple[TokenGrid, ...], head_dim: int, theta: float = 10000.0) -> torch.Tensor:
    """Unit complex numbers that turn a head's channel pairs, the same for every head.

    Computed in float64, kept in complex64.

    Args:
        grids: Blocks of tokens in sequence order, S tokens in all.
        head_dim: Channels of one head, even. A third of the pairs (rounded down) turns with the row, a third with the
            column, the rest with the time.
        theta: Base of the wavelengths.

    Returns:
        (1, S, 1, head_dim / 2) complex64 on the CPU.
    """
    space_dim = 2 * (head_dim // 6)
    dims = (head_dim - 2 * space_dim, space_dim, space_dim)
    tables = []
    for grid in grids:
        shape = tuple(len(axis) for axis in grid)
        angles = []
        for axis, (positions, dim) in enumerate(zip(grid, dims, strict=True)):
            frequencies = theta ** -(torch.arange(0, dim, 2, dtype=torch.float64) / dim)
            along = torch.outer(torch.tensor(positions, dtype=torch.float64), frequencies)
            view = [1, 1, 1, dim // 2]
            view[axis] = len(positions)
            angles.append(along.view(view).expand(*shape, -1))
        tables.append(torch.cat(angles, dim=-1).flatten(0, 2))
    turns = torch.cat(tables)
    return torch.polar(torch.ones_like(turns), turns).to(torch.complex64)[None, :, None]


def apply_rotary(states: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
    """Turn neighbouring channel pairs of ``states`` (B, S, heads, head_dim) by ``table``, in float32."""
    pairs = torch.view_as_complex(states.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * table).flatten(-2).to(states.dtype)


class WanS2VRotaryPosEmbed(nn.Module):
    """Makes rotary tables, one for each set of grids, and keeps the last ones."""

    def __init__(self, attention_head_dim: int) -> None:
        super().__init__()
        self.attention_head_dim = attention_head_dim
        self._tables: dict[tuple[tuple[TokenGrid, ...], torch.device], torch.Tensor] = {}

    def forward(self, grids: tuple[TokenGrid, ...], device: torch.device) -> torch.Tensor:
        """The table for ``grids`` on ``device``: (1, S, 1, head_dim / 2) complex64."""
        key = (grids, device)
        if key not in self._tables:
            while len(self._tables) >= _TABLES_KEPT:
                del self._tables[next(iter(self._tables))]
            self._tables[key] = rotary_table(grids, self.attention_head_dim).to(device)
        return self._tables[key]
