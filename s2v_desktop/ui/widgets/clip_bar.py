"""The tools for the clip: suggested parts, fades, lead-in, and a warning when the cut is inside a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from s2v_desktop.core.clip import MAX_FADE_S, Clip
from s2v_desktop.core.suggestion import ClipKind, ClipSuggestion
from s2v_desktop.core.timebase import format_time

_LEAD_IN_S = 0.5


class ClipBar(QWidget):
    """``part_chosen`` carries a ``Clip``, ``edges_edited`` the name of a clip's field and seconds."""

    part_chosen = Signal(object)
    edges_edited = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestions: tuple[ClipSuggestion, ...] = ()
        self._chips: list[QPushButton] = []
        self._clip = Clip()
        title = QLabel(self.tr("Clip"))
        title.setObjectName("panelTitle")
        self._span = QLabel()
        self._span.setObjectName("dim")
        self._span.setAccessibleName(self.tr("Clip"))
        self._warning = QLabel()
        self._warning.setObjectName("warning")
        self._warning.setAccessibleName(self.tr("cut inside a bar"))
        self._warning.setToolTip(
            self.tr("The clip begins or ends inside a bar: drag its edges onto bar lines, or take a suggested part.")
        )
        self.fade_in = self._fade_field(self.tr("Fade in"), "fade_in_s")
        self.fade_out = self._fade_field(self.tr("Fade out"), "fade_out_s")
        self.lead_in = QCheckBox(self.tr("0.5 s of silence first"))
        self.lead_in.setToolTip(self.tr("Begin the video half a second before the music; some platforms cut the start"))
        self.lead_in.toggled.connect(lambda on: self.edges_edited.emit("lead_in_s", _LEAD_IN_S if on else 0.0))
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(6)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # it never widens the panel
        for widget in (title, self._span):
            layout.addWidget(widget)
        layout.addLayout(self._chip_row)
        layout.addWidget(self._warning)
        layout.addStretch(1)
        for label, field in ((self.tr("Fade in"), self.fade_in), (self.tr("out"), self.fade_out)):
            layout.addWidget(QLabel(label))
            layout.addWidget(field)
        layout.addSpacing(6)
        layout.addWidget(self.lead_in)
        self.show_clip(Clip(), cuts_a_bar=False)

    def show_clip(self, clip: Clip, *, cuts_a_bar: bool) -> None:
        """Show where ``clip`` lies, its edges, and whether its cut is inside a bar."""
        self._clip = clip
        self._span.setText(f"{format_time(clip.start_s)} – {format_time(clip.end_s)}")
        self._warning.setVisible(cuts_a_bar)
        for widget, value in ((self.fade_in, clip.fade_in_s), (self.fade_out, clip.fade_out_s)):
            with QSignalBlocker(widget):
                widget.setValue(value)
        with QSignalBlocker(self.lead_in):
            self.lead_in.setChecked(clip.lead_in_s > 0)
        self._mark_present_part()
        self._fit()

    def show_suggestions(self, suggestions: Sequence[ClipSuggestion]) -> None:
        """Offer other parts of the song, a button each."""
        self._suggestions = tuple(suggestions)
        for chip in self._chips:
            self._chip_row.removeWidget(chip)
            chip.deleteLater()
        self._chips = [self._chip(suggestion) for suggestion in self._suggestions]
        former = _tab_stop_before(self.fade_in)
        for chip in self._chips:  # Tab would come to them last of all, since they were made last
            QWidget.setTabOrder(former, chip)
            former = chip
        self._mark_present_part()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Drop words that the waveform tells too, the least needed first, until all fits."""
        for words_dropped in range(4):
            self._span.setVisible(words_dropped < 2)
            self._warning.setText("⚠" if words_dropped >= 1 else f"⚠ {self._warning.accessibleName()}")
            self.lead_in.setText(self.tr("0.5 s silence") if words_dropped >= 3 else self.tr("0.5 s of silence first"))
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                break

    def _chip(self, suggestion: ClipSuggestion) -> QPushButton:
        label, tip = self._words(suggestion)
        chip = QPushButton(label)
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        clip = suggestion.clip
        chip.setToolTip(f"{tip}\n{format_time(clip.start_s)} – {format_time(clip.end_s)}")
        chip.clicked.connect(lambda: self._on_chip_clicked(clip))
        self._chip_row.addWidget(chip)
        return chip

    def _words(self, suggestion: ClipSuggestion) -> tuple[str, str]:
        if suggestion.kind is ClipKind.WHOLE_BARS:
            label = self.tr("{bars} whole bars").format(bars=suggestion.bars)
            return label, self.tr("Whole bars of about 8 s, so that the video can be repeated without a break")
        if suggestion.kind is ClipKind.CHORUS:
            return self.tr("Chorus"), self.tr("The first part that comes again, louder than the rest")
        return self.tr("Most energetic"), self.tr("The loudest, busiest part of the song")

    def _on_chip_clicked(self, clip: Clip) -> None:
        self.part_chosen.emit(clip)
        self._mark_present_part()

    def _mark_present_part(self) -> None:
        for chip, suggestion in zip(self._chips, self._suggestions, strict=True):
            clip = suggestion.clip
            same = abs(clip.start_s - self._clip.start_s) < 0.005 and abs(clip.end_s - self._clip.end_s) < 0.005
            chip.setChecked(same)

    def _fade_field(self, name: str, field: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(0.0, MAX_FADE_S)
        box.setSingleStep(0.1)
        box.setDecimals(1)
        box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.setSuffix(self.tr(" s"))
        box.setKeyboardTracking(False)
        box.setFixedWidth(58)
        box.setAccessibleName(name)
        box.setToolTip(self.tr("{name}: how long the sound takes at the clip's edge").format(name=name))
        box.valueChanged.connect(lambda value: self.edges_edited.emit(field, value))
        return box


def _tab_stop_before(widget: QWidget) -> QWidget:
    """Return the last before ``widget`` that takes the focus by Tab: Qt puts nothing behind one that does not."""
    former = widget.previousInFocusChain()
    while former is not None and former is not widget and not former.focusPolicy() & Qt.FocusPolicy.TabFocus:
        former = former.previousInFocusChain()
    return former or widget
