"""Mean energy of any stretch of a song at once: sums that run from its start, instead of a pyramid of means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Samples that one value stands for.
HOP_SAMPLES = 512


@dataclass(frozen=True, slots=True, eq=False)
class RunningEnergy:
    """``sums[:, i]`` is the energy before hop ``i``, float64, shape ``(series, hops + 1)``; a hop lasts ``hop_s``."""

    hop_s: float
    sums: NDArray[np.float64]

    def means(self, start_s: float, end_s: float, columns: int) -> NDArray[np.float64]:
        """Return the mean energy per hop in each of ``columns`` columns, shape ``(series, columns)``.

        Where a column is shorter than a hop, it stands for the hop around its middle, which interpolates between hops.
        Outside the song the energy is 0.
        """
        edges = np.linspace(start_s, end_s, columns + 1) / self.hop_s
        middles = (edges[:-1] + edges[1:]) / 2
        half = max(1.0, (end_s - start_s) / columns / self.hop_s) / 2
        return (self._before(middles + half) - self._before(middles - half)) / (2 * half)

    def _before(self, hops: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the energy before ``hops``, which need not be whole, shape ``(series, len(hops))``."""
        last = self.sums.shape[1] - 1
        hops = hops.clip(0, last)
        whole = np.minimum(hops.astype(np.intp), last - 1)
        part = hops - whole
        return self.sums[:, whole] * (1 - part) + self.sums[:, whole + 1] * part


def running_energy(energies: NDArray[np.floating], sample_rate_hz: int) -> RunningEnergy:
    """Return the running sums of ``energies``, shape ``(series, hops)``, of hops of ``HOP_SAMPLES`` samples."""
    sums = np.zeros((energies.shape[0], energies.shape[1] + 1))
    np.cumsum(energies, axis=1, dtype=np.float64, out=sums[:, 1:])
    return RunningEnergy(HOP_SAMPLES / sample_rate_hz, sums)
