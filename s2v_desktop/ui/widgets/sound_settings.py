"""What only the ear needs: how loud the click is, and how late a wireless headphone plays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QMenu, QSlider, QSpinBox, QToolButton, QWidget, QWidgetAction

from s2v_desktop.ui.icons import show_icon

_MOST_LATENCY_MS = 500


class SoundSettingsButton(QToolButton):
    """Opens a small form; ``latency_changed`` carries milliseconds, ``click_volume_changed`` 0-1."""

    latency_changed = Signal(int)
    click_volume_changed = Signal(float)

    def __init__(self, latency_ms: int, click_volume: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = self.tr("Sound: loudness of the click, delay of the headphones")
        show_icon(self, "sound")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.latency = QSpinBox()
        self.latency.setRange(0, _MOST_LATENCY_MS)
        self.latency.setSingleStep(5)
        self.latency.setSuffix(" ms")
        self.latency.setValue(latency_ms)
        self.latency.setAccessibleName(self.tr("Delay of the headphones"))
        self.latency.valueChanged.connect(self.latency_changed)
        self.click_volume = QSlider(Qt.Orientation.Horizontal)
        self.click_volume.setRange(0, 100)
        self.click_volume.setValue(round(100 * click_volume))
        self.click_volume.setFixedWidth(150)
        self.click_volume.setAccessibleName(self.tr("Loudness of the click"))
        self.click_volume.valueChanged.connect(lambda value: self.click_volume_changed.emit(value / 100))
        self._set_up_menu()

    def _set_up_menu(self) -> None:
        form = QWidget()
        layout = QFormLayout(form)
        layout.addRow(self.tr("Loudness of the click"), self.click_volume)
        layout.addRow(self.tr("Delay of the headphones"), self.latency)
        hint = QLabel(
            self.tr(
                "Bluetooth plays late: raise this until the playhead meets the clicks that you hear.\n"
                "It changes only what you see while playing, never the video."
            )
        )
        hint.setObjectName("hint")
        layout.addRow(hint)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(form)
        menu.addAction(action)
        self.setMenu(menu)
