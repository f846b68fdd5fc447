"""What there is of models on this computer, for people who help and for bug reports."""

from __future__ import annotations

from pathlib import Path

from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.look import Resolution
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit_text import describe_fit
from s2v_desktop.store.chosen import used_model
from s2v_desktop.store.fit import fit_of_model, recommended_model
from s2v_desktop.store.installed import InstalledModel, ModelState, installed_models, installed_pieces
from s2v_desktop.store.manifest import Catalog, load_catalog
from s2v_desktop.store.remembered import FolderState, folder_state
from s2v_desktop.store.space import size_words
from s2v_desktop.store.volume import volume_of


def model_facts() -> dict[str, str]:
    """Return the models folder, its drive, what is in it, and what suits this computer; takes up to a second."""
    root, chosen = engine_settings().models_path, engine_settings().chosen_model
    try:
        catalog = load_catalog()
    except S2VError as error:
        return {"folder": str(root), "fault": str(error)}
    computer = measure_computer()
    used = used_model(root, catalog, chosen)
    recommended = recommended_model(catalog, computer)
    judged = recommended or catalog.models[0]
    fit = fit_of_model(judged, catalog, computer, Resolution.P480)
    return {
        "folder": f"{root} (its drive is not connected)" if folder_state(root) is FolderState.GONE else str(root),
        "file system": volume_of(root).file_system or "unknown",
        "installed": "; ".join(_installed(root, catalog)) or "none",
        "used": f"{used.id if used else 'none'} (chosen: {chosen or 'automatic'})",
        "recommended": f"{recommended.id if recommended else 'none'}: {describe_fit(fit, computer)}",
        "memory plan": fit.plan or "none",
    }


def _installed(root: Path, catalog: Catalog) -> list[str]:
    """Return the models that are here or begun, then what is here besides their pieces."""
    found = [model for model in installed_models(root, catalog) if model.state is not ModelState.ABSENT]
    told = [f"{model.model_id} ({size_words(model.size_bytes)}{_lack(model)})" for model in found]
    of_models = {
        piece_id for model in found for piece_id in (*catalog.model(model.model_id).pieces, *model.service.pieces)
    }
    others = [piece for piece in installed_pieces(root, catalog) if piece.piece_id not in of_models]
    sizes = (size_words(piece.here_bytes) if piece.is_whole else "damaged or gone" for piece in others)
    return told + [f"{piece.piece_id} ({size})" for piece, size in zip(others, sizes, strict=True)]


def _lack(model: InstalledModel) -> str:
    """Return what a model lacks, and its state where that is not to be seen by this."""
    missing = [piece_id for piece_id in model.missing if piece_id not in model.service.stand_ins]
    lack = f", without {', '.join(missing)}" if missing else ""
    return lack if model.state in (ModelState.READY, ModelState.INCOMPLETE) else f", {model.state.value}{lack}"
