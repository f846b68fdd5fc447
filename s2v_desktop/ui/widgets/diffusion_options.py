"""What belongs to a diffusion engine alone: how much time its frames get, and how."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QWidget

from s2v_desktop.core.look import Look, Quality
from s2v_desktop.ui.engine_words import MOTION
from s2v_desktop.ui.widgets.panel import Choice, SegmentedChoice


class DiffusionOptions(QWidget):
    """Rows of a form whose labels are ``label_width`` wide, seen while a diffusion engine is chosen.

    ``look_edited`` carries the name of a field of ``Look`` and the value that a hand gave it.
    """

    look_edited = Signal(str, object)

    def __init__(self, label_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quality = SegmentedChoice(self.tr("Quality"), self._qualities())
        self.quality.chosen.connect(lambda value: self.look_edited.emit("quality", value))
        self.skips_steps = QCheckBox(self.tr("Skip steps that change little"))
        self.skips_steps.setToolTip(
            self.tr("Up to twice as fast; fine details may differ. A Draft of four steps needs all of them.")
        )
        self.skips_steps.toggled.connect(lambda on: self.look_edited.emit("skips_steps", on))
        self.steady_colours = QCheckBox(self.tr("Keep the colours steady"))
        self.steady_colours.setToolTip(
            self.tr("Videos of more than 5 seconds are made in parts: later parts keep the colours of the first")
        )
        self.steady_colours.toggled.connect(lambda on: self.look_edited.emit("steady_colours", on))
        label = QLabel(self.tr("Quality"))
        label.setObjectName("dim")
        label.setMinimumWidth(label_width)
        label.setBuddy(self.quality)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(7)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(label, self.quality)
        form.addRow(self.skips_steps)
        form.addRow(self.steady_colours)

    def show_look(self, look: Look) -> None:
        """Show what of ``look`` belongs to a diffusion engine, where it has one, without telling anyone."""
        self.setVisible(look.engine != MOTION)
        self.quality.show_value(look.quality)
        for box, on in ((self.skips_steps, look.skips_steps), (self.steady_colours, look.steady_colours)):
            with QSignalBlocker(box):
                box.setChecked(on)

    def _qualities(self) -> list[Choice]:
        return [
            Choice(
                Quality.DRAFT,
                self.tr("Draft"),
                self.tr(
                    "To try things out: 4 steps and a tenth of the time of Standard, where the models folder has\n"
                    "the LoRA for it; else 12 steps and somewhat over half of it"
                ),
            ),
            Choice(Quality.STANDARD, self.tr("Standard"), self.tr("20 steps: what most videos need")),
            Choice(Quality.BEST, self.tr("Best"), self.tr("40 steps: the finest details, twice the time of Standard")),
        ]
