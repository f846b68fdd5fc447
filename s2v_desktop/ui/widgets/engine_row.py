"""A line to choose the engine from, with a pill that tells how well it suits this computer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from s2v_desktop.engines.fit import Computer, EngineFit, FitLevel, FitReason, fit_of
from s2v_desktop.engines.registry import ENGINES
from s2v_desktop.host.computer import measure_computer
from s2v_desktop.ui.background import LatestTask

#: Engines that this program knows of; those without an entry in ``ENGINES`` cannot be chosen.
_KNOWN = ("motion", "wan-s2v")
_STYLES = {FitLevel.FITS: "fits", FitLevel.SLOW: "slow", FitLevel.WILL_NOT_FIT: "no"}
_SENTENCE_WIDTH_PX = 300


class EngineRow(QWidget):
    """``chosen`` carries the name of the engine that a hand chose.

    The computer is measured in a worker thread when the row is first shown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._computer: Computer | None = None
        self._is_measured = False
        self._measuring = LatestTask(self)
        self._measuring.succeeded.connect(self.show_computer)
        self.box = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.setToolTip(self.tr("What makes the pictures"))
        for name in _KNOWN:
            self._add_engine(name)
        self.box.currentIndexChanged.connect(self._on_box_index_changed)
        self.pill = QToolButton()
        self.pill.setObjectName("pill")
        self.pill.clicked.connect(self._on_pill_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.pill)
        self.setFocusProxy(self.box)
        self._show_fit()

    def show_engine(self, name: str) -> None:
        """Show that the engine ``name`` is chosen, without telling anyone."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(name))
        self._show_fit()

    def show_computer(self, computer: Computer) -> None:
        """Judge the engines by ``computer``."""
        self._computer = computer
        self._show_fit()

    def close_worker(self) -> None:
        """Wait for the worker thread to end."""
        self._measuring.close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Measure the computer when the row is first shown."""
        super().showEvent(event)
        if not self._is_measured:
            self._is_measured = True
            self._measuring.start(measure_computer)

    # -- words -----------------------------------------------------------------------------------------------------

    def name_of(self, engine: str) -> str:
        """Return what ``engine`` is called."""
        return {"motion": self.tr("Motion (fast)"), "wan-s2v": "Wan2.2-S2V"}.get(engine, engine)

    def sentence_of(self, engine: str) -> str:
        """Return how well ``engine`` suits this computer, and why."""
        if engine != "motion" and self._computer is None:
            sentence = self.tr("This computer is being looked at …")
        else:
            sentence = self._reason_words(fit_of(engine, self._computer or Computer(1, 0)))
        if not _is_installed(engine):
            sentence = self.tr("Its model is not installed, so it cannot be chosen yet.") + "\n" + sentence
        return sentence

    def _level_words(self, level: FitLevel) -> str:
        return {
            FitLevel.FITS: self.tr("Fits"),
            FitLevel.SLOW: self.tr("Slow"),
            FitLevel.WILL_NOT_FIT: self.tr("Will not fit"),
        }[level]

    def _reason_words(self, fit: EngineFit) -> str:
        words = {
            FitReason.ANY_COMPUTER: self.tr("Runs on any computer."),
            FitReason.CARD_HOLDS_MODEL: self.tr("The whole model fits into the {card}."),
            FitReason.MODEL_STREAMED: self.tr(
                "The {card} has {found} GB: the model goes through it in parts. Slow; {needed} GB hold it as a whole."
            ),
            FitReason.NO_CARD: self.tr("No NVIDIA card with {needed} GB or more was found."),
            FitReason.CARD_TOO_SMALL: self.tr("The {card} has {found} GB; {needed} GB are needed."),
            FitReason.CARD_IN_USE: self.tr(
                "Other programs use the {card}: {found} GB are free, {needed} GB would help. Close them."
            ),
            FitReason.MEMORY_TOO_SMALL: self.tr("This computer has {found} GB of memory; {needed} GB are needed."),
        }[fit.reason]
        card = self._computer.card if self._computer is not None else None
        return words.format(
            card=card.name if card is not None else "",
            found=round(fit.found_bytes / 2**30),
            needed=_usual_size_gb(fit.needed_bytes),
        )

    # -- inside ----------------------------------------------------------------------------------------------------

    def _add_engine(self, name: str) -> None:
        installed = _is_installed(name)
        words = (
            self.name_of(name) if installed else self.tr("{engine} (not installed)").format(engine=self.name_of(name))
        )
        self.box.addItem(words, name)
        if not installed:
            model = self.box.model()
            assert isinstance(model, QStandardItemModel)
            model.item(self.box.count() - 1).setEnabled(False)

    def _show_fit(self) -> None:
        """Let the pill tell of the engine that is chosen, and the list of all."""
        for index, name in enumerate(_KNOWN):
            self.box.setItemData(index, self.sentence_of(name), Qt.ItemDataRole.ToolTipRole)
        engine: str | None = self.box.currentData()
        if engine is None or (engine != "motion" and self._computer is None):
            self.pill.hide()
            return
        self.pill.show()
        level = fit_of(engine, self._computer or Computer(1, 0)).level
        self.pill.setText(self._level_words(level))
        self.pill.setToolTip(self.sentence_of(engine) + "\n" + self.tr("Click to compare the engines"))
        self.pill.setAccessibleName(f"{self.pill.text()}: {self.sentence_of(engine)}")
        if self.pill.property("level") != _STYLES[level]:
            self.pill.setProperty("level", _STYLES[level])
            self.pill.style().unpolish(self.pill)
            self.pill.style().polish(self.pill)

    def _on_box_index_changed(self, index: int) -> None:
        self._show_fit()
        self.chosen.emit(self.box.itemData(index))

    def _on_pill_clicked(self) -> None:
        """Show all engines with what is to be said of them, until anything else is clicked."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("popup")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setAccessibleName(self.tr("How well the engines suit this computer"))
        layout = QGridLayout(popup)
        layout.setContentsMargins(14, 10, 14, 12)
        for row, engine in enumerate(_KNOWN):
            title = QLabel(self.name_of(engine))
            title.setObjectName("groupTitle")
            title.setIndent(0)
            sentence = QLabel(self.sentence_of(engine))
            sentence.setObjectName("hint")
            sentence.setWordWrap(True)
            sentence.setFixedWidth(_SENTENCE_WIDTH_PX)
            layout.addWidget(title, 2 * row, 0)
            layout.addWidget(sentence, 2 * row + 1, 0)
            if engine == "motion" or self._computer is not None:
                level = fit_of(engine, self._computer or Computer(1, 0)).level
                pill = QLabel(self._level_words(level))
                pill.setObjectName("pill")
                pill.setProperty("level", _STYLES[level])
                layout.addWidget(pill, 2 * row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        popup.adjustSize()
        corner = self.pill.mapToGlobal(QPoint(self.pill.width(), 0))
        popup.move(corner.x() - popup.width(), corner.y() - popup.height() - 4)
        popup.show()


def _is_installed(engine: str) -> bool:
    return any(kind.name == engine for kind in ENGINES)


def _usual_size_gb(size_bytes: int) -> int:
    """Return the size that is sold nearest above ``size_bytes``: 7.5 GB are told by an 8 GB card."""
    return next((gb for gb in (8, 16, 24, 32) if gb * 2**30 >= size_bytes), round(size_bytes / 2**30))
