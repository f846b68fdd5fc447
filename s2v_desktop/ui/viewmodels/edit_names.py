"""What the steps of the undo list are called."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


class EditName(Enum):
    """Names an edit in no language yet: its ``words`` are those of the language spoken when they are asked for."""

    PICTURE = QT_TRANSLATE_NOOP("EditName", "change of picture")
    SONG = QT_TRANSLATE_NOOP("EditName", "change of song")
    OTHER_FILE = QT_TRANSLATE_NOOP("EditName", "another file")
    LOOK = QT_TRANSLATE_NOOP("EditName", "change of look")

    CROP = QT_TRANSLATE_NOOP("EditName", "another part of the picture")
    FOCUS = QT_TRANSLATE_NOOP("EditName", "focus point")
    NO_FOCUS = QT_TRANSLATE_NOOP("EditName", "no focus point")
    SHAPE = QT_TRANSLATE_NOOP("EditName", "another shape")
    SMALLER_VIDEO = QT_TRANSLATE_NOOP("EditName", "smaller video")
    LARGER_FRAME = QT_TRANSLATE_NOOP("EditName", "larger frame")
    FRAME_TO_SUBJECT = QT_TRANSLATE_NOOP("EditName", "frame moved to the subject")

    CLIP = QT_TRANSLATE_NOOP("EditName", "another clip")
    CLIP_LENGTH = QT_TRANSLATE_NOOP("EditName", "length of the clip")
    FADES = QT_TRANSLATE_NOOP("EditName", "fades of the clip")

    ADD_BEAT = QT_TRANSLATE_NOOP("EditName", "add a beat")
    REMOVE_BEATS = QT_TRANSLATE_NOOP("EditName", "remove beats")
    MOVE_BEATS = QT_TRANSLATE_NOOP("EditName", "move beats")
    NUDGE_BEATS = QT_TRANSLATE_NOOP("EditName", "nudge beats")
    BEAT_STRENGTH = QT_TRANSLATE_NOOP("EditName", "change a beat's strength")
    BAR_LINE = QT_TRANSLATE_NOOP("EditName", "change a bar line")
    EVEN_OUT = QT_TRANSLATE_NOOP("EditName", "even out beats")
    CLEAR_BEATS = QT_TRANSLATE_NOOP("EditName", "clear beats")
    DOUBLE_TEMPO = QT_TRANSLATE_NOOP("EditName", "double the tempo")
    HALVE_TEMPO = QT_TRANSLATE_NOOP("EditName", "halve the tempo")
    TWO_THIRDS = QT_TRANSLATE_NOOP("EditName", "two thirds of the tempo")
    THREE_HALVES = QT_TRANSLATE_NOOP("EditName", "three halves of the tempo")
    SHIFT_HALF_A_BEAT = QT_TRANSLATE_NOOP("EditName", "shift by half a beat")
    BEAT_HERE = QT_TRANSLATE_NOOP("EditName", "beat here")
    THIS_IS_1 = QT_TRANSLATE_NOOP("EditName", "this is 1")
    TIME_SIGNATURE = QT_TRANSLATE_NOOP("EditName", "time signature")
    STEADY_TEMPO = QT_TRANSLATE_NOOP("EditName", "steady tempo")
    TAP_TEMPO = QT_TRANSLATE_NOOP("EditName", "tap the tempo")
    LOCK_BEATS = QT_TRANSLATE_NOOP("EditName", "lock beats")
    UNLOCK_BEATS = QT_TRANSLATE_NOOP("EditName", "unlock")
    FIND_ALL_BEATS = QT_TRANSLATE_NOOP("EditName", "find all beats")
    FIND_IN_SELECTION = QT_TRANSLATE_NOOP("EditName", "find beats in the selection")
    OTHER_TEMPO = QT_TRANSLATE_NOOP("EditName", "the other tempo")
    IMPORT_BEATS = QT_TRANSLATE_NOOP("EditName", "import beats")

    @property
    def words(self) -> str:
        """The name in the present language."""
        return QCoreApplication.translate("EditName", str(self.value))
