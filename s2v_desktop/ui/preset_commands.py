"""Saving, applying and handing on presets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.look import Look, MotionLevel
from s2v_desktop.library.presets import PRESET_SUFFIX, Preset, PresetLibrary, read_preset, write_preset
from s2v_desktop.ui.save_dialog import ask_save_path
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.parameter_panel import ParameterPanel


class PresetCommands(QObject):
    """``failed`` carries an ``S2VError``, ``noticed`` a sentence."""

    failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, project: ProjectModel, settings: SettingsStore, panel: ParameterPanel, window: QWidget) -> None:
        super().__init__(window)
        self._project = project
        self._settings = settings
        self._row = row = panel.presets
        self._window = window
        self._library = PresetLibrary()
        project.look_changed.connect(row.show_look)
        row.chosen.connect(self._on_row_chosen)
        for signal, command in (
            (row.save_requested, self.save),
            (row.import_requested, self.choose_import),
            (row.rename_requested, self.rename),
            (row.delete_requested, self.delete),
            (row.export_requested, self.choose_export),
        ):
            signal.connect(lambda *arguments, command=command: self._guard(command, *arguments))
        panel.show_seed_lock(settings.settings.seed_locked)
        panel.seed_lock_toggled.connect(lambda on: self._guard(lambda: settings.change(seed_locked=on)))
        self._show_presets()
        row.show_look(project.look)

    def save(self) -> None:
        """Ask for a name and keep the present look under it."""
        name = self._ask_name(self.tr("Save preset"), "")
        if name is not None and self._may_replace(name):
            saved = self._library.save(Preset(name, self._project.look))
            self._show_presets()
            self.noticed.emit(self.tr("Saved as {name}.").format(name=saved.name))

    def rename(self, preset: Preset) -> None:
        """Ask for another name of ``preset``."""
        name = self._ask_name(self.tr("Rename preset"), preset.name)
        if name is not None and (name.casefold() == preset.name.casefold() or self._may_replace(name)):
            self._library.rename(preset.name, name)
            self._show_presets()

    def delete(self, preset: Preset) -> None:
        """Ask whether to delete ``preset``."""
        words = self.tr("Delete the preset “{name}”?").format(name=preset.name)
        if self._is_agreed(words):
            self._library.delete(preset.name)
            self._show_presets()

    def choose_export(self, preset: Preset) -> None:
        """Ask where to write ``preset`` as a file."""
        start = Path(self._settings.settings.project_dir) / f"{preset.name}{PRESET_SUFFIX}"
        path = ask_save_path(self._window, self.tr("Export preset"), start, {self.tr("Presets"): (PRESET_SUFFIX,)})
        if path is not None:
            write_preset(preset, path)
            self.noticed.emit(self.tr("Saved as {name}.").format(name=path.name))

    def choose_import(self) -> None:
        """Ask for a preset's file; keep and apply it."""
        filters = f"{self.tr('Presets')} (*{PRESET_SUFFIX})"
        folder = self._settings.settings.project_dir
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Import preset"), folder, filters)
        if not name:
            return
        preset = read_preset(Path(name))
        if self._may_replace(preset.name):
            self._library.save(preset)
            self._show_presets()
            self._on_row_chosen(preset)

    def _on_row_chosen(self, preset: Preset) -> None:
        changes = preset.changes(keep_seed=self._settings.settings.seed_locked)
        self._project.set_look(**changes)
        self._row.show_look(self._project.look)

    def _show_presets(self) -> None:
        self._row.show_presets(self._library.presets(), self._built_in())

    def _built_in(self) -> list[Preset]:
        low, medium, high = MotionLevel.LOW, MotionLevel.MEDIUM, MotionLevel.HIGH
        looks = {
            self.tr("Calm: slow and warm"): (self.tr("slow zoom in, warm color grading, vignette"), low),
            self.tr("Clear: as the music goes"): ("", medium),
            self.tr("Club: strong and vivid"): (self.tr("pulse, vivid colors, glow"), high),
            self.tr("Old film"): (self.tr("slow pan right, film grain, vintage, vignette"), low),
            self.tr("Night: dark and cool"): (self.tr("slow zoom out, cool tones, dark, glow"), medium),
            self.tr("Dream"): (self.tr("gentle drift, dreamy, subtle glow"), low),
        }
        return [
            Preset(name, Look(prompt=prompt, motion_level=level), style_only=True)
            for name, (prompt, level) in looks.items()
        ]

    def _ask_name(self, title: str, name: str) -> str | None:
        words, agreed = QInputDialog.getText(self._window, title, self.tr("Name"), QLineEdit.EchoMode.Normal, name)
        return " ".join(words.split()) if agreed else None

    def _may_replace(self, name: str) -> bool:
        taken = any(preset.name.casefold() == name.casefold() for preset in self._library.presets())
        return not taken or self._is_agreed(self.tr("Replace the preset “{name}”?").format(name=name))

    def _is_agreed(self, words: str) -> bool:
        return QMessageBox.question(self._window, "S2V Desktop", words) == QMessageBox.StandardButton.Yes

    def _guard(self, command: Callable[..., None], *arguments: object) -> None:
        try:
            command(*arguments)
        except S2VError as error:
            self.failed.emit(error)
