"""Everything that shapes the video, in plain words."""

from __future__ import annotations

import random

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import MAX_DURATION_S, MIN_DURATION_S, Clip
from s2v_desktop.core.look import (
    FPS_CHOICES,
    MAX_PROMPT_CHARACTERS,
    MAX_PROMPT_WEIGHT,
    MAX_SEED,
    MIN_PROMPT_WEIGHT,
    Aspect,
    Look,
    MotionLevel,
    Resolution,
)
from s2v_desktop.ui.engine_words import MOTION
from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.widgets.diffusion_options import DiffusionOptions
from s2v_desktop.ui.widgets.engine_row import EngineRow
from s2v_desktop.ui.widgets.panel import Choice, SegmentedChoice
from s2v_desktop.ui.widgets.preset_row import PresetRow
from s2v_desktop.ui.widgets.prompt_field import AvoidField, PhraseButton, PromptField
from s2v_desktop.ui.widgets.prompt_hint import PromptHint

_WEIGHT_STEPS_PER_UNIT = 20
_DURATION_STEPS_PER_S = 2
_LABEL_WIDTH = 80

#: Room for the ten digits of the largest seed; the spin box itself would ask for more than a small window has.
_SEED_WIDTH = 98

#: So much of a bar is nobody's fault: beats are a few milliseconds off, lengths are rounded.
_WHOLE_BARS = 0.03


class ParameterPanel(QScrollArea):
    """Shows clip length and look; tells what a hand changed.

    ``duration_changed`` carries seconds; ``look_edited`` the name of a field of ``Look`` and its new value.
    """

    duration_changed = Signal(float)
    look_edited = Signal(str, object)
    seed_lock_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clip = Clip()
        self._beats = BeatGrid()
        content = QWidget()
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(0, 0, 8, 0)
        self._layout.setSpacing(6)
        self.presets = PresetRow()
        self._layout.addWidget(self.presets)
        self._make_video_group()
        self._make_motion_group()
        self._make_prompt_group()
        self._make_engine_group()
        self._layout.addStretch(1)
        self.setWidget(content)
        self.show_look(Look())

    def show_clip(self, clip: Clip) -> None:
        """Show how long the clip is."""
        self._clip = clip
        self._show_bars()
        with QSignalBlocker(self.duration), QSignalBlocker(self.duration_slider):
            self.duration.setValue(clip.duration_s)
            self.duration_slider.setValue(round(clip.duration_s * _DURATION_STEPS_PER_S))

    def show_beats(self, beats: BeatGrid) -> None:
        """Count the length in the bars of ``beats``."""
        self._beats = beats
        self._show_bars()

    def show_seed_lock(self, locked: bool) -> None:
        """Show whether presets leave the seed alone."""
        with QSignalBlocker(self.seed_lock):
            self.seed_lock.setChecked(locked)

    def show_look(self, look: Look) -> None:
        """Show ``look`` without telling anyone."""
        self.resolution.show_value(look.resolution)
        self.aspect.show_value(look.aspect)
        self.fps.show_value(look.fps)
        self.motion_level.show_value(look.motion_level)
        self.motion_level.setEnabled(look.motion)
        with QSignalBlocker(self.motion):
            self.motion.setChecked(look.motion)
        for field, text in ((self.prompt, look.prompt), (self.negative, look.negative_prompt)):
            if field.toPlainText() != text:
                with QSignalBlocker(field):
                    field.setPlainText(text)
        if look.negative_prompt and not self._negative_shown:
            self.avoid.setChecked(True)  # what counts is to be seen; a hand may fold it away again
        self._negative_shown = look.negative_prompt
        with QSignalBlocker(self.weight):
            self.weight.setValue(round(look.prompt_weight * _WEIGHT_STEPS_PER_UNIT))
        self._weight_label.setText(f"{look.prompt_weight:.2f}")
        with QSignalBlocker(self.seed):
            self.seed.setValue(look.seed)
        self.engine.show_engine(look.engine)
        self.diffusion.show_look(look)
        for hint in (self.prompt_hint, self.negative_hint):
            hint.show_reader(reads_all=look.engine != MOTION)
        self.prompt_hint.show_prompt(look.prompt)
        self.negative_hint.show_prompt(look.negative_prompt)

    def close_workers(self) -> None:
        """Wait for the worker threads to end."""
        self.prompt_hint.close_reader()
        self.negative_hint.close_reader()
        self.engine.close_worker()

    # -- groups ----------------------------------------------------------------------------------------------------

    def _make_video_group(self) -> None:
        self.bars = QLabel()
        self.bars.setObjectName("hint")
        self.bars.setAccessibleName(self.tr("Length in bars"))
        form = self._add_group(self.tr("Video"), self.bars)
        self.bars.hide()
        self.duration = QDoubleSpinBox(minimum=MIN_DURATION_S, maximum=MAX_DURATION_S, singleStep=0.5, decimals=2)
        self.duration.setSuffix(self.tr(" s"))
        self.duration.setKeyboardTracking(False)
        self.duration.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.duration.setFixedWidth(72)
        self.duration.setToolTip(self.tr("Length of the video: 3 to 15 seconds"))
        self.duration.valueChanged.connect(self.duration_changed)
        self.duration_slider = QSlider(Qt.Orientation.Horizontal)
        self.duration_slider.setRange(
            round(MIN_DURATION_S * _DURATION_STEPS_PER_S), round(MAX_DURATION_S * _DURATION_STEPS_PER_S)
        )
        self.duration_slider.setPageStep(_DURATION_STEPS_PER_S)
        self.duration_slider.setToolTip(self.duration.toolTip())
        self.duration_slider.setAccessibleName(self.tr("Length"))
        self.duration_slider.valueChanged.connect(
            lambda steps: self.duration_changed.emit(steps / _DURATION_STEPS_PER_S)
        )
        self._add_row(form, self.tr("Length"), self.duration, _side_by_side(self.duration_slider, self.duration))
        self.resolution = self._segments(
            "resolution",
            self.tr("Size"),
            [Choice(Resolution.P480, "480P", self.tr("Fast")), Choice(Resolution.P720, "720P", self.tr("Sharp"))],
        )
        self._add_row(form, self.tr("Size"), self.resolution)
        shapes = {
            Aspect.WIDE: self.tr("Wide: YouTube, television"),
            Aspect.TALL: self.tr("Tall: Shorts, Reels, TikTok"),
            Aspect.SQUARE: self.tr("Square: cover art, feeds"),
            Aspect.PORTRAIT: self.tr("Portrait: feeds"),
        }
        choices = [Choice(aspect, aspect.value, tip) for aspect, tip in shapes.items()]
        self.aspect = self._segments("aspect", self.tr("Shape"), choices)
        self._add_row(form, self.tr("Shape"), self.aspect)
        rates = [Choice(fps, self.tr("{fps} fps").format(fps=fps), self.tr("Frames a second")) for fps in FPS_CHOICES]
        self.fps = self._segments("fps", self.tr("Frame rate"), rates)
        self._add_row(form, self.tr("Frame rate"), self.fps)

    def _make_motion_group(self) -> None:
        form = self._add_group(self.tr("Motion"))
        self.motion = QCheckBox(self.tr("Move with the music"))
        self.motion.setToolTip(self.tr("Off: only what the prompt asks for moves"))
        self.motion.toggled.connect(lambda on: self.look_edited.emit("motion", on))
        form.addRow(self.motion)
        levels = [
            Choice(MotionLevel.LOW, self.tr("Low"), self.tr("Calm: ballads, ambient")),
            Choice(MotionLevel.MEDIUM, self.tr("Medium"), self.tr("Clear beats without haste")),
            Choice(MotionLevel.HIGH, self.tr("High"), self.tr("Strong: club, metal")),
        ]
        self.motion_level = self._segments("motion_level", self.tr("Strength"), levels)
        self._add_row(form, self.tr("Strength"), self.motion_level)

    def _make_prompt_group(self) -> None:
        self.prompt = PromptField()
        self.phrases = PhraseButton(self.prompt)
        self.avoid = QToolButton()
        self.avoid.setText(self.tr("Avoid…"))
        self.avoid.setCheckable(True)
        self.avoid.setObjectName("flat")
        self.avoid.setToolTip(self.tr("Say what the video should do without"))
        self.avoid.setAccessibleName(self.avoid.toolTip())
        form = self._add_group(self.tr("Prompt"), self.avoid, self.phrases)
        self.prompt.textChanged.connect(self._on_prompt_text_changed)
        form.addRow(self.prompt)
        self.prompt_hint = PromptHint()
        self.prompt_hint.prompt_read.connect(self.prompt.show_plan)
        form.addRow(self.prompt_hint)
        self._make_negative_row(form)
        self.weight = QSlider(Qt.Orientation.Horizontal)
        self.weight.setRange(
            round(MIN_PROMPT_WEIGHT * _WEIGHT_STEPS_PER_UNIT), round(MAX_PROMPT_WEIGHT * _WEIGHT_STEPS_PER_UNIT)
        )
        self.weight.setToolTip(self.tr("How strongly the prompt counts: 0.5 to 1.5"))
        self.weight.valueChanged.connect(
            lambda value: self.look_edited.emit("prompt_weight", value / _WEIGHT_STEPS_PER_UNIT)
        )
        self._weight_label = QLabel()
        self._weight_label.setMinimumWidth(32)
        self._add_row(form, self.tr("Prompt weight"), self.weight, _side_by_side(self.weight, self._weight_label))

    def _make_negative_row(self, form: QFormLayout) -> None:
        """Make the field for the negative prompt, folded away behind its button."""
        self._negative_shown = ""
        self.negative = AvoidField()
        self.negative.textChanged.connect(self._on_negative_text_changed)
        self.negative_hint = PromptHint(avoids=True)
        self.negative_hint.prompt_read.connect(self.negative.show_plan)
        form.addRow(self.negative)
        form.addRow(self.negative_hint)
        self._prompt_form = form
        self.avoid.toggled.connect(self._on_avoid_toggled)
        self._on_avoid_toggled(False)

    def _make_engine_group(self) -> None:
        form = self._add_group(self.tr("Engine"))
        self.engine = EngineRow()
        self.engine.chosen.connect(lambda name: self.look_edited.emit("engine", name))
        self._add_row(form, self.tr("Engine"), self.engine.box, self.engine)
        self.diffusion = DiffusionOptions(_LABEL_WIDTH)
        self.diffusion.look_edited.connect(self.look_edited)
        form.addRow(self.diffusion)
        # a spin box of 32-bit integers cannot hold the largest seeds, one of doubles can
        self.seed = QDoubleSpinBox(minimum=0, maximum=MAX_SEED, decimals=0)
        self.seed.setGroupSeparatorShown(False)
        self.seed.setMinimumWidth(_SEED_WIDTH)
        self.seed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seed.setToolTip(self.tr("The same seed gives the same video again"))
        self.seed.valueChanged.connect(lambda value: self.look_edited.emit("seed", int(value)))
        self.dice = QToolButton()
        show_icon(self.dice, "dice")
        self.dice.setToolTip(self.tr("Another seed by chance (Ctrl+R)"))
        self.dice.setAccessibleName(self.tr("Another seed by chance"))
        self.dice.clicked.connect(self.roll_seed)
        self.seed_lock = QToolButton()
        show_icon(self.seed_lock, "lock")
        self.seed_lock.setObjectName("narrow")
        self.seed_lock.setCheckable(True)
        self.seed_lock.setToolTip(self.tr("Keep the seed when a preset is applied"))
        self.seed_lock.setAccessibleName(self.seed_lock.toolTip())
        self.seed_lock.toggled.connect(self.seed_lock_toggled)
        self._add_row(form, self.tr("Seed"), self.seed, _side_by_side(self.seed, self.seed_lock, self.dice))

    def roll_seed(self) -> None:
        """Choose a seed by chance."""
        self.look_edited.emit("seed", random.randint(0, 999_999))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _add_group(self, title: str, *tools: QWidget) -> QFormLayout:
        label = QLabel(title)
        label.setObjectName("groupTitle")
        label.setIndent(0)
        heading = QHBoxLayout()
        heading.addWidget(label, 1)
        for tool in tools:
            heading.addWidget(tool)
        self._layout.addLayout(heading)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 4)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layout.addLayout(form)
        return form

    def _add_row(self, form: QFormLayout, name: str, widget: QWidget, field: QLayout | QWidget | None = None) -> None:
        label = QLabel(name)
        label.setObjectName("dim")
        label.setMinimumWidth(_LABEL_WIDTH)
        label.setBuddy(widget)
        widget.setAccessibleName(name)
        form.addRow(label, field or widget)  # type: ignore[arg-type]

    def _segments(self, field: str, name: str, choices: list[Choice]) -> SegmentedChoice:
        segments = SegmentedChoice(name, choices)
        segments.chosen.connect(lambda value: self.look_edited.emit(field, value))
        return segments

    def _show_bars(self) -> None:
        count = bars_in(self._clip.duration_s, self._beats)
        self.bars.setVisible(count is not None)
        if count is not None:
            whole = abs(count - round(count)) < _WHOLE_BARS
            words = self.tr("= {count} bars") if whole else self.tr("about {count} bars")
            self.bars.setText(words.format(count=round(count) if whole else f"{count:.1f}"))

    def _on_prompt_text_changed(self) -> None:
        text = self.prompt.toPlainText()[:MAX_PROMPT_CHARACTERS]
        self.prompt_hint.show_prompt(text)
        self.look_edited.emit("prompt", text)

    def _on_negative_text_changed(self) -> None:
        text = self.negative.toPlainText()[:MAX_PROMPT_CHARACTERS]
        self._negative_shown = text
        self.negative_hint.show_prompt(text)
        self.look_edited.emit("negative_prompt", text)

    def _on_avoid_toggled(self, on: bool) -> None:
        self._prompt_form.setRowVisible(self.negative, on)
        if on and self.isVisible():
            self.negative.setFocus()


def bars_in(duration_s: float, beats: BeatGrid) -> float | None:
    """Return how many bars of ``beats`` last ``duration_s``, or None where their tempo is not known."""
    tempo_bpm = beats.tempo_bpm
    return duration_s * tempo_bpm / 60 / beats.beats_per_bar if tempo_bpm else None


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(6)
    for index, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if index == 0 else 0)
    return layout
