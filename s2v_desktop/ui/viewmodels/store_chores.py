"""What the store's worker does besides downloads; each brings along what it needs, which a start does without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s2v_desktop.ui.viewmodels.storeroom import Fits


def finish_begun_move(root: Path, switch: Callable[[Path], None]) -> None:
    """Finish a move that a crash broke off."""
    from s2v_desktop.store.move import finish_move, unfinished_move

    if unfinished_move() is not None:
        finish_move(root, switch)


def has_unfinished(root: Path) -> bool:
    """Tell whether the download of a model in ``root`` waits to be resumed; reads headers only where a piece does."""
    from s2v_desktop.store.inspection import unfinished_pieces
    from s2v_desktop.store.installed import ModelState, installed_models
    from s2v_desktop.store.manifest import load_catalog

    if not any(unfinished_pieces(root)):
        return False
    return any(model.state is ModelState.UNFINISHED for model in installed_models(root, load_catalog()))


def judged() -> Fits:
    """Return how well the models suit this computer; takes up to a second."""
    from s2v_desktop.ui.viewmodels.storeroom import judged

    return judged()
