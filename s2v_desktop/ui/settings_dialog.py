"""The settings: each is in force as soon as it is changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.look import Look
from s2v_desktop.ui.actions import LANGUAGES
from s2v_desktop.ui.input_manners import share_mouse_and_keys
from s2v_desktop.ui.settings import Settings
from s2v_desktop.ui.theme import SYSTEM_THEME
from s2v_desktop.ui.widgets.sound_settings import MOST_LATENCY_MS

_WIDTH_PX = 560
_MOST_CACHE_GB = 1000


class SettingsDialog(QDialog):
    """Shows settings and tells what a hand changed.

    ``setting_changed`` carries the name of a setting and its value, ``flash_limit_changed`` a bool for the project;
    ``look_kept`` and ``look_reset`` are about the look of new projects. ``models_folder_requested`` asks for another
    models folder, which takes more than a setting: models may have to move.
    """

    setting_changed = Signal(str, object)
    flash_limit_changed = Signal(bool)
    look_kept = Signal()
    look_reset = Signal()
    cache_emptied = Signal()
    models_folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(_WIDTH_PX)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._make_dress_rows()
        self._make_folder_row()
        self._make_preview_row()
        self._make_latency_row()
        self._make_look_rows()
        self._make_model_rows()
        self._make_cache_row()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addLayout(self._form)
        layout.addWidget(buttons)
        share_mouse_and_keys(self)

    def show_settings(self, settings: Settings) -> None:
        """Show ``settings`` without telling anyone."""
        for box, value in ((self.language, settings.language), (self.theme, settings.theme)):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(value))
        with QSignalBlocker(self.live_preview):
            self.live_preview.setChecked(settings.live_preview)
        self.export_folder.setText(str(settings.export_dir))
        self.export_folder.setToolTip(str(settings.export_dir))
        self.models_folder.setText(str(settings.models_path))
        self.models_folder.setToolTip(str(settings.models_path))
        self._show_memory_plan(settings.memory_plan)
        with QSignalBlocker(self.latency):
            self.latency.setValue(settings.sound_latency_ms)
        with QSignalBlocker(self.cache_limit):
            self.cache_limit.setValue(settings.cache_limit_gb)
        self.reset_look.setEnabled(settings.default_look != Look())

    def show_look(self, look: Look) -> None:
        """Show what of the settings belongs to the project."""
        with QSignalBlocker(self.flash_limit):
            self.flash_limit.setChecked(look.flash_limit)

    def show_cache_size(self, size_bytes: int) -> None:
        """Say how much room the cache takes."""
        self.cache_size.setText(self.tr("{size} MB").format(size=f"{size_bytes / 1e6:.1f}"))
        self.empty.setEnabled(size_bytes > 0)

    # -- rows ------------------------------------------------------------------------------------------------------

    def _make_dress_rows(self) -> None:
        system = self.tr("Same as the system")
        self.language = self._choice("language", {**LANGUAGES, "": system})
        self._add_row(self.tr("Language"), self.language)
        self.theme = self._choice("theme", {SYSTEM_THEME: system, "dark": self.tr("Dark"), "light": self.tr("Light")})
        self._add_row(self.tr("Theme"), self.theme)

    def _make_folder_row(self) -> None:
        self.export_folder = QLineEdit(readOnly=True)
        self.choose_folder = QPushButton(self.tr("Choose…"))
        self.choose_folder.setAccessibleName(self.tr("Choose where videos go"))
        self.choose_folder.clicked.connect(self._on_choose_clicked)
        self._add_row(self.tr("Videos go to"), self.export_folder, self.choose_folder)

    def _make_preview_row(self) -> None:
        self.live_preview = QCheckBox(self.tr("Show the video while I shape it"))
        self.live_preview.setToolTip(
            self.tr("Off: the picture stands still until the video is made, and the computer has less to do")
        )
        self.live_preview.toggled.connect(lambda on: self.setting_changed.emit("live_preview", on))
        self._add_row(self.tr("Live preview"), self.live_preview)

    def _make_latency_row(self) -> None:
        self.latency = QSpinBox(minimum=0, maximum=MOST_LATENCY_MS, singleStep=5)
        self.latency.setSuffix(self.tr(" ms"))
        self.latency.setFixedWidth(90)
        self.latency.setToolTip(self.tr("Bluetooth plays late; it changes only what you see while playing"))
        self.latency.valueChanged.connect(lambda value: self.setting_changed.emit("sound_latency_ms", value))
        self._add_row(self.tr("Delay of the headphones"), self.latency)

    def _make_look_rows(self) -> None:
        self.keep_look = QPushButton(self.tr("Take over the present settings"))
        self.keep_look.setToolTip(self.tr("New projects begin with the video settings of this one"))
        self.keep_look.clicked.connect(self.look_kept)
        self.reset_look = QPushButton(self.tr("Reset"))
        self.reset_look.setAccessibleName(self.tr("New projects begin with the usual settings again"))
        self.reset_look.setToolTip(self.reset_look.accessibleName())
        self.reset_look.clicked.connect(self.look_reset)
        self._add_row(self.tr("New projects"), self.keep_look, self.reset_look)
        self.flash_limit = QCheckBox(self.tr("At most three flashes a second"))
        self.flash_limit.setToolTip(
            self.tr("Faster flashes can cause seizures in people with photosensitive epilepsy (WCAG 2.3.1)")
        )
        self.flash_limit.toggled.connect(self.flash_limit_changed)
        self._add_row(self.tr("This project"), self.flash_limit)

    def _make_model_rows(self) -> None:
        self.models_folder = QLineEdit(readOnly=True)
        self.choose_models = QPushButton(self.tr("Choose…"))
        self.choose_models.setAccessibleName(self.tr("Choose where models are"))
        self.choose_models.clicked.connect(self.models_folder_requested)
        self._add_row(self.tr("Models are in"), self.models_folder, self.choose_models)
        plans = {
            "resident": self.tr("Whole model on the card"),
            "resident-8bit": self.tr("Whole model on the card, 8 bits"),
            "streamed": self.tr("Blocks come through the card"),
            "streamed-8bit": self.tr("Blocks come through the card, 8 bits"),
            "streamed-small": self.tr("Blocks come through the card, all in small pieces"),
            "streamed-8bit-small": self.tr("Blocks come through the card, 8 bits, all in small pieces"),
            "disk-small": self.tr("Blocks stay on disk"),
        }
        self.memory_plan = self._choice("memory_plan", {"": self.tr("Automatic"), **plans})
        self.memory_plan.setToolTip(
            self.tr(
                "How Wan2.2-S2V uses the memory of the graphics card. Automatic measures it before every video.\n"
                "Further down the list it needs less and takes longer; 8 bits need half, with hardly a difference."
            )
        )
        self._add_row(self.tr("Graphics memory"), self.memory_plan)

    def _show_memory_plan(self, name: str) -> None:
        """Show the plan called ``name``, which a hand may have written into the settings file."""
        with QSignalBlocker(self.memory_plan):
            if self.memory_plan.findData(name) < 0:
                self.memory_plan.addItem(name, name)
            self.memory_plan.setCurrentIndex(self.memory_plan.findData(name))

    def _make_cache_row(self) -> None:
        self.cache_size = QLabel(self.tr("is being measured …"))
        self.empty = QPushButton(self.tr("Empty"))
        self.empty.setAccessibleName(self.tr("Empty the cache"))
        self.empty.setToolTip(self.tr("Everything in it is made again when it is needed"))
        self.empty.setEnabled(False)
        self.empty.clicked.connect(self.cache_emptied)
        self._add_row(self.tr("Cache"), self.cache_size, self.empty)
        self.cache_limit = QSpinBox(minimum=0, maximum=_MOST_CACHE_GB)
        self.cache_limit.setPrefix(self.tr("at most "))
        self.cache_limit.setSuffix(self.tr(" GB"))
        self.cache_limit.setKeyboardTracking(False)
        self.cache_limit.setFixedWidth(130)
        self.cache_limit.setToolTip(
            self.tr(
                "Pictures are kept here, so that a video with other beats or another motion is made quickly.\n"
                "What was not used for longest goes first; 0 keeps none."
            )
        )
        self.cache_limit.valueChanged.connect(lambda value: self.setting_changed.emit("cache_limit_gb", value))
        self._add_row(self.tr("Room for the cache"), self.cache_limit)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _choice(self, setting: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        for value, label in choices.items():
            box.addItem(label, value)
        box.currentIndexChanged.connect(lambda index: self.setting_changed.emit(setting, box.itemData(index)))
        return box

    def _add_row(self, name: str, widget: QWidget, *beside: QWidget) -> None:
        label = QLabel(name)
        label.setObjectName("dim")
        label.setBuddy(widget)
        if not widget.accessibleName():
            words = widget.text() if isinstance(widget, QPushButton | QCheckBox) else ""
            widget.setAccessibleName(f"{name}: {words}" if words else name)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(widget, 1)
        for other in beside:
            row.addWidget(other)
        self._form.addRow(label, row)

    def _on_choose_clicked(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Videos go to"), self.export_folder.text())
        if folder:
            self.setting_changed.emit("export_folder", str(Path(folder)))
