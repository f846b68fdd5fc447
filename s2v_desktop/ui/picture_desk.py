"""Everything around the picture: its panel, the edits made there, advice and depth, connected with each other."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QObject, Signal

from s2v_desktop.core.look import Look, Point
from s2v_desktop.ui.loaded_media import LoadedPicture
from s2v_desktop.ui.picture_study import DepthEstimate, PictureAdvisor
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.viewmodels.edit_names import EditName
from s2v_desktop.ui.viewmodels.media_model import MediaModel
from s2v_desktop.ui.viewmodels.project_model import Merge, ProjectModel
from s2v_desktop.ui.widgets.canvas_geometry import Box, Crop
from s2v_desktop.ui.widgets.picture_panel import PicturePanel
from s2v_desktop.ui.widgets.safe_areas import Overlay


class PictureDesk(QObject):
    """Owns the parts; ``overlay_chosen`` carries the value of an ``Overlay`` to remember."""

    overlay_chosen = Signal(str)

    def __init__(
        self, project: ProjectModel, media: MediaModel, theme: Theme, overlay: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._depth_of: Box | None = None
        known = Overlay(overlay) if overlay in tuple(Overlay) else Overlay.NONE
        self.panel = PicturePanel(theme, known)
        self.advisor = PictureAdvisor(project.look, self)
        self.depth = DepthEstimate(self)
        self._connect(media)
        self._on_project_look_changed(project.look)

    def close(self) -> None:
        """Wait for the worker threads to end."""
        self.advisor.close()
        self.depth.close()

    def _connect(self, media: MediaModel) -> None:
        panel, canvas = self.panel, self.panel.canvas
        media.picture_loaded.connect(self._on_media_picture_loaded)
        self._project.look_changed.connect(self._on_project_look_changed)
        canvas.crop_edited.connect(self._on_canvas_crop_edited)
        canvas.focus_edited.connect(self._on_canvas_focus_edited)
        panel.depth_toggled.connect(self._on_panel_depth_toggled)
        panel.overlay_chosen.connect(lambda overlay: self.overlay_chosen.emit(overlay.value))
        self.depth.estimated.connect(canvas.show_depth)
        self.advisor.advised.connect(panel.advice.show_advice)
        panel.advice.look_chosen.connect(self._project.put_look)
        panel.advice.dismissed.connect(self.advisor.dismiss)

    def _on_media_picture_loaded(self, loaded: LoadedPicture | None) -> None:
        self.panel.canvas.show_picture(loaded.thumbnail if loaded is not None else None)
        self.panel.show_picture_size(loaded.size if loaded is not None else None)
        self.advisor.study(loaded)
        self._depth_of = None
        self._show_depth()

    def _on_project_look_changed(self, look: Look) -> None:
        self.panel.show_look(look)
        self.advisor.show_look(look)
        self._show_depth()

    def _on_canvas_crop_edited(self, crop: Crop, drag: int) -> None:
        changes = {"crop_x": crop.x, "crop_y": crop.y, "crop_zoom": crop.zoom}
        look = msgspec.structs.replace(self._project.look, **changes)
        self._project.put_look(look, EditName.CROP, _merge("crop", drag))

    def _on_canvas_focus_edited(self, focus: Point | None, drag: int) -> None:
        look = msgspec.structs.replace(self._project.look, focus=focus)
        name = EditName.FOCUS if focus is not None else EditName.NO_FOCUS
        self._project.put_look(look, name, _merge("focus", drag) if focus is not None else None)

    def _on_panel_depth_toggled(self, on: bool) -> None:
        self._depth_of = None
        if on:
            self._show_depth()
        else:
            self.depth.ask(None)
            self.panel.canvas.show_depth(None)

    def _show_depth(self) -> None:
        """Have the depth of the present crop estimated, where it is to be seen and not known yet."""
        part = self.panel.canvas.crop_shares()
        if self.panel.depth_tool.isChecked() and part != self._depth_of:
            self._depth_of = part
            self.depth.ask(self.panel.canvas.cropped())


def _merge(what: str, drag: int) -> Merge:
    """Return the rule by which all edits of one drag, or keys pressed one soon after the other, are one step."""
    return Merge(f"{what} {drag}", math.inf) if drag else Merge(what)
