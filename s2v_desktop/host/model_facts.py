"""What there is of models on this computer, for people who help and for bug reports."""

from __future__ import annotations

from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit_text import describe_fit
from s2v_desktop.store.chosen import used_model
from s2v_desktop.store.fit import fit_of_model, recommended_model
from s2v_desktop.store.installed import installed_models
from s2v_desktop.store.manifest import load_catalog
from s2v_desktop.store.remembered import FolderState, folder_state
from s2v_desktop.store.volume import volume_of


def model_facts() -> dict[str, str]:
    """Return the models folder, its drive, what is in it, and what suits this computer; takes up to a second."""
    root, chosen = engine_settings().models_path, engine_settings().chosen_model
    try:
        catalog = load_catalog()
    except S2VError as error:
        return {"folder": str(root), "fault": str(error)}
    computer = measure_computer()
    found = [model for model in installed_models(root, catalog) if model.size_bytes]
    used = used_model(root, catalog, chosen)
    recommended = recommended_model(catalog, computer)
    judged = recommended or catalog.models[0]
    fit = fit_of_model(judged, catalog, computer, Resolution.P480)
    here = [f"{model.model_id} ({model.size_bytes / 1e9:.1f} GB{_lack(model.missing)})" for model in found]
    return {
        "folder": f"{root} (its drive is not connected)" if folder_state(root) is FolderState.GONE else str(root),
        "file system": volume_of(root).file_system or "unknown",
        "installed": ", ".join(here) or "none",
        "used": f"{used.id if used else 'none'} (chosen: {chosen or 'automatic'})",
        "recommended": f"{recommended.id if recommended else 'none'}: {describe_fit(fit, computer)}",
        "memory plan": fit.plan or "none",
    }


def _lack(missing: tuple[str, ...]) -> str:
    return f", without {', '.join(missing)}" if missing else ""
