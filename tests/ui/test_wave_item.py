"""What the wave looks like, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.audio.band_shares import measure_band_shares
from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.peaks import build_peaks
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.sound_card_pcm import SoundCardPcm
from s2v_desktop.ui.theme import THEME_NAMES, Theme, load_theme
from s2v_desktop.ui.widgets.lane_item import WAVE_BOTTOM, WAVE_TOP
from s2v_desktop.ui.widgets.wave_item import WaveItem

RATE_HZ = 22_050
WIDTH, HEIGHT = 640, 240


def loaded(samples: NDArray[np.float64]) -> LoadedSong:
    song = Song(np.ascontiguousarray(samples, np.float32), RATE_HZ)
    return LoadedSong(MediaFile("song.wav", "0" * 64), song, build_peaks(song), SoundCardPcm(song))


def sine(hz: float, duration_s: float = 10.0, amplitude: float = 0.7) -> NDArray[np.float64]:
    return amplitude * np.sin(2 * np.pi * hz * np.arange(round(duration_s * RATE_HZ)) / RATE_HZ)


def music(duration_s: float = 20.0) -> NDArray[np.float64]:
    noise = np.random.default_rng(0).standard_normal((round(duration_s * RATE_HZ), 2)) * 0.2
    return noise * (0.3 + 0.7 * np.abs(sine(0.7, duration_s, 1.0)))[:, None]


def luminance(colour: NDArray[np.float64]) -> float:
    share = colour / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


class Stage:
    """A wave alone in a view that it fills, in device pixels ``ratio`` to a pixel."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.item = WaveItem(theme)
        self._ground = QColor(theme.panel)
        self._view = pg.PlotWidget(background=theme.panel)
        qtbot.addWidget(self._view)
        self._view.hideAxis("left")
        self._view.hideAxis("bottom")
        self._view.hideButtons()
        self._view.resize(WIDTH, HEIGHT)
        self._box = self._view.getViewBox()
        self._box.disableAutoRange()
        self._box.setYRange(WAVE_BOTTOM, WAVE_TOP, padding=0)
        self._box.addItem(self.item, ignoreBounds=True)
        self._view.show()
        qtbot.waitExposed(self._view)

    @property
    def columns(self) -> int:
        return round(self._box.width())

    def picture(self, first_s: float, last_s: float, ratio: int = 1) -> NDArray[np.int64]:
        """Return what is painted, shape ``(rows, columns, 3)``, without the view's frame."""
        self._box.setXRange(first_s, last_s, padding=0)
        image = QImage(WIDTH * ratio, HEIGHT * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        QWidget.render(self._view, image)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT * ratio, WIDTH * ratio, 4)
        spare = (WIDTH - self.columns) // 2 + 2
        return pixels[spare * ratio : -spare * ratio, spare * ratio : -spare * ratio, 2::-1].astype(np.int64)

    def wave(self, picture: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return where ``picture`` clearly shows a wave."""
        ground = np.array([self._ground.red(), self._ground.green(), self._ground.blue()])
        return np.abs(picture - ground).max(axis=2) > 30


@pytest.fixture(params=THEME_NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme) -> Stage:
    return Stage(qtbot, theme)


def test_paint__tone_on_the_left_only__fills_the_upper_lane_and_leaves_a_line_below(stage: Stage) -> None:
    tone = sine(300)
    stage.item.set_song(loaded(np.stack([tone, np.zeros_like(tone)], axis=1)))
    wave = stage.wave(stage.picture(0.0, 10.0))
    half = len(wave) // 2
    assert wave[:half].mean() > 0.5
    assert (wave[half:].sum(axis=0) <= 3).all()


def test_paint__mono__fills_one_lane_around_the_middle(stage: Stage) -> None:
    stage.item.set_song(loaded(sine(300)[:, None]))
    wave = stage.wave(stage.picture(0.0, 10.0))
    middle = len(wave) // 2
    assert wave[middle - 40 : middle - 5].all()
    assert wave[middle + 5 : middle + 40].all()


def test_paint__loud_and_hollow__shows_a_core_inside_the_peaks(stage: Stage) -> None:
    noise = np.clip(np.random.default_rng(0).standard_normal(RATE_HZ * 10) * 0.25, -0.9, 0.9)
    stage.item.set_song(loaded(noise[:, None]))
    picture = stage.picture(0.0, 10.0)
    ground = picture[0, 0]
    strength = np.abs(picture - ground).sum(axis=2).mean(axis=1)
    middle = len(picture) // 2
    reach = len(picture) / 2
    core, outside = strength[middle - int(0.15 * reach)], strength[middle - int(0.45 * reach)]
    assert core > 1.3 * outside > 0


def test_paint__bass_then_hats__have_different_colours_and_brightness(stage: Stage) -> None:
    hats = np.diff(np.random.default_rng(0).standard_normal(RATE_HZ * 10 + 1)) * 0.2
    song = loaded(np.concatenate([sine(60), hats])[:, None])
    stage.item.set_song(song)
    stage.item.show_band_shares(measure_band_shares(song.song))
    picture = stage.picture(0.0, 20.0)
    middle, columns = len(picture) // 2 - 6, picture.shape[1]
    bass, hat = picture[middle, columns // 8 : columns * 3 // 8], picture[middle, columns * 5 // 8 : columns * 7 // 8]
    assert np.abs(np.median(bass, axis=0) - np.median(hat, axis=0)).max() > 60
    assert abs(luminance(np.median(bass, axis=0)) - luminance(np.median(hat, axis=0))) > 0.1


def test_show_band_shares__after_a_first_paint__colours_the_same_wave(stage: Stage) -> None:
    song = loaded(music())
    stage.item.set_song(song)
    plain = stage.picture(3.0, 9.0)
    stage.item.show_band_shares(measure_band_shares(song.song))
    coloured = stage.picture(3.0, 9.0)
    assert (plain != coloured).any()
    ground = plain[0, 0]
    assert ((plain != ground).any(axis=2) == (coloured != ground).any(axis=2)).mean() > 0.999


def test_set_song__another_song__is_plain_again(stage: Stage, theme: Theme) -> None:
    song = loaded(sine(60)[:, None])
    stage.item.set_song(song)
    plain = stage.picture(1.0, 9.0)
    stage.item.show_band_shares(measure_band_shares(song.song))
    assert (stage.picture(1.0, 9.0) != plain).any()
    stage.item.set_song(loaded(sine(60)[:, None]))
    np.testing.assert_array_equal(stage.picture(1.0, 9.0), plain)


@pytest.mark.parametrize("span_s", [0.02, 0.2, 1.0, 4.0, 20.0, 60.0])
@pytest.mark.parametrize("ratio", [1, 2])
def test_paint__one_sample_stands_out__is_seen_at_its_place_at_every_zoom(
    stage: Stage, span_s: float, ratio: int
) -> None:
    samples = np.zeros((60 * RATE_HZ, 1))
    samples[30 * RATE_HZ] = 0.9
    stage.item.set_song(loaded(samples))
    wave = stage.wave(stage.picture(30 - 0.4 * span_s, 30 + 0.6 * span_s, ratio))
    rows, columns = wave.shape
    high = np.flatnonzero(wave[: int(rows * 0.2)].any(axis=0))
    assert 1 <= len(high) <= max(3, 2 * columns / (span_s * RATE_HZ))
    assert np.abs(high.mean() / columns - 0.4) < 0.01


@pytest.mark.parametrize("span_s", [0.02, 0.3, 2.345, 11.0])
@pytest.mark.parametrize("by_px", [1, 13, 150, 7.3, 20.62])
@pytest.mark.parametrize("ratio", [1, 2])
def test_paint__scrolled__moves_the_picture_by_whole_pixels_and_changes_nothing_in_it(
    stage: Stage, span_s: float, by_px: float, ratio: int
) -> None:
    song = loaded(music())
    stage.item.set_song(song)
    stage.item.show_band_shares(measure_band_shares(song.song))
    pixel_s = span_s / stage.columns
    first_s = 1234 * pixel_s
    before = stage.picture(first_s, first_s + span_s, ratio)
    after = stage.picture(first_s + by_px * pixel_s, first_s + by_px * pixel_s + span_s, ratio)
    moves = {int(np.floor(by_px * ratio)), int(np.ceil(by_px * ratio))}
    assert any((np.abs(before[:, move:] - after[:, :-move]) <= 1).all() for move in moves)


def test_paint__between_far_and_close__no_column_is_empty(stage: Stage) -> None:
    stage.item.set_song(loaded(np.zeros((RATE_HZ * 10, 2))))
    for span_s in (10.0, 1.0, 0.1, 0.01):
        wave = stage.wave(stage.picture(5.0 - span_s / 2, 5.0 + span_s / 2))
        assert wave.any(axis=0).all()


def test_paint__before_any_song__paints_nothing(stage: Stage) -> None:
    picture = stage.picture(0.0, 1.0)
    assert (picture == picture[0, 0]).all()


def test_theme__colours_of_the_bands__stand_out_and_differ_in_brightness_alone(theme: Theme) -> None:
    panel, *bands = (
        np.array([QColor(name).red(), QColor(name).green(), QColor(name).blue()], np.float64)
        for name in (theme.panel, theme.wave_bass, theme.wave_mid, theme.wave_high)
    )
    for band in bands:
        light, dark = sorted((luminance(band), luminance(panel)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.0
    bass, mid, high = (luminance(band) + 0.05 for band in bands)
    assert mid / bass >= 1.3
    assert high / mid >= 1.3
