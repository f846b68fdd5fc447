"""Which of several models makes the videos."""

from __future__ import annotations

from pathlib import Path

import msgspec

from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.store.fit import recommended_model
from s2v_desktop.store.installed import installed_models
from s2v_desktop.store.manifest import Catalog, Model, load_catalog


def used_model(root: Path, catalog: Catalog, chosen: str) -> Model | None:
    """Return the model in ``root`` that makes videos; None where only what a hand put there can.

    That is the ``chosen`` one where it can be used, else the one to recommend for this computer, else the first. Looks
    at the disk and the card, which takes up to a second; any thread.
    """
    additions = {model.id for model in catalog.models if model.addition}
    usable = [model.model_id for model in installed_models(root, catalog) if model.is_usable]
    usable = [model_id for model_id in usable if model_id not in additions]
    if chosen in usable or len(usable) <= 1:
        name = chosen if chosen in usable else next(iter(usable), None)
        return catalog.model(name) if name is not None else None
    return recommended_model(catalog, measure_computer(), usable) or catalog.model(usable[0])


def with_used_model(settings: EngineSettings) -> EngineSettings:
    """Return ``settings`` with the folders of the model that makes videos, for the engine; raises as ``load_catalog``.

    Where files were put into the models folder by hand alone, the settings stay as they are.
    """
    if not settings.models_path.is_dir():
        return settings
    model = used_model(settings.models_path, load_catalog(), settings.chosen_model)
    return settings if model is None else msgspec.structs.replace(settings, model_folders=model.pieces)
