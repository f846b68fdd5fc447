"""A line to choose a preset from, with a menu of what can be done with presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from s2v_desktop.core.look import Look
from s2v_desktop.library.presets import Preset
from s2v_desktop.ui.icons import show_icon


class PresetRow(QWidget):
    """Shows the preset that the look is like, if any; ``chosen`` carries the ``Preset`` that a hand chose.

    The other signals come from the menu; those about one preset carry the one shown.
    """

    chosen = Signal(object)
    save_requested = Signal()
    import_requested = Signal()
    rename_requested = Signal(object)
    delete_requested = Signal(object)
    export_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self.box = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.setPlaceholderText(self.tr("Choose a preset"))
        self.box.setAccessibleName(self.tr("Preset"))
        self.box.setToolTip(self.tr("Prompt, motion, size and frame rate under one name"))
        self.box.activated.connect(lambda index: self.chosen.emit(self.box.itemData(index)))
        self.menu_button = QToolButton()
        show_icon(self.menu_button, "menu")
        self.menu_button.setToolTip(self.tr("Save, rename, delete, export and import presets"))
        self.menu_button.setAccessibleName(self.tr("Presets: more"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setObjectName("menuButton")
        menu = QMenu(self)
        self.save = menu.addAction(self.tr("&Save the present settings…"))
        self.save.triggered.connect(lambda: self.save_requested.emit())
        self.rename, self.delete, self.export = (
            self._about_shown(menu, self.tr("&Rename…"), self.rename_requested),
            self._about_shown(menu, self.tr("&Delete…"), self.delete_requested),
            self._about_shown(menu, self.tr("&Export…"), self.export_requested),
        )
        self.load = menu.addAction(self.tr("&Import…"))
        self.load.triggered.connect(lambda: self.import_requested.emit())
        self.menu_button.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.menu_button)

    def show_presets(self, own: Sequence[Preset], built_in: Sequence[Preset]) -> None:
        """Offer the presets of this user, then those of the program."""
        with QSignalBlocker(self.box):
            self.box.clear()
            for preset in own:
                self.box.addItem(preset.name, preset)
            if own:
                self.box.insertSeparator(self.box.count())
            for preset in built_in:
                self.box.addItem(preset.name, preset)
        self.show_look(self._look)

    def show_look(self, look: Look) -> None:
        """Show the preset that ``look`` is like."""
        self._look = look
        presets = [self.box.itemData(index) for index in range(self.box.count())]
        fitting = (index for index, preset in enumerate(presets) if preset is not None and preset.fits(look))
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(next(fitting, -1))
        preset = self.shown
        for action in (self.rename, self.delete, self.export):
            action.setEnabled(preset is not None and not preset.style_only)

    @property
    def shown(self) -> Preset | None:
        """The preset shown, if any."""
        return self.box.currentData()

    def _about_shown(self, menu: QMenu, text: str, signal: SignalInstance) -> QAction:
        action = menu.addAction(text)
        action.setEnabled(False)
        action.triggered.connect(lambda: signal.emit(self.shown))
        return action
