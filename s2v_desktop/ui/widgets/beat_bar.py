"""The tools for the beats: tempo, time signature and one button for each edit of the grid."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSizePolicy, QToolBar, QToolButton, QWidget

from s2v_desktop.core.beats import MAX_TEMPO_BPM, METERS, MIN_TEMPO_BPM, BeatGrid
from s2v_desktop.ui.beat_actions import BeatActions
from s2v_desktop.ui.icons import show_icon


class BeatBar(QToolBar):
    """Shows the actions as buttons; what does not fit moves behind an arrow at the end.

    ``tempo_edited`` carries beats a minute, ``meter_chosen`` beats a bar.
    """

    tempo_edited = Signal(float)
    meter_chosen = Signal(int)

    def __init__(self, actions: BeatActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("beatBar")
        self.setAccessibleName(self.tr("Beats"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.tempo = _TempoField()
        self.tempo.valueChanged.connect(self.tempo_edited)
        self.meter = QComboBox()
        self.meter.setAccessibleName(self.tr("Time signature"))
        self.meter.setToolTip(self.tr("Time signature: beats in a bar"))
        for beats_per_bar in METERS:
            self.meter.addItem(f"{beats_per_bar}/4", beats_per_bar)
        self.meter.activated.connect(lambda index: self.meter_chosen.emit(self.meter.itemData(index)))
        self._fill(actions)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            show_icon(more, "more")
        self.show_beats(BeatGrid())

    def show_beats(self, beats: BeatGrid) -> None:
        """Show tempo and time signature of ``beats``."""
        with QSignalBlocker(self.tempo):
            self.tempo.setValue(beats.tempo_bpm or self.tempo.minimum())
        self.meter.setCurrentIndex(self.meter.findData(beats.beats_per_bar))
        self.tempo.setEnabled(not beats.locked)
        self.meter.setEnabled(not beats.locked)

    def _fill(self, actions: BeatActions) -> None:
        self.addWidget(self.tempo)
        self.addWidget(self.meter)
        for group in (
            (actions.halve, actions.double, actions.two_thirds, actions.three_halves),
            (actions.shift_half, actions.beat_here, actions.begin_bar),
            (actions.even_out, actions.find_selection, actions.find_all, actions.clear),
        ):
            self.addSeparator()
            self.addActions(list(group))


class _TempoField(QDoubleSpinBox):
    """Beats a minute; "– BPM" while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(MIN_TEMPO_BPM - 1, MAX_TEMPO_BPM)
        self.setSpecialValueText(self.tr("– BPM"))
        self.setDecimals(2)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSuffix(" BPM")
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(96)
        self.setAccessibleName(self.tr("Tempo in beats a minute"))
        self.setToolTip(self.tr("Tempo: a new one puts a steady beat over the whole song"))
