"""By how much what the blocks add to the tokens grows or shrinks from step to step: what MagCache decides by.

It is a matter of the model, the number of steps and the schedule, hardly of the picture, and is measured on the user's
own model, beside a clip that is made with all its steps. A sample of the tokens is enough, and costs nothing.
"""

from __future__ import annotations

import hashlib
import logging
import math
from pathlib import Path
from typing import Any

import msgspec
import torch
from torch import nn

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.files import write_atomically
from s2v_desktop.core.paths import cache_dir
from s2v_desktop.engines.wan_s2v.checkpoint import FolderDescription, Part
from s2v_desktop.engines.wan_s2v.recipe import Recipe
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

_log = logging.getLogger(__name__)

#: Every so many-th token is looked at.
_SAMPLE_STEP = 64


class StepRatios:
    """Looks on while ``transformer`` makes a clip; of ``passes`` calls a step, the first counts.

    To be used in ``with``: on leaving it looks away.
    """

    def __init__(self, transformer: WanS2VTransformer3DModel, passes: int) -> None:
        self._passes = passes
        self._calls = 0
        self._before: torch.Tensor | None = None
        self._added: torch.Tensor | None = None
        self._ratios: list[torch.Tensor] = []
        self._hooks = (
            transformer.blocks[0].register_forward_pre_hook(self._on_first_block_called),
            transformer.blocks[-1].register_forward_hook(self._on_last_block_done),
        )

    def __enter__(self) -> StepRatios:
        return self

    def __exit__(self, *_fault: object) -> None:
        for hook in self._hooks:
            hook.remove()

    def of_last_clip(self, steps: int) -> tuple[float, ...]:
        """Return a number for each of the last ``steps`` steps; none where fewer were seen.

        It is the mean over the tokens of |added in this step| / |added in the step before|, and 1 for the first.
        """
        if len(self._ratios) < steps:
            return ()
        return (1.0, *(float(ratio) for ratio in self._ratios[len(self._ratios) - steps + 1 :]))

    def _on_first_block_called(self, _block: nn.Module, inputs: tuple[Any, ...]) -> None:
        self._before = inputs[0][:, ::_SAMPLE_STEP].clone() if self._calls % self._passes == 0 else None
        self._calls += 1

    def _on_last_block_done(self, _block: nn.Module, _inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        if self._before is None:
            return
        added = (output[:, ::_SAMPLE_STEP] - self._before).norm(dim=-1)
        last, ratio = self._added, added.new_ones(())
        if last is not None and last.shape == added.shape:  # a new clip may have more tokens
            ratio = (added / last.clamp(min=1e-8)).mean()
        self._added, self._before = added, None
        self._ratios.append(ratio)


def ratios_path(folder: FolderDescription, recipe: Recipe) -> Path:
    """Return where the ratios of the transformer in ``folder`` are kept for the steps of ``recipe``."""
    files = [(file.name, file.stat().st_size) for file in folder.find(Part.TRANSFORMER).files]
    key = hashlib.sha256(repr((files, recipe.steps, recipe.shift)).encode()).hexdigest()
    return cache_dir() / "step-ratios" / f"{key}.json"


def load_ratios(path: Path, steps: int) -> tuple[float, ...]:
    """Return the ratios kept in ``path``; none where there are none for ``steps`` steps, or the file is damaged."""
    try:
        ratios = msgspec.json.decode(path.read_bytes(), type=tuple[float, ...])
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the ratios in %s cannot be read; they are measured again", path, exc_info=True)
        return ()
    return ratios if len(ratios) == steps and all(0 < ratio < math.inf for ratio in ratios) else ()


def keep_ratios(path: Path, ratios: tuple[float, ...]) -> None:
    """Keep ``ratios`` in ``path``; where that fails, it is logged: the video does not need them."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, msgspec.json.encode(ratios))
    except (OSError, S2VError):
        _log.warning("the ratios could not be kept in %s", path, exc_info=True)
