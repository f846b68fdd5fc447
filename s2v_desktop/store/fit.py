"""Which models suit this computer, told before a byte of them is downloaded; no PyTorch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.fit import Computer, EngineFit, FitLevel, fit_of_weights
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.engines.wan_s2v.memory import Weights
from s2v_desktop.store.manifest import Catalog, Model

_IN_16_BITS = re.compile(r"bf16|fp16|f16")
_LEVELS = list(FitLevel)


class ModelFit(NamedTuple):
    """How well a model suits a computer for wide videos of 480P and of 720P."""

    p480: EngineFit
    p720: EngineFit


def fits_of_model(model: Model, catalog: Catalog, computer: Computer) -> ModelFit:
    """Return ``fit_of_model`` for both sizes."""
    return ModelFit(*(fit_of_model(model, catalog, computer, size) for size in (Resolution.P480, Resolution.P720)))


def fit_of_model(model: Model, catalog: Catalog, computer: Computer, resolution: Resolution) -> EngineFit:
    """Return how well ``model`` suits ``computer`` for wide videos of ``resolution``: level, plan, time and reason.

    Raises ``ValueError`` for an addition, which makes no video alone.
    """
    return fit_of_weights(model_weights(model, catalog), resolution, computer)


def misfit_of_model(model: Model, catalog: Catalog, computer: Computer) -> EngineFit | None:
    """Return why ``model`` will not run on ``computer``, judged by videos of 480P; None where it will.

    An addition runs where any of the models does.
    """
    makers = [maker for maker in catalog.models if not maker.addition] if model.addition else [model]
    fits = [fit_of_model(maker, catalog, computer, Resolution.P480) for maker in makers]
    return None if any(fit.level is not FitLevel.WILL_NOT_FIT for fit in fits) else next(iter(fits), None)


def model_weights(model: Model, catalog: Catalog) -> Weights:
    """Return what the transformer of ``model`` takes; raise ``ValueError`` for an addition, which has none."""
    pieces = [piece for piece in catalog.pieces_of(model.id) if piece.part is Part.TRANSFORMER]
    if not pieces:
        raise ValueError(model.id)
    size_bytes = sum(piece.about_bytes for piece in pieces)
    return Weights(size_bytes, in_16_bits=any(_IN_16_BITS.search(piece.id) for piece in pieces))


def recommended_model(catalog: Catalog, computer: Computer, among: Iterable[str] | None = None) -> Model | None:
    """Return the model to recommend for ``computer``; None where the diffusion engine does not run on it.

    Those that fit come before slow ones, then those of lower rank; ``among`` are ids of models that count, all by
    default. Judged by videos of 480P.
    """
    ids = {model.id for model in catalog.models} if among is None else set(among)
    models = [model for model in catalog.models if model.id in ids and not model.addition]
    fits = {model.id: fit_of_model(model, catalog, computer, Resolution.P480) for model in models}
    able = [model for model in models if fits[model.id].level is not FitLevel.WILL_NOT_FIT]
    return min(able, key=lambda model: _order(model, fits[model.id]), default=None)


def _order(model: Model, fit: EngineFit) -> tuple[int, bool, int]:
    return _LEVELS.index(fit.level), fit.plan.startswith("disk"), model.rank
