"""A line to choose the engine from, with a pill that tells how well it suits this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.core.errors import S2VError
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit import Computer, FitLevel, fit_of
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.engine_words import DIFFUSION, MOTION
from s2v_desktop.ui.messages import error_words, fit_words, listed, part_words
from s2v_desktop.ui.widgets.engine_popup import EngineCard, EnginePopup

_KNOWN = (MOTION, DIFFUSION)
_STEP_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_STYLES = {FitLevel.FITS: "fits", FitLevel.SLOW: "slow", FitLevel.WILL_NOT_FIT: "no"}


class EngineBox(QComboBox):
    """The engines; where one of them ``leads_on``, keys and wheel do not step onto it: a key opens the list instead."""

    leads_on = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Show what there is before anything is chosen that opens a dialog."""
        if self.leads_on and event.key() in _STEP_KEYS:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to what lies behind."""
        if self.leads_on:
            event.ignore()
        else:
            super().wheelEvent(event)


class EngineRow(QWidget):
    """``chosen`` carries the name of the engine that a hand chose.

    ``folder_requested`` asks for the models folder in the file manager, ``models_requested`` for the models dialog:
    there leads an engine that lacks its model, too, and another one stays chosen.

    The computer is measured, and the models folder looked into, in worker threads when the row is first shown; as
    long as a model is not complete, its folder is looked into whenever the window gets the focus.
    """

    chosen = Signal(str)
    folder_requested = Signal()
    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._computer: Computer | None = None
        self._is_measured = False
        self._measuring = LatestTask(self)
        self._measuring.succeeded.connect(self.show_computer)
        self._models_folder = EngineSettings().models_path
        self._missing: tuple[str, ...] | None = None
        self._fault: S2VError | None = None
        self._looking = LatestTask(self)
        self._looking.succeeded.connect(self.show_missing)
        self._looking.failed.connect(self._on_looking_failed)
        self.box = EngineBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.setToolTip(self.tr("What makes the pictures"))
        for name in _KNOWN:
            self.box.addItem(self.name_of(name), name)
        self._shown = self.box.currentIndex()
        self.box.currentIndexChanged.connect(self._on_box_index_changed)
        self.box.activated.connect(self._on_box_activated)
        self.pill = QToolButton()
        self.pill.setObjectName("pill")
        self.pill.clicked.connect(self._on_pill_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.pill)
        self.setFocusProxy(self.box)
        self._show_all()

    def show_engine(self, name: str) -> None:
        """Show that the engine ``name`` is chosen, without telling anyone."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(name))
        self._shown = self.box.currentIndex()
        self._show_all()

    def show_computer(self, computer: Computer) -> None:
        """Judge the engines by ``computer``."""
        self._computer = computer
        self._show_fit()

    def show_missing(self, parts: tuple[str, ...]) -> None:
        """Let the diffusion engine be chosen where no ``parts`` are missing of its model."""
        self._missing, self._fault = parts, None
        self._show_all()

    def can_choose(self, engine: str) -> bool:
        """Tell whether ``engine`` can make videos, as far as files decide."""
        return engine == MOTION or self._missing == ()

    def look_into(self, folder: Path) -> None:
        """Look for the model in ``folder``, now or when the row is shown."""
        self._models_folder, self._missing, self._fault = folder, None, None
        self._show_all()
        if self.isVisible():
            self._look()

    def close_worker(self) -> None:
        """Wait for the worker threads to end."""
        self._measuring.close()
        self._looking.close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Measure the computer when the row is first shown, and look for the model."""
        super().showEvent(event)
        if not self._is_measured:
            self._is_measured = True
            self._measuring.start(measure_computer)
            self._look()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Look for the model again when the user comes back, who may have fetched what was missing."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and self._lacks_model(DIFFUSION):
            self._look()

    # -- words -----------------------------------------------------------------------------------------------------

    def name_of(self, engine: str) -> str:
        """Return what ``engine`` is called."""
        return {MOTION: self.tr("Motion (fast)"), DIFFUSION: "Wan2.2-S2V"}.get(engine, engine)

    def sentence_of(self, engine: str) -> str:
        """Return how well ``engine`` suits this computer, and why; before that, what keeps it from being chosen."""
        if engine != MOTION and self._computer is None:
            sentence = self.tr("This computer is being looked at …")
        else:
            sentence = fit_words(fit_of(engine, self._computer or Computer(1, 0)), self._computer or Computer(1, 0))
        return "\n".join(words for words in (self._hindrance_of(engine), sentence) if words)

    def _hindrance_of(self, engine: str) -> str:
        """Return what keeps ``engine`` from being chosen; empty where nothing does."""
        if self.can_choose(engine):
            return ""
        if self._fault is not None:
            return error_words(self._fault).sentence
        if self._missing is None:
            return self.tr("The models folder is being looked into …")
        words = self.tr("Its model is not complete. Missing in the models folder: {parts}.")
        return words.format(parts=listed([part_words(part) for part in self._missing]))

    def _level_words(self, level: FitLevel) -> str:
        return {
            FitLevel.FITS: self.tr("Fits"),
            FitLevel.SLOW: self.tr("Slow"),
            FitLevel.WILL_NOT_FIT: self.tr("Won't fit"),
        }[level]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _lacks_model(self, engine: str) -> bool:
        return engine != MOTION and (bool(self._missing) or self._fault is not None)

    def _look(self) -> None:
        folder = self._models_folder
        self._looking.start(lambda: _missing_parts(folder))

    def _level_of(self, engine: str) -> FitLevel | None:
        """Return how well ``engine`` suits this computer; None as long as that is not known."""
        if engine != MOTION and self._computer is None:
            return None
        return fit_of(engine, self._computer or Computer(1, 0)).level

    def _show_all(self) -> None:
        """Let the list say what choosing an engine does; a project of another computer may have chosen any."""
        model = self.box.model()
        assert isinstance(model, QStandardItemModel)
        for index, name in enumerate(_KNOWN):
            words = self.name_of(name)
            if self._lacks_model(name) and index != self.box.currentIndex():  # of that one, the pill tells it
                words = self.tr("{engine} (get the model…)").format(engine=words)
            self.box.setItemText(index, words)
            model.item(index).setEnabled(self.can_choose(name) or self._lacks_model(name))
        self.box.leads_on = any(map(self._lacks_model, _KNOWN))
        self._show_fit()

    def _show_fit(self) -> None:
        """Let the pill tell of the engine that is chosen, and the list of all."""
        for index, name in enumerate(_KNOWN):
            way = self.tr("Choose it to see the models that can be had.") if self._lacks_model(name) else ""
            words = "\n".join(filter(None, (self.sentence_of(name), way)))
            self.box.setItemData(index, words, Qt.ItemDataRole.ToolTipRole)
        engine: str | None = self.box.currentData()
        level = self._level_of(engine) if engine is not None else None
        self.pill.setVisible(level is not None)
        if engine is None or level is None:
            return
        if self._lacks_model(engine):
            level = FitLevel.WILL_NOT_FIT
        self.pill.setText(self.tr("Missing") if self._lacks_model(engine) else self._level_words(level))
        self.pill.setToolTip(self.sentence_of(engine) + "\n" + self.tr("Click to compare the engines"))
        self.pill.setAccessibleName(f"{self.pill.text()}: {self.sentence_of(engine)}")
        if self.pill.property("level") != _STYLES[level]:
            self.pill.setProperty("level", _STYLES[level])
            self.pill.style().unpolish(self.pill)
            self.pill.style().polish(self.pill)

    def _on_looking_failed(self, error: S2VError) -> None:
        self._fault, self._missing = error, None
        self._show_all()

    def _on_box_index_changed(self, index: int) -> None:
        if self._lacks_model(self.box.itemData(index)):
            return  # it leads on, see ``_on_box_activated``
        self._shown = index
        self._show_all()
        self.chosen.emit(self.box.itemData(index))

    def _on_box_activated(self, index: int) -> None:
        """Ask for the models where that is what choosing an engine does, and go on showing the one before."""
        if self._lacks_model(self.box.itemData(index)):
            self.show_engine(self.box.itemData(self._shown))
            self.models_requested.emit()

    def _on_pill_clicked(self) -> None:
        """Show all engines with what is to be said of them, until anything else is clicked."""
        cards = [self._card_of(engine) for engine in _KNOWN]
        incomplete = not self.can_choose(DIFFUSION)
        popup = EnginePopup(cards, self._models_folder if incomplete else None, self)
        popup.folder_requested.connect(self.folder_requested)
        popup.models_requested.connect(self.models_requested)
        popup.show_above(self.pill.mapToGlobal(QPoint(self.pill.width(), 0)))

    def _card_of(self, engine: str) -> EngineCard:
        level = self._level_of(engine)
        pill = (self._level_words(level), _STYLES[level]) if level is not None else ("", "")
        return EngineCard(self.name_of(engine), self.sentence_of(engine), *pill)


def _missing_parts(folder: Path) -> tuple[str, ...]:
    from s2v_desktop.engines.installed import missing_parts  # knows every layout of a model: more than a start needs

    return missing_parts(DIFFUSION, folder)
