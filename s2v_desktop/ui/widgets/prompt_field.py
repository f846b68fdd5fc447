"""The field for the prompt: what camera and light understand is marked in it, phrases are added by a menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QTextEdit, QToolButton, QWidget

from s2v_desktop.director.prompt import PromptPlan
from s2v_desktop.director.vocabulary import Action
from s2v_desktop.ui.incoming import may_bring

_HEIGHT_PX = 56
_AVOID_HEIGHT_PX = 44


class PromptField(QPlainTextEdit):
    """Marks words without touching the text: undo and typing know nothing of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("e.g. slow zoom in, warm color grading, film grain"))
        self.setObjectName("prompt")
        self.setTabChangesFocus(True)
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName(self.tr("Prompt"))
        self.setToolTip(self.tr("What camera and light should do, in English or Chinese"))

    def show_plan(self, prompt: str, plan: PromptPlan) -> None:
        """Mark what ``plan`` understood of ``prompt``, unless the text has changed since."""
        if prompt == self.toPlainText():
            marks = [self._mark(prompt, item.start, item.end, struck=item.negated) for item in plan.instructions]
            self.setExtraSelections(marks + [self._mark(prompt, *words) for words in plan.helping])

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where the field has nothing to undo or redo."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            document = self.document()
            idle_undo = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
            idle_redo = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            if idle_undo or idle_redo:
                event.ignore()
                return True
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take words alone: files and pictures are for the window."""
        return not may_bring(source) and super().canInsertFromMimeData(source)

    def add_phrase(self, phrase: str) -> None:
        """Put ``phrase`` at the end, as an edit that the field can undo."""
        text = self.toPlainText().rstrip()
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        separator = "" if not text or text[-1] in ",，、;；.。" else ","
        cursor.beginEditBlock()
        cursor.insertText(f"{separator}{' ' if text else ''}{phrase}")
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _mark(self, prompt: str, start: int, end: int, *, struck: bool = False) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(self.document())  # type: ignore[attr-defined]
        mark.cursor.setPosition(_utf16_units(prompt[:start]))  # type: ignore[attr-defined]
        keep = QTextCursor.MoveMode.KeepAnchor
        mark.cursor.setPosition(_utf16_units(prompt[:end]), keep)  # type: ignore[attr-defined]
        style = QTextCharFormat()
        style.setForeground(self.palette().link())
        style.setFontStrikeOut(struck)
        mark.format = style  # type: ignore[attr-defined]
        return mark


class AvoidField(PromptField):
    """The field for the negative prompt."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("avoid")
        self.setPlaceholderText(self.tr("e.g. zoom, film grain, flash"))
        self.setFixedHeight(_AVOID_HEIGHT_PX)
        self.setAccessibleName(self.tr("What to avoid"))
        self.setToolTip(self.tr("What camera and light should not do, in English or Chinese"))


class PhraseButton(QToolButton):
    """A menu of phrases for camera, light and colour; each goes into ``field``."""

    def __init__(self, field: PromptField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Add…"))
        self.setObjectName("flat")
        self.setAccessibleName(self.tr("Add a phrase to the prompt"))
        self.setToolTip(self.accessibleName())
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for title, phrases in (
            (self.tr("Camera"), self._camera()),
            (self.tr("Lighting"), self._light()),
            (self.tr("Color"), self._colour()),
        ):
            submenu = QMenu(title, menu)
            for action, phrase in phrases.items():
                entry = submenu.addAction(phrase)
                entry.setData(action)
                entry.triggered.connect(lambda _checked=False, phrase=phrase: field.add_phrase(phrase))
            menu.addMenu(submenu)
        self.setMenu(menu)

    def _camera(self) -> dict[Action, str]:
        return {
            Action.ZOOM_IN: self.tr("slow zoom in"),
            Action.ZOOM_OUT: self.tr("slow zoom out"),
            Action.PAN_LEFT: self.tr("slow pan left"),
            Action.PAN_RIGHT: self.tr("slow pan right"),
            Action.TILT_UP: self.tr("tilt up"),
            Action.TILT_DOWN: self.tr("tilt down"),
            Action.ORBIT: self.tr("parallax"),
            Action.DRIFT: self.tr("gentle drift"),
            Action.HANDHELD: self.tr("handheld"),
            Action.PULSE: self.tr("pulse"),
            Action.FLOW: self.tr("flowing"),
            Action.STABLE: self.tr("stable"),
        }

    def _light(self) -> dict[Action, str]:
        return {
            Action.GLOW: self.tr("subtle glow"),
            Action.FLASH: self.tr("flash on beat"),
            Action.SPARKLE: self.tr("sparkle"),
            Action.BRIGHT: self.tr("bright"),
            Action.DARK: self.tr("dark"),
            Action.VIGNETTE: self.tr("vignette"),
            Action.DREAMY: self.tr("dreamy"),
        }

    def _colour(self) -> dict[Action, str]:
        return {
            Action.WARM: self.tr("warm color grading"),
            Action.COOL: self.tr("cool tones"),
            Action.VIVID: self.tr("vivid colors"),
            Action.MUTED: self.tr("muted colors"),
            Action.MONOCHROME: self.tr("black and white"),
            Action.HIGH_CONTRAST: self.tr("high contrast"),
            Action.LOW_CONTRAST: self.tr("low contrast"),
            Action.GRAIN: self.tr("film grain"),
            Action.VINTAGE: self.tr("vintage"),
        }


def _utf16_units(text: str) -> int:
    """Return how long ``text`` is as Qt counts."""
    return len(text.encode("utf-16-le")) // 2
