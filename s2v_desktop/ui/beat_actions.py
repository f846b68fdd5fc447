"""Every command about beats, with its name, shortcut and tip; menu and beat bar show the same actions."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from s2v_desktop.core.beats import BeatGrid


class BeatActions(QObject):
    """The actions; what they do is connected where the commands are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tap = self._action(
            self.tr("&Tap the tempo"),
            "Ctrl+T",
            self.tr("Tap"),
            self.tr("Tap along with the song, beginning on the 1; four taps or more set the beats (also key T)"),
        )
        self.mark = self._action(self.tr("&Mark a beat at the playhead"), "Ctrl+M")
        self.beat_here = self._action(
            self.tr("Beat &here"),
            "Ctrl+B",
            self.tr("Beat here"),
            self.tr("Move all beats so that the nearest one falls on the playhead"),
        )
        self.begin_bar = self._action(
            self.tr("The beat at the playhead is &1"),
            "Ctrl+1",
            self.tr("This is 1"),
            self.tr("Count the bars from the beat at the playhead"),
        )
        self.halve = self._action(self.tr("Hal&f tempo"), "Ctrl+H", "½", self.tr("Half as many beats"))
        self.double = self._action(self.tr("&Double tempo"), "Ctrl+D", "×2", self.tr("Twice as many beats"))
        self.two_thirds = self._action(
            self.tr("T&wo thirds of the tempo"), "Ctrl+Shift+H", "2/3", self.tr("Two beats in the place of three")
        )
        self.three_halves = self._action(
            self.tr("Th&ree halves of the tempo"), "Ctrl+Shift+D", "3/2", self.tr("Three beats in the place of two")
        )
        self.shift_half = self._action(
            self.tr("&Shift by half a beat"),
            "Ctrl+K",
            "+½",
            self.tr("Move every beat half way to the next"),
        )
        self.even_out = self._action(
            self.tr("Qua&ntise: even spacing"),
            "Ctrl+U",
            self.tr("Quantise"),
            self.tr("Bring the selected beats, or all, to one steady tempo"),
        )
        self.find_selection = self._action(
            self.tr("Find beats again in the se&lection"),
            "Ctrl+F",
            self.tr("Find here"),
            self.tr("Find the beats anew in the selection only; draw one in the beat lane"),
        )
        self.find_all = self._action(
            self.tr("Find all beats a&gain"),
            "Ctrl+Shift+F",
            self.tr("Find all"),
            self.tr("Find the beats of the whole song anew"),
        )
        self.clear = self._action(
            self.tr("&Clear beats"), "Ctrl+Shift+Del", self.tr("Clear"), self.tr("Remove the selected beats, or all")
        )
        self.lock = self._action(
            self.tr("Loc&k beats"), "Ctrl+Shift+L", self.tr("Lock"), self.tr("Keep the beats from being changed")
        )
        self.lock.setCheckable(True)
        self.select_all = self._action(self.tr("Select &all beats"), "Ctrl+Shift+A")
        self.select_none = self._action(self.tr("Select n&o beats"), "Ctrl+Shift+N")
        self.import_file = self._action(self.tr("&Import beats…"), "Ctrl+I")
        self.export_file = self._action(self.tr("&Export beats…"), "Ctrl+Shift+I")
        self.show_table = self._action(
            self.tr("&Beat list"), "Ctrl+G", self.tr("List"), self.tr("Show the beats as a list that can be edited")
        )
        self.show_table.setCheckable(True)
        self.show_enabled(BeatGrid(), has_song=False, has_selection=False)

    def fill(self, menu: QMenu) -> None:
        """Put the actions into ``menu``."""
        for group in (
            (self.tap, self.mark, self.beat_here, self.begin_bar),
            (self.halve, self.double, self.two_thirds, self.three_halves, self.shift_half),
            (self.select_all, self.select_none, self.even_out, self.find_selection, self.find_all, self.clear),
            (self.lock, self.show_table),
            (self.import_file, self.export_file),
        ):
            menu.addActions(list(group))
            menu.addSeparator()

    def show_enabled(self, beats: BeatGrid, *, has_song: bool, has_selection: bool) -> None:
        """Enable what can be done now."""
        open_to_edits = has_song and not beats.locked
        has_beats = bool(beats.beats)
        for action in (self.tap, self.mark, self.find_all, self.beat_here, self.import_file):
            action.setEnabled(open_to_edits)
        for action in (self.begin_bar, self.halve, self.double, self.two_thirds, self.three_halves, self.shift_half):
            action.setEnabled(open_to_edits and has_beats)
        for action in (self.even_out, self.clear):
            action.setEnabled(open_to_edits and has_beats)
        self.find_selection.setEnabled(open_to_edits and has_selection)
        for action in (self.select_all, self.select_none, self.lock, self.export_file):
            action.setEnabled(has_song and has_beats)
        self.show_table.setEnabled(has_song)
        self.lock.setChecked(beats.locked)

    def _action(self, text: str, shortcut: str, short_text: str = "", tip: str = "") -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        if short_text:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setIconText(short_text)
            action.setToolTip(f"{tip} ({keys})")
        return action
