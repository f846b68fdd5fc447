"""The panel at the left: the picture, its tools, and what is worth telling about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QSignalBlocker, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from s2v_desktop.core.look import Aspect, Look, Point, Size
from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.theme import Theme
from s2v_desktop.ui.widgets.advice_row import AdviceRow
from s2v_desktop.ui.widgets.image_canvas import ImageCanvas
from s2v_desktop.ui.widgets.panel import Panel
from s2v_desktop.ui.widgets.safe_areas import Overlay, overlay_name, overlays_for

_NEARER = 1.25


class PicturePanel(Panel):
    """``choice_requested`` asks for another picture, ``overlay_chosen`` carries an ``Overlay``.

    ``depth_toggled`` tells whether the depth is to be seen.
    """

    choice_requested = Signal()
    overlay_chosen = Signal(object)
    depth_toggled = Signal(bool)

    def __init__(self, theme: Theme, overlay: Overlay, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PicturePanel", "Picture"), parent)
        self._look = Look()
        self._size: Size | None = None
        self.canvas = ImageCanvas(theme)
        self.advice = AdviceRow()
        self._make_tools()
        self._make_overlays(overlay)
        self._lay_out()
        self.canvas.choice_requested.connect(self.choice_requested)
        self.canvas.menu_requested.connect(self._on_canvas_menu_requested)
        self.canvas.view_changed.connect(self._show_tools)
        self.canvas.focus_tool_changed.connect(self._on_canvas_focus_tool_changed)
        self.show_picture_size(None)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_picture_size(self, size: Size | None) -> None:
        """Tell of a picture of ``size``, or that there is none."""
        self._size = size
        self.advice.setVisible(size is not None)
        self._show_facts()
        self._show_tools()

    def show_look(self, look: Look) -> None:
        """Show what ``look`` takes of the picture."""
        if look.aspect is not self._look.aspect:
            self._offer_overlays(look.aspect)
        self._look = look
        self.canvas.show_look(look)
        self._show_facts()
        self._show_tools()

    def _show_facts(self) -> None:
        if self._size is None:
            return
        part = self.canvas.crop_shares()
        shown = Size(round(part.width * self._size.width), round(part.height * self._size.height))
        words = self.tr("{size} pixels, of which the video shows {part}")
        full = words.format(size=_by(self._size), part=_by(shown))
        self.advice.facts.setText(f"{_by(self._size)}  ▸  {_by(shown)}")
        self.advice.facts.setToolTip(full)
        self.advice.facts.setAccessibleDescription(full)

    def _show_tools(self) -> None:
        has_picture, look = self._size is not None, self._look
        for tool in (self.focus_tool, self.depth_tool, self.guides):
            tool.setEnabled(has_picture)
        self.whole.setEnabled(has_picture and (look.crop_x, look.crop_y, look.crop_zoom) != (0.5, 0.5, 1.0))
        self.fit.setVisible(has_picture and self.canvas.is_near)
        self.choose.setVisible(has_picture)  # the empty canvas has a button of its own
        if not has_picture:
            self.depth_tool.setChecked(False)

    # -- construction --------------------------------------------------------------------------------------------------

    def _make_tools(self) -> None:
        self.fit = self._tool("fit", self.tr("Fit"), self.tr("See the whole picture again (Ctrl+wheel looks closer)"))
        self.fit.clicked.connect(self.canvas.fit_view)
        self.whole = self._tool(
            "whole", self.tr("Whole picture"), self.tr("Show as much of the picture as the shape allows (Home)")
        )
        self.whole.clicked.connect(self.canvas.reset_crop)
        self.focus_tool = self._tool(
            "focus",
            self.tr("Focus point"),
            self.tr("Click where the camera should look; arrow keys move that point, Delete removes it (Alt+click)"),
        )
        self.focus_tool.setCheckable(True)
        self.focus_tool.clicked.connect(self._on_focus_tool_clicked)
        self.depth_tool = self._tool(
            "depth", self.tr("Depth"), self.tr("See what the camera takes for near (light) and far (dark)")
        )
        self.depth_tool.setCheckable(True)
        self.depth_tool.toggled.connect(self.depth_toggled)
        self.guides = self._tool(
            "guides", self.tr("Guides"), self.tr("Thirds, or what TikTok, Reels and others cover of the video")
        )
        self.guides.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _make_overlays(self, overlay: Overlay) -> None:
        menu = QMenu(self.guides)
        self.overlays = QActionGroup(menu)
        for each in Overlay:
            action = self.overlays.addAction(overlay_name(each))
            action.setCheckable(True)
            action.setData(each)
            action.setChecked(each is overlay)
        menu.addActions(self.overlays.actions())
        self.guides.setMenu(menu)
        self.overlays.triggered.connect(lambda action: self._on_overlay_chosen(Overlay(action.data())))
        self._offer_overlays(self._look.aspect)
        self.canvas.show_overlay(overlay)

    def _offer_overlays(self, aspect: Aspect) -> None:
        offered = overlays_for(aspect)
        for action in self.overlays.actions():
            action.setVisible(Overlay(action.data()) in offered)

    def _lay_out(self) -> None:
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setObjectName("flat")
        self.choose.setToolTip(self.tr("Open picture (Ctrl+O)"))
        self.choose.clicked.connect(self.choice_requested)
        self.heading.setSpacing(2)
        for tool in (self.fit, self.whole, self.focus_tool, self.depth_tool, self.guides, self.choose):
            self.heading.addWidget(tool)
        self.body.addWidget(self.canvas, 1)
        self.body.addWidget(self.advice)

    def _tool(self, icon: str, name: str, tip: str) -> QToolButton:
        tool = QToolButton()
        show_icon(tool, icon)
        tool.setObjectName("canvasTool")
        tool.setAccessibleName(name)
        tool.setToolTip(f"{name}: {tip}")
        return tool

    # -- slots ---------------------------------------------------------------------------------------------------------

    def _on_focus_tool_clicked(self, checked: bool) -> None:
        self.canvas.use_focus_tool(checked)
        if checked:
            self.canvas.setFocus()

    def _on_canvas_focus_tool_changed(self, on: bool) -> None:
        with QSignalBlocker(self.focus_tool):
            self.focus_tool.setChecked(on)

    def _on_overlay_chosen(self, overlay: Overlay) -> None:
        self.canvas.show_overlay(overlay)
        self.overlay_chosen.emit(overlay)

    def _on_canvas_menu_requested(self, place: QPoint) -> None:
        canvas, menu = self.canvas, QMenu(self)
        here = canvas.mapFromGlobal(place)
        menu.addAction(self.tr("Choose picture…"), self.choice_requested.emit)
        menu.addSeparator()
        menu.addAction(self.tr("Whole picture"), canvas.reset_crop).setEnabled(self.whole.isEnabled())
        menu.addSeparator()
        menu.addAction(self.tr("Set focus here"), lambda: canvas.set_focus_at(Point(here.x(), here.y())))
        remove = menu.addAction(self.tr("Remove focus"), lambda: canvas.focus_edited.emit(None, 0))
        remove.setEnabled(self._look.focus is not None)
        menu.addSeparator()
        menu.addAction(self.tr("Look closer"), lambda: canvas.zoom_view(_NEARER, Point(here.x(), here.y())))
        menu.addAction(self.tr("Fit"), canvas.fit_view).setEnabled(canvas.is_near)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


def _by(size: Size) -> str:
    return f"{size.width} × {size.height}"
