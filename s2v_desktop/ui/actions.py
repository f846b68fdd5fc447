"""Every command of the menus, with its name and shortcut."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMenu, QMenuBar

from s2v_desktop.ui.beat_actions import BeatActions
from s2v_desktop.ui.theme import SYSTEM_THEME, THEME_NAMES

#: Languages by code, each named in itself.
LANGUAGES = {"": "", "en": "English", "zh_CN": "简体中文"}


class WindowActions(QObject):
    """The actions of the main window; what they do is connected there."""

    def __init__(self, undo_stack: QUndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self.open_picture = self._action(self.tr("Open &picture…"), "Ctrl+O")
        self.open_song = self._action(self.tr("Open &song…"), "Ctrl+Shift+O")
        self.open_project = self._action(self.tr("&Open project…"), "Ctrl+Alt+O")
        self.save = self._action(self.tr("Sa&ve project"), QKeySequence.StandardKey.Save)
        self.save_as = self._action(self.tr("Save project &as…"), "Ctrl+Shift+S")
        self.recent = QMenu(self.tr("&Recent projects"))
        self.save_copy = self._action(self.tr("Save a &copy with its files…"), "")
        self.open_left = self._action(self.tr("Open what was &not saved"), "")
        self.open_left.setEnabled(False)
        self.open_sample = self._action(self.tr("Try the sa&mple"), "")
        self.export_to = self._action(self.tr("&Export to…"), "Ctrl+E")
        self.open_export_folder = self._action(self.tr("Open export &folder"), "Ctrl+Shift+E")
        self.quit = self._action(self.tr("&Quit"), "Ctrl+Q")
        self.undo = undo_stack.createUndoAction(self, self.tr("&Undo"))
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.redo = undo_stack.createRedoAction(self, self.tr("&Redo"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.paste = self._action(self.tr("&Paste picture"), QKeySequence.StandardKey.Paste)
        self.show_undo_list = self._action(self.tr("Undo &list"), "Ctrl+Shift+U")
        self.settings = self._action(self.tr("Se&ttings…"), "Ctrl+,")
        self.models = self._action(self.tr("&Models…"), "Ctrl+Shift+M")
        self.beats = BeatActions(self)
        self.clip_in = self._action(self.tr("Clip &begins at the playhead"), "Ctrl+[")
        self.clip_out = self._action(self.tr("Clip &ends at the playhead"), "Ctrl+]")
        self.play_song = self._action(self.tr("&Play or pause the song"), "Ctrl+P")
        self.stop = self._action(self.tr("&Stop and go back"), "Ctrl+.")
        self.stop.setShortcuts([QKeySequence("Ctrl+."), QKeySequence("Ctrl+/")])  # Chinese input methods take the first
        self.loop = self._action(self.tr("&Repeat the clip"), "Ctrl+L")
        self.click = self._action(self.tr("&Click on every beat"), "Ctrl+J")
        self.click.setCheckable(True)
        self.play_video = self._action(self.tr("Play or pause the &video"), "Ctrl+Shift+V")
        self.frame_back = self._action(self.tr("One frame &back"), "Ctrl+Shift+,")
        self.frame_on = self._action(self.tr("One frame &on"), "Ctrl+Shift+.")
        self.full_screen = self._action(self.tr("Preview in &full screen"), "F11")
        self.show_clip = self._action(self.tr("Show the &clip"), "Ctrl+9")
        self.show_song = self._action(self.tr("Show the &whole song"), "Ctrl+0")
        self.next_area = self._action(self.tr("&Next area of the window"), "F6")
        self.previous_area = self._action(self.tr("Pre&vious area of the window"), "Shift+F6")
        self.generate = self._action(self.tr("&Generate"), "Ctrl+Return")
        self.pause_render = self._action(self.tr("&Pause or continue generating"), "Ctrl+Shift+P")
        self.cancel_render = self._action(self.tr("&Cancel generating"), "Ctrl+Shift+C")
        self.show_queue = self._action(self.tr("&Queue of videos"), "Ctrl+Shift+G")
        self.batch = self._action(self.tr("&Series of videos…"), "Ctrl+Shift+B")
        self.roll_seed = self._action(self.tr("Another see&d by chance"), "Ctrl+R")
        self.shortcuts = self._action(self.tr("&Shortcuts"), QKeySequence.StandardKey.HelpContents)
        self.open_log_folder = self._action(self.tr("Open &log folder"), "")
        self.examine = self._action(self.tr("This &computer…"), "")
        self.about = self._action(self.tr("&About S2V Desktop"), "")
        system = {**LANGUAGES, "": self.tr("Same as the system")}
        self.languages = self._choices(system)
        themes = dict(zip(THEME_NAMES, (self.tr("Dark"), self.tr("Light")), strict=True))
        self.themes = self._choices({SYSTEM_THEME: self.tr("Same as the system"), **themes})

    def fill(self, bar: QMenuBar) -> None:
        """Put the actions into the menus of ``bar``."""
        file = bar.addMenu(self.tr("&File"))
        _add(file, self.open_picture, self.open_song, None, self.open_project)
        self.recent.setParent(file, self.recent.windowFlags())
        file.addMenu(self.recent)
        _add(file, self.open_left, None, self.save, self.save_as, self.save_copy, None)
        _add(file, self.open_sample, None, self.export_to, self.open_export_folder, None, self.quit)
        edit = bar.addMenu(self.tr("&Edit"))
        _add(edit, self.undo, self.redo, None, self.show_undo_list, None, self.paste, None)
        _add(edit, self.clip_in, self.clip_out, None, self.roll_seed, None, self.settings)
        self.beats.fill(bar.addMenu(self.tr("&Beats")))
        view = bar.addMenu(self.tr("&View"))
        _add(view, self.show_clip, self.show_song, None, self.next_area, self.previous_area, None)
        view.addMenu(self._submenu(view, self.tr("&Language"), self.languages))
        view.addMenu(self._submenu(view, self.tr("&Theme"), self.themes))
        play = bar.addMenu(self.tr("&Play"))
        _add(play, self.play_song, self.stop, self.loop, self.click, None, self.play_video)
        _add(play, self.frame_back, self.frame_on, None, self.full_screen)
        video = bar.addMenu(self.tr("&Generate"))
        _add(video, self.generate, self.pause_render, self.cancel_render, None, self.show_queue, self.batch, None)
        _add(video, self.models)
        help_menu = bar.addMenu(self.tr("&Help"))
        _add(help_menu, self.shortcuts, None, self.open_log_folder, self.examine, None, self.about)

    def all_with_shortcuts(self) -> list[QAction]:
        """Return the actions that have a shortcut, in the order of the menus."""
        return [action for action in self.findChildren(QAction) if not action.shortcut().isEmpty()]

    def _action(self, text: str, shortcut: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        return action

    def _choices(self, labels: dict[str, str]) -> QActionGroup:
        group = QActionGroup(self)
        for value, label in labels.items():
            action = group.addAction(label)
            action.setCheckable(True)
            action.setData(value)
        return group

    def _submenu(self, menu: QMenu, title: str, group: QActionGroup) -> QMenu:
        submenu = QMenu(title, menu)
        submenu.addActions(group.actions())
        return submenu


def _add(menu: QMenu, *actions: QAction | None) -> None:
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
