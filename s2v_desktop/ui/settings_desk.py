"""Brings the settings dialog up and its changes to where they belong."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.look import Look
from s2v_desktop.library.cache import cache_size_bytes, empty_cache, trim_cache
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.settings_dialog import SettingsDialog
from s2v_desktop.ui.viewmodels.project_model import ProjectModel
from s2v_desktop.ui.widgets.sound_settings import SoundSettingsButton


class SettingsDesk(QObject):
    """``failed`` carries an ``S2VError``; ``dress_changed`` tells of another language or theme.

    ``live_preview_switched`` carries a bool, ``models_folder_requested`` asks for another models folder.
    ``cache_measured`` comes after the cache was measured, emptied or made smaller.
    """

    failed = Signal(object)
    dress_changed = Signal()
    live_preview_switched = Signal(bool)
    models_folder_requested = Signal()
    cache_measured = Signal()

    def __init__(
        self,
        settings: SettingsStore,
        project: ProjectModel,
        sound: SoundSettingsButton,
        actions: WindowActions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._project = project
        self._sound = sound
        self._window = window
        self.dialog: SettingsDialog | None = None
        self._cache = LatestTask(self)
        self._cache.failed.connect(self.failed)
        self._cache.succeeded.connect(self._on_cache_succeeded)
        actions.settings.triggered.connect(lambda: self.show())
        self._menus = {"language": actions.languages, "theme": actions.themes}
        for setting, group in self._menus.items():
            group.triggered.connect(lambda choice, setting=setting: self._on_setting_changed(setting, choice.data()))
        self._show_choices()

    def show(self) -> None:
        """Show the dialog, or bring it to the front where it is open; the window stays usable."""
        if self.dialog is None:
            self.dialog = self._make_dialog()
        self.dialog.show_settings(self._settings.settings)
        self.dialog.show_look(self._project.look)
        self.dialog.show()
        self.dialog.activateWindow()
        self._cache.start(cache_size_bytes)

    def show_settings(self) -> None:
        """Show in the dialog what was set elsewhere."""
        if self.dialog is not None:
            self.dialog.show_settings(self._settings.settings)

    @property
    def is_open(self) -> bool:
        """Whether the dialog is to be seen."""
        return self.dialog is not None and self.dialog.isVisible()

    def close(self) -> None:
        """Close the dialog and wait for the worker thread to end."""
        if self.dialog is not None:
            self.dialog.close()
        self._cache.close()

    def _make_dialog(self) -> SettingsDialog:
        dialog = SettingsDialog(self._window)
        dialog.setting_changed.connect(self._on_setting_changed)
        dialog.flash_limit_changed.connect(lambda on: self._project.set_look(flash_limit=on))
        dialog.look_kept.connect(lambda: self._change(default_look=without_crop(self._project.look)))
        dialog.look_reset.connect(lambda: self._change(default_look=Look()))
        dialog.cache_emptied.connect(lambda: self._cache.start(_empty_and_measure))
        dialog.models_folder_requested.connect(self.models_folder_requested)
        self._project.look_changed.connect(dialog.show_look)
        self._sound.latency_changed.connect(lambda _: dialog.show_settings(self._settings.settings))
        return dialog

    def _on_setting_changed(self, setting: str, value: object) -> None:
        if setting == "sound_latency_ms" and isinstance(value, int):
            self._sound.latency.setValue(value)  # its own way leads to player and settings
            return
        self._change(**{setting: value})
        if setting == "cache_limit_gb":
            self._cache.start(_trim_and_measure)
        if setting == "live_preview":
            self.live_preview_switched.emit(value)
        if setting in ("language", "theme"):
            self.dress_changed.emit()

    def _on_cache_succeeded(self, size_bytes: int) -> None:
        if self.dialog is not None:
            self.dialog.show_cache_size(size_bytes)
        self.cache_measured.emit()

    def _change(self, **changes: object) -> None:
        try:
            self._settings.change(**changes)
        except S2VError as error:
            self.failed.emit(error)
        self._show_choices()
        self.show_settings()

    def _show_choices(self) -> None:
        """Mark in the menus what is chosen."""
        for setting, group in self._menus.items():
            for choice in group.actions():
                choice.setChecked(choice.data() == getattr(self._settings.settings, setting))


def without_crop(look: Look) -> Look:
    """Return ``look`` without what belongs to one picture: crop, focus and the colour under it."""
    return msgspec.structs.replace(look.uncropped(), background=Look().background)


def _empty_and_measure() -> int:
    empty_cache()
    return cache_size_bytes()


def _trim_and_measure() -> int:
    trim_cache()
    return cache_size_bytes()
