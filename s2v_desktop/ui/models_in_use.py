"""Which models a video is being made with: these stay where they are until it is finished or cancelled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.look import Look, Quality
from s2v_desktop.store.manifest import Model
from s2v_desktop.ui.engine_words import DIFFUSION

translate = QCoreApplication.translate


class ModelsInUse:
    """Lives in the window's thread; ``running_look`` returns the look of the video in the making, held or not."""

    def __init__(self, running_look: Callable[[], Look | None]) -> None:
        self._running_look = running_look
        self._used_ids: set[str] = set()

    def note_used(self, model_id: str) -> None:
        """Remember which model makes videos now, empty where none does; a running video goes on with its own."""
        if self._diffusion_look() is None:
            self._used_ids.clear()
        self._used_ids.add(model_id)

    def deletion_words(self, model: Model | None, title: str) -> str:
        """Return why ``model``, called ``title``, cannot be deleted now; empty where it can.

        None stands for files of a user's own: they make videos where no model does.
        """
        look = self._diffusion_look()
        if look is None:
            return ""
        is_addition, name = (model.addition, model.id) if model is not None else (False, "")
        if not (look.quality is Quality.DRAFT if is_addition else name in self._used_ids):
            return ""
        words = translate(
            "models", "A video is being made with “{model}”. Let it finish or cancel it, then delete the model."
        )
        return words.format(model=title)

    def move_words(self) -> str:
        """Return why the models cannot move to another folder now; empty where they can."""
        if self._diffusion_look() is None:
            return ""
        return translate(
            "models", "A video is being made with these models. Let it finish or cancel it, then change the folder."
        )

    def _diffusion_look(self) -> Look | None:
        look = self._running_look()
        return look if look is not None and look.engine == DIFFUSION else None
