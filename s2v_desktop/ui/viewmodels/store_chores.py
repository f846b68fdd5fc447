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
    """Tell whether a download in ``root`` waits to be resumed."""
    from s2v_desktop.store.inspection import unfinished_pieces

    return any(unfinished_pieces(root))


def judged() -> Fits:
    """Return how well the models suit this computer; takes up to a second."""
    from s2v_desktop.ui.viewmodels.storeroom import judged

    return judged()
