"""Builds the window anew where language or theme change, with everything that was in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from s2v_desktop.core.errors import S2VError
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import Settings, SettingsStore
from s2v_desktop.ui.theme import choose_theme
from s2v_desktop.ui.translations import choose_language
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.preview_player import Showing

#: While a dialog is open, before it is looked again whether it is gone.
_DIALOG_MS = 300


class Dress(NamedTuple):
    """What a window is built with."""

    language: str
    theme: str


class WindowKeeper(QObject):
    """Holds the one ``window`` of the program, made by ``make``; another takes its place where the dress changes.

    A render goes on undisturbed: the change waits for its end.
    """

    def __init__(self, make: Callable[[], MainWindow], settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._settings = settings
        self._dress = chosen_dress(settings.settings)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._change_dress)
        self.window = make()
        self._follow_window()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_dress_changed)

    def show_error(self, error: S2VError) -> None:
        """Say in the present window what went wrong."""
        self.window.show_error(error)

    def _follow_window(self) -> None:
        self.window.dress_changed.connect(self._on_dress_changed)
        self.window.render_model.state_changed.connect(self._on_render_state_changed)

    def _on_dress_changed(self) -> None:
        if chosen_dress(self._settings.settings) == self._dress:
            return
        if _is_idle(self.window):
            self._timer.start(0)  # not while the menu that asked for it is still at work
        else:
            words = self.tr("Language and theme change as soon as no video is being made any more.")
            self.window.message_bar.show_notice(words)

    def _on_render_state_changed(self, state: RenderState) -> None:
        if state is RenderState.IDLE:
            self._timer.start(0)

    def _change_dress(self) -> None:
        dress = chosen_dress(self._settings.settings)
        former = self.window
        if dress == self._dress or not former.isVisible() or not _is_idle(former):
            return
        if QApplication.activeModalWidget() is not None:
            self._timer.start(_DIALOG_MS)
            return
        self._dress = dress
        former.remember_place()
        shows_models = former.models.is_open
        self.window = self._make()
        hand_over(former, self.window)
        self._follow_window()
        if not former.windowState():  # a maximised window keeps its place by the settings alone
            self.window.setGeometry(former.geometry())
        self.window.show()  # before the other goes: the program ends with its last window
        hand_over_focus(former, self.window)
        if former.settings_desk.is_open:
            self.window.settings_desk.show()
            hand_over_focus(former.settings_desk.dialog, self.window.settings_desk.dialog)
        if shows_models:
            self.window.models.show()
        former.project_model.undo_stack.setClean()  # nothing to ask about: the changes live on
        former.close()
        former.deleteLater()
        self.window.project_files.recovery.look_for_left()  # what the former held back is free now


def _is_idle(window: MainWindow) -> bool:
    return window.render_model.state is RenderState.IDLE and window.queue_model.waiting_count == 0


def chosen_dress(settings: Settings) -> Dress:
    """Return what ``settings``, the environment and the system ask for."""
    return Dress(choose_language(settings.language), choose_theme(settings.theme))


def hand_over_focus(former: QWidget | None, new: QWidget | None) -> None:
    """Let the keys go where they went in ``former``, which ``new`` was built like."""
    focused = former.focusWidget() if former is not None else None
    if former is None or new is None or focused is None or focused is former:
        return
    place = former.findChildren(type(focused)).index(focused)
    alike = new.findChildren(type(focused))
    if place < len(alike):
        alike[place].setFocus()


def hand_over(former: MainWindow, window: MainWindow) -> None:
    """Let ``window`` show what ``former`` shows: project, undo history, media, playhead, view and take."""
    window.media_model.hold(former.media_model)
    window.project_model.take_over(former.project_model)
    window.media_model.show_held(former.media_model)
    window.files.project_path = former.files.project_path
    window.files.project_path_changed.emit(former.files.project_path)
    window.song.panel.transport.loop.setChecked(former.song.panel.transport.loop.isChecked())
    window.actions_.beats.show_table.setChecked(former.actions_.beats.show_table.isChecked())
    takes = former.preview_player.takes
    if takes.take is not None:
        window.preview_player.show_take(takes.take, takes.frame)
        if former.preview_player.showing is not Showing.TAKE:
            window.preview_player.show_live()
    if former.media_model.song is not None:
        window.song.player.seek(former.song.player.position_s)
        window.song.panel.waveform.show_span(*former.song.panel.waveform.span_s())
    window.queue_model.take_over(former.queue_model)
    window.models.take_over(former.models)
