"""What only the ear needs: how loud song and click are, and how late a wireless headphone plays."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QMenu, QSlider, QSpinBox, QToolButton, QWidget, QWidgetAction

from s2v_desktop.ui.icons import show_icon
from s2v_desktop.ui.settings import Settings

MOST_LATENCY_MS = 500


class SoundSettingsButton(QToolButton):
    """Opens a small form; ``latency_changed`` carries milliseconds, the two others 0-1."""

    latency_changed = Signal(int)
    click_volume_changed = Signal(float)
    song_volume_changed = Signal(float)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = self.tr("Sound: volume of song and click, delay of the headphones")
        show_icon(self, "sound")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.latency = QSpinBox()
        self.latency.setRange(0, MOST_LATENCY_MS)
        self.latency.setSingleStep(5)
        self.latency.setSuffix(self.tr(" ms"))
        self.latency.setValue(settings.sound_latency_ms)
        self.latency.setAccessibleName(self.tr("Delay of the headphones"))
        self.latency.valueChanged.connect(self.latency_changed)
        self.song_volume = _volume_slider(self.tr("Volume of the song"), settings.volume)
        self.song_volume.valueChanged.connect(lambda value: self.song_volume_changed.emit(value / 100))
        self.click_volume = _volume_slider(self.tr("Volume of the click"), settings.click_volume)
        self.click_volume.valueChanged.connect(lambda value: self.click_volume_changed.emit(value / 100))
        self._set_up_menu()

    def show_song_volume(self, volume: float) -> None:
        """Show how loud the song plays, 0-1."""
        with QSignalBlocker(self.song_volume):
            self.song_volume.setValue(round(100 * volume))

    def _set_up_menu(self) -> None:
        form = QWidget()
        layout = QFormLayout(form)
        layout.addRow(self.song_volume.accessibleName(), self.song_volume)
        layout.addRow(self.click_volume.accessibleName(), self.click_volume)
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


def _volume_slider(name: str, volume: float) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setValue(round(100 * volume))
    slider.setFixedWidth(150)
    slider.setAccessibleName(name)
    return slider
