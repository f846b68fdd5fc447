"""F6 leads from one area of the window to the next, so that nobody has to press Tab fifty times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.start_desk import StartDesk
from s2v_desktop.ui.widgets.parameter_panel import ParameterPanel
from s2v_desktop.ui.widgets.picture_panel import PicturePanel
from s2v_desktop.ui.widgets.preview_player import PreviewPlayer, Showing
from s2v_desktop.ui.widgets.render_bar import RenderBar
from s2v_desktop.ui.widgets.song_panel import SongPanel


class Area(NamedTuple):
    """A part of the window, and where the keys go in it: to the first of ``entrances`` that can be used."""

    whole: QWidget
    entrances: Sequence[QWidget]


class AreaKeys(QObject):
    """Moves the focus among ``areas``, in their order and round."""

    def __init__(self, actions: WindowActions, areas: Sequence[Area], parent: QObject) -> None:
        super().__init__(parent)
        self._areas = list(areas)
        actions.next_area.triggered.connect(lambda: self._go(1))
        actions.previous_area.triggered.connect(lambda: self._go(-1))

    def _go(self, step: int) -> None:
        focused = QApplication.focusWidget()
        present = next((i for i, area in enumerate(self._areas) if _holds(area.whole, focused)), None)
        start = present if present is not None else (-1 if step > 0 else 0)
        for distance in range(1, len(self._areas) + 1):
            area = self._areas[(start + step * distance) % len(self._areas)]
            entrance = next((widget for widget in area.entrances if _can_enter(widget)), None)
            if entrance is not None:
                reason = Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
                entrance.setFocus(reason)
                return


def window_areas(picture: PicturePanel, preview: PreviewPlayer, song: SongPanel, start: StartDesk) -> list[Area]:
    """Return picture, video and song, with the offers that lie over them while they are empty."""
    video = preview.parentWidget() or preview
    choices = [preview.choice.button_of(showing) for showing in (Showing.LIVE, Showing.TAKE)]
    return [
        Area(picture, [picture.canvas, start.picture_zone.choose]),
        Area(video, [start.start_card.sample, preview.controls.play, *choices]),
        Area(song, [song.waveform, song.zone.choose]),
    ]


def settings_area(panel: ParameterPanel) -> Area:
    """Return the settings; the prompt is what is written most often."""
    return Area(panel, [panel.prompt])


def bar_area(bar: RenderBar) -> Area:
    """Return the row with Generate."""
    return Area(bar, [bar.generate, bar.queue])


def _holds(whole: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (whole is focused or whole.isAncestorOf(focused))


def _can_enter(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
