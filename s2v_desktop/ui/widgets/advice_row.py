"""The line under the picture: what may spoil the video, and one click that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from s2v_desktop.core.look import Look
from s2v_desktop.picture.advice import Advice, AdviceCode
from s2v_desktop.ui.messages import listed
from s2v_desktop.ui.viewmodels.edit_names import EditName

_HEIGHT_PX = 28
_POPUP_WIDTH_PX = 300


class AdviceWords(NamedTuple):
    """What an advice is called in two or three words, what is wrong, what to do, and what doing it is called."""

    name: str
    problem: str
    remedy: str
    button: str = ""
    edit: EditName = EditName.LOOK


class AdviceRow(QWidget):
    """Shows the most important advice, and the others behind a number; where there is none, ``facts``.

    ``look_chosen`` carries the ``Look`` that heeds an advice and the ``EditName`` of that, ``dismissed`` an
    ``AdviceCode``.
    """

    look_chosen = Signal(object, object)
    dismissed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._advice: tuple[Advice, ...] = ()
        self._look = Look()
        self.facts = QLabel()
        self.facts.setObjectName("hint")
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.chip = _button("chip")
        self.chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.chip.clicked.connect(lambda: self._explain(self._advice[0]))
        self.fix = _button("flat")
        self.fix.clicked.connect(lambda: self._heed(self._advice[0]))
        self.more = _button("chip")
        self.more.clicked.connect(self._list_others)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # it never widens the panel
        for part in (self.facts, self.chip, self.fix, self.more):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setFixedHeight(_HEIGHT_PX)
        self.show_advice((), self._look)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return no width: what has no room is told by the tooltip."""
        return QSize(0, _HEIGHT_PX)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """The advice offered."""
        return self._advice

    def show_advice(self, advice: Sequence[Advice], look: Look) -> None:
        """Offer ``advice`` about a picture under ``look``, the most important first."""
        self._advice, self._look = tuple(advice), look
        self.facts.setVisible(not self._advice)
        for part in (self.chip, self.fix, self.more):
            part.setVisible(bool(self._advice))
        if not self._advice:
            return
        first, others = self._advice[0], self._advice[1:]
        words = advice_words(first, look)
        self.chip.setText(f"⚠ {words.name}")
        self.chip.setAccessibleName(self.tr("Advice: {name}").format(name=words.name))
        _explain_by(self.chip, f"{words.problem}\n{words.remedy}")
        self.fix.setVisible(first.look is not None)
        self.fix.setText(self.tr("Fix"))
        self.fix.setAccessibleName(f"{self.tr('Fix')}: {words.button}")
        _explain_by(self.fix, words.button)
        self.more.setVisible(bool(others))
        self.more.setText(f"+{len(others)}")
        names = listed([advice_words(advice, look).name for advice in others])
        self.more.setAccessibleName(self.tr("More advice"))
        _explain_by(self.more, self.tr("More advice: {names}").format(names=names))

    def _list_others(self) -> None:
        menu = QMenu(self)
        for advice in self._advice[1:]:
            name = advice_words(advice, self._look).name
            menu.addAction(f"⚠ {name}", lambda advice=advice: self._explain(advice))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _explain(self, advice: Advice) -> None:
        popup = AdvicePopup(advice, advice_words(advice, self._look), self)
        popup.heeded.connect(lambda: self._heed(advice))
        popup.dismissed.connect(lambda: self.dismissed.emit(advice.code))
        popup.show_above(self)

    def _heed(self, advice: Advice) -> None:
        if advice.look is not None:
            self.look_chosen.emit(advice.look, advice_words(advice, self._look).edit)


class AdvicePopup(QFrame):
    """Says what is wrong and what to do; ``heeded`` and ``dismissed`` by its buttons."""

    heeded = Signal()
    dismissed = Signal()

    def __init__(self, advice: Advice, words: AdviceWords, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(words.name)
        title = QLabel(f"⚠ {words.name}")
        title.setObjectName("groupTitle")
        self.fix = QPushButton(words.button)
        self.fix.clicked.connect(self._on_fix_clicked)
        self.dismiss = QPushButton(self.tr("Do not say this again"))
        self.dismiss.setObjectName("flat")
        self.dismiss.setToolTip(self.tr("Not about this picture"))
        self.dismiss.clicked.connect(self._on_dismiss_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.addWidget(title)
        for sentence in (words.problem, words.remedy):
            label = QLabel(sentence, wordWrap=True)
            label.setFixedWidth(_POPUP_WIDTH_PX)
            layout.addWidget(label)
        buttons = QHBoxLayout()
        if words.button:
            buttons.addWidget(self.fix)
        else:
            self.fix.hide()
        buttons.addStretch(1)
        buttons.addWidget(self.dismiss)
        layout.addLayout(buttons)

    def show_above(self, row: QWidget) -> None:
        """Show over ``row``, inside its window."""
        self.adjustSize()
        corner = row.mapToGlobal(QPoint(0, -self.height() - 2))
        self.move(corner)
        self.show()
        (self.fix if not self.fix.isHidden() else self.dismiss).setFocus()

    def _on_fix_clicked(self) -> None:
        self.close()
        self.heeded.emit()

    def _on_dismiss_clicked(self) -> None:
        self.close()
        self.dismissed.emit()


def advice_words(advice: Advice, look: Look) -> AdviceWords:
    """Return the words for ``advice`` about a picture under ``look``."""
    name, problem, remedy = _situation(advice)
    if advice.look is None:
        return AdviceWords(name, problem, remedy)
    return AdviceWords(name, problem, remedy, *_change(look, advice.look))


def _change(look: Look, other: Look) -> tuple[str, EditName]:
    """Return what the step from ``look`` to ``other`` is called on a button and in the undo list."""
    translate = QCoreApplication.translate
    if other.aspect is not look.aspect:
        button = translate("Advice", "Use {shape}").format(shape=other.aspect.value)
        return button, EditName.SHAPE
    if other.resolution is not look.resolution:
        size = other.resolution.value
        if other.crop_zoom != look.crop_zoom:
            button = translate("Advice", "Larger frame and {size}").format(size=size)
        else:
            button = translate("Advice", "Make the video {size}").format(size=size)
        return button, EditName.SMALLER_VIDEO
    if other.crop_zoom != look.crop_zoom:
        return translate("Advice", "Make the frame larger"), EditName.LARGER_FRAME
    return translate("Advice", "Move the frame there"), EditName.FRAME_TO_SUBJECT


def _situation(advice: Advice) -> tuple[str, str, str]:
    """Return the name of ``advice``, what is wrong and what to do."""
    translate, percent = QCoreApplication.translate, round(100 * advice.amount)
    if advice.code is AdviceCode.SUBJECT_OFF_CENTRE:
        problem = translate("Advice", "{percent} % of what draws the eye lies outside the frame.")
        remedy = translate("Advice", "Move the frame over it.")
        return translate("Advice", "Subject off centre"), problem.format(percent=percent), remedy
    if advice.code is AdviceCode.MOSTLY_CUT_OFF:
        problem = translate("Advice", "The video shows only {percent} % of the picture.")
        remedy = translate("Advice", "Make the frame larger, or choose a shape nearer to the picture's.")
        return translate("Advice", "Mostly cut off"), problem.format(percent=percent), remedy
    if advice.code is AdviceCode.TOO_SMALL:
        problem = translate("Advice", "The picture is enlarged {times} times and looks soft.")
        remedy = translate("Advice", "Take a larger picture, a larger frame or a smaller video.")
        return translate("Advice", "Picture too small"), problem.format(times=f"{advice.amount:.1f}"), remedy
    if advice.code is AdviceCode.TRANSPARENT:
        problem = translate("Advice", "{percent} % of the picture is transparent: the background shows there.")
        remedy = translate("Advice", "Take a picture with a ground of its own if that is not meant.")
        return translate("Advice", "See-through parts"), problem.format(percent=percent), remedy
    if advice.code is AdviceCode.TEXT_HEAVY:
        problem = translate("Advice", "Writing covers {percent} % of the picture; it moves with the camera.")
        remedy = translate("Advice", "Take a picture without words, or low motion, so that they can be read.")
        return translate("Advice", "Much writing"), problem.format(percent=percent), remedy
    return (
        translate("Advice", "Little contrast"),
        translate("Advice", "Its light and dark parts hardly differ: pulses of light will be faint."),
        translate("Advice", "Take a picture with brighter lights or deeper shadows."),
    )


def _button(kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


def _explain_by(button: QPushButton, words: str) -> None:
    button.setToolTip(words)
    button.setAccessibleDescription(words)
